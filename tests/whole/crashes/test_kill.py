"""kill -9 at any moment, start again: nothing is lost, created or done twice, and what was open goes on.

The console is a process of its own and is killed while it works through a long conversation. What was said last is said
again after each start, with the same nonces, as a platform redelivers what was never acknowledged.
"""

import json
import random
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import storage
from core.ledger import HOUSE, MINT, player_account
from core.prices.markets import MARKETS
from core.rules.orders import Order
from storage.store import Store
from tests import ROOT
from tests.worlds.console import PROGRAM

KILLS = 5
OPENINGS = 150
REDELIVERED = 8


def _lines(openings: int) -> list[str]:
    """Openings, predictions and closes between prices that liquidate some of them."""
    dice = random.Random(7)
    price, lines = 100_000, ["!price BTC 100000"]
    for number in range(openings):
        price += dice.randrange(-70, 71)
        lines += [
            f"!as p{number % 5 + 1}",
            f"{dice.choice(('long', 'short'))} btc 3 {dice.choice((100, 300))}x #open{number:04d}",
            f"up 2 1m #call{number:04d}",
            f"!price BTC {price}",
            f"close all #shut{number:04d}" if number % 7 == 6 else "positions",
            f"!price BTC {price + 3}",
        ]
    return lines


def _feed(stdin: IO[str], lines: list[str]) -> None:
    with suppress(BrokenPipeError), stdin:
        stdin.write("\n".join(lines) + "\n")


def _run(db: Path, lines: list[str], screens_to_live: int | None) -> list[dict]:
    """Feed a console; kill it after so many screens. What it printed."""
    options = ["chat", "--manual", "--json", "--db", str(db)]
    console = subprocess.Popen([*PROGRAM, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert console.stdin is not None and console.stdout is not None
    if screens_to_live is None:
        output, _ = console.communicate("\n".join(lines) + "\n", timeout=60 + len(lines))
        assert console.returncode == 0
        return [json.loads(line) for line in output.splitlines()]
    feeder = threading.Thread(target=_feed, args=(console.stdin, lines))  # a pipe does not hold a long conversation
    feeder.start()
    with console.stdout:
        shown = [console.stdout.readline() for _ in range(screens_to_live)]
        console.kill()
        console.wait()
    feeder.join()
    return [json.loads(line) for line in shown]


def test_killed_again_and_again(tmp_path):
    kill_again_and_again(tmp_path / "game.db", KILLS, OPENINGS)


def kill_again_and_again(db: Path, kills: int, openings: int) -> None:
    """Kill a console so often while so many positions are opened in it, and check the file each time."""
    lines, dice = _lines(openings), random.Random(11)
    position = 0
    for _ in range(kills):
        alive = dice.randrange(20, 120)
        shown = _run(db, lines[position:], alive)
        said = sum(screen["kind"] == "reply" for screen in shown)
        position = _after_replies(lines, position, said)
        position = max(0, position - REDELIVERED)
        while not lines[position].startswith("!as"):
            position -= 1
        _check(db, openings).close()
    _run(db, lines[position:], None)
    book = _check(db, openings)
    assert not book.outbox.waiting(True, 0, 10) and not book.outbox.waiting(False, 0, 10)
    opened = [each for each in (book.get(Order, player, number) for player, number in _all(openings)) if each]
    assert len(opened) == openings  # each exactly once, whatever was said again
    book.close()


def _after_replies(lines: list[str], start: int, replies: int) -> int:
    """The index of the line after so many answered sentences."""
    for index in range(start, len(lines)):
        if replies == 0:
            return index
        replies -= not lines[index].startswith("!")
    return len(lines) - 1


def _all(openings: int) -> list[tuple[int, int]]:
    return [(player, number) for player in range(1, 6) for number in range(1, openings + 1)]


def _check(db: Path, openings: int) -> Store:
    """The ledger is whole: it sums to zero, balances are what their transfers made them, what is open is covered."""
    book = storage.open(db)
    query = book._conn.execute
    assert query("SELECT sum(balance) FROM accounts").fetchone()[0] == 0
    moved = query(
        "SELECT name FROM accounts WHERE balance <> "
        "coalesce((SELECT sum(amount) FROM transfers WHERE credit = name), 0) - "
        "coalesce((SELECT sum(amount) FROM transfers WHERE debit = name), 0)"
    ).fetchall()
    assert not moved
    assert book.balance(HOUSE) + book.balance(MINT) <= 0
    held = sum(book.balance(f"{player_account(player)}/{number}") for player, number in _all(openings))
    open_ = [position for player in range(1, 6) for position in book.positions.open_of(player)]
    covered = sum(position.margin + position.adding for position in open_)
    covered += sum(order.amount for player in range(1, 6) for order in book.positions.waiting_orders(player))
    covered += sum(each.stake for player in range(1, 6) for each in book.predictions.open_of(player))
    assert held == covered
    interest = sum(
        ticker.open_long + ticker.open_short for ticker in book.markets.tickers() if ticker.market in MARKETS
    )
    assert interest == sum(position.notional for position in open_)
    return book
