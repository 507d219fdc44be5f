"""Copies of the database while the game goes on.

    frozen: everything is in the one file, which nobody writes to --> read in slices --> thawed --> checked, kept

New writes collect in SQLite's log meanwhile, so the copy is the game at one moment. Every slice is a short call on the
engine's thread between the others: prices and people wait for none of them longer than for a slice. (SQLite's own
backup is one call from its beginning to its end for whoever has the only connection.) The copy is checked before it
gets its name; so a file of that name is one that restores.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bots.runtime.engine_thread import EngineThread
from core.engine import Engine
from core.rules.operator import BackupState
from storage.errors import UnusableError
from storage.sqlite.book import SqliteBook

KEPT = 7
_SLICE = 1_048_576  # bytes; about a millisecond
_EACH_S = 1.0


class Backups:
    """Makes what operators ask for, one after another. `now`: ms UTC."""

    def __init__(
        self, book: SqliteBook, engine: Engine, thread: EngineThread, folder: Path, now: Callable[[], int]
    ) -> None:
        self._book = book
        self._engine = engine
        self._thread = thread
        self._folder = folder
        self._now = now

    async def run(self) -> None:
        """Make backups until cancelled."""
        while True:
            await self.make_wanted()
            await asyncio.sleep(_EACH_S)

    async def make_wanted(self) -> None:
        """Make the backup that is asked for, if there is one, and tell what became of it."""
        asked = await self._thread.call(self._engine.wanted_backup)
        if asked is None:
            return
        try:
            file = await self._make()
            ended = replace(asked, state=BackupState.DONE, file=str(file), size=file.stat().st_size)
        except (OSError, sqlite3.Error, UnusableError) as error:
            ended = replace(asked, state=BackupState.FAILED, error=str(error))
        await self._thread.call(self._engine.on_backup, replace(ended, ended_ms=max(self._now(), asked.asked_ms)))

    async def _make(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / "unfinished.part"
        part.unlink(missing_ok=True)
        size = await self._thread.call(self._book.freeze)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
                for offset in range(0, size, _SLICE):
                    content = await self._thread.call(self._book.frozen, offset, _SLICE)
                    await asyncio.to_thread(copy.write, content)  # a slow disk makes writers wait: not the engine
                await asyncio.to_thread(lambda: (copy.flush(), os.fsync(copy.fileno())))
        finally:
            await self._thread.call(self._book.thaw)
        await asyncio.to_thread(_check, part)
        return await asyncio.to_thread(self._keep, part)

    def _keep(self, part: Path) -> Path:
        """Give a finished copy its name, and drop the oldest beyond those that are kept."""
        moment = datetime.fromtimestamp(self._now() // 1_000, UTC).strftime("%Y%m%d-%H%M%S")
        file = self._folder / f"dumbdegen-{moment}.db"
        part.replace(file)
        for old in sorted(self._folder.glob("dumbdegen-*.db"))[:-KEPT]:
            old.unlink()
        return file


def _check(file: Path) -> None:
    """Raise unless a copy is a whole database."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        connection.close()
    if found != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
