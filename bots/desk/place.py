"""Where an answer is shown, and who sees it: one pure table, which every platform obeys.

A platform that whispers (Discord, the terminal) can show something in a chat to one person alone. One that does not
(Telegram) answers a press with a few words over the chat, and shows the rest in the private chat.

    said where   screen         pressed            whispering              not whispering
    ALONE        any            NOTHING, KEPT      IN_PRIVATE              IN_PRIVATE    (*)
                                THEIRS             INSTEAD                 INSTEAD       (*)
    CHAT         chat's card    NOTHING, KEPT      FOR_ALL_TO_LAST         FOR_ALL
                                SHARED             FOR_ALL_TO_LAST         INSTEAD
                                THEIRS             FOR_ALL_TO_LAST
    CHAT         open           NOTHING            FOR_ALL                 FOR_ALL
                                KEPT               FOR_ONE                 FOR_ALL
                                SHARED, THEIRS     INSTEAD                 INSTEAD
    CHAT         player's       NOTHING            FOR_ONE                 IN_PRIVATE
                                KEPT, SHARED       FOR_ONE                 IN_WORDS, with more than words _AND_PRIVATE
                                THEIRS             INSTEAD
    CROWD        open           as in a CHAT
                 any other      as player's in a CHAT

    (*) a refusal of a press: IN_WORDS if it is brief and has no buttons, else IN_PRIVATE

Where a notice goes is decided by the engine (core/telling.py).
"""

from dataclasses import dataclass
from enum import Enum, auto

from bots.screens.kit.screen import Audience, Screen


class Where(Enum):
    """Where a sentence was said."""

    ALONE = auto()  # only the person and the bot see it
    CHAT = auto()  # in a chat of the game
    CROWD = auto()  # others see it, but it is no chat of the game


class Pressed(Enum):
    """What message holds the button that said a sentence."""

    NOTHING = auto()  # none: it was typed
    THEIRS = auto()  # one that only this person sees
    SHARED = auto()  # one that others see, and that an answer for everybody may replace
    KEPT = auto()  # one that stays as it is: an alert, the card of another thing, an answer to somebody else


class Place(Enum):
    """Where an answer is shown, and who sees it."""

    IN_PRIVATE = auto()  # a new message in the private chat
    INSTEAD = auto()  # the pressed message becomes the answer
    FOR_ALL = auto()  # a new message in the chat
    FOR_ALL_TO_LAST = auto()  # a new message in the chat that supersedes the thing's card before it
    FOR_ONE = auto()  # a new message in the chat that only the person sees
    IN_WORDS = auto()  # a few words over the chat, and no message
    IN_WORDS_AND_PRIVATE = auto()  # a few words over the chat, and a new message in the private chat


@dataclass(frozen=True, slots=True)
class Occasion:
    """How a sentence was said. `whispers`: see above; `brief`: the words of the answer fit over the chat."""

    where: Where
    pressed: Pressed
    whispers: bool
    brief: bool = False


def place(screen: Screen, said: Occasion) -> Place:
    """Where the screen that answers a sentence is shown."""
    by_press = said.pressed is not Pressed.NOTHING
    refused = screen.about == "refused"
    if said.where is Where.ALONE:
        if by_press and refused and not said.whispers:
            return Place.IN_WORDS if said.brief and not screen.buttons else Place.IN_PRIVATE
        return Place.INSTEAD if said.pressed in (Pressed.THEIRS, Pressed.SHARED) else Place.IN_PRIVATE
    of_chat = screen.audience is Audience.CHAT and said.where is Where.CHAT
    if of_chat and said.whispers:
        return Place.FOR_ALL_TO_LAST
    if said.pressed is Pressed.THEIRS:
        return Place.INSTEAD
    if of_chat or screen.audience is Audience.OPEN:
        if said.pressed is Pressed.SHARED:
            return Place.INSTEAD
        return Place.FOR_ONE if by_press and said.whispers else Place.FOR_ALL
    if said.whispers:
        return Place.FOR_ONE
    if not by_press:
        return Place.IN_PRIVATE
    more = not refused and (screen.buttons or screen.document or screen.picture)
    return Place.IN_WORDS_AND_PRIVATE if more else Place.IN_WORDS
