"""Accounts, limits and links one unit beside their edges: what `make mutants` found no other test for."""

from dataclasses import replace

import pytest

from core.book import Draft, Identity
from core.checks import STALE_MS, OpenThings, in_bounds, lost_today, opens
from core.messages.all import Refusal, Request
from core.messages.links import OfferLink, UseLink
from core.messages.players import ClaimDaily, SetConfirm, SetLossLimit, TakeBreak
from core.messages.positions import Cancel, Close, Open
from core.messages.predictions import Predict
from core.messages.privacy import Export
from core.messages.rounds import OpenRound
from core.money import POINT, Amount
from core.prices.markets import Rules, Side
from core.rules import links, players
from core.rules.alerts.kinds import ALERTS, AlertKind, Loudness
from core.rules.links import MAX_WRONG, WRONG_MS, Attempt, Link, LinkState, code_of, given_twice, joined
from core.rules.players import Grant, Player, claim, with_leverage_limit, with_loss_limit
from core.turn import Turn
from core.units import DAY_MS
from tests.worlds.game import Game
from tests.worlds.links import ANN, BOOKS, DAN, LONG, P25, STANDARD, WAITING, People, group, refusal, undo

NOW = 1_700_000_000_000
HOUR = 3_600_000


@pytest.fixture
def game():
    made = Game()
    yield made
    made.close()


@pytest.fixture(params=BOOKS)
def people(request):
    made = People.of_two(request.param)
    yield made
    made.close()


def player(**changes) -> Player:
    return replace(Player(1, "p1", NOW), **changes)


# Accounts


def test_gifts_and_breaks_are_what_the_rules_say():
    assert (players.FIRST_GRANT, players.DAILY, players.STREAK_STEP) == (10**9, 10**8, 10**7)
    assert (players.STREAK_MAX, players.BANKRUPT_BELOW, players.REFILL_TO) == (7 * 10**7, 10**7, 10**8)
    assert (players.DAY_MS, players.STREAK_MS, players.WEEK_DAYS) == (24 * HOUR, 48 * HOUR, 7)
    assert players.BREAKS_MS == {"24h": 24 * HOUR, "7d": 168 * HOUR, "30d": 720 * HOUR}
    assert (players.DEFAULT_TOLERANCE_BPS, players.MAX_TOLERANCE_BPS) == (10, 500)
    assert (players.DEFAULT_NEAR_PERCENT, players.MIN_NEAR_PERCENT, players.MAX_NEAR_PERCENT) == (30, 5, 90)
    assert players.DEFAULT_FUNDING_PERCENT == 10


def test_a_newcomer_has_four_presets_and_nothing_switched_on():
    new = player()
    assert new.presets == (10 * POINT, 25 * POINT, 50 * POINT, 100 * POINT)
    assert new.offered_margins == list(new.presets)
    assert replace(new, last_margin=30 * POINT).offered_margins == [each * POINT for each in (10, 25, 30, 50, 100)]
    assert (new.next_number, new.streak, new.digest_ms, new.mentions) == (1, 0, 0, False)
    assert {kind: new.loudness(kind) for kind in AlertKind} == {kind: row.default for kind, row in ALERTS.items()}


def test_a_loudness_that_was_chosen_holds_and_others_stay():
    chosen = player().with_loudness(AlertKind.NEAR, Loudness.OFF).with_loudness(AlertKind.FUNDING, Loudness.LOUD)
    assert dict(chosen.alert_choices) == {AlertKind.NEAR: Loudness.OFF, AlertKind.FUNDING: Loudness.LOUD}
    assert chosen.loudness(AlertKind.NEAR) is Loudness.OFF and chosen.loudness(AlertKind.LIQUIDATION) is Loudness.LOUD
    assert (player().told_of_funding, chosen.told_of_funding) == (0, 10)


@pytest.mark.parametrize(("begin", "end", "minute", "quiet"), [
    (60, 120, 59, False), (60, 120, 60, True), (60, 120, 119, True), (60, 120, 120, False),
    (1_380, 60, 1_379, False), (1_380, 60, 1_380, True), (1_380, 60, 0, True), (1_380, 60, 59, True),
    (1_380, 60, 60, False), (60, 60, 60, False), (0, 0, 0, False), (0, 1, 0, True), (0, 1, 1, False),
])  # fmt: skip
def test_quiet_hours_are_quiet_from_their_first_minute_to_before_their_last(begin, end, minute, quiet):
    who, at_ms = player(quiet_from=begin, quiet_until=end), 20_000 * DAY_MS + minute * 60_000
    assert who.quiet_at(at_ms) is quiet
    rings = {kind: who.loudness_at(kind, at_ms) for kind in (AlertKind.LIQUIDATION, AlertKind.NEAR, AlertKind.DIGEST)}
    assert rings[AlertKind.LIQUIDATION] is Loudness.LOUD, "always"
    assert rings[AlertKind.NEAR] is (Loudness.SILENT if quiet else Loudness.LOUD)
    assert rings[AlertKind.DIGEST] is Loudness.OFF, "never louder than chosen"


def test_a_limit_changes_at_its_moment_and_not_before():
    who = player(loss_limit=1, loss_limit_next=2, loss_limit_next_ms=1, leverage_limit=3, leverage_limit_next=4,
                 leverage_limit_next_ms=1)  # fmt: skip
    assert [(who.loss_limit_at(at_ms), who.leverage_limit_at(at_ms)) for at_ms in (0, 1, 2)] == [(1, 3), (2, 4), (2, 4)]
    calm = player(loss_limit=1, leverage_limit=3)
    assert (calm.loss_limit_at(NOW), calm.leverage_limit_at(NOW)) == (1, 3)


@pytest.mark.parametrize(("now", "new", "at_once"), [
    (None, 5, True), (5, 4, True), (5, 5, True), (None, None, True), (5, 6, False), (5, None, False),
])  # fmt: skip
def test_tighter_or_the_same_holds_at_once_and_looser_in_a_day(now, new, at_once):
    loss = with_loss_limit(player(loss_limit=now), new, NOW)
    leverage = with_leverage_limit(player(leverage_limit=now), new, NOW)
    ends = (new, None, 0) if at_once else (now, new, NOW + DAY_MS)
    assert (loss.loss_limit, loss.loss_limit_next, loss.loss_limit_next_ms) == ends
    assert (leverage.leverage_limit, leverage.leverage_limit_next, leverage.leverage_limit_next_ms) == ends


def test_the_claim_of_the_first_millisecond_is_a_claim():
    assert claim(player(claimed_ms=0), 500 * POINT, True, DAY_MS - 1) == DAY_MS
    assert claim(player(claimed_ms=1), 500 * POINT, True, 5) == DAY_MS + 1
    first = claim(player(), 500 * POINT, True, 0)
    assert isinstance(first, Grant) and (first.amount, first.player.claimed_ms, first.player.streak) == (10**8, 0, 1)


def test_a_refill_is_for_less_than_ten_points_once_a_day():
    refill = claim(player(claimed_ms=NOW - 1, streak=3), 10 * POINT - 1, True, NOW)
    assert isinstance(refill, Grant) and refill.refill and refill.amount == 90 * POINT + 1
    assert (refill.player.refilled_ms, refill.player.claimed_ms, refill.player.streak) == (NOW, NOW, 3)
    assert claim(refill.player, 0, True, NOW + DAY_MS - 1) == NOW + DAY_MS
    again = claim(refill.player, 0, True, NOW + DAY_MS)
    assert isinstance(again, Grant) and again.refill
    daily = claim(player(), 500 * POINT, True, NOW)
    assert isinstance(daily, Grant) and not daily.refill


# Limits


@pytest.mark.parametrize(("micro", "fits"), [(4, False), (5, True), (9, True), (10, False)])
def test_bounds_belong_to_what_they_bound(micro, fits):
    if fits:
        in_bounds("margin_bounds", micro, 5, 9)
        return
    with pytest.raises(Refusal) as refused:
        in_bounds("margin_bounds", micro, 5, 9)
    assert refused.value.code == "margin_bounds"
    assert refused.value.values == {"amount_micro": micro, "least_micro": 5, "most_micro": 9}


def test_what_was_said_at_an_unknown_time_is_too_old():
    assert STALE_MS == 10_000
    game = Game()
    for number, (sent_ms, age) in enumerate(((None, 10_000), (game.now - 10_001, 10_001))):
        request = Request(1, None, True, f"r{number}", game.now, "", Open(LONG, "BTC", P25, 10), sent_ms)
        answer = game.engine.handle(request)
        assert refusal(answer) == "said_long_ago" and answer.values["age_span_ms"] == age
    game.close()


def test_a_break_is_over_at_its_moment(game):
    game.ask(TakeBreak(DAY_MS))
    end = game.now + DAY_MS
    game.now = end - 2_000
    game.mark()
    game.now = end - 1
    assert game.refused(Open(LONG, "BTC", P25, 10)) == "on_break"
    game.now = end
    game.long()
    assert game.balance() == 975 * POINT


def test_all_of_the_balance_and_all_of_the_room_may_be_put_at_risk(game):
    game.ask(call(300 * POINT))
    game.ask(call(300 * POINT))
    answer = game.ask(call(400 * POINT + 1))
    assert refusal(answer) == "balance"
    assert answer.values == {"need_micro": 400 * POINT + 1, "balance_micro": 400 * POINT}
    game.ask(SetLossLimit(700 * POINT))
    answer = game.ask(call(100 * POINT + 1))
    assert refusal(answer) == "loss_limit"
    assert answer.values == {
        "limit_micro": 700 * POINT, "lost_micro": 0, "at_risk_micro": 600 * POINT, "room_micro": 100 * POINT,
    }  # fmt: skip
    game.ask(call(100 * POINT))
    assert game.balance() == 300 * POINT
    game.ask(SetLossLimit(10 * POINT))
    assert game.ask(call(POINT)).values["room_micro"] == 0
    for _ in range(2):
        game.ask(call(500 * POINT), player=2)
    assert game.balance(2) == 0


def call(stake: int) -> Predict:
    return Predict(Side.UP, Amount(stake), 1, "BTC")


def test_a_gain_of_today_is_no_room_and_no_loss(game):
    game.up()
    game.marks(2)
    game.marks(2)
    game.mark(game.price + 10**9)
    game.marks(70)
    turn = Turn(game.book, Rules(), True, game.now)
    assert game.balance() > 1_000 * POINT and lost_today(turn, 1) == 0


def test_one_open_thing_of_any_kind_is_something_open():
    assert not OpenThings((), (), (), ())
    for place in range(4):
        assert OpenThings(*(("thing",) if each == place else () for each in range(4)))


def test_a_market_without_a_price_opens_nothing(game):
    turn = Turn(game.book, Rules(), True, game.now)
    assert opens(turn, "BTC") and not opens(turn, "ETH")
    assert game.refused(Open(LONG, "ETH", P25, 10)) == "never_priced"
    assert game.refused(Open(LONG, "XYZ", P25, 10)) == "market_unknown"


# Links


def test_a_code_is_the_draw_in_another_alphabet():
    letters = links.CODE_LETTERS
    assert (len(letters), links.CODE_LENGTH, links.CODE_MS, links.WRONG_MS) == (22, 8, 600_000, HOUR)
    assert (links.AGAIN_MS, links.MAX_WRONG) == (720 * HOUR, 5)
    assert code_of(0) == letters[0] * 8
    assert code_of(1) == letters[1] + letters[0] * 7
    assert code_of(22 * 5 + 3) == letters[3] + letters[5] + letters[0] * 6


@pytest.mark.parametrize(("numbers", "twice"), [
    ((0, 5, 6, 7), 0), ((5, 0, 6, 7), 0), ((6, 5, 0, 7), 0), ((6, 5, 7, 0), 0), ((1, 2, 3, 4), 1), ((4, 3, 2, 9), 2),
])  # fmt: skip
def test_what_both_got_and_both_have_goes_back(numbers, twice):
    assert given_twice(*numbers) == twice


def test_wrong_codes_are_forgotten_an_hour_after_the_last():
    attempt = Attempt(1, 0, 0).one_more(NOW)
    assert attempt == Attempt(1, 1, NOW) and attempt.left_at(NOW) == MAX_WRONG - 1
    for wrong in range(2, 8):
        attempt = attempt.one_more(NOW)
        assert (attempt.wrong, attempt.left_at(NOW)) == (min(wrong, 6), max(0, MAX_WRONG - wrong))
    assert attempt.left_at(NOW + WRONG_MS - 1) == 0
    assert attempt.left_at(NOW + WRONG_MS) == MAX_WRONG
    assert attempt.one_more(NOW + WRONG_MS) == Attempt(1, 1, NOW + WRONG_MS)


def test_a_link_knows_until_when_and_what_was_renumbered():
    link = Link(1, 1, NOW, "C", renumbered=((3, 41), (7, 42)))
    assert (link.expires_ms, link.renumbered) == (NOW + 600_000, ((3, 41), (7, 42)))
    assert Link(1, 1, NOW, "C").renumbered == ()


def test_whatever_binds_either_binds_both():
    one = player(loss_limit=5, leverage_limit=100, break_until_ms=7, claimed_ms=3, streak=4, refilled_ms=None)
    other = replace(one, number=2, loss_limit=6, loss_limit_next=None, loss_limit_next_ms=NOW + 1, leverage_limit=50,
                    leverage_limit_next=500, leverage_limit_next_ms=NOW + 2, break_until_ms=8, claimed_ms=5, streak=2,
                    refilled_ms=9)  # fmt: skip
    both = joined(one, other, NOW)
    assert both == replace(
        one, loss_limit=5, loss_limit_next=None, loss_limit_next_ms=0, leverage_limit=50, leverage_limit_next=100,
        leverage_limit_next_ms=NOW + 2, break_until_ms=8, claimed_ms=5, streak=2, refilled_ms=9,
    )  # fmt: skip
    assert joined(other, one, NOW) == replace(both, number=2)
    later = joined(other, one, NOW + 2)
    assert (later.leverage_limit, later.leverage_limit_next, later.leverage_limit_next_ms) == (100, None, 0)
    assert joined(replace(one, refilled_ms=10), other, NOW).refilled_ms == 10
    nobody = player()
    assert joined(nobody, replace(nobody, number=2), NOW) == nobody
    once = joined(nobody, replace(nobody, number=2, claimed_ms=1, streak=1), NOW)
    assert (once.claimed_ms, once.streak) == (1, 1)


# Linking


def test_an_offer_says_nothing_of_others_and_a_plan_shows_both_sides(people):
    offered = people.do(ANN, OfferLink(5))
    assert (offered.asked, offered.keeps, offered.closes, offered.link.number) == (False, None, None, 1)
    assert people.do(ANN, OfferLink(9)).link.number == 1, "the same offer, with another code"
    people.do(DAN, STANDARD)
    people.price()
    people.do(DAN, WAITING)
    people.do(DAN, Predict(Side.UP, P25, 1, "BTC"))
    chat = group(people)
    people.do(DAN, OpenRound(1, "BTC", None, False), chat)
    people.do(DAN, Predict(Side.DOWN, P25, None, None), chat)
    planned = people.plan(ANN, DAN)
    assert planned.asked and (planned.keeps.things, planned.closes.things) == (0, 4)
    assert (planned.keeps.platforms, planned.closes.platforms) == (ANN.platform, DAN.platform)
    assert planned.closes.balance == people.balance(DAN)


def test_a_code_counts_to_its_last_millisecond_and_a_wrong_one_counts_once(people):
    first = people.ask(DAN, UseLink("A" * 9, sure=False))
    assert refusal(first) == "link_wrong" and first.values == {"code": "A" * 8, "left": MAX_WRONG - 1}
    people.now += WRONG_MS
    again = people.ask(DAN, UseLink("A" * 8, sure=False))
    assert again.values["left"] == MAX_WRONG - 1


def test_twenty_of_a_kind_together_may_be_linked(people):
    for who in (ANN, DAN):
        for _ in range(10):
            people.do(who, Predict(Side.UP, Amount(micro=POINT), 1, "BTC"))
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10, limit=90_000 * 10**8))
    people.link(ANN, DAN)
    assert len(people.book.open_predictions(1)) == len(people.book.waiting_orders(1)) == 20


def test_orders_count_with_positions(people):
    for who in (ANN, DAN):
        for _ in range(5):
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10))
        people.price()
        for _ in range(6 if who is DAN else 5):
            people.do(who, Open(LONG, "BTC", Amount(micro=POINT), 10, limit=90_000 * 10**8))
    answer = people.plan(ANN, DAN)
    assert refusal(answer) == "link_positions" and answer.values == {"count": 21, "most": 20}
    people.do(DAN, Cancel(6))
    people.link(ANN, DAN)


def test_numbers_that_clash_go_on_above_all_others(people):
    for who in (ANN, DAN):
        people.do(who, WAITING)
        people.do(who, WAITING)
    people.do(DAN, WAITING)
    link = people.link(ANN, DAN).link
    assert (link.offset, link.count, link.renumbered) == (2, 3, ((1, 6), (2, 7)))
    assert [each.number for each in people.book.waiting_orders(1)] == [3, 4, 5, 6, 7]
    assert people.player(ANN).next_number == 8
    undo(people.engine, link.number, people.now)
    assert [each.number for each in people.book.waiting_orders(1)] == [1, 2]
    assert [each.number for each in people.book.waiting_orders(2)] == [1, 2, 3]


def test_points_move_once_and_an_undo_takes_no_more_than_there_is(people):
    people.do(DAN, Open(LONG, "BTC", Amount(micro=300 * POINT), 10))
    people.price()
    people.do(DAN, Close(1, 1_000_000))
    people.price(101_000)
    brought, mine = people.balance(DAN), people.balance(ANN)
    link = people.link(ANN, DAN).link
    assert (link.points, people.balance(ANN)) == (brought, mine + brought - link.given_twice)
    undone = undo(people.engine, link.number, people.now)
    assert (undone.returned, people.balance(ANN), people.balance(DAN)) == (brought, mine, brought)
    assert undone.state is LinkState.UNDONE and undone.undone_ms == people.now


def test_what_moves_with_a_link_and_back_says_so_to_both(people):
    people.do(DAN, WAITING)
    link = people.link(ANN, DAN).link
    undo(people.engine, link.number, people.now)
    assert things_moved(people, DAN) == ["reserve", "link", "unlink"]
    assert things_moved(people, ANN) == ["link", "unlink"]
    for who in (ANN, DAN):
        assert sum(signed(row, f"p{people.number(who)}") for row in exported(people, who)) == people.balance(who)


def exported(people: People, who: Identity) -> list[dict]:
    return people.do(who, Export()).tables["transfers"]


def things_moved(people: People, who: Identity) -> list[str]:
    return [row["code"] for row in exported(people, who) if "/" in row["debit"] + row["credit"]]


def signed(row: dict, account: str) -> int:
    return {row["credit"]: row["amount"], row["debit"]: -row["amount"]}.get(account, 0)


def test_who_guessed_too_often_is_told_from_when_on_they_may_again(people):
    for _ in range(MAX_WRONG):
        people.ask(DAN, UseLink("A" * 8, sure=False))
    last = people.now
    people.now += HOUR - 1
    answer = people.ask(DAN, UseLink("A" * 8, sure=False))
    assert refusal(answer) == "link_tries" and answer.values == {"from_ms": last + HOUR}


def test_gifts_that_go_back_may_take_all_that_is_free(people):
    for who in (ANN, DAN):
        people.do(who, Open(LONG, "BTC", Amount(micro=500 * POINT), 2, limit=90_000 * 10**8))
    link = people.link(ANN, DAN).link
    assert (link.given_twice, people.balance(ANN)) == (1_000 * POINT, 0)


def test_what_a_link_was_told_of_is_shown_as_it_is_now(people):
    code = people.offer(ANN)
    people.do(DAN, UseLink(code, sure=False))
    ((_to, shown),) = people.hear()
    assert (shown.asked, shown.keeps.name, shown.closes.name) == (False, ANN.user, DAN.user)
    people.do(DAN, ClaimDaily())
    people.do(DAN, UseLink(code, sure=False))
    people.offer(ANN)
    ((_to, shown),) = people.hear()
    assert (shown.keeps, shown.closes) == (None, None), "nothing is planned any more"


def test_what_waited_for_a_confirmation_is_asked_anew_after_a_link(people):
    drafts = []
    for who in (ANN, DAN):
        people.do(who, SetConfirm(POINT))
        drafts.append((people.number(who), people.do(who, STANDARD).number))
    assert all(people.book.get(Draft, *each) for each in drafts)
    people.link(ANN, DAN)
    assert not any(people.book.get(Draft, *each) for each in drafts)
