"""How the text of a variable is read. Each raises ValueError for a text that is not allowed."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import platformdirs

import storage
from bots.markets import CHAINLINK
from core.book import Identity
from core.prices.markets import MARKETS
from storage.errors import AddressError


class SettingsError(Exception):
    """The settings cannot be used; the message is a sentence for the operator."""


def database(text: str) -> Path:
    """The absolute path of the file."""
    if not text:
        return platformdirs.user_data_path("dumbdegen", appauthor=False) / "dumbdegen.db"
    try:
        path = storage.file_of(text)
    except AddressError as error:
        raise SettingsError(f"DATABASE: {error}") from error
    if path.is_dir():
        raise ValueError("a folder")
    return path


def log_level(text: str) -> str:
    """A level of the log, in any case."""
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("no such level")
    return text.upper()


def matching(pattern: str) -> Callable[[str], str]:
    """A reader of what is empty or matches."""

    def parse(text: str) -> str:
        if text and not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError("not of this form")
        return text

    return parse


def base_url(text: str) -> str:
    """The address of a service, to which paths are added."""
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("no such address")
    return _reachable(text.rstrip("/"))


def _reachable(text: str) -> str:
    try:
        url = httpx.URL(text)  # strict about hosts, ports and characters
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error
    port = urlsplit(text).port  # raises ValueError outside 0 to 65535
    if url.scheme not in ("https", "http") or not url.host or not text.isascii() or port == 0:
        raise ValueError("no such address")
    return text


def rpc_urls(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The nodes of every chain: the public ones, where none are named."""
    named = dict(_pairs(text, CHAINLINK))
    return tuple(
        (name, tuple(map(_reachable, named[name].split(","))) if name in named else chain.urls)
        for name, chain in CHAINLINK.items()
    )


def addresses(text: str) -> tuple[tuple[str, str], ...]:
    """The contract of each market that has one."""
    pairs = tuple(_pairs(text, MARKETS))
    if not all(re.fullmatch(r"0x[0-9a-fA-F]{40}", address, re.ASCII) for _, address in pairs):
        raise ValueError("no address")
    return pairs


def _pairs(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """`name=value name=value`, each of these names at most once."""
    left = set(known)
    for word in text.split():
        name, _, value = word.partition("=")
        if name not in left or not value:
            raise ValueError("not of the form name=value")
        left.remove(name)
        yield name, value


def url(*schemes: str) -> Callable[[str], str]:
    """A reader of an address on the web, or nothing."""

    def parse(text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not parts.hostname or parts.username or not text.isprintable()):
            raise ValueError("no such address")
        return text.rstrip("/")

    return parse


def listen(text: str) -> tuple[str, int]:
    """A host and a port to listen on."""
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.path or parts.username:
        raise ValueError("no host and port")
    return parts.hostname, parts.port


def operators(text: str) -> frozenset[Identity]:
    """People by platform and id, separated by commas."""
    found = set()
    for word in filter(None, map(str.strip, text.split(","))):
        if not re.fullmatch(r"(?:telegram|discord):[1-9][0-9]{0,19}", word, re.ASCII):
            raise ValueError("not of the form platform:id")
        platform, _, user = word.partition(":")
        found.add(Identity(platform, user))
    return frozenset(found)
