"""What the operator looks at: figures, broadcasts, backups."""

from core.messages.operator import Census
from core.rules.operator import Backup
from storage.sqlite.book.predictions import RUNNING
from storage.sqlite.book.rounds import ACTIVE
from storage.sqlite.tables import Part

_CENSUS = f"""
    SELECT
    (SELECT count(*) FROM players WHERE number IN (SELECT player FROM identities)),
    (SELECT count(*) FROM chats WHERE left_ms IS NULL),
    (SELECT count(*) FROM positions INDEXED BY positions_open WHERE state = 'open'),
    (SELECT count(*) FROM orders INDEXED BY orders_waiting WHERE state = 'waiting'),
    (SELECT count(*) FROM predictions INDEXED BY predictions_open WHERE {RUNNING}),
    (SELECT count(*) FROM rounds INDEXED BY rounds_active WHERE {ACTIVE})
"""


class SqliteOperator(Part):
    """Figures of the whole book, broadcasts and backups."""

    def census(self) -> Census:
        """How many there are."""
        return Census(*self._tables.execute(_CENSUS).fetchone())

    def last_broadcast_ms(self) -> int | None:
        """When the last broadcast was sent; None if there was none."""
        return self._tables.number("SELECT max(sent_ms) FROM broadcasts")

    def asked_backup(self) -> Backup | None:
        """The oldest backup that is asked for and not made."""
        return self._tables.first(Backup, "WHERE state = 'asked'")

    def last_backup(self) -> Backup | None:
        """The newest backup that was made."""
        return self._tables.first(Backup, "WHERE state = 'done'", order="ORDER BY number DESC LIMIT 1")
