"""Texts that people read: English as it stands in the program, other languages from a table each.

`_` translates where a text is shown; `N_` only marks a text for the tables where one holds it before that. Whose
language it is, is told once around the whole answer: `with speaking(code)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bots.languages.german import GERMAN

LANGUAGES = {"de": GERMAN}  # by their code; English is what stands in the program
NAMES = {"en": "English", "de": "Deutsch"}

_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak the language of this code inside the block; English where there is no such one."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(text: str) -> str:
    """The text in the language that is spoken here."""
    return in_language(text, _spoken.get())


def spoken() -> str:
    """The code of the language that is spoken here."""
    return _spoken.get()


def N_(text: str) -> str:
    """The text itself, marked for translation."""
    return text


def in_language(text: str, language: str) -> str:
    """The text in the language of this code; in English where there is no other."""
    return LANGUAGES.get(language, {}).get(text, text)
