"""Texts that people read: English as it stands in the program, other languages from a gettext catalogue each.

    _("Balance")     English in the program     ->     msgid "Balance" msgstr "Guthaben"     in bots/languages/de.po

`_` translates where a text is shown; `N_` only marks a text for the catalogues where a table holds it before that.

To add a language, add a row to LANGUAGES and its catalogue beside this file: `make texts` writes a new catalogue and
refreshes those that are there. Nothing is compiled: Babel reads a catalogue when the language is first spoken, once a
process, in some 20 ms. The platforms speak every language when they register their commands, at the start; a terminal
where nobody speaks German never reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po


@dataclass(frozen=True, slots=True)
class Language:
    """A language: our code of it, which names its catalogue, and its name as its speakers write it.

    `telegram` is Telegram's code of it in menus, `discord` are Discord's locales of it. Both are empty for English,
    which the platforms show to everybody who speaks none of the others.
    """

    code: str
    name: str
    telegram: str = ""
    discord: tuple[str, ...] = ()


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English"),
        Language("de", "Deutsch", telegram="de", discord=("de",)),
    )
}
SOURCE = "en"  # what stands in the program, and has no catalogue
TRANSLATED = {code: language for code, language in LANGUAGES.items() if code != SOURCE}

_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)


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


def in_language(text: str, code: str) -> str:
    """The text in the language of this code; in English where there is no other."""
    return _catalogue(code).get(text, text) if code in TRANSLATED else text


@cache
def _catalogue(code: str) -> dict[str, str]:
    """What each English text is in a language."""
    with Path(__file__).with_name(f"{code}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and not message.fuzzy}
