"""Many liquidations at one mark, beside `executemany` of the very rows that the engine wrote.

Both start from copies of one file, so indexes, triggers and checks are the same; the raw side knows all rows beforehand
and has nothing to decide.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import storage
from storage.store import Store
from tests.bench.crowd import Crowd
from tests.bench.figures import Figure, seconds

_CHANGED = ("returned", "realised_pnl", "realised_funding", "state", "exit", "exit_mark", "exit_index", "exit_offset",
            "closed_ms", "adding", "closing_ppm", "parts")  # fmt: skip
_REPEATS = 3


def measure(folder: Path, counts: tuple[int, ...] = (1_000, 10_000)) -> Iterator[Figure]:
    """The settlement of so many liquidations at one mark."""
    for count in counts:
        engine, raw = zip(*(_both(folder, count) for _ in range(_REPEATS)), strict=True)
        yield Figure(
            f"{count:,} liquidations at one mark", median(engine) * 1e3, "ms", median(raw) * 1e3,
            "executemany of the same rows", most_ratio=2,
        )  # fmt: skip


def _both(folder: Path, count: int) -> tuple[float, float]:
    crowd = Crowd(folder / "settled.db", 2 * count)
    crowd.book.close()
    shutil.copy(crowd.file, folder / "raw.db")
    crowd.book.__init__(crowd.file)
    took = seconds(crowd.mark, crowd.fires(count))
    rows = _written(crowd.book._conn, count)
    crowd.close()
    book = storage.open(folder / "raw.db")
    floor = seconds(_write, book, rows)
    assert book._conn.execute("SELECT count(*) FROM outbox").fetchone() == (count,)
    book.close()
    for name in ("settled.db", "raw.db"):
        (folder / name).unlink()
    return took, floor


def _written(connection: sqlite3.Connection, count: int) -> list[tuple[str, list[tuple]]]:
    """The statements and rows that leave the book as the engine did."""
    changes = ", ".join(f'"{name}" = ?' for name in _CHANGED)
    columns = ", ".join(f'"{name}"' for name in _CHANGED)
    update = f"UPDATE positions SET {changes} WHERE player = ? AND number = ?"
    ended = connection.execute(f"SELECT {columns}, player, number FROM positions WHERE state = 'liquidated'").fetchall()
    assert len(ended) == count
    found = [(update, ended)]
    for table, columns, key in (
        ("transfers", "id, debit, credit, amount, code, at_ms", "sequence"),
        ("results", "player, kind, number, chat, at_ms, staked, net, lived_ms, live", "player"),
        ("outbox", "topic, number, at_ms, player, chat, ring", "id"),
    ):
        marks = ", ".join("?" * len(columns.split(",")))
        rows = connection.execute(f"SELECT {columns} FROM {table} ORDER BY {key}").fetchall()
        found.append((f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows))
    return found


def _write(book: Store, statements: list[tuple[str, list[tuple]]]) -> None:
    with book.transaction():
        for sql, rows in statements:
            book._conn.executemany(sql, rows)
