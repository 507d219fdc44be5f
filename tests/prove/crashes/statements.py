"""Crash at every statement: after recovery, and the same event again, everything is as without the crash.

    a life     a story told to an engine and a desk; at every event it dies at the n-th statement, commits included, or
               after the last one and before anybody heard of it; the next process begins, and the event comes again
    the end    every table of the file, but what a try leaves behind (how often a send was begun) and what is drawn by
               lot (fingerprints of those who left)

One life dies once an event, so as many lives as the longest event has statements are all points there are.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from typing import Any

from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens, receipt_for
from bots.desk.said import Said
from core.book import Identity
from core.engine import Engine
from core.messages.all import Request
from core.messages.operator import Unlink
from core.prices.markets import Mark, Rules
from core.rules.notices import Outcome
from tests.prove.books.prices import LATE_MS
from tests.prove.crashes.fragile import FragileConnection, Killed, open_fragile
from tests.prove.story import PLATFORMS, Event, story

_KINDS = frozenset({"say", "quote", "bell", "wait", "door", "link", "unlink", "past"})
_LEFT_OUT = {
    "outbox": {"tries", "sent_with"},
    "departures": {"fingerprint", "salt"},
    "identities": {"spoke_ms"},  # a link is three sentences of two people: said again, they take turns again
    "_sqlite_migrations": {"applied_at"},
}
_RULES = Rules(late_ms=LATE_MS, history_ms=600_000)


class Life:
    """A process after another on one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at_ms = 0
        self._begin()

    def _begin(self) -> None:
        self._book, self.conn = open_fragile(self._path)
        self._engine = Engine(self._book, _RULES, live=True)
        self._desk = Desk(self._engine, draw=self._draw)
        self._notices = NoticeScreens(self._engine)

    def _draw(self) -> int:
        return int.from_bytes(blake2s(str(self._at_ms).encode(), digest_size=8).digest(), "big")

    def close(self) -> None:
        """The file is as it would be after kill -9, but for the log, which SQLite has read."""
        self.conn.left = None
        self._book.close()

    def dies_at(self, event: Event, statement: int) -> None:
        """Live through an event until its n-th statement, or to its end if it has no more; then begin anew."""
        self.conn.left = statement
        with suppress(Killed):
            self.lives(event)
        self.close()
        self._begin()

    def lives(self, event: Event) -> None:
        """One event, without chance."""
        at_ms = self._at_ms = event.at_ms
        engine, args = self._engine, event.args
        match event.kind:
            case "say":
                self._say(at_ms, *args)
            case "quote":
                market, source, price, _, published = args
                if published <= at_ms:  # what is ahead of our clock is no mark
                    engine.on_mark(Mark(market, published, price, source))
            case "bell":
                engine.on_clock(at_ms)
            case "past":
                for asked in engine.wanted_history(at_ms)[:1]:
                    engine.on_mark(Mark(asked.market, at_ms, 10**10, asked.source))
            case "wait":
                self._deliver(at_ms)
            case "door":
                self._come_or_go(at_ms, *args)
            case "link":
                self._link(at_ms, *args)
            case "unlink":
                engine.handle(
                    Request(
                        1, None, False, f"unlink {args[0]} {at_ms}", at_ms, "", Unlink(args[0]), at_ms, operator=True
                    )
                )

    def _say(
        self, at_ms: int, platform: str, user: str, chat: str | None, text: str, id_: str, sent: int | None
    ) -> Any:
        who = Identity(platform, user)
        return self._desk.hear(Said(who, user, chat, user.endswith("0"), text, id_, at_ms, sent))

    def _deliver(self, at_ms: int) -> None:
        for first in (True, False):
            for addressed in self._engine.telling.untold(first, 0, 20):
                if addressed.to is not None:
                    self._notices.delivery(addressed, at_ms)
                    self._engine.telling.begin_telling([addressed.notice.id])
                    self._engine.on_delivered(receipt_for(addressed.to, Outcome.ARRIVED, at_ms, (addressed.notice,)))

    def _come_or_go(self, at_ms: int, door: str, platform: str, user: str, chat: str | None) -> None:
        match door:
            case "left" if chat:
                self._engine.telling.left(platform, chat, at_ms)
            case "moved" if chat:
                self._engine.telling.moved(platform, chat, f"{chat}~1")
            case "returned":
                self._engine.telling.returned(Identity(platform, user))

    def _link(self, at_ms: int, pair: int) -> None:
        offerer, taker = f"u{2 * pair}", f"u{2 * pair + 1}"
        screen = self._say(at_ms, PLATFORMS[0], offerer, None, "link", f"l{at_ms}.1", at_ms)
        code = next((field.value for field in screen.fields if field.key == "Code"), "")
        if code:
            self._say(at_ms, PLATFORMS[1], taker, None, f"link {code}", f"l{at_ms}.2", at_ms)
            self._say(at_ms, PLATFORMS[1], taker, None, f"link {code} yes", f"l{at_ms}.3", at_ms)


def everything(conn: FragileConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order that says nothing."""
    found = {}
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for (table,) in tables:
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})").fetchall()]
        names = ", ".join(f'"{name}"' for name in columns if name not in _LEFT_OUT.get(table, ()))
        found[table] = sorted(conn.execute(f"SELECT {names} FROM {table}").fetchall(), key=repr)
    return found


def tale(seed: int, events: int = 150) -> list[Event]:
    """A short story of a few people, as far as it is about one process."""
    return [each for each in story(seed, 0, events=events, people=24) if each.kind in _KINDS]


def whole(path: Path, events: list[Event]) -> tuple[dict[str, list[tuple[Any, ...]]], list[int]]:
    """The end without a crash, and how many statements each event takes."""
    life, counts = Life(path), []
    for event in events:
        before = life.conn.count
        life.lives(event)
        counts.append(life.conn.count - before)
    end = everything(life.conn)
    life.close()
    return end, counts


def crashes(folder: Path, events: list[Event], lives: range | None = None) -> Iterator[int]:
    """Die everywhere (`lives`: at these statements of each event); yields after each life how often it died.

    Raises AssertionError where an end is another one.
    """
    end, counts = whole(folder / "whole.db", events)
    for point in lives or range(max(counts) + 1):
        life, died = Life(folder / f"{point}.db"), 0
        for event, count in zip(events, counts, strict=True):
            if point <= count:
                life.dies_at(event, point)
                died += 1
            life.lives(event)
        found = everything(life.conn)
        life.close()
        wrong = [name for name in end if found[name] != end[name]]
        assert not wrong, f"after crashes at statement {point} of every event, other {wrong} than without"
        for path in folder.glob(f"{point}.db*"):
            path.unlink()
        yield died
