"""What `storage.open` opens, and how it refuses what names no store."""

from pathlib import Path

import pytest

import storage
from core.book import Identity
from storage.errors import AddressError, UnusableError


def test_a_path_and_its_url_name_the_same_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for url in ("game.db", tmp_path / "game.db", "sqlite:///game.db", f"sqlite:///{tmp_path}/game.db"):
        storage.open(url).close()
        assert [each.name for each in sorted(tmp_path.iterdir())] == ["game.db", "game.db.lock"]
    assert storage.file_of("~/game.db") == storage.file_of("sqlite:///~/game.db") == Path.home() / "game.db"
    assert storage.file_of(":memory:") == tmp_path / ":memory:"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgresql://ann:secret@host/game",
            "'postgresql://' begins no address that this version can open: it keeps a game in one SQLite file. "
            "Write a path, as ~/game.db or /var/lib/dumbdegen/game.db, or sqlite:///game.db.",
        ),
        ("sqlite://game.db", "'sqlite://' begins no address"),
        (
            "$HOME/game.db",
            "'$HOME/game.db' holds a '$', but no variable is filled in here. "
            "Write a path, as ~/game.db or /var/lib/dumbdegen/game.db.",
        ),
        ("sqlite:///${HOME}/game.db", "'sqlite:///${HOME}/game.db' holds a '$'"),
        (Path("/x/$y.db"), "'/x/$y.db' holds a '$'"),
        ("~nobody-here/x", "'~nobody-here/x' begins in a home folder that is not known"),
    ],
)
def test_what_names_no_store_is_refused_with_what_to_write_instead(url, sentence):
    with pytest.raises(AddressError) as refused:
        storage.open(url)
    assert str(refused.value).startswith(sentence) and "secret" not in str(refused.value)


def test_a_copy_that_is_no_database_is_refused(tmp_path):
    store = storage.open(None)
    (tmp_path / "copy").write_bytes(b"no database" * 100)
    with pytest.raises(UnusableError, match="The copy is damaged"):
        store.check(tmp_path / "copy")
    with pytest.raises(UnusableError, match="in memory only"):
        next(store.copy())
    store.close()


def test_a_store_says_how_much_space_it_takes(tmp_path):
    store = storage.open(tmp_path / "game.db")
    before = store.size()
    store.players.add(Identity("t", "k"), "name", 1)
    store.tidy()
    assert store.size() > before > 0
    store.close()
