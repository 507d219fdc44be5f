"""Adding a market is two rows, one of its rules and one of its names at the edge: here XRP is added to a copy."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT

RULES = 'Market("SOL", "USD", 100, False, 8, _SMALL),'
LISTING = "LISTINGS: Mapping[str, Listing] = {"
XRP_RULES = 'Market("XRP", "USD", 50, False, 8, _SMALL),'
XRP_LISTING = """
    "XRP": Listing(
        "ab" * 32,
        "XRPUSDT",
        SimulatedCoin(2 * USD, USD // 10_000, volatility=1.4, loading=0.8),
        {"bnb": Aggregator("0x" + "cd" * 20, 60, 10)},
        ("RIPPLE",),
    ),"""

_LIVE = """
import asyncio
from tests.worlds.prices import FIRST, price_world, value
FIRST["XRP"] = 25

async def play():
    async with price_world() as world:
        await world.seconds(3)
        await world.say("long ripple 25 50x")
        await world.seconds(3)
        position = await world.say("positions")
        print(value(await world.say("price xrp"), "Mark"), value(position, "Market"), value(position, "State"))
asyncio.run(play())
"""


@pytest.fixture
def copy(tmp_path) -> Path:
    """The program and what plays it, to be changed."""
    for folder in ("bots", "core", "storage", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def add(copy: Path, rules: bool = True, listing: bool = True) -> None:
    """XRP's rows."""
    for wanted, name, place, row in (
        (rules, "core/prices/markets.py", RULES, f"\n        {XRP_RULES}"),
        (listing, "bots/markets.py", LISTING, XRP_LISTING),
    ):
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(place) == 1
        if wanted:
            (copy / name).write_text(text.replace(place, place + row), encoding="utf-8")


def started(copy: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """Python in the copy."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=copy,
        env=kept | {"PYTHONPATH": str(copy), "DATABASE": str(copy / "game.db")} | environ,
    )  # fmt: skip


def program(copy: Path, *options: str, **environ: str) -> subprocess.Popen[str]:
    """The game in the copy."""
    code = "from bots.app import main; main()"
    return started(copy, "-c", code, "chat", "--json", "--quiet-lounge", *options, **environ)


def said_until(playing: subprocess.Popen[str], sentence: str, wanted: Callable[[dict], bool]) -> None:
    """Say something until a screen comes that is wanted."""
    assert playing.stdin and playing.stdout
    for _ in range(200):
        playing.stdin.write(f"{sentence}\n")
        playing.stdin.flush()
        screen = json.loads(playing.stdout.readline())
        if wanted(screen):
            return
        time.sleep(0.05)
    raise AssertionError(f"not within ten seconds: {sentence}")


def opens_xrp(playing: subprocess.Popen[str]) -> None:
    """XRP has a price, and a position in it opens."""
    said_until(playing, "price ripple", lambda screen: screen["fields"].get("Mark", "none") != "none")
    said_until(playing, "long xrp 25 50x #xrpxrpxr", lambda screen: screen["fields"].get("State") == "open")
    _, errors = playing.communicate(timeout=30)
    assert (playing.returncode, [line for line in errors.splitlines() if "WARNING" in line]) == (0, [])


def test_by_hand(copy):
    add(copy)
    playing = program(copy, "--manual")
    out, errors = playing.communicate("!price XRP 2.5\nlong xrp 25 50x\n!price XRP 2.5\npositions\n", timeout=60)
    assert (playing.returncode, errors) == (0, "")
    fields = json.loads(out.splitlines()[-1])["fields"]
    assert (fields["Market"], fields["Mark"], fields["State"]) == ("XRP", "2.5", "open")


def test_on_the_simulated_market(copy):
    add(copy)
    opens_xrp(program(copy, "--seed", "1"))


def test_on_a_tape(copy):
    add(copy)
    rows = "".join(f"{1_767_225_600_000 + second * 1_000},XRP,2.5\n" for second in range(120))
    (copy / "xrp.csv").write_text(f"at_ms,market,price\n{rows}", encoding="utf-8")
    opens_xrp(program(copy, PRICES="tape:xrp.csv"))


def test_on_live_prices_of_every_source(copy):
    add(copy)
    out, errors = started(copy, "-c", _LIVE).communicate(timeout=120)
    assert (out.split(), errors) == (["25", "XRP", "open"], "")


@pytest.mark.parametrize(
    ("rules", "listing", "sentence"),
    [
        (True, False, "The market XRP of core/prices/markets.py has no row in LISTINGS of bots/markets.py"),
        (False, True, "The market XRP of bots/markets.py has no row in MARKETS of core/prices/markets.py"),
    ],
)
@pytest.mark.parametrize("options", [("--manual",), ()])
def test_half_a_market_does_not_start_and_says_what_is_missing(copy, rules, listing, sentence, options):
    add(copy, rules, listing)
    playing = program(copy, *options)
    out, errors = playing.communicate("price\n", timeout=60)
    assert (playing.returncode, out) == (1, "")
    assert sentence in errors and "Traceback" not in errors
