"""Texts that people read go through gettext: English now, other languages by adding a catalogue.

`_` translates where a text is shown; `N_` only marks a text for the catalogue where a table holds it before that.
"""

import gettext
from functools import cache
from pathlib import Path

from bots.german import GERMAN

LANGUAGES = {"de": GERMAN}  # by their code; English is what stands in the program


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("dumbdegen", Path(__file__).parent / "locale", fallback=True)


def _(text: str) -> str:
    """The text in the language of its reader."""
    return _catalogue().gettext(text)


def N_(text: str) -> str:
    """The text itself, marked for translation."""
    return text


def in_language(text: str, language: str) -> str:
    """A marked text in the language of this code; in English where there is no other."""
    return LANGUAGES.get(language, {}).get(text, text)
