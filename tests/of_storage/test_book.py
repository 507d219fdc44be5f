"""What the port promises, one promise a test, on a store and on MemoryBook."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storage
from core.book import Draft, Identity
from core.ledger import Transfer
from core.messages.all import Refused, WriteAnswer
from core.prices.markets import Mark, Side, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.chats import Chat, Member
from core.rules.notices import Notice, Topic
from core.rules.orders import Order, OrderState
from core.rules.players import Player, Result
from core.rules.positions import Ending, Position, State
from core.rules.predictions import Prediction, PredictionState
from core.rules.rounds import Bet, Round, RoundState, Schedule
from storage.answers import from_text, to_text
from storage.errors import DuplicateError, LedgerError, OverdraftError
from tests.memory_book.book import MemoryBook
from tests.of_storage.cases import everything_in, populate, queries

POSITION = Position(1, 1, "BTC", Side.LONG, 10, 5, 50, 100, 100, 1, 0, 0, 5, 0, liq_key=94)
ORDER = Order(1, 1, "BTC", Side.LONG, 5, 10, None, 10, 1, 20, 100, 10, 0)
RESULT = Result(1, "position", 1, None, 10, 100, 5, 7, True)


@pytest.fixture(params=[lambda: storage.open(None), MemoryBook], ids=["sqlite", "memory"])
def book(request) -> Iterator[Any]:
    made = request.param()
    populate(made)
    yield made
    made.close()


def grant(name: str, amount: int, to: str = "p1") -> Transfer:
    """Points from the mint."""
    return Transfer(name, "mint", to, amount, "grant", 1)


def numbers(things: Any) -> list[int]:
    """The numbers of things, in their order."""
    return [each.number for each in things]


# Transactions


def test_an_error_undoes_a_transaction_whole(book):
    before = dict(queries(book))
    with suppress(ZeroDivisionError), book.transaction():
        book.save([POSITION, Draft(1, 5, "long btc", 3, 25)])
        book.transfer([grant("a", 5)])
        book.outbox.add([Notice(Topic.POSITION, 1, 9, 1)])
        book.players.add(Identity("t", "new"), "new", 9)
        book.players.remember(1, "r1", 9, Refused("no", {}))
        1 / 0  # noqa: B018
    assert dict(queries(book)) == before
    assert book.get(Player, 4) is None


def test_nested_transactions_undo_only_themselves(book):
    with book.transaction():
        book.transfer([grant("outer", 1)])
        with suppress(ZeroDivisionError), book.transaction():
            book.transfer([grant("lost", 10)])
            with book.transaction():
                book.transfer([grant("lost with it", 100)])
            1 / 0  # noqa: B018
        with book.transaction():
            book.transfer([grant("inner", 1_000)])
    assert book.balance("p1") == 1_001


def test_an_outer_error_undoes_what_inner_ones_kept(book):
    with suppress(ZeroDivisionError), book.transaction():
        with book.transaction():
            book.transfer([grant("inner", 1)])
        1 / 0  # noqa: B018
    assert book.balance("p1") == 0
    book.transfer([grant("inner", 2)])
    assert book.balance("p1") == 2


# Entities


def test_saving_again_replaces(book):
    closed = replace(POSITION, state=State.LIQUIDATED, closed_ms=9, exit=94, capped=False)
    book.save([POSITION, RESULT, closed])
    assert book.get(Position, 1, 1) == closed
    assert type(book.get(Position, 1, 1).side) is Side and book.get(Position, 1, 1).capped is False
    assert not book.positions.open_of(1)


def test_an_end_changes_what_it_names_and_nothing_else(book):
    book.save([replace(POSITION, closing_ppm=1_000_000, adding=7, fees=1)])
    book.positions.end([Ending(1, 1, State.LIQUIDATED, 94, 93, 2, 3, 9, 4, -5, -6, 0, 1)])
    assert book.get(Position, 1, 1) == replace(
        POSITION, state=State.LIQUIDATED, exit=94, exit_mark=93, exit_index=2, exit_offset=3, closed_ms=9, fees=4,
        realised_pnl=-5, realised_funding=-6, parts=1,
    )  # fmt: skip
    assert book.positions.open_of(1) == book.positions.liquidatable("BTC", Side.LONG, 0) == []


def test_only_what_is_in_the_book_can_end(book):
    with pytest.raises(AssertionError):
        book.positions.end([Ending(1, 77, State.LIQUIDATED, 94, 93, 2, 3, 9, 4, -5, -6, 0, 1)])


def test_what_is_not_there(book):
    assert book.get(Position, 1, 77) is None
    assert book.get(Position, 1, 10**30) is None
    assert book.get(Ticker, "DOGE") is None
    book.delete(Draft(1, 77, "", 0, 0))
    with pytest.raises(KeyError):
        book.players.identity_of(77)


def test_a_number_too_large_is_refused_and_nothing_kept(book):
    with pytest.raises(OverflowError):
        book.save([RESULT, replace(POSITION, notional=2**63)])
    assert book.get(Position, 1, 1) is None and book.get(Result, 1, "position", 1) is None


def test_people_and_chats_are_numbered_and_found(book):
    assert book.players.add(Identity("d", "u1"), "other", 5) == Player(4, "other", 5)
    assert book.players.number_of(Identity("d", "u1")) == 4 and book.players.number_of(Identity("d", "u2")) is None
    assert book.players.identity_of(4) == Identity("d", "u1")
    assert book.chats.add("d", "k1", 4).number == 3
    assert book.chats.find("d", "k1").founder == 4 and book.chats.find("d", "k9") is None


def test_nobody_is_added_twice(book):
    with pytest.raises(DuplicateError):
        book.players.add(Identity("t", "u1"), "again", 5)
    with pytest.raises(DuplicateError):
        book.chats.add("t", "k1", 2)
    assert book.get(Player, 4) is None and book.get(Player, 1).name == "name 1"


# Ledger


def test_transfers_move_both_balances(book):
    book.transfer(
        [grant("a", 100), Transfer("b", "p1", "p1/1", 30, "reserve", 2), Transfer("c", "p1/1", "house", 30, "fee", 3)]
    )
    accounts = ("mint", "p1", "p1/1", "house", "nobody")
    assert [book.balance(account) for account in accounts] == [-100, 70, 0, 30, 0]


@pytest.mark.parametrize(
    ("transfer", "error"),
    [
        (Transfer("x", "p1", "house", 106, "fee", 2), OverdraftError),
        (Transfer("x", "p2", "house", 1, "fee", 2), OverdraftError),
        (grant("a", 1), DuplicateError),
        (grant("x", 0), LedgerError),
        (grant("x", -1), LedgerError),
        (Transfer("x", "p1", "p1", 1, "fee", 2), LedgerError),
    ],
)
def test_what_the_ledger_refuses_leaves_nothing_behind(book, transfer, error):
    book.transfer([grant("a", 100)])
    with pytest.raises(error):
        book.transfer([grant("b", 5), transfer])
    assert [book.balance(account) for account in ("p1", "mint", "house")] == [100, -100, 0]
    book.transfer([grant("b", 5), Transfer("x", "p1", "house", 105, "fee", 2)])


# Requests


def test_the_first_answer_is_kept_for_a_day(book):
    book.players.remember(1, "r1", 10, Refused("no", {"n": 1}))
    with pytest.raises(DuplicateError):
        book.players.remember(1, "r1", 11, Refused("no", {"n": 2}))
    book.save([Draft(1, 5, "long btc 5 10x", 10, 5), Draft(1, 6, "short btc 5 10x", 11, 5)])
    book.players.forget(10, 0)
    assert book.players.answer_to(1, "r1") == Refused("no", {"n": 1}) and book.players.answer_to(2, "r1") is None
    book.players.forget(11, 0)
    assert book.players.answer_to(1, "r1") is None
    assert book.get(Draft, 1, 5) is None and book.get(Draft, 1, 6) is not None


@pytest.mark.parametrize("kind", get_args(WriteAnswer), ids=lambda kind: kind.__name__)
def test_answers_come_back_as_they_were(kind):
    @settings(max_examples=15, deadline=None)
    @given(answer=everything_in(kind, st.integers(-(2**70), 2**70)))
    def round_trip(answer):
        assert repr(from_text(to_text(answer))) == repr(answer)

    round_trip()


def test_words_of_a_refusal_may_be_of_an_enum(book):
    book.players.remember(1, "r1", 1, Refused("degen_both_ways", {"side": Side.LONG, "number": 2}))
    assert book.players.answer_to(1, "r1") == Refused("degen_both_ways", {"side": "long", "number": 2})


# What a mark and a bell ask


def test_thresholds_are_reached_from_the_right_side(book):
    short = replace(POSITION, number=2, side=Side.SHORT, liq_key=106, sl_key=103, tp_key=90)
    book.save([replace(POSITION, sl_key=97, tp_key=110), short, replace(POSITION, number=3, market="ETH")])
    book.save([replace(POSITION, number=4, state=State.CLOSED)])
    assert [numbers(book.positions.liquidatable("BTC", Side.LONG, level)) for level in (95, 94, 93)] == [[], [1], [1]]
    assert [numbers(book.positions.liquidatable("BTC", Side.SHORT, level)) for level in (105, 106, 107)] == [
        [],
        [2],
        [2],
    ]
    assert [numbers(book.positions.stop_losses("BTC", Side.LONG, level)) for level in (98, 97)] == [[], [1]]
    assert [numbers(book.positions.stop_losses("BTC", Side.SHORT, level)) for level in (102, 103)] == [[], [2]]
    assert [numbers(book.positions.take_profits("BTC", Side.LONG, level)) for level in (109, 110)] == [[], [1]]
    assert [numbers(book.positions.take_profits("BTC", Side.SHORT, level)) for level in (91, 90)] == [[], [2]]


def test_orders_wait_in_the_order_of_receipt(book):
    late = replace(ORDER, player=2, received_ms=11)
    limit = replace(ORDER, number=3, limit=95, limit_key=95)
    book.save(
        [late, ORDER, replace(ORDER, player=3, received_ms=9), limit, replace(ORDER, number=4, state=OrderState.FILLED)]
    )
    assert [each.player for each in book.positions.market_orders("BTC", 12)] == [3, 1, 2]
    assert [each.player for each in book.positions.market_orders("BTC", 11)] == [3, 1]
    assert numbers(book.positions.limit_orders("BTC", Side.LONG, 95, 11)) == [3]
    assert not book.positions.limit_orders("BTC", Side.LONG, 96, 11) and not book.positions.limit_orders(
        "BTC", Side.LONG, 95, 10
    )
    assert numbers(book.positions.waiting_orders(1)) == [1, 3]
    assert len(book.positions.due_orders(21)) == 4 and not book.positions.due_orders(20)


def test_closes_and_margin_wait_for_a_later_mark(book):
    closing = [
        replace(POSITION, player=n, closing_ppm=500_000, closing_ms=at_ms) for n, at_ms in ((1, 7), (2, 5), (3, 7))
    ]
    book.save([*closing, *(replace(POSITION, number=n, adding=1, adding_ms=n) for n in (6, 5))])
    assert [each.player for each in book.positions.closing("BTC", 8)] == [2, 1, 3]
    assert [each.player for each in book.positions.closing("BTC", 7)] == [2]
    assert numbers(book.positions.adding("BTC", 7)) == [5, 6] and numbers(book.positions.adding("BTC", 6)) == [5]
    assert not book.positions.closing("ETH", 8) and not book.positions.adding("ETH", 8)


def test_predictions_are_due_by_their_state(book):
    waiting = Prediction(1, 2, "BTC", Side.UP, 5, 1, 7_000, 10, 15, 8)
    running = replace(waiting, number=1, state=PredictionState.RUNNING, received_ms=1, closes_ms=20, due_ms=35)
    book.save([waiting, running, replace(running, number=3, state=PredictionState.WON)])
    assert numbers(book.predictions.waiting("BTC", 11)) == [2] and not book.predictions.waiting("BTC", 10)
    assert numbers(book.predictions.expiring("BTC", 20)) == [1] and not book.predictions.expiring("BTC", 19)
    assert [numbers(book.predictions.due(at_ms)) for at_ms in (15, 16, 36)] == [[], [2], [1, 2]]
    assert numbers(book.predictions.open_of(1)) == [1, 2]
    stakes = [
        book.predictions.stakes(*key) for key in (("BTC", 1, Side.UP), ("BTC", 1, Side.DOWN), ("ETH", 1, Side.UP))
    ]
    assert stakes == [10, 0, 0]


def test_a_market_without_a_mark_is_not_listed(book):
    book.save([Ticker("ETH", 5), Ticker("BTC", 5), Ticker("SOL")])
    assert [ticker.market for ticker in book.markets.tickers()] == ["BTC", "ETH"]


def test_rounds_are_due_by_their_state(book):
    book.save(
        [
            Round(8, 2, "ETH", 5, False, 1, 1, 10, 20, 30),
            Round(9, 1, "ETH", 5, True, None, 1, 5, 12, 30, state=RoundState.LOCKED),
        ]
    )
    assert numbers(book.rounds.at_mark("ETH", 9)) == [] and numbers(book.rounds.at_mark("ETH", 10)) == [8]
    assert numbers(book.rounds.at_mark("ETH", 12)) == [8, 9]
    assert numbers(book.rounds.due(31))[-2:] == [8, 9] and book.next_number(Round) == 10
    assert book.rounds.active_in(2).number == 8
    book.save([Bet(8, 2, Side.UP, 5), Bet(9, 1, Side.UP, 5), Bet(8, 1, Side.DOWN, 5), Bet(9, 2, Side.UP, 5, paid=9)])
    assert [bet.player for bet in book.rounds.bets_in(8)] == [1, 2]
    assert [bet.round for bet in book.rounds.open_bets_of(1)] == [8, 9] and [
        bet.round for bet in book.rounds.open_bets_of(2)
    ] == [8]


def test_schedules_are_due_by_their_time(book):
    book.save([Schedule(2, "BTC", 5, 60, False, 9), Schedule(1, "BTC", 5, 60, True, 10)])
    assert [[each.chat for each in book.rounds.due_schedules(at_ms)] for at_ms in (8, 9, 10)] == [[], [2], [1, 2]]


def test_minutes_close_at_their_last_mark(book):
    moments = ((59_999, 1), (60_000, 2), (119_999, 3), (240_000, 4), (200_000, 5))
    book.save(Mark("BTC", at_ms, price, "s") for at_ms, price in moments)
    assert list(book.markets.minute_closes("BTC", 0)) == [1, 3, 5, 4]
    assert list(book.markets.minute_closes("BTC", 119_999)) == [3, 5, 4]
    assert not book.markets.minute_closes("ETH", 0)


# Results


def test_results_add_up(book):
    book.save(
        [
            RESULT,
            replace(RESULT, kind="prediction", at_ms=20, net=-3, lived_ms=99),
            replace(RESULT, number=2, at_ms=9, net=0, lived_ms=6),
            replace(RESULT, player=2, number=2, live=False),
            replace(RESULT, player=2, kind="round", chat=2, net=50),
        ]
    )
    assert [(each.kind, each.at_ms) for each in book.results.history(1, 9)] == [
        ("prediction", 20),
        ("position", 10),
        ("position", 9),
    ]
    assert len(book.results.history(1, 1)) == 1
    mine = book.results.standing_of(1, True)
    assert (mine.name, mine.entries, mine.hits, mine.staked, mine.net) == ("name 1", 3, 1, 300, 2)
    assert book.results.standing_of(3, True) is None
    assert book.results.net_since(1, 20) == -3 and book.results.net_since(1, 21) == 0
    assert book.results.longest_position_ms(2, False) == 7
    assert (
        book.results.longest_position_ms(1, True) == 7
        and book.results.longest_position_ms(3, True) == book.results.longest_position_ms(1, False) == 0
    )


def test_a_chat_counts_its_speakers_and_its_own_rounds(book):
    other = replace(RESULT, player=1, number=9, live=False)
    book.save([RESULT, other, replace(RESULT, player=2), replace(RESULT, player=3, kind="round", chat=1, net=50)])
    book.save([Member(1, 1, 100), Member(1, 2, 99), Member(2, 2, 100)])

    def players(chat: int | None, since_ms: int = 0) -> list[int]:
        return [each.player for each in book.results.standings(since_ms, True, chat, 100)]

    assert players(None) == [1, 2] and players(1) == [1, 3] and players(2) == [2]
    assert players(None, 10) == [1, 2] and players(None, 11) == []
    assert players(1, 10) == [1, 3] and players(1, 11) == []
    assert [each.entries for each in book.results.standings(0, True, 1, 100)] == [1, 1]


# Outbox and time


def test_liquidations_are_told_first(book):
    book.outbox.add(
        [
            Notice(Topic.ORDER, 1, 5, player=1, alert=AlertKind.FILLED),
            Notice(Topic.ROUND, 2, 5, chat=1),
            Notice(Topic.POSITION, 3, 5, player=2, alert=AlertKind.LIQUIDATION),
        ]
    )
    assert [(each.number, each.id) for each in book.outbox.waiting(True, 0, 9)] == [(3, 3)]
    assert [(each.number, each.id) for each in book.outbox.waiting(False, 0, 9)] == [(1, 1), (2, 2)]
    book.outbox.mark_delivered([3], 6)
    book.outbox.mark_delivered([3], 7)
    assert not book.outbox.waiting(True, 0, 9)
    assert numbers(book.outbox.waiting(False, 0, 1)) == [1] and numbers(book.outbox.waiting(False, 1, 1)) == [2]


def test_what_is_held_for_a_player_waits_and_then_comes_last(book):
    book.outbox.add([Notice(Topic.ORDER, number, 5, player=player) for number, player in ((1, 1), (2, 2), (3, 1))])
    book.outbox.begin_sending([1])
    book.outbox.mark_delivered([3], 6)
    book.outbox.hold(1)
    assert numbers(book.outbox.waiting(False, 0, 9)) == [2]
    book.outbox.release(1)
    assert [(each.number, each.id, each.tries) for each in book.outbox.waiting(False, 0, 9)] == [(2, 2, 0), (1, 4, 1)]
    book.outbox.release(1)
    assert numbers(book.outbox.waiting(False, 4, 9)) == []


def test_a_chat_that_moves_takes_everything_along(book):
    old, new = book.chats.find("t", "k1"), book.chats.add("t", "k9", 2)
    book.save([Member(new.number, 2, 7), Member(old.number, 1, 7), Member(new.number, 1, 9)])
    book.outbox.add([Notice(Topic.ROUND, 1, 5, chat=new.number)])
    book.chats.move(old, "k9")
    assert book.chats.find("t", "k1") is None and book.chats.find("t", "k9") == replace(old, key="k9")
    assert book.get(Chat, new.number) is None
    assert [book.get(Member, old.number, player).spoke_ms for player in (1, 2)] == [7, 7]
    assert [each.chat for each in book.outbox.waiting(False, 0, 9)] == [old.number]


def test_time_resumes_at_the_latest_moment(book):
    moments = []
    for write in (
        lambda: book.transfer([replace(grant("a", 1), at_ms=10)]),
        lambda: [book.players.remember(1, f"r{at_ms}", at_ms, Refused("no", {})) for at_ms in (9, 11)],
        lambda: book.outbox.add([Notice(Topic.ORDER, 1, 12, player=1)]),
        lambda: book.save([Member(1, 1, 13), Member(1, 2, 8)]),
        lambda: book.save([Ticker("BTC", 100, published_ms=14)]),
        lambda: book.players.add(Identity("t", "new"), "new", 15),
        lambda: book.save([Ticker("ETH", 100, funding_minute=1)]),
    ):
        write()
        moments.append(book.latest_ms())
    assert moments == [10, 11, 12, 13, 14, 15, 60_000]
