"""Players: where they are reached, what they asked and were answered."""

import json
from collections.abc import Iterable, Sequence

from core.book import Identity
from core.messages.all import WriteAnswer
from core.rules.players import Player
from storage.answers import from_text, to_text
from storage.sqlite.tables import Part


class SqlitePlayers(Part):
    """Players, their identities, their requests and drafts."""

    def add(self, identity: Identity, name: str, at_ms: int) -> Player:
        """A new player with the next number. Raises DuplicateError if somebody has this identity."""
        with self._tables.named_errors(), self._tables.writing():
            player = Player(self._tables.next_number(Player), name, at_ms)
            self._tables.save([player])
            values = (identity.platform, identity.user, player.number, at_ms)
            sql = "INSERT INTO identities (platform, user, player, spoke_ms) VALUES (?, ?, ?, ?)"
            self._tables.execute(sql, values)
        return player

    def number_of(self, identity: Identity) -> int | None:
        """The number of the player behind an identity."""
        sql = "SELECT player FROM identities WHERE platform = ? AND user = ?"
        return self._tables.number(sql, identity.platform, identity.user)

    def identities_of(self, player: int) -> Sequence[Identity]:
        """Every identity of a player, by platform and user."""
        sql = "SELECT platform, user FROM identities WHERE player = ? ORDER BY platform, user"
        return [Identity(*row) for row in self._tables.execute(sql, (player,))]

    def identity_of(self, player: int) -> Identity:
        """Where a player is reached: of the reachable identities the one that spoke last. Raises KeyError if none."""
        sql = (
            "SELECT platform, user FROM identities WHERE player = ? "
            "ORDER BY unreachable_ms IS NOT NULL, spoke_ms DESC, platform, user LIMIT 1"
        )
        row = self._tables.execute(sql, (player,)).fetchone()
        if row is None:
            raise KeyError(player)
        return Identity(*row)

    def set_spoke(self, identity: Identity, at_ms: int) -> None:
        """This identity is the one of its player that spoke last, at about this moment."""
        mine = "SELECT player FROM identities WHERE platform = :platform AND user = :user"
        sql = (
            "UPDATE identities "
            f"SET spoke_ms = (SELECT max(max(spoke_ms) + 1, :at_ms) FROM identities WHERE player = ({mine})) "
            "WHERE platform = :platform AND user = :user"
        )
        self._tables.write(sql, {"platform": identity.platform, "user": identity.user, "at_ms": at_ms})

    def spoke_ms(self, identity: Identity) -> int:
        """When an identity spoke last, about."""
        sql = "SELECT spoke_ms FROM identities WHERE platform = ? AND user = ?"
        spoke_ms = self._tables.number(sql, identity.platform, identity.user)
        assert spoke_ms is not None, "somebody has this identity"
        return spoke_ms

    def last_spoke(self, players: Iterable[int]) -> dict[int, int]:
        """When each of these players spoke last, about; without those who have left."""
        sql = (
            "SELECT player, max(spoke_ms) FROM identities "
            "WHERE player IN (SELECT value FROM json_each(?)) GROUP BY player"
        )
        return dict(self._tables.execute(sql, (json.dumps([*players]),)))

    def set_unreachable(self, identity: Identity, at_ms: int | None) -> None:
        """Messages do not reach this identity since then, or (None) do again."""
        sql = "UPDATE identities SET unreachable_ms = ? WHERE platform = ? AND user = ?"
        self._tables.write(sql, (at_ms, identity.platform, identity.user))

    def unreachable_ms(self, identity: Identity) -> int | None:
        """Since when messages do not reach this identity; None while they do."""
        sql = "SELECT unreachable_ms FROM identities WHERE platform = ? AND user = ?"
        return self._tables.number(sql, identity.platform, identity.user)

    def due_digests(self, at_ms: int) -> Sequence[Player]:
        """Players whose digest is due by then."""
        return self._tables.select(Player, "INDEXED BY players_digest WHERE digest_ms > 0 AND digest_ms <= ?", at_ms)

    def answer_to(self, player: int, request: str) -> WriteAnswer | None:
        """The first answer to a request, if it was seen."""
        sql = "SELECT answer FROM requests WHERE player = ? AND id = ?"
        row = self._tables.execute(sql, (player, request)).fetchone()
        return from_text(row[0]) if row else None

    def remember(self, player: int, request: str, at_ms: int, answer: WriteAnswer) -> None:
        """Keep an answer for repeats. Raises DuplicateError if the request has one."""
        sql = "INSERT INTO requests (player, id, at_ms, answer) VALUES (?, ?, ?, ?)"
        with self._tables.named_errors():
            self._tables.write(sql, (player, request, at_ms, to_text(answer)))

    def copy_answers(self, source: int, target: int, since_ms: int) -> None:
        """Let a player repeat the requests that another made since then; an own one with the same id stays."""
        sql = (
            "INSERT OR IGNORE INTO requests (player, id, at_ms, answer) "
            "SELECT :target, id, at_ms, answer FROM requests WHERE player = :source AND at_ms >= :since"
        )
        self._tables.write(sql, {"source": source, "target": target, "since": since_ms})

    def drop_drafts(self, player: int) -> None:
        """Delete every sentence of a player that waits to be confirmed."""
        self._tables.write("DELETE FROM drafts WHERE player = :player", {"player": player})

    def forget(self, before_ms: int, messages_before_ms: int) -> None:
        """Delete answers and drafts older than the one moment, and which message shows what older than the other."""
        with self._tables.writing():
            self._tables.execute("DELETE FROM requests INDEXED BY requests_at WHERE at_ms < ?", (before_ms,))
            self._tables.execute("DELETE FROM drafts INDEXED BY drafts_at WHERE at_ms < ?", (before_ms,))
            self._tables.execute("DELETE FROM messages INDEXED BY messages_at WHERE at_ms < ?", (messages_before_ms,))
