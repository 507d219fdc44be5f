"""The catalogues of translations say everything that the program says, and nothing else."""

import string
import time
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bots.languages import texts
from bots.languages.texts import LANGUAGES, SOURCE, TRANSLATED, Wording

_BOTS = Path(__file__).parent.parent / "bots"
_MARKS = {"say": None, "N_": None}  # the functions that mark a text, as in the Makefile


@cache
def _texts() -> frozenset[str]:
    """Every text that the program marks for people."""
    found = extract_from_dir(str(_BOTS), [("**.py", "python")], keywords=_MARKS)
    return frozenset(text for _file, _line, text, _comments, _context in found)


@cache
def _catalogue(code: str) -> Catalog:
    with (_BOTS / "languages" / f"{code}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


_TRANSLATIONS = [(code, message.id) for code in TRANSLATED for message in _catalogue(code) if message.id]


def test_the_extractor_sees_the_program():
    assert {
        "Balance",
        "begin: your points and the first taps",
        "“{word}” is no possible price. For example: “{example}”.",
    } <= _texts()


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_has_every_text_and_no_other(code):
    translated = {message.id for message in _catalogue(code) if message.id}
    assert _texts() - translated == set(), "run: make texts"
    assert translated - _texts() == set(), "run: make texts"
    assert not _catalogue(code).obsolete


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_translation_is_there_and_looked_at(code):
    assert not [message.id for message in _catalogue(code) if message.id and (message.fuzzy or not message.string)]


@pytest.mark.parametrize(("code", "text"), _TRANSLATIONS)
def test_a_translation_names_the_same_figures(code, text):
    def figures(words: str) -> set[str | None]:
        return {name for _before, name, _format, _how in string.Formatter().parse(words)} - {None}

    assert figures(Wording(code)(text)) == figures(text)


def test_every_language_has_a_row_and_a_catalogue():
    assert {path.stem for path in (_BOTS / "languages").glob("*.po")} == set(TRANSLATED) == set(LANGUAGES) - {SOURCE}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_read_in_no_time_and_once(code):
    def read_ms() -> float:
        texts._catalogue.cache_clear()
        began = time.process_time()
        Wording(code)("Balance")
        return (time.process_time() - began) * 1_000

    assert min(read_ms() for _ in range(3)) < 100
    Wording(code)("Balance")
    assert texts._catalogue.cache_info().misses == 1
