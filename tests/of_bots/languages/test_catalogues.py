"""The catalogues of translations say everything that the program says, and nothing else."""

import string
import time
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from bots.languages import texts
from bots.languages.texts import LANGUAGES, SOURCE, TRANSLATED, Wording
from tests import ROOT

_BOTS = ROOT / "bots"
_FILES = sorted(_BOTS.rglob("*.py"))
_MARKS = {"say": None, "N_": None}  # the functions that mark a text, as in the Makefile


@cache
def _texts(path: Path) -> frozenset[str]:
    """Every text that a file marks for people."""
    found = extract_from_file("python", path, keywords=_MARKS)
    return frozenset(text for _line, text, _comments, _context in found)


@cache
def _catalogue(code: str) -> Catalog:
    with (_BOTS / "languages" / f"{code}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


_TRANSLATIONS = [(code, message.id) for code in TRANSLATED for message in _catalogue(code) if message.id]


def _translated(code: str) -> set[str]:
    return {message.id for message in _catalogue(code) if message.id}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(_BOTS)))
@pytest.mark.parametrize("code", TRANSLATED)
def test_whatever_people_read_is_in_the_catalogue(code, path):
    assert _texts(path) - _translated(code) == set(), "run: make texts"


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalogue_has_nothing_else(code):
    assert _translated(code) - frozenset().union(*map(_texts, _FILES)) == set(), "run: make texts"
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
