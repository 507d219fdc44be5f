"""What a file holds about a person: where, as a document, and how it is removed.

Every table stands below, either with the rows that are about a player or among those that know nobody; a test walks the
tables of the file and fails where a new one is forgotten. Of the rows about a player, those of the *person* are removed
when they leave; the others are what a number did, and stay.

The fingerprint of an identity that left is PBKDF2 of it with a salt of this file: enough to recognise who comes back,
too slow to try all accounts of a platform. It is not anonymous to somebody who has the file and a suspicion; it is
gone after 30 days (core/actions/privacy.py says what for).
"""

import hashlib
import secrets
import sqlite3

from core.book import Departure, Identity
from core.messages.privacy import Rows
from storage.sqlite.tables import Part

# The rows about a player, `:p`, in the order of a document.
_OF_PLAYER = "player = :p"
_OF_ACCOUNT = "name = 'p' || :p OR (name >= 'p' || :p || '/' AND name < 'p' || :p || '0')"
# A transfer's id begins with the player's account or with a round and the player: found by its index, not by a scan.
# Where two accounts were linked, what went between them may begin with the other one.
_THEIRS = " OR ".join(_OF_ACCOUNT.replace("name", side) for side in ("debit", "credit"))
_OF_TRANSFER = f"""sequence IN (
    SELECT sequence FROM transfers WHERE id >= 'p' || :p || '/' AND id < 'p' || :p || '0'
    UNION ALL SELECT sequence FROM transfers WHERE id >= 'p' || :p || ':' AND id < 'p' || :p || ';'
    UNION ALL SELECT sequence FROM rounds CROSS JOIN transfers
    ON id >= 'r' || number || '/p' || :p || ':' AND id < 'r' || number || '/p' || :p || ';'
    UNION ALL SELECT sequence FROM (SELECT keeps + closes - :p AS other FROM links WHERE :p IN (keeps, closes))
    CROSS JOIN transfers ON id >= 'p' || other || '/' AND id < 'p' || other || '0' AND ({_THEIRS})
    UNION ALL SELECT sequence FROM (SELECT keeps + closes - :p AS other FROM links WHERE :p IN (keeps, closes))
    CROSS JOIN transfers ON id >= 'p' || other || ':' AND id < 'p' || other || ';' AND ({_THEIRS})
)"""
ROWS = {
    "players": "number = :p",
    "identities": _OF_PLAYER,
    "members": _OF_PLAYER,
    "chats": "founder = :p",
    "messages": "(platform, address) IN (SELECT platform, 'user ' || user FROM identities WHERE player = :p)",
    "drafts": _OF_PLAYER,
    "requests": _OF_PLAYER,
    "outbox": _OF_PLAYER,
    "orders": _OF_PLAYER,
    "positions": _OF_PLAYER,
    "predictions": _OF_PLAYER,
    "rounds": "opened_by = :p",
    "bets": _OF_PLAYER,
    "results": _OF_PLAYER,
    "links": "number IN (SELECT number FROM links WHERE offered_by = :p OR keeps = :p OR closes = :p)",
    "attempts": _OF_PLAYER,
    "nearwarnings": _OF_PLAYER,
    "pricealerts": _OF_PLAYER,
    "mirrors": _OF_PLAYER,
    "broadcasts": _OF_PLAYER,
    "backups": _OF_PLAYER,
    "accounts": _OF_ACCOUNT,
    "transfers": _OF_TRANSFER,
}
_MARKETS = ("tickers", "marks", "gaps", "proofs", "conditions", "halts")
NOBODY = frozenset({*_MARKETS, "schedules", "departures", "linked_rounds", "_sqlite_migrations"})
# Removed in this order, as `outbox` is; the row of `players` is left blank.
_WISHES = ("nearwarnings", "pricealerts", "mirrors")
PERSON = ("messages", "identities", "members", "drafts", "requests", "attempts", *_WISHES)

HASHINGS = 50_000  # about 20 ms, once per departure, and per newcomer while departures are remembered


class SqlitePrivacy(Part):
    """The rows about a player: counted, shown, deleted."""

    def count_rows(self, player: int) -> dict[str, int]:
        """How many rows of each table are about a player or show their number; tables without one are left out."""
        counts = {table: self._about(f"SELECT count(*) FROM {table}", table, player).fetchone()[0] for table in ROWS}
        return {table: count for table, count in counts.items() if count}

    def rows(self, player: int) -> dict[str, Rows]:
        """Those rows, by table."""
        document: dict[str, Rows] = {}
        for table in ROWS:
            found = self._about(f"SELECT * FROM {table}", table, player)
            names = [column[0] for column in found.description]
            if rows := tuple(dict(zip(names, row, strict=True)) for row in found):
                document[table] = rows
        return document

    def _about(self, statement: str, table: str, player: int) -> sqlite3.Cursor:
        return self._tables.execute(f"{statement} WHERE {ROWS[table]}", {"p": player})

    def remove(self, player: int, at_ms: int, break_until_ms: int) -> None:
        """Delete whatever identifies a player but the row of the player itself, and note the departure."""
        with self._tables.writing():
            salt = self._salt() or secrets.token_bytes(16)
            identities = self._tables.execute("SELECT platform, user FROM identities WHERE player = ?", (player,))
            rows = [(_fingerprint(Identity(*row), salt), salt, at_ms, break_until_ms) for row in identities]
            self._tables.write_many("INSERT OR REPLACE INTO departures VALUES (?, ?, ?, ?)", rows)
            for table in PERSON:
                self._about(f"DELETE FROM {table}", table, player)
            # The newest notice stays, as told, for its number must not be given again while a courier has it in hand.
            newest = "SELECT max(id) FROM outbox"
            self._tables.execute(f"DELETE FROM outbox WHERE player = ? AND id < ({newest})", (player,))
            self._tables.execute("UPDATE outbox SET sent_ms = ? WHERE player = ? AND sent_ms IS NULL", (at_ms, player))

    def departure(self, identity: Identity, since_ms: int) -> Departure | None:
        """The last departure of whoever had this identity, if it was since then."""
        salt = self._salt()
        if salt is None:
            return None
        sql = "SELECT at_ms, break_until_ms FROM departures WHERE fingerprint = ? AND at_ms >= ?"
        row = self._tables.execute(sql, (_fingerprint(identity, salt), since_ms)).fetchone()
        return Departure(*row) if row else None

    def forget_departures(self, before_ms: int) -> None:
        """Delete departures older than this."""
        self._tables.write("DELETE FROM departures INDEXED BY departures_at WHERE at_ms < ?", (before_ms,))

    def _salt(self) -> bytes | None:
        """The salt of all departures; none where nobody left. A new one is drawn when all of them are forgotten."""
        row = self._tables.execute("SELECT salt FROM departures LIMIT 1").fetchone()
        salt: bytes | None = row[0] if row else None
        return salt


def _fingerprint(identity: Identity, salt: bytes) -> bytes:
    text = f"{identity.platform}\0{identity.user}"
    return hashlib.pbkdf2_hmac("sha256", text.encode(), salt, HASHINGS)
