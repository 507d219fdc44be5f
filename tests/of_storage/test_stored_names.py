"""What a file calls things and how it writes structures, where that is not as in core."""

import pytest

import storage
from core.messages.alerts import AlertsShown
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.links import Link
from core.rules.players import Player
from storage.answers import from_text, to_text

CHOICES = ((AlertKind.NEAR, Loudness.OFF), (AlertKind.PRICE, Loudness.SILENT))
PLAYER = Player(1, "ann", 5, presets=(1, 20), alert_choices=CHOICES)
LINK = Link(1, 1, 5, "C", renumbered=((3, 41), (7, 42)))


@pytest.fixture
def sqlite():
    book = storage.open(None)
    yield book
    book.close()


def test_structures_are_written_as_texts(sqlite):
    sqlite.save([PLAYER, LINK])
    assert sqlite._conn.execute("SELECT presets, rings FROM players").fetchone() == ("1 20", "near=off,price=silent")
    assert sqlite._conn.execute("SELECT renumbered FROM links").fetchone() == ("3:41 7:42",)
    assert (sqlite.get(Player, 1), sqlite.get(Link, 1)) == (PLAYER, LINK)


def test_a_kept_answer_is_written_as_before():
    text = to_text(AlertsShown(PLAYER, (), 2, 5, changed=True))
    assert '"presets":"1 20","rings":"near=off,price=silent"' in text and '"mirrors":2' in text
    assert from_text(text) == AlertsShown(PLAYER, (), 2, 5, changed=True)
