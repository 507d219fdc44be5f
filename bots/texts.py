"""Texts that people read go through gettext: English now, other languages by adding a catalogue.

`_` translates where a text is shown; `N_` only marks a text for the catalogue where a table holds it before that.
"""

import gettext
from functools import cache
from pathlib import Path


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("dumbdegen", Path(__file__).parent / "locale", fallback=True)


def _(text: str) -> str:
    """The text in the language of its reader."""
    return _catalogue().gettext(text)


def N_(text: str) -> str:
    """The text itself, marked for translation."""
    return text
