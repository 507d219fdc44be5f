"""The file: one process, its owner's alone, older and newer versions of it, and what is left after kill -9."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

import storage
from core.ledger import Transfer
from core.rules.notices import Notice, Topic
from storage.errors import InUseError, SchemaError, UnusableError
from storage.sqlite.migrations import MIGRATIONS, bring_up_to_date
from tests import ROOT
from tests.of_storage.cases import populate, queries

MOVES = 40  # transfers of one transaction of the crash test


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "game.db"


def make(path: Path) -> dict:
    """A file with something in it; what every query answers."""
    book = storage.open(path)
    populate(book)
    book.transfer([Transfer("a", "mint", "p1", 100, "grant", 5)])
    book.outbox.add([Notice(Topic.ORDER, 1, 6, player=1)])
    answers = dict(queries(book))
    book.close()
    return answers


def python(code: str, *arguments: object) -> subprocess.Popen:
    """Another process."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


# One file, one process


def test_what_was_written_is_there_again(path):
    answers = make(path)
    book = storage.open(path)
    assert dict(queries(book)) == answers
    book.close()
    assert sorted(each.name for each in path.parent.iterdir()) == ["game.db", "game.db.lock"]


def test_a_commit_is_in_the_log_and_a_checkpoint_brings_it_into_the_file(path):
    make(path)
    book = storage.open(path)
    before = path.read_bytes()
    book.transfer([Transfer("b", "mint", "p1", 1, "grant", 6)])
    assert path.read_bytes() == before
    book.tidy()
    assert path.read_bytes() != before
    settings = [book._conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]
    book.close()


def test_nobody_else_can_read_it(tmp_path):
    old_mask = os.umask(0)
    try:
        path = tmp_path / "new folder" / "game.db"
        book = storage.open(path)
    finally:
        os.umask(old_mask)
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == dict.fromkeys(("game.db", "game.db-wal", "game.db-shm", "game.db.lock"), 0o600)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    book.close()
    path.chmod(0o644)
    storage.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


_HOLDER = """
import sys, time
import storage
book = storage.open(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def test_a_second_process_is_refused(path):
    holder = python(_HOLDER, path)
    try:
        assert holder.stdout.readline() == "open\n"
        link = path.with_name("link.db")
        link.symlink_to(path)
        for name in (path, link):
            with pytest.raises(
                InUseError, match=f"{path} is already in use by process {holder.pid}; stop that one first"
            ):
                storage.open(name)
    finally:
        holder.kill()
        holder.communicate()
    storage.open(path).close()


def test_a_second_book_of_one_process_is_refused_until_the_first_is_closed(path):
    first = storage.open(path)
    with pytest.raises(InUseError):
        storage.open(path)
    first.close()
    storage.open(path).close()


# Other files


def test_what_is_no_database_is_refused_and_left_alone(path):
    path.write_text("dear diary " * 100)
    with pytest.raises(SchemaError, match="cannot be used as a database"):
        storage.open(path)
    assert path.read_text().startswith("dear diary")


def test_a_database_of_another_program_is_refused_and_left_alone(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE diary (entry)")
    with pytest.raises(SchemaError, match="another program"):
        storage.open(path)
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("diary",)]


def test_a_place_without_a_file_is_refused(tmp_path):
    for place in (tmp_path, Path("/dev/null/game.db")):
        with pytest.raises(UnusableError, match="cannot be opened"):
            storage.open(place)


def test_a_file_that_was_interrupted_before_its_first_table_is_a_new_one(path):
    db = Database(path)
    MIGRATIONS.ensure_migrations_table(db)
    db.close()
    storage.open(path).close()


# Versions


def next_version(second) -> Migrations:
    """The migrations of a program that is one migration ahead."""
    later = Migrations(MIGRATIONS.name)
    for migration in MIGRATIONS.pending(Database(memory=True)):
        later(name=migration.name)(migration.fn)
    later(name="next")(second)
    return later


def test_an_older_file_is_migrated_with_nothing_lost(path):
    answers = make(path)
    with sqlite3.connect(path) as connection:
        before = list(connection.iterdump())

    def nicknames(db: Database) -> None:
        db.execute("ALTER TABLE players ADD COLUMN nickname TEXT NOT NULL DEFAULT 'none'")

    db = Database(sqlite3.connect(path))
    bring_up_to_date(db, "game.db", next_version(nicknames))
    bring_up_to_date(db, "game.db", next_version(nicknames))
    assert [row["nickname"] for row in db["players"].rows] == ["none"] * 3
    db.execute("ALTER TABLE players DROP COLUMN nickname")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'next'")
    db.close()
    with sqlite3.connect(path) as connection:
        assert list(connection.iterdump()) == before
    book = storage.open(path)
    assert dict(queries(book)) == answers
    book.close()


def test_a_migration_that_fails_leaves_the_older_file(path):
    answers = make(path)

    def broken(db: Database) -> None:
        db.execute("DROP TABLE positions")
        raise ZeroDivisionError

    db = Database(sqlite3.connect(path))
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(db, "game.db", next_version(broken))
    db.close()
    book = storage.open(path)
    assert dict(queries(book)) == answers
    book.close()


def test_a_newer_file_is_refused_with_a_sentence_and_left_alone(path):
    make(path)
    db = Database(sqlite3.connect(path))
    bring_up_to_date(db, "game.db", next_version(lambda db: db.execute("DROP TABLE gaps")))
    db.close()
    before = path.read_bytes()
    sentence = rf"{path} was written by a newer version of this program \(it knows 'next'\); install that version\."
    with pytest.raises(SchemaError, match=sentence):
        storage.open(path)
    assert path.read_bytes() == before
    storage.open(path.with_name("other.db")).close()


# kill -9

_WRITER = f"""
import sys
from core.ledger import Transfer
from core.rules.notices import Notice, Topic
from core.book import Draft
import storage
book = storage.open(sys.argv[1])
number = book.balance("p1") // {MOVES}
while True:
    number += 1
    with book.transaction():
        book.transfer(Transfer(f"{{number}}/{{n}}", "mint", "p1", 1, "x", number) for n in range({MOVES}))
        book.save([Draft(1, number, "sentence", number, 1)])
        book.outbox.add([Notice(Topic.ORDER, number, number, player=1)])
    print(number, flush=True)
    if number % 50 == 0:
        book.tidy()
"""


def test_kill_leaves_a_prefix_of_commits(path):
    book = storage.open(path)
    populate(book)
    book.close()
    chance = random.Random(1)
    for _ in range(6):
        writer = python(_WRITER, path)
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        told = (first + writer.communicate()[0]).splitlines()
        book = storage.open(path)
        committed = book.balance("p1") // MOVES
        assert int(told[-1]) <= committed <= int(told[-1]) + 1
        assert book.balance("p1") == committed * MOVES == -book.balance("mint")
        one = book._conn.execute
        assert one("SELECT count(*), count(DISTINCT id) FROM transfers").fetchone() == (committed * MOVES,) * 2
        assert one("SELECT count(*), max(number) FROM drafts").fetchone() == (committed,) * 2
        assert [each.number for each in book.outbox.waiting(False, 0, 10**6)] == list(range(1, committed + 1))
        assert one("PRAGMA integrity_check").fetchone() == ("ok",) and not one("PRAGMA foreign_key_check").fetchall()
        book.close()
