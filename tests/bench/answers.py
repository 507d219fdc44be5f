"""How long an answer takes, from the moment a sentence lies ready to the moment its answer came in, beside an echo bot
on the same library and the same server: one person after another, and 200 at once. No rate limits, here and there.

Telegram's echo is the one that everybody begins with, on the library's own transport; and, without a target, one on the
faster transport that the game brings along, which shows what the game itself adds.

Both bots are asked in turn, so that a busy moment of the machine hits both. At once, what one answer costs is the time
until all of them are there, over their number.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import time_ns
from typing import Any, Literal

import storage
from core.money import USD
from tests.bench.crowd import ENTRY, Crowd
from tests.bench.figures import Figure, durable_row, median_of, p99
from tests.bench.platforms.people import OnDiscord, OnTelegram, People, Times
from tests.bench.platforms.world import World, echoing, playing

_PEOPLE = 200
_ALONE = 100
_ROUNDS = 3  # with one to get acquainted and one alone, no more sentences than a person may say in a burst
_MINUTES = 15  # of marks, which prices are shown with
_MOST_RATIO = 1.3
_MORE_MS = 3.0


async def measure(folder: Path) -> AsyncIterator[Figure]:
    """A reading verb and one that spends, on both platforms."""
    disk_ms = _prepare(folder / "answers.db")
    yield Figure("a row of its own, safe on this disk", disk_ms, "ms", None, "in every verb that spends")
    async with echoing() as echo, echoing("ours") as quick, playing(folder / "answers.db", limits=False) as game:
        await game.tell(f"resume {ENTRY}")
        for name, echoed, played, most in _cases(echo, quick, game):
            for people in (echoed, played):  # the first time accounts are made, conversations opened, codes compiled
                await people.ask(_PEOPLE)
            async for figure in _compare(name, echoed, played, most):
                yield figure
            await game.tell(f"mark {ENTRY + USD}")


def _prepare(file: Path) -> float:
    """A book with a quarter of an hour of marks; what a durable row costs there, ms."""
    crowd = Crowd(file, 1_000)
    crowd.close()
    book = storage.open(file)
    now = time_ns() // 1_000_000
    marks = [("BTC", at_ms, ENTRY, "bench", 0) for at_ms in range(now - _MINUTES * 60_000, now - 1_000, 1_000)]
    with book.transaction():
        book._conn.executemany(
            "INSERT INTO marks (market, published_ms, price, source, kept) VALUES (?, ?, ?, ?, ?)", marks
        )
    try:
        return median_of(lambda: durable_row(book), 100) * 1e3
    finally:
        book.close()


Most = Literal["ratio", "more"] | None  # what is wanted: a multiple of an echo, an echo and so much more, or nothing


def _cases(echo: World, quick: World, game: World) -> list[tuple[str, People, People, Most]]:
    """Each verb has people of its own, so that nobody says more than a person may."""

    def on_telegram(world: World, text: str, number: int) -> People:
        return OnTelegram(world, text, range(number * 1_000, number * 1_000 + _PEOPLE))

    def on_discord(world: World, verb: str, **options: Any) -> People:
        return OnDiscord([world.discord.user(f"P{each}", installed=True) for each in range(_PEOPLE)], verb, options)

    def hello() -> People:
        return on_discord(echo, "long", market="btc", margin=1)

    return [
        ("Telegram: `price`", on_telegram(echo, "hello", 1), on_telegram(game, "/price", 1), "ratio"),
        ("Telegram: `me`", on_telegram(echo, "hello", 2), on_telegram(game, "/me", 2), "ratio"),
        ("Telegram: `up 1 5m`", on_telegram(echo, "hello", 3), on_telegram(game, "/up 1 5m", 3), "more"),
        (
            "Telegram, an echo on our transport: `price`",
            on_telegram(quick, "hello", 4),
            on_telegram(game, "/price", 4),
            None,
        ),
        ("Discord: `price`", hello(), on_discord(game, "price"), "ratio"),
        ("Discord: `me`", hello(), on_discord(game, "me"), "ratio"),
        ("Discord: `up 1 5m`", hello(), on_discord(game, "up", stake="1", window="5m"), "more"),
    ]


async def _compare(name: str, echoed: People, played: People, most: Most) -> AsyncIterator[Figure]:
    floors: Times = []
    times: Times = []
    for number in range(_ALONE):
        for people, took in ((echoed, floors), (played, times)):
            took += await people.ask(1, number)
            await asyncio.sleep(0.01)
    yield _figure(f"{name}, median", median(times), median(floors), most)
    yield Figure(f"{name}, p99", p99(times), "ms", p99(floors), "an echo bot")
    crowds: tuple[list[Times], list[Times]] = ([], [])
    for _ in range(_ROUNDS):
        crowds[0].append(await echoed.ask(_PEOPLE))
        crowds[1].append(await played.ask(_PEOPLE))
    floor, each = (median(max(took) / _PEOPLE for took in rounds) for rounds in crowds)
    many = f"{name}, {_PEOPLE} at once"
    yield _figure(f"{many}, each of them", each, floor, most)
    floors, times = ([took for each in rounds for took in each] for rounds in crowds)
    yield Figure(f"{many}, median", median(times), "ms", median(floors), "an echo bot")
    yield Figure(f"{many}, p99", p99(times), "ms", p99(floors), "an echo bot")


def _figure(name: str, value: float, floor: float, most: Most) -> Figure:
    wanted = {"most_ratio": _MOST_RATIO} if most == "ratio" else {}
    if most == "more":
        wanted = {"most": round(floor + _MORE_MS, 2)}
    return Figure(name, value, "ms", floor, "an echo bot", **wanted)
