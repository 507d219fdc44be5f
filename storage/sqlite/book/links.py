"""Links: offers and their codes, and whatever belongs to a player moved to another, and back.

Rows change their player and number in one statement a table; those of an open thing's account are the ledger's matter
(core/actions/links.py). Foreign keys are deferred, so the order of the statements is free.
"""

from collections.abc import Sequence
from typing import Any

from core.rules.links import Link
from core.rules.notices import Topic
from storage.sqlite.tables import Part

_THINGS = ("orders", "positions", "nearwarnings", "predictions", "pricealerts", "mirrors")  # by the player's numbers
_NUMBERED = (Topic.POSITION, Topic.ORDER, Topic.PREDICTION)  # results and notices name them so
_TOPICS = ", ".join(f"'{topic}'" for topic in (*_NUMBERED, Topic.PRICE, Topic.WATCHED))
_NOT_MADE = "state IN ('offered', 'planned')"

# Ended rounds are found by their results, running ones by the index of open bets: bets have none by player.
_ROUNDS_OF = """
    SELECT number FROM results WHERE player = :source AND kind = 'round'
    UNION SELECT round FROM bets INDEXED BY bets_open WHERE paid IS NULL AND player = :source
"""
_MOVED = "SELECT round FROM linked_rounds WHERE link = :link"
_CHATS = "SELECT number FROM chats WHERE platform = :platform"


class SqliteLinks(Part):
    """Links in force or offered, and what they move."""

    def offer_of(self, player: int) -> Link | None:
        """The link that a player has offered and that is not made."""
        return self._tables.first(Link, f"INDEXED BY links_offered WHERE {_NOT_MADE} AND offered_by = ?", player)

    def offer_with(self, code: str) -> Link | None:
        """The link that is not made and has this code; no link has the empty one."""
        return self._tables.first(Link, f"INDEXED BY links_code WHERE code <> '' AND code = ? AND {_NOT_MADE}", code)

    def in_force_of(self, player: int) -> Sequence[Link]:
        """The links in force in which a player is one of both accounts, by number."""
        either = (
            "SELECT number FROM links INDEXED BY links_keeps WHERE state = 'linked' AND keeps = ? UNION ALL "
            "SELECT number FROM links INDEXED BY links_closes WHERE state = 'linked' AND closes = ?"
        )
        return self._tables.select(Link, f"WHERE number IN ({either})", player, player)

    def newest(self, limit: int) -> Sequence[Link]:
        """The links in force, newest first, so many at most."""
        return self._tables.select(Link, "WHERE state = 'linked'", limit, order="ORDER BY number DESC LIMIT ?")

    def granted(self, player: int) -> int:
        """What the mint gave to a player, less what went back to it, by transfers named for the account (`p7:...`)."""
        # A transfer between the mint and a player is named for the account: found by its index, not by a scan.
        sql = (
            "SELECT sum(CASE 'mint' WHEN debit THEN amount WHEN credit THEN -amount ELSE 0 END) "
            "FROM transfers WHERE id >= 'p' || ?1 || ':' AND id < 'p' || ?1 || ';'"
        )
        return self._tables.number(sql, player) or 0

    def move_things(self, source: int, target: int, numbers: range, by: int) -> None:
        """Give orders, positions, predictions, their results and undelivered notices to another player, or back.

        Their numbers change by `by`; nothing of the target has those.
        """
        values = {"source": source, "target": target, "first": numbers.start, "last": numbers.stop - 1, "by": by}
        change = "SET player = :target, number = number + :by WHERE player = :source"
        between = "number BETWEEN :first AND :last"
        self._run(
            values,
            *(f"UPDATE {table} {change} AND {between}" for table in _THINGS),
            *(f"UPDATE results {change} AND kind = '{topic}' AND {between}" for topic in _NUMBERED),
            f"UPDATE outbox {change} AND {between} AND sent_ms IS NULL AND topic IN ({_TOPICS})",
        )

    def move_rounds(self, link: int, source: int, target: int) -> None:
        """Give bets and results of rounds to another player, but those of rounds that both bet in; note which."""
        shared = "SELECT 1 FROM bets WHERE round = found.number AND player = :target"
        self._run(
            {"link": link, "source": source, "target": target},
            "INSERT INTO linked_rounds (link, round) "
            f"SELECT :link, found.number FROM ({_ROUNDS_OF}) AS found WHERE NOT EXISTS ({shared})",
            *self._rounds_moved(),
        )

    def return_rounds(self, link: int, source: int, target: int) -> None:
        """Give back the bets, results and undelivered notices of the rounds that a link has moved."""
        told = (
            "UPDATE outbox SET player = :target WHERE player = :source AND sent_ms IS NULL AND topic = 'round' "
            f"AND number IN ({_MOVED})"
        )
        moved = {"link": link, "source": source, "target": target}
        self._run(moved, *self._rounds_moved(), told, "DELETE FROM linked_rounds WHERE link = :link")

    @staticmethod
    def _rounds_moved() -> tuple[str, str]:
        """The statements that give the noted rounds of a link from one player to another."""
        return (
            f"UPDATE bets SET player = :target WHERE player = :source AND round IN ({_MOVED})",
            f"UPDATE results SET player = :target WHERE player = :source AND kind = 'round' AND number IN ({_MOVED})",
        )

    def move_person(self, source: int, target: int, platforms: Sequence[str]) -> None:
        """Give identities of these platforms to another player, and what they are in the chats of these platforms.

        Raises DuplicateError where the other is somebody on one of them already.
        """
        with self._tables.named_errors():
            for platform in platforms:
                self._run(
                    {"source": source, "target": target, "platform": platform},
                    "UPDATE identities SET player = :target WHERE player = :source AND platform = :platform",
                    f"UPDATE chats SET founder = :target WHERE founder = :source AND number IN ({_CHATS})",
                    "INSERT INTO members (chat, player, spoke_ms) SELECT chat, :target, spoke_ms FROM members "
                    f"WHERE player = :source AND chat IN ({_CHATS}) "
                    "ON CONFLICT DO UPDATE SET spoke_ms = max(spoke_ms, excluded.spoke_ms)",
                    f"DELETE FROM members WHERE player = :source AND chat IN ({_CHATS})",
                    # What they were shown goes by other numbers now, so new messages begin there.
                    "DELETE FROM messages WHERE platform = :platform AND address IN "
                    "(SELECT 'user ' || user FROM identities WHERE player = :target AND platform = :platform)",
                )

    def move_notices(self, source: int, target: int) -> None:
        """Give undelivered notices to another player, and those of the halts that last."""
        change = "UPDATE outbox SET player = :target WHERE player = :source"
        lasting = "SELECT halt FROM conditions WHERE halt <> 0"
        self._run(
            {"source": source, "target": target},
            f"{change} AND sent_ms IS NULL",
            f"{change} AND topic = 'halt' AND number IN ({lasting})",
        )

    def _run(self, values: dict[str, Any], *statements: str) -> None:
        with self._tables.writing():
            for statement in statements:
                self._tables.execute(statement, values)
