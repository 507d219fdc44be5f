"""What must not be in the program: SQL made of input, pickles, code out of text, queues without an end; and backups."""

import ast
import sqlite3
from contextlib import closing

import pytest

import storage
from core.money import POINT
from tests import ROOT
from tests.test_house import at, files, tree
from tests.whole.test_privacy import LIFE, tables
from tests.worlds.console import Console

ENGINE = ROOT / "bots" / "runtime" / "engine_thread.py"
EXECUTES = {"execute", "executemany", "executescript", "query"}
CODE = {"eval", "exec", "compile", "__import__"}
PICKLES = {"pickle", "marshal", "shelve", "dill", "yaml", "subprocess", "ctypes"}


def test_statements_are_made_in_storage_alone():
    """Elsewhere there are none but whole ones, as the check of a backup."""
    wrong = [
        at(path, node)
        for path in files("core", "bots")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EXECUTES
        and not isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    assert not wrong


def test_no_value_is_ever_written_into_a_statement():
    """What comes in is bound. A method that takes a text, a number or an entity puts none of it into an f-string."""
    wrong = []
    for path in files("storage"):
        if path.name in ("errors.py", "lease.py", "answers.py"):
            continue
        for function in (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)):
            said = _values(function)
            for text in (node for node in ast.walk(function) if isinstance(node, ast.JoinedStr) and _is_sql(node)):
                used = {name.id for part in ast.walk(text) for name in [part] if isinstance(name, ast.Name)}
                wrong += [f"{at(path, text)} {name}" for name in used & said]
    assert not wrong


def _values(function: ast.FunctionDef) -> set[str]:
    """The parameters of a public method: who calls it may have them from anybody."""
    if function.name.startswith("_"):
        return set()
    texts = ("str", "int", "Identity", "Chat", "Sequence[str]", "range")
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return {each.arg for each in arguments if each.annotation and ast.unparse(each.annotation) in texts}


def _is_sql(text: ast.JoinedStr) -> bool:
    words = " ".join(part.value for part in text.values if isinstance(part, ast.Constant)).upper().split()
    return bool({"SELECT", "WHERE", "UPDATE", "DELETE", "INSERT", "PRAGMA", "FROM"} & set(words))


def test_the_check_of_statements_sees():
    function = ast.parse('def find(self, name: str):\n  self.run(f"SELECT 1 WHERE x = {name}")').body[0]
    assert isinstance(function, ast.FunctionDef)
    (text,) = (node for node in ast.walk(function) if isinstance(node, ast.JoinedStr))
    assert _is_sql(text) and _values(function) == {"name"}


def test_nothing_is_unpickled_or_made_code_of():
    wrong = []
    for path in files("core", "storage", "bots"):
        for node in ast.walk(tree(path)):
            match node:
                case ast.Import(names=names):
                    wrong += [at(path, node) for each in names if each.name.partition(".")[0] in PICKLES]
                case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in PICKLES:
                    wrong.append(at(path, node))
                case ast.Call(func=ast.Name(id=name)) if name in CODE:
                    wrong.append(at(path, node))
    assert not wrong


def test_every_queue_has_an_end():
    wrong = [
        at(path, node)
        for path in files("core", "storage", "bots")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("Queue", "PriorityQueue", "LifoQueue", "SimpleQueue")
        and not node.args
        and path != ENGINE  # everybody who puts something there waits for it, and they are bounded at the door
    ]
    assert not wrong


# Backups


def test_a_backup_of_a_running_game_restores_to_the_very_game(tmp_path):
    """As docs/security.md says: SQLite's own copy, by a reader, while the game goes on."""
    copied = tmp_path / "copied.db"
    with Console(LIFE, db=tmp_path / "game.db") as console:
        with (
            closing(sqlite3.connect(f"file:{tmp_path / 'game.db'}?mode=ro", uri=True)) as reader,
            closing(sqlite3.connect(copied)) as copy,
        ):
            reader.backup(copy)
        expected = console.look(tables)
        console.say("!as ann", "long btc 25 10x", "!wait 2s hold")
    book = storage.open(copied)
    assert tables(book) == expected
    assert book._conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert book._conn.execute("SELECT sum(balance) FROM accounts").fetchone()[0] == 0
    book.close()
    assert copied.stat().st_mode & 0o777 == 0o600, "whoever opens a copy shuts others out of it"
    with Console("!as ann", "!price BTC 100000", "long btc 25 10x", "!wait 2s hold", db=copied) as restored:
        assert int(float(restored.balance("ann")) * POINT) < 1_000 * POINT, "and it goes on from there"


@pytest.mark.parametrize("part", ["", "-wal"])
def test_a_copy_of_half_the_files_is_refused_or_a_whole_earlier_game(tmp_path, part):
    """Whoever copies files under a running game has an earlier state of it or none, never a mixture."""
    whole = tmp_path / "game.db"
    with Console(LIFE, db=whole) as console:
        console.look(lambda book: book.tidy())
        console.say("!as ann", "start", "long btc 25 10x", "!wait 2s hold")
        data = {name: (tmp_path / f"game.db{name}").read_bytes() for name in ("", "-wal")}
    copied = tmp_path / "copied.db"
    copied.write_bytes(data[""])
    if part:
        (tmp_path / f"copied.db{part}").write_bytes(data[part][: len(data[part]) // 2])
    book = storage.open(copied)
    assert book._conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert book._conn.execute("SELECT sum(balance) FROM accounts").fetchone()[0] == 0
    book.close()
