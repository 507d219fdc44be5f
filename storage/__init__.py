"""Where a game is kept. `open` opens the store that DATABASE names; a store is a folder beside storage/sqlite/."""

import re
from pathlib import Path

from storage.errors import AddressError
from storage.sqlite.store import SqliteStore
from storage.store import Store

_SQLITE = "sqlite:///"
_EXAMPLES = "a path, as ~/game.db or /var/lib/dumbdegen/game.db"


def open(url: str | Path | None) -> Store:
    """Open the store at a path or URL, and make it if it is new; None is a game in memory, which ends with the process.

    Raises AddressError, InUseError, SchemaError or UnusableError (see `storage.errors`).
    """
    return SqliteStore(None if url is None else file_of(str(url)))


def file_of(url: str) -> Path:
    """The absolute path of the file that a path or a URL names; neither it nor its folder needs to exist.

    As elsewhere, `sqlite:///game.db` is in the current folder and `sqlite:////var/game.db` is not. So `:memory:` is a
    file's name, and not SQLite's word for losing everything. Raises AddressError.
    """
    scheme = re.match(r"[a-z][a-z0-9+.-]*://", url, re.IGNORECASE)
    if scheme and not url.startswith(_SQLITE):  # what follows may hold a password
        raise AddressError(
            f"{scheme[0]!a} begins no address that this version can open: it keeps a game in one SQLite file. "
            f"Write {_EXAMPLES}, or {_SQLITE}game.db."
        )
    if "$" in url:
        raise AddressError(f"{_shown(url)} holds a '$', but no variable is filled in here. Write {_EXAMPLES}.")
    try:
        return Path(url.removeprefix(_SQLITE)).expanduser().absolute()
    except RuntimeError as error:
        raise AddressError(f"{_shown(url)} begins in a home folder that is not known. Write {_EXAMPLES}.") from error


def _shown(url: str) -> str:
    return ascii(url if len(url) <= 80 else f"{url[:80]}...")
