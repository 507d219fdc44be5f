"""The ways that points can go, all of them: whatever is played, no transfer goes another, and none between players."""

import ast
import re

import pytest

import storage
from storage.sqlite.store import SqliteStore
from storage.store import Store
from tests.attack.oracle import Duel
from tests.test_house import files, tree
from tests.whole.test_privacy import LEAVE, LIFE
from tests.worlds.console import Console
from tests.worlds.links import ANN, DAN, STANDARD, WAITING, People, undo

# From which kind of account to which, by code. `player`: what can be spent, `item`: what an order, position or
# prediction holds, `pool`: the stakes of a round.
WAYS = {
    "first-grant": {("mint", "player")},
    "daily": {("mint", "player")},
    "refill": {("mint", "player")},
    "given-twice": {("player", "mint")},
    "given-again": {("mint", "player")},
    "account-closed": {("player", "mint")},
    "reserve": {("player", "item")},
    "margin": {("player", "item")},
    "refund": {("item", "player"), ("pool", "player")},
    "margin-back": {("item", "player")},
    "payout": {("item", "player"), ("pool", "player")},
    "open-fee": {("item", "house")},
    "close-fee": {("item", "house")},
    "liquidation": {("item", "house")},
    "pnl": {("item", "house"), ("house", "item")},
    "funding": {("item", "house"), ("house", "item")},
    "bet": {("player", "pool")},
    "withdraw": {("pool", "player")},
    "rake": {("pool", "house")},
    # One person's two accounts become one, and two again: the only ways from account to account of one kind.
    "link": {("player", "player"), ("item", "item")},
    "unlink": {("player", "player"), ("item", "item")},
}
LINKS = {"link", "unlink"}
_KINDS = {"p[0-9]+": "player", "p[0-9]+/[0-9]+": "item", "r[0-9]+": "pool", "house": "house", "mint": "mint"}


def kind(account: str) -> str:
    return next(name for pattern, name in _KINDS.items() if re.fullmatch(pattern, account))


def owner(account: str) -> str:
    return account.partition("/")[0]


def strays(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Transfers (debit, credit, code) that go no known way, or to somebody else than whose they were."""
    found = []
    for debit, credit, code in rows:
        way = kind(debit), kind(credit)
        both = {owner(each) for each in (debit, credit) if kind(each) in ("player", "item")}
        if way not in WAYS.get(code, ()) or (len(both) > 1 and code not in LINKS):
            found.append((debit, credit, code))
    return found


def moved(book: Store) -> list[tuple[str, str, str]]:
    return book._conn.execute("SELECT debit, credit, code FROM transfers").fetchall()


def test_every_code_in_the_program_is_a_known_way():
    called = {"move": 4, "move_signed": 3, "release": 4}
    codes = set()
    for path in files("core"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in called:
                places = node.args[called[node.func.attr] :]
                codes |= {each.value for place in places for each in ast.walk(place) if isinstance(each, ast.Constant)}
    assert {code for code in codes if isinstance(code, str)} | LINKS == set(WAYS)


@pytest.mark.parametrize("seed", range(300, 330))
def test_whatever_is_played_points_go_their_ways_alone(seed, monkeypatch):
    rows = []
    monkeypatch.setattr(SqliteStore, "close", lambda book: rows.extend(moved(book)))
    Duel(seed).run()
    assert len(rows) > 10
    assert not strays(rows)


def test_a_life_and_a_departure_move_points_their_ways_alone():
    with Console(LIFE, *LEAVE) as console:
        rows = console.look(moved)
    assert {"account-closed", "bet", "withdraw", "reserve", "daily"} <= {code for _debit, _credit, code in rows}
    assert not strays(rows)


def test_a_link_and_its_undo_move_points_between_the_accounts_of_one_person_alone():
    people = People.of_two(lambda: storage.open(None))
    for who in (ANN, DAN):
        people.do(who, STANDARD)
        people.do(who, WAITING)
        people.price()
    made = people.link(ANN, DAN)
    undo(people.engine, made.link.number, people.now)
    rows = moved(people.book)
    people.close()
    assert {"link", "unlink", "given-twice", "given-again"} <= {code for _debit, _credit, code in rows}
    assert not strays(rows)
    between = {(debit, credit) for debit, credit, code in rows if code in LINKS}
    assert {owner(each) for pair in between for each in pair} == {"p1", "p2"}


@pytest.mark.parametrize(
    "row", [("p1", "p2", "payout"), ("p1/3", "p2", "payout"), ("house", "p1", "pnl"), ("mint", "p1", "bonus")]
)
def test_a_stray_is_found(row):
    assert strays([row]) == [row]
