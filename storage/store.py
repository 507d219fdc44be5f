"""What the program needs of the place where a game is kept, beside the book in it."""

from collections.abc import Generator
from pathlib import Path
from typing import Protocol

from core.book import Book


class Store(Book, Protocol):
    """A book that lasts. Every call but `check` belongs on the engine's thread."""

    def tidy(self) -> None:
        """Do what no transaction should wait for; called between ticks."""

    def size(self) -> int:
        """How much space the store takes, bytes; zero for a game in memory."""

    def copy(self) -> Generator[bytes, None, None]:
        """The whole store at the moment of the first piece, in pieces of about a millisecond each.

        The game goes on between them. Close it when done, also before its end. Raises UnusableError if it cannot be
        copied now.
        """

    def check(self, copy: Path) -> None:
        """Read a finished copy, on any thread. Raises UnusableError unless it is whole."""

    def close(self) -> None:
        """Let another process have the store; the book cannot be used any more."""
