"""Backups: a copy of the game at one moment, made while the game goes on."""

import asyncio
import sqlite3

import storage
from bots.runtime.backups import KEPT, Backups
from bots.runtime.engine_thread import EngineThread
from core.book import Identity
from core.engine import Engine
from core.messages.all import Request
from core.messages.operator import AskBackup
from core.prices.markets import Mark, Rules
from core.rules.operator import BackupState
from tests.worlds.game import PRICE


class Copied:
    """A game in a file, whose copies are made by hand."""

    def __init__(self, folder):
        self.file, self.folder, self.now = folder / "game.db", folder / "backups", 1_767_225_600_000
        self.thread = EngineThread()

    async def __aenter__(self):
        self.book = await self.thread.call(storage.open, self.file)
        self.engine = Engine(self.book, Rules(), live=False)
        self.backups = Backups(self.book, self.engine, self.thread, self.folder, lambda: self.now)
        self.player = await self.thread.call(self.engine.player, Identity("console", "p1"), "p1", self.now)
        return self

    async def __aexit__(self, *_error):
        await self.thread.call(self.book.close)
        self.thread.close()

    async def ask(self):
        self.now += 1_000
        request = Request(self.player, None, False, f"b{self.now}", self.now, "", AskBackup(), self.now, operator=True)
        return (await self.thread.call(self.engine.handle, request)).backup

    async def last(self):
        return await self.thread.call(lambda: self.book.operator.last_backup())


def run(story, folder):
    async def told():
        async with Copied(folder) as game:
            await story(game)

    asyncio.run(told())


def test_a_backup_restores(tmp_path):
    async def story(game: Copied):
        await game.ask()
        await game.backups.make_wanted()
        made = await game.last()
        assert made.state is BackupState.DONE
        await game.thread.call(game.engine.player, Identity("console", "later"), "later", game.now)
        copy = game.folder / made.file.rpartition("/")[2]
        assert copy.stat().st_mode & 0o777 == 0o600 and copy.stat().st_size == made.size
        ledger = "SELECT * FROM transfers WHERE id LIKE 'p1:%'"
        mine = await game.thread.call(lambda: game.book._conn.execute(ledger).fetchall())
        restored = storage.open(copy)
        assert restored._conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert mine and restored._conn.execute(ledger).fetchall() == mine
        assert restored.players.number_of(Identity("console", "later")) is None, "it is the game of that moment"
        restored.close()

    run(story, tmp_path)


def test_the_game_goes_on_while_a_backup_is_made_and_none_of_it_is_in_it(tmp_path):
    async def story(game: Copied):
        await game.ask()
        said = []
        copy = game.book.copy

        def slow():
            for piece in copy():
                name = f"n{len(said)}"
                said.append(game.engine.player(Identity("console", name), "n", game.now))
                game.book.tidy()
                yield piece

        game.book.copy = slow
        await game.backups.make_wanted()
        made = await game.last()
        copied = sqlite3.connect(made.file)
        assert copied.execute("SELECT count(*) FROM players").fetchone() == (1,) and said
        copied.close()
        await game.thread.call(game.book.tidy)
        count = await game.thread.call(lambda: game.book._conn.execute("SELECT count(*) FROM players").fetchone())
        assert count == (1 + len(said),)

    run(story, tmp_path)


def test_the_newest_seven_are_kept(tmp_path):
    async def story(game: Copied):
        for _ in range(KEPT + 2):
            await game.ask()
            await game.backups.make_wanted()
        kept = sorted(each.name for each in game.folder.iterdir())
        assert len(kept) == KEPT and (await game.last()).file.endswith(kept[-1])

    run(story, tmp_path)


def test_a_backup_that_cannot_be_made_says_why_and_leaves_the_game_alone(tmp_path):
    async def story(game: Copied):
        game.folder.write_text("a file where the folder should be")
        await game.ask()
        await game.backups.make_wanted()
        assert await game.last() is None
        (notice,) = await game.thread.call(game.book.outbox.waiting, False, 0, 9)
        thing = (await game.thread.call(game.engine.telling.look_up, notice, game.now)).thing
        assert thing.backup.state is BackupState.FAILED and thing.backup.error
        await game.ask()
        assert await game.thread.call(game.engine.wanted_backup) is not None, "it can be asked for again"

    run(story, tmp_path)


def test_a_backup_beside_somebody_who_reads_the_file_fails_with_a_sentence(tmp_path):
    async def play() -> str:
        thread = EngineThread()
        book = await thread.call(storage.open, tmp_path / "game.db")
        engine = Engine(book, Rules(), live=False)

        def ask() -> None:
            engine.player(Identity("t", "a"), "a", 1_000)
            engine.on_mark(Mark("BTC", 2_000, PRICE, "x"))
            engine.handle(Request(1, None, False, "r", 3_000, "", AskBackup(), 3_000, operator=True))

        await thread.call(ask)
        other = sqlite3.connect(f"{(tmp_path / 'game.db').as_uri()}?mode=ro", uri=True)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM players").fetchall()
        backups = Backups(book, engine, thread, tmp_path / "kept", lambda: 4_000)
        await backups.make_wanted()
        other.close()
        (notice,) = await thread.call(book.outbox.waiting, False, 0, 9)
        backup = (await thread.call(engine.telling.look_up, notice, 5_000)).thing.backup
        assert await thread.call(next, book.copy()), "the next one goes on"
        await thread.call(book.close)
        thread.close()
        return backup.error

    assert "reading the file" in asyncio.run(play())
