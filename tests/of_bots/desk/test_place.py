"""Where an answer is shown, and who sees it: the whole table, row by row."""

from itertools import product

import pytest

from bots.desk.place import Occasion, Place, Pressed, Where, place
from bots.screens.kit.attachments import Document
from bots.screens.kit.screen import Audience, Button, Screen

ALONE, CHAT, CROWD = Where
NOTHING, THEIRS, SHARED, KEPT = Pressed
PLAYER, OPEN, CARD = Audience
PRIVATE, INSTEAD, ALL, LASTING, ONE = (
    Place.IN_PRIVATE, Place.INSTEAD, Place.FOR_ALL, Place.FOR_ALL_TO_LAST, Place.FOR_ONE
)  # fmt: skip
WORDS, WORDS_AND_PRIVATE = Place.IN_WORDS, Place.IN_WORDS_AND_PRIVATE

# What is said, on what it was pressed, and where the answer of each audience goes: a player's own, open, a chat's card.
WHISPERING = {
    (ALONE, NOTHING): (PRIVATE, PRIVATE, PRIVATE),
    (ALONE, KEPT): (PRIVATE, PRIVATE, PRIVATE),
    (ALONE, THEIRS): (INSTEAD, INSTEAD, INSTEAD),
    (CHAT, NOTHING): (ONE, ALL, LASTING),
    (CHAT, KEPT): (ONE, ONE, LASTING),
    (CHAT, SHARED): (ONE, INSTEAD, LASTING),
    (CHAT, THEIRS): (INSTEAD, INSTEAD, LASTING),
    (CROWD, NOTHING): (ONE, ALL, ONE),
    (CROWD, KEPT): (ONE, ONE, ONE),
    (CROWD, SHARED): (ONE, INSTEAD, ONE),
    (CROWD, THEIRS): (INSTEAD, INSTEAD, INSTEAD),
}
NOT_WHISPERING = {
    (ALONE, NOTHING): (PRIVATE, PRIVATE, PRIVATE),
    (ALONE, KEPT): (PRIVATE, PRIVATE, PRIVATE),
    (ALONE, THEIRS): (INSTEAD, INSTEAD, INSTEAD),
    (CHAT, NOTHING): (PRIVATE, ALL, ALL),
    (CHAT, KEPT): (WORDS, ALL, ALL),
    (CHAT, SHARED): (WORDS, INSTEAD, INSTEAD),
}
ROWS = [
    (whispers, *said, audience, expected)
    for whispers, table in ((True, WHISPERING), (False, NOT_WHISPERING))
    for said, places in table.items()
    for audience, expected in zip(Audience, places, strict=True)
]
BUTTON = ((Button("Positions", "positions"),),)


@pytest.mark.parametrize(("whispers", "where", "pressed", "audience", "expected"), ROWS)
def test_the_table(whispers, where, pressed, audience, expected):
    screen = Screen("account", "Start", audience=audience)
    for brief in (True, False):
        assert place(screen, Occasion(where, pressed, whispers, brief)) is expected


@pytest.mark.parametrize(("whispers", "where", "pressed"), dict.fromkeys(row[:3] for row in ROWS))
def test_a_refusal_is_a_players_own_and_stands_nowhere_else(whispers, where, pressed):
    refusal, screen = Screen("refused", "Not done"), Screen("account", "Start")
    said = Occasion(where, pressed, whispers)
    if whispers or where is not ALONE or pressed is NOTHING:
        assert place(refusal, said) is place(screen, said)
    else:
        assert place(refusal, said) is PRIVATE, "no refusal takes the place of a card"


@pytest.mark.parametrize("pressed", [THEIRS, KEPT])
def test_a_brief_refusal_of_a_press_is_a_few_words(pressed):
    said = Occasion(ALONE, pressed, whispers=False, brief=True)
    assert place(Screen("refused", "Not done"), said) is WORDS
    assert place(Screen("refused", "Not done", buttons=BUTTON), said) is PRIVATE, "what can be pressed is a message"
    assert place(Screen("refused", "Not done"), Occasion(ALONE, NOTHING, whispers=False, brief=True)) is PRIVATE


@pytest.mark.parametrize(("pressed", "more"), product((SHARED, KEPT), ("buttons", "document")))
def test_what_is_more_than_words_comes_in_private_too(pressed, more):
    given = {"buttons": BUTTON, "document": Document("export.json", "{}")}[more]
    said = Occasion(CHAT, pressed, whispers=False)
    assert place(Screen("account", "Start", **{more: given}), said) is WORDS_AND_PRIVATE
    assert place(Screen("refused", "Not done", **{more: given}), said) is WORDS
