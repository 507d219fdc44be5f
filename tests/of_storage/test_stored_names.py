"""What a file calls things and how it writes structures, where that is not as in core; and that columns are fields."""

from dataclasses import fields
from enum import StrEnum
from typing import get_args, get_type_hints

import pytest

import storage
from core.book import KEYS, Identity
from core.ledger import Transfer
from core.messages.alerts import AlertsShown
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.links import Link
from core.rules.notices import Notice
from core.rules.players import Player
from storage.answers import from_text, to_text
from storage.stored_names import stored_field, stored_type

CHOICES = ((AlertKind.NEAR, Loudness.OFF), (AlertKind.PRICE, Loudness.SILENT))
PLAYER = Player(1, "ann", 5, presets=(1, 20), alert_choices=CHOICES)
    1, "ann", 5, presets=(1, 20), alert_choices=((AlertKind.NEAR, Loudness.OFF), (AlertKind.PRICE, Loudness.SILENT))
)
LINK = Link(1, 1, 5, "C", renumbered=((3, 41), (7, 42)))


@pytest.fixture
def sqlite():
    book = storage.open(None)
    yield book
    book.close()


@pytest.mark.parametrize(
    ("kind", "table", "key", "more"),
    [
        *((kind, f"{stored_type(kind).lower()}s", key, set()) for kind, key in KEYS.items()),
        (Transfer, "transfers", ("sequence",), {"sequence"}),
        (Notice, "outbox", ("id",), {"sent_ms", "held"}),
        (Identity, "identities", ("platform", "user"), {"player", "unreachable_ms", "spoke_ms"}),
    ],
)
def test_columns_are_the_fields(sqlite, kind, table, key, more):
    columns = {row[1]: row for row in sqlite._conn.execute(f"PRAGMA table_info({table})")}
    names = {stored_field(kind, field.name).name: field.name for field in fields(kind)}
    assert set(columns) == {*names} | more
    assert tuple(sorted((name for name in columns if columns[name][5]), key=lambda name: columns[name][5])) == key
    hints = get_type_hints(kind)
    for name, field in names.items():
        written = stored_field(kind, field).write is not None
        kinds = {str} if written else set(get_args(hints[field]) or [hints[field]])
        nullable = type(None) in kinds
        (stored,) = kinds - {type(None)}
        assert columns[name][2] == ("TEXT" if issubclass(stored, str | StrEnum) else "INTEGER")
        assert nullable is not bool(columns[name][3] or columns[name][5]), name
    assert sqlite._conn.execute("SELECT strict FROM pragma_table_list WHERE name = ?", (table,)).fetchone() == (1,)


def test_structures_are_written_as_texts(sqlite):
    sqlite.save([PLAYER, LINK])
    assert sqlite._conn.execute("SELECT presets, rings FROM players").fetchone() == ("1 20", "near=off,price=silent")
    assert sqlite._conn.execute("SELECT renumbered FROM links").fetchone() == ("3:41 7:42",)
    assert (sqlite.get(Player, 1), sqlite.get(Link, 1)) == (PLAYER, LINK)


def test_a_kept_answer_is_written_as_before():
    text = to_text(AlertsShown(PLAYER, (), 2, 5, changed=True))
    assert '"presets":"1 20","rings":"near=off,price=silent"' in text and '"mirrors":2' in text
    assert from_text(text) == AlertsShown(PLAYER, (), 2, 5, changed=True)
