"""The language that somebody chose, and the button that chooses the next one."""

from bots.languages.texts import LANGUAGES
from bots.screens.kit.screen import Button


def language_name(code: str) -> str:
    """A language as its speakers write it; empty: the one of who has not chosen any."""
    return LANGUAGES[code or "en"].name


def language_button(verb: str, code: str) -> Button:
    """A button that chooses the next language, said with this verb."""
    codes = list(LANGUAGES)
    following = codes[(codes.index(code or "en") + 1) % len(codes)]
    return Button(LANGUAGES[following].name, f"{verb} language {following}")
