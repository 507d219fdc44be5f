"""What is stored about a player: shown, taken along and deleted; all of it, from every table there is or will be."""

import json
import sqlite3
from dataclasses import fields

import pytest

import storage
from core.actions.privacy import NOBODY, RETURN_MS
from core.book import Identity
from core.engine import Engine
from core.prices.markets import Rules, Side
from core.rules.notices import Message, Notice, Outcome, Receipt, Topic
from core.rules.orders import Order
from core.rules.players import Player
from core.units import DAY_MS
from storage.sqlite.book import privacy
from storage.store import Store
from tests.worlds.console import Console, button, last, refused, replies, talk

NEW = "!at 2026-01-01T00:00:00Z"
BTC = "!price BTC 100000"
NAME = "Quentin-Zweistein"
LEAVE = (f"!as {NAME}", "!in dm", "privacy delete confirm")

# A life that leaves a trace in every table, with another player beside; nothing is open at its end.
LIFE = f"""
    {NEW}
    {BTC}
    !as other
    !in group1
    start
    !as {NAME}
    start
    settings confirm 20
    alerts settled loud
    alert btc above 200000
    watch long 50x at 99990
    limits loss 500
    long btc 30 100x
    long btc 10 1001x
    {BTC}
    !price BTC 99900
    long btc 10 50x at 90000
    cancel all
    up 10 1m
    round 1m
    up 15
    round withdraw
    up 20
    !as other
    down 30
    !wait 70s hold
    !price BTC 99950
    !wait 70s hold
    !as {NAME}
    !in group2
    round 1m every 1h
    up 5
    round withdraw
    round stop
    round cancel
    daily
    !in dm
    link
    link acde-3467
    admin broadcast hello
    admin backup
    !in group2
    !in dm
    long btc 10 10x
    !wait 2s hold
    close all
    !wait 2s hold
    !price BTC 99000
"""


def tables(book: Store) -> dict[str, list[dict]]:
    """The whole file."""
    found = {}
    for (table,) in book._conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = book._conn.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


@pytest.fixture
def console():
    with Console(LIFE) as opened:
        yield opened


def execute(book: Store, sql: str, *values: object) -> list[tuple]:
    return book._conn.execute(sql, values).fetchall()


def number_of(console: Console, name: str = NAME) -> int | None:
    return console.look(lambda book, *key: book.players.number_of(*key), Identity("console", name))


# Every table


def test_every_table_is_known_to_hold_people_or_not(console):
    assert set(console.look(tables)) == set(privacy.ROWS) | privacy.NOBODY
    assert set(privacy.PERSON) < set(privacy.ROWS)


PEOPLE = ("player", "founder", "opened_by", "offered_by", "keeps", "closes")


def test_no_table_that_names_players_is_among_those_of_nobody(console):
    for table in privacy.NOBODY:
        columns = {row[1] for row in console.look(execute, f"PRAGMA table_info({table})")}
        assert not columns & {*PEOPLE, "name", "user", "sentence", "answer"} or table == "_sqlite_migrations"
        keys = {row[2] for row in console.look(execute, f"PRAGMA foreign_key_list({table})")}
        assert "players" not in keys


def belongs(row: dict, table: str, player: int) -> bool:
    """Whether a row is about a player, found the slow way."""
    if table == "players":
        return row["number"] == player
    if table == "accounts":
        return row["name"] == f"p{player}" or row["name"].startswith(f"p{player}/")
    if table == "transfers":
        sides = (row["debit"], row["credit"])
        return any(side == f"p{player}" or side.startswith(f"p{player}/") for side in sides)
    if table == "messages":
        return row["reference"] == f"message to {player}"
    return any(row.get(column) == player for column in PEOPLE)


@pytest.mark.parametrize("name", [NAME, "other"])
def test_an_export_is_every_row_about_the_player_and_no_other(console, name):
    player = number_of(console, name)
    shown = [
        Message("console", f"user {each}", "position 1", f"message to {number_of(console, each)}", 1)
        for each in (NAME, "other")
    ]
    console.look(lambda book, *key: book.save(*key), shown)
    expected = {
        table: [row for row in rows if belongs(row, table, player)] for table, rows in console.look(tables).items()
    }
    exported = console.ask(f"!as {name}", "!in dm", "privacy export")
    document = json.loads(exported["document"]["text"])["tables"]
    assert {table: sorted(rows, key=repr) for table, rows in document.items()} == {
        table: sorted(rows, key=repr) for table, rows in expected.items() if rows
    }
    if name == NAME:
        assert set(document) == set(privacy.ROWS), "the life of the test leaves a trace in every table"
        assert document["identities"][0]["user"] == NAME
    assert console.look(lambda book, *key: book.privacy.count_rows(*key), player) == {
        table: len(rows) for table, rows in document.items()
    }


def test_numbers_that_begin_alike_are_told_apart():
    with Console(NEW, BTC, *(f"!as q{n}\nup 5 1m" for n in range(1, 12)), "!wait 80s hold") as console:
        for name in ("q1", "q10", "q11"):
            player = number_of(console, name)
            rows = console.look(lambda book, *key: book.privacy.rows(*key), player)["transfers"]
            assert {row["sequence"] for row in rows} == {
                row["sequence"] for row in console.look(tables)["transfers"] if belongs(row, "transfers", player)
            }


# Deletion


def test_nothing_in_the_file_says_who_it_was(tmp_path):
    path = tmp_path / "game.db"
    with Console(LIFE, db=path) as console:
        assert console.ask(f"!as {NAME}", "settings confirm 5", "long btc 10 10x")["about"] == "confirm"
        gone = console.ask(*LEAVE)
        assert gone["about"] == "left"
        assert NAME not in json.dumps(console.look(tables), default=repr)
        console.look(execute, "PRAGMA wal_checkpoint(TRUNCATE)")
        assert NAME.encode() not in path.read_bytes(), "what is deleted is overwritten"


def test_only_the_numbers_of_what_was_done_stay(console):
    player = number_of(console)
    before = console.look(tables)
    console.ask(*LEAVE)
    after = console.look(tables)
    for table in (*privacy.PERSON, "outbox"):
        left = [row for row in after[table] if belongs(row, table, player)]
        assert not left or (table == "outbox" and len(left) == 1 and left[0]["sent_ms"] is not None)
    for table in set(privacy.ROWS) - {*privacy.PERSON, "outbox", "players", "accounts", "transfers"}:
        assert after[table] == before[table]
    blank = console.look(lambda book, *key: book.get(*key), Player, player)
    assert blank == Player(player, NOBODY, 0, next_number=blank.next_number)
    assert len(fields(blank)) > 15


def test_the_points_go_back_to_the_mint_and_the_books_add_up(console):
    player, held = number_of(console), console.balance(NAME)
    assert console.ask(*LEAVE)["fields"]["Returned"] == held
    assert console.look(lambda book, *key: book.balance(*key), f"p{player}") == 0
    rows = console.look(tables)
    assert rows["transfers"][-1]["code"] == "account-closed" and rows["transfers"][-1]["credit"] == "mint"
    assert sum(row["balance"] for row in rows["accounts"]) == 0


def test_others_see_somebody_where_the_player_was(console):
    console.ask(*LEAVE)
    verified = console.ask("!as other", "!in group1", "verify 1")
    assert {item["Player"] for item in verified["items"]} == {NOBODY, "other"}


def test_it_is_asked_first_and_the_button_does_it(console):
    asked = console.ask(f"!as {NAME}", "!in dm", "privacy delete")
    assert asked["about"] == "privacy" and number_of(console) is not None
    assert "#" in button(asked, "Delete for ever")
    assert console.press(asked, "Delete for ever")["about"] == "left"
    assert number_of(console) is None
    again = console.press(asked, "Delete for ever")
    assert again["title"] == "Nothing is stored about you"
    assert number_of(console) is None, "who only asks is not made a player"


@pytest.mark.parametrize(
    ("sentences", "open_"),
    [
        (["long btc 10 10x", BTC], "positions"),
        (["long btc 10 10x at 90000"], "orders"),
        (["up 5 1m"], "predictions"),
        (["!in group1", "round 5m", "up 5"], "bets"),
    ],
)
def test_nothing_is_deleted_while_something_is_open(sentences, open_):
    with Console(NEW, BTC, *sentences) as console:
        before = console.look(tables)
        for sentence in ("privacy delete", "privacy delete confirm"):
            refusal = console.ask(sentence)
            assert refused(refusal) == "leaving_open"
            assert refusal["fields"][open_] == "1"
        after = console.look(tables)
        assert {**before, "requests": []} == {**after, "requests": []}


# Coming back


def test_who_comes_back_is_new_and_gets_no_second_first_grant(console):
    old = number_of(console)
    console.ask(*LEAVE)
    console.say("!at 2026-01-01T01:00:00Z", BTC)
    assert console.ask(f"!as {NAME}", "start")["fields"]["Balance"] == "0"
    assert number_of(console) not in (None, old)
    assert refused(console.ask("daily")) == "daily_later"
    console.say("!at 2026-01-02T00:10:00Z", BTC)
    assert console.ask("daily")["fields"]["Granted"] == "100"


def test_leaving_again_and_again_gives_nothing(console):
    for _ in range(3):
        assert console.ask(*LEAVE)["about"] == "left"
        assert console.ask(f"!as {NAME}", "start")["fields"]["Balance"] == "0"
        assert refused(console.ask("daily")) == "daily_later"


def test_a_break_lasts_through_leaving(console):
    console.ask(f"!as {NAME}", "break 30d")
    console.ask(*LEAVE)
    console.say(f"!as {NAME}", "start", "!at 2026-01-02T01:00:00Z", BTC, "daily")
    assert refused(console.ask("up 5 1m")) == "on_break"


def test_after_thirty_days_nothing_remembers_them():
    book = storage.open(None)
    engine, who, at_ms = Engine(book, Rules(), live=False), Identity("t", "u"), 10 * DAY_MS
    first = engine.player(who, "u", at_ms)
    with book.transaction():
        book.privacy.remove(first, at_ms, 0)
    engine.on_clock(at_ms + RETURN_MS)
    assert book.privacy.departure(who, 0) is not None
    engine.on_clock(at_ms + RETURN_MS + 1)
    assert book.privacy.departure(who, 0) is None and not tables(book)["departures"]
    assert book.balance(f"p{engine.player(who, 'u', at_ms + RETURN_MS + 1)}") == 1_000_000_000
    book.close()


def test_a_fingerprint_is_slow_salted_and_not_the_identity(console):
    console.ask(*LEAVE)
    (row,) = console.look(tables)["departures"]
    assert len(row["salt"]) == 16 and len(row["fingerprint"]) == 32 and privacy.HASHINGS >= 10_000
    assert NAME.encode() not in row["fingerprint"]
    assert (
        console.look(lambda book, *key: book.privacy.departure(*key), Identity("console", NAME), 0).at_ms
        == row["at_ms"]
    )
    assert console.look(lambda book, *key: book.privacy.departure(*key), Identity("telegram", NAME), 0) is None


def test_a_notice_in_hand_while_its_player_leaves_marks_no_other_as_told():
    """Its number is not given again, so that the courier's late receipt is not another's."""
    book = storage.open(None)
    engine = Engine(book, Rules(), live=False)
    leaver, other = (engine.player(Identity("t", name), name, 1) for name in ("leaver", "other"))
    book.save([Order(player, 1, "BTC", Side.LONG, 5, 10, None, 1, 1, 2, 1, 1, 0) for player in (leaver, other)])
    book.outbox.add([Notice(Topic.ORDER, 1, 1, leaver), Notice(Topic.ORDER, 1, 1, leaver)])
    held = tuple(addressed.notice for addressed in engine.telling.untold(False, 0, 5))
    book.privacy.remove(leaver, 2, 0)
    assert not engine.telling.untold(False, 0, 5)
    book.outbox.add([Notice(Topic.ORDER, 1, 3, other)])
    engine.on_delivered(Receipt("t", "leaver", "", Outcome.ARRIVED, 4, held))
    assert [addressed.notice.player for addressed in engine.telling.untold(False, 0, 5)] == [other]
    book.close()


# What is said


def test_a_stranger_who_asks_stays_one():
    for sentence in ("privacy", "privacy export", "privacy delete", "privacy delete confirm"):
        with Console(NEW, BTC) as console:
            assert console.ask(sentence)["title"] == "Nothing is stored about you"
            assert not console.look(tables)["players"]


def test_personal_data_does_not_leave_in_a_group(console):
    shown = console.ask(f"!as {NAME}", "!in group1", "privacy")
    assert shown["private"] is True
    assert refused(console.ask("privacy export")) == "private_only"


def test_through_the_true_door(tmp_path):
    path = tmp_path / "game.db"
    screens = replies(talk(NEW, BTC, "up 25 1m", "!wait 80s hold", "privacy", "privacy export", "privacy delete",
                           "privacy delete confirm", "privacy", "start", db=path))  # fmt: skip
    stored, exported, asked, gone, nothing, back = screens[-6:]
    assert stored["fields"]["Name"] == "p1" and stored["fields"]["Identity"] == "console p1"
    assert exported["document"]["name"] == "dumbdegen-player-1.json"
    assert asked["fields"]["Balance"] == gone["fields"]["Returned"]
    assert nothing["title"] == "Nothing is stored about you"
    assert back["fields"]["Balance"] == "0"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        names = file.execute("SELECT number, name FROM players").fetchall()
    assert names == [(1, NOBODY), (2, "p1")]


def test_a_fresh_screen_says_what_stays(console):
    said = " ".join(last([console.ask(f"!as {NAME}", "!in dm", "privacy")], "privacy")["notes"])
    assert "30 days" in said and "fingerprint" in said and "mint" in said
