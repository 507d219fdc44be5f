"""Texts that people read: English as it stands in the program, other languages from a gettext catalogue each.

    say("Balance")     English in the program    ->    msgid "Balance" msgstr "Guthaben"    in bots/languages/de.po
    say.pair("BTC")    BTC/USD, or BTC/USDT while a source in USDT makes the marks; nothing is ever converted

How a reader is spoken to is one value, `Wording`. The desk makes it, every function that writes something for people
takes it first, and the screen keeps it for the platform that adds words of its own. `N_` only marks a text for the
catalogues, where a table holds it before anybody is spoken to.

To add a language, add a row to LANGUAGES and its catalogue beside this file: `make texts` writes a new catalogue and
refreshes those that are there. Nothing is compiled: Babel reads a catalogue when the language is first spoken, once a
process, in some 20 ms. The platforms speak every language when they register their commands, at the start; a terminal
where nobody speaks German never reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from core.prices.markets import MARKETS


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


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reader is spoken to: in which language, by its code, and what the prices of each market are in now.

    A language that there is not is English; a market that is not in `currencies` is in the currency of its own.
    """

    language: str = SOURCE
    currencies: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __call__(self, text: str) -> str:
        """The text in the reader's language; in English where there is no translation."""
        return _catalogue(self.language).get(text, text) if self.language in TRANSLATED else text

    def pair(self, symbol: str) -> str:
        """A market as people write it."""
        return f"{symbol}/{self.currencies.get(symbol, MARKETS[symbol].quote)}"


ENGLISH = Wording()


def N_(text: str) -> str:
    """The text itself, marked for translation."""
    return text


@cache
def _catalogue(code: str) -> dict[str, str]:
    """What each English text is in a language."""
    with Path(__file__).with_name(f"{code}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and not message.fuzzy}
