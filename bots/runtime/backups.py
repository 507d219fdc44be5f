"""Copies of the database while the game goes on.

    the store's copy of one moment, piece by piece --> an unfinished file --> checked --> named and kept

Every piece is a short call on the engine's thread between the others: prices and people wait for none of them longer
than for a piece. The copy is checked before it gets its name; so a file of that name is one that restores.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bots.runtime.engine_thread import EngineThread
from core.engine import Engine
from core.rules.operator import BackupState
from storage.errors import UnusableError
from storage.store import Store

KEPT = 7
_EACH_S = 1.0


class Backups:
    """Makes what operators ask for, one after another. `now`: ms UTC."""

    def __init__(
        self, store: Store, engine: Engine, thread: EngineThread, folder: Path, now: Callable[[], int]
    ) -> None:
        self._store = store
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
        except (OSError, UnusableError) as error:
            ended = replace(asked, state=BackupState.FAILED, error=str(error))
        await self._thread.call(self._engine.on_backup, replace(ended, ended_ms=max(self._now(), asked.asked_ms)))

    async def _make(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / "unfinished.part"
        part.unlink(missing_ok=True)
        pieces = self._store.copy()
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
                while piece := await self._thread.call(next, pieces, b""):
                    await asyncio.to_thread(copy.write, piece)  # a slow disk makes writers wait: not the engine
                await asyncio.to_thread(_write_through, copy)
        finally:
            await self._thread.call(pieces.close)
        await asyncio.to_thread(self._store.check, part)
        return await asyncio.to_thread(self._keep, part)

    def _keep(self, part: Path) -> Path:
        """Give a finished copy its name, and drop the oldest beyond those that are kept."""
        moment = datetime.fromtimestamp(self._now() // 1_000, UTC).strftime("%Y%m%d-%H%M%S")
        file = self._folder / f"dumbdegen-{moment}.db"
        part.replace(file)
        for old in sorted(self._folder.glob("dumbdegen-*.db"))[:-KEPT]:
            old.unlink()
        return file


def _write_through(file: BinaryIO) -> None:
    """Wait until a file is on the disk."""
    file.flush()
    os.fsync(file.fileno())
