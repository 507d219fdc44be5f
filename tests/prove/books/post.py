"""The auditor's post: what must be told is told, to whom it belongs, and again only where nobody knew whether it was.

    outbox row --the desk renders it--> screen --the platform takes it--> arrived | maybe (it timed out)
                                           `--> unwanted: the player has turned such alerts off, or it is outrun

When the program counts a row as told, it must have arrived, or be unwanted, or its message must show something newer of
the same thing, or its address must be gone for good. He knows a screen by its identity: nothing in it names its row.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bots.delivery.platform import Address, Outgoing
from bots.desk.notices import Delivery
from bots.screens.kit.screen import Screen
from core.book import Identity
from core.rules.chats import Chat
from core.rules.notices import Notice

_ROW = "SELECT topic, number, player, chat, ring, sent_ms, held FROM outbox WHERE id = ?"
_UPDATED = {"order": "position"}  # an order and the position it becomes are one thing


class PostBooks:
    """What was shown to whom. `moved`: the ids that a chat had before, and the one that followed; `closed`: topics that
    an admin deleted."""

    def __init__(self) -> None:
        self.moved: dict[tuple[str, str], str] = {}
        self.closed: set[tuple[str, str, str]] = set()
        self.arrived: Counter[int] = Counter()
        self.maybe: Counter[int] = Counter()
        self._told: set[int] = set()
        self._row_of: dict[tuple[Any, ...], int] = {}  # of a fact: where it waits to be told
        self._may_repeat: Counter[int] = Counter()
        self._unwanted: set[int] = set()
        self._newest: dict[tuple[Any, ...], int] = {}  # of a thing's message somewhere: the last row it (perhaps) shows
        self._seen: set[tuple[tuple[str, str], Screen]] = set()  # what was ever shown where
        self._would_show: dict[int, tuple[tuple[str, str], Screen]] = {}
        self._screens: dict[int, tuple[Screen, tuple[str, str], dict[int, tuple[tuple[Any, ...], int]]]] = {}
        self._asked_in: dict[int, Address] = {}  # of an answer, by its screen
        self._in_hand: set[int] = set()  # written for an account that a link has changed meanwhile
        self._left: set[int] = set()  # chats that had removed us before this event
        self._removed: set[tuple[str, str]] = set()  # and during it: somebody there may have us back by its end

    # What the program does

    def rendered(self, conn: sqlite3.Connection, id_: int, to: Identity | Chat, delivery: Delivery) -> None:
        """The desk has made a row into a message."""
        row = conn.execute(_ROW, (id_,)).fetchone()
        notice = delivery.notice
        address = self._address(to.platform, to.user if isinstance(to, Identity) else "", to)
        self._begins_anew(conn, id_, notice)
        if row is not None and row[5] is None and id_ not in self._in_hand:
            owners = [
                (platform, self._follow(platform, place)) for platform, place in self._owners(conn, row[2], row[3])
            ]
            assert (address[0], self._follow(*address)) in owners, f"row {id_} of {row} goes to {address}"
        thing = (_UPDATED.get(notice.topic, notice.topic), notice.number, notice.player, notice.chat)
        if delivery.screen is None:
            self._unwanted.add(id_)
            self._newest[thing] = max(id_, self._newest.get(thing, 0))
        else:  # it shows what is now, and with that all that was to be told of the thing until now
            shows = conn.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0]
            self._screens[id(delivery.screen)] = (delivery.screen, address, {id_: (thing, shows)})
            self._would_show[id_] = ((address[0], self._follow(*address)), delivery.screen)
        if delivery.card is not None:
            self._screens[id(delivery.card)] = (delivery.card, address, {})

    def _begins_anew(self, conn: sqlite3.Connection, id_: int, notice: Notice) -> None:
        """What is told on another way has another row; that it arrived by the first one stays true."""
        fact = (notice.topic, notice.number, notice.at_ms, notice.player, notice.chat, notice.alert)
        before = self._row_of.get(fact, id_)
        if before != id_ and conn.execute("SELECT 1 FROM outbox WHERE id = ?", (before,)).fetchone() is None:
            for counted in (self.arrived, self.maybe, self._may_repeat):
                counted[id_] = counted[before]
        self._row_of[fact] = id_

    def summed_up(self, deliveries: Sequence[Delivery], screen: Screen) -> None:
        """The desk has made one message of several."""
        parts = [self._screens[id(delivery.screen)] for delivery in deliveries]
        assert len({address for _, address, _ in parts}) == 1, "one message for several addresses"
        self._screens[id(screen)] = (
            screen,
            parts[0][1],
            {id_: shown for _, _, rows in parts for id_, shown in rows.items()},
        )

    def replied(self, screen: Screen, address: Address) -> None:
        """An answer is on its way to whoever asked."""
        self._screens[id(screen)] = (screen, self._place(address), {})
        self._asked_in[id(screen)] = address

    def took(self, outgoing: Outgoing, known: bool) -> None:
        """A platform has shown a message; not `known`: the program was not told so."""
        for screen in outgoing.screens:
            entry = self._screens.get(id(screen))
            assert entry is not None, f"a message that nobody wrote: {screen}"
            _, owner, rows = entry
            address = outgoing.address
            place = self._place(address)
            assert place == (owner[0], self._follow(*owner)), f"{screen.title} of {owner} went to {place}"
            asked = self._asked_in.get(id(screen), address)
            if asked.chat == address.chat and (asked.platform, asked.chat, asked.thread) not in self.closed:
                assert address.thread == asked.thread, f"asked in topic {asked.thread}: {address}"
            self._seen.add((place, screen))
            for id_, (thing, shows) in rows.items():
                self.arrived[id_] += 1
                self.maybe[id_] += not known
                self._newest[thing] = max(shows, self._newest.get(thing, 0))
                most = (
                    1 + self.maybe[id_] - (not known) + self._may_repeat[id_] + bool(thing[3])
                )  # a card, and below it
                assert self.arrived[id_] <= most, f"row {id_} arrived {self.arrived[id_]} times: {screen.title}"

    def lost(self, outgoing: Outgoing) -> None:
        """A message timed out, and has not arrived either."""
        for screen in outgoing.screens:
            for id_, (thing, shows) in self._screens[id(screen)][2].items():
                self.maybe[id_] += 1
                self._newest[thing] = max(shows, self._newest.get(thing, 0))  # an older one may have been in it

    def removed(self, platform: str, chat: str) -> None:
        """We are not in a chat any more."""
        self._removed.add((platform, chat))

    def linked(self, conn: sqlite3.Connection) -> None:
        """Two accounts have become one, or two again: what is on its way was written for the one of before."""
        for (id_,) in conn.execute("SELECT id FROM outbox WHERE sent_ms IS NULL").fetchall():
            self._in_hand.add(id_)

    def died(self) -> None:
        """The process is gone, with what it knew: whatever arrived and was not counted may come again."""
        for id_ in self.arrived.keys() - self._told:
            self._may_repeat[id_] = self.arrived[id_] + self.maybe[id_]

    # What is checked

    def take(self, conn: sqlite3.Connection, changed: set[tuple[int, ...]]) -> None:
        """Audit the rows that count as told now, the newest first: an older one of the same thing rests on it."""
        for (id_,) in sorted(changed, reverse=True):
            row = conn.execute(_ROW, (id_,)).fetchone()
            if row is None or row[5] is None or id_ in self._told:
                continue
            self._told.add(id_)
            assert self._is_told(conn, id_, row), f"row {id_} of {row} counts as told, and nobody saw it"
        self._removed.clear()
        self._left = {chat for (chat,) in conn.execute("SELECT number FROM chats WHERE left_ms IS NOT NULL")}

    def _is_told(self, conn: sqlite3.Connection, id_: int, row: tuple[Any, ...]) -> bool:
        topic, number, player, chat, ring, _, _ = row
        if self.arrived[id_] or self.maybe[id_] or id_ in self._unwanted or id_ in self._in_hand:
            return True
        if chat is not None:
            left_ms, *place = conn.execute(
                "SELECT left_ms, platform, key FROM chats WHERE number = ?", (chat,)
            ).fetchone()
            if left_ms is not None or chat in self._left or tuple(place) in self._removed:
                return True
        elif not conn.execute("SELECT 1 FROM identities WHERE player = ?", (player,)).fetchone():
            return True  # deleted
        thing = (_UPDATED.get(topic, topic), number, player, chat)
        if self._would_show.get(id_) in self._seen:  # the message says so already
            self._newest[thing] = max(id_, self._newest.get(thing, 0))
            return True
        return ring is None and self._newest.get(thing, 0) >= id_

    def everything(self, conn: sqlite3.Connection, settled: bool) -> None:
        """`settled`: there was time, and nobody made trouble: nothing waits any more but for who cannot be reached."""
        if not settled:
            return
        for id_, player, held in conn.execute("SELECT id, player, held FROM outbox WHERE sent_ms IS NULL").fetchall():
            away = conn.execute(
                "SELECT count(*) = count(unreachable_ms) FROM identities WHERE player = ?", (player,)
            ).fetchone()[0]
            assert held and away, f"row {id_} was never told"

    # Who is where

    @staticmethod
    def _address(platform: str, user: str, to: Identity | Chat) -> tuple[str, str]:
        return platform, f"user {user}" if isinstance(to, Identity) else f"chat {to.key}"

    def _owners(self, conn: sqlite3.Connection, player: int | None, chat: int | None) -> list[tuple[str, str]]:
        if chat is not None:
            found = conn.execute("SELECT platform, 'chat ' || key FROM chats WHERE number = ?", (chat,))
        else:
            found = conn.execute(
                "SELECT platform, 'user ' || user FROM identities WHERE player = :p UNION "  # or called in a group
                "SELECT platform, 'chat ' || key FROM members JOIN chats ON chats.number = chat "
                "JOIN players ON players.number = player WHERE player = :p AND mentions = 1",
                {"p": player},
            )
        return found.fetchall()

    def _place(self, address: Address) -> tuple[str, str]:
        return address.platform, self._now_at(address.platform, address.chat) or f"user {address.user}"

    def _now_at(self, platform: str, chat: str) -> str:
        """Where a chat is now, whatever it was called; empty for none."""
        return self._follow(platform, f"chat {chat}") if chat else ""

    def _follow(self, platform: str, place: str) -> str:
        while (platform, place.removeprefix("chat ")) in self.moved and place.startswith("chat "):
            place = f"chat {self.moved[platform, place.removeprefix('chat ')]}"
        return place
