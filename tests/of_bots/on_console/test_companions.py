"""The companions are deterministic, quiet and understood, and an hour with them is a living group.

The simulated hours go the whole way: sentence, desk, engine, SQLite (in memory), on the simulated market.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from random import Random

import pytest

import storage
from bots.desk.desk import Desk
from bots.desk.said import Said
from bots.on_console.companions import LOUNGE, NAMES, PREFIX, TRADE_PAUSE_MS, Companions
from bots.on_console.steering import PLATFORM
from bots.on_prices.simulated import SimulatedMarket
from bots.sentences import verbs
from core.book import Identity
from core.engine import Engine
from core.ledger import HOUSE, MINT
from core.messages.players import ClaimDaily
from core.messages.positions import Close, Open
from core.messages.predictions import Predict
from core.messages.rounds import OpenRound
from core.prices.markets import Mark, Rules
from core.rules.rounds import BETTING_MS, RoundState

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
SECOND_MS, MINUTE_MS, HOUR_MS = 1_000, 60_000, 3_600_000
MOST_A_MINUTE = 10


@cache
def day(seed: int, hours: int = 24) -> tuple[Said, ...]:
    """Everything said in so many hours of calls, where every round that is asked for opens and is seen each second."""
    companions, said, seen_until = Companions(seed), [], 0
    for at_ms in range(START_MS, START_MS + hours * HOUR_MS, SECOND_MS):
        for each in companions.speak(at_ms):
            said.append(each)
            seen_until = at_ms + BETTING_MS if isinstance(meant(each), OpenRound) else seen_until
        if at_ms < seen_until:
            companions.saw_round(at_ms)
    return tuple(said)


def meant(said: Said) -> object:
    """The command of a sentence."""
    return verbs.read(said.text).command


def moments(said: tuple[Said, ...], *kinds: type) -> list[int]:
    """When sentences of these commands (all without one) were said."""
    return [each.at_ms for each in said if not kinds or isinstance(meant(each), kinds)]


def most_within(moments_ms: list[int], span_ms: int) -> int:
    """The most moments in any span of time."""
    return max(sum(begin <= each < begin + span_ms for each in moments_ms[i : i + 50])
               for i, begin in enumerate(moments_ms))  # fmt: skip


def test_the_same_seed_says_the_same():
    day.cache_clear()
    first = day(7, 2)
    day.cache_clear()
    assert day(7, 2) == first
    assert [each.text for each in day(8, 2)] != [each.text for each in first]


@pytest.mark.parametrize("seed", range(3))
def test_every_sentence_is_understood(seed):
    kinds = Counter(type(meant(each)) for each in day(seed))
    assert set(kinds) == {OpenRound, Predict, Open, Close, ClaimDaily}
    assert all(each.chat == (None if each.text == "daily" else LOUNGE) for each in day(seed))


def test_they_are_named_for_what_they_are():
    assert {each.name for each in day(0)} == set(NAMES)
    assert all(name.endswith(" (bot)") for name in NAMES)
    assert all(each.who == Identity(PLATFORM, PREFIX + each.name) and each.admin is False for each in day(0))


@pytest.mark.parametrize("seed", range(3))
def test_they_are_quiet_but_not_silent(seed):
    said = day(seed)
    assert most_within(moments(said), MINUTE_MS) <= MOST_A_MINUTE
    assert most_within(moments(said, Open, Close), MINUTE_MS) <= 2
    assert min(b - a for a, b in pairwise(moments(said, Open, Close))) >= TRADE_PAUSE_MS
    assert 1 <= len(said) / (24 * 60) <= 4
    rounds = moments(said, OpenRound)
    assert rounds[0] - START_MS <= 30 * SECOND_MS
    assert all(4 * MINUTE_MS <= b - a <= 7 * MINUTE_MS for a, b in pairwise(rounds))
    assert 4 * MINUTE_MS <= (rounds[-1] - rounds[0]) / (len(rounds) - 1) <= 6 * MINUTE_MS


def test_bets_are_spread_over_the_betting_time_and_on_both_sides():
    said = day(1)
    for opened in moments(said, OpenRound)[:-1]:
        after = [each for each in said if opened < each.at_ms < opened + 3 * MINUTE_MS]
        bets = [each for each in after if isinstance(meant(each), Predict)]
        assert len(bets) <= len(NAMES) and all(each.at_ms < opened + BETTING_MS for each in bets)
        assert len({meant(each).side for each in bets}) == 2


def test_a_persons_round_is_joined_once_however_often_its_card_is_shown():
    companions = Companions(3)
    for at_ms in range(START_MS, START_MS + 2 * SECOND_MS, SECOND_MS):
        companions.speak(at_ms)
    opened, said = at_ms, []
    for at_ms in range(opened, opened + 3 * MINUTE_MS, SECOND_MS):
        if at_ms < opened + BETTING_MS:
            companions.saw_round(at_ms)
        said += companions.speak(at_ms)
    bets = moments(tuple(said), Predict)
    assert 2 <= len(bets) <= len(NAMES) and max(bets) < opened + BETTING_MS
    assert not moments(tuple(said), OpenRound)  # they do not talk over it


@pytest.mark.parametrize("late_ms", [3 * SECOND_MS, 20 * SECOND_MS, 10 * MINUTE_MS, 8 * HOUR_MS])
def test_late_calls_make_no_burst(late_ms):
    companions, random, said, at_ms = Companions(5), Random(5), [], START_MS
    for _ in range(6_000):
        at_ms += late_ms if random.random() < 0.01 else SECOND_MS
        now = companions.speak(at_ms)
        assert len(now) <= 1
        said += now
    assert len(said) > 30
    assert most_within(moments(tuple(said)), MINUTE_MS) <= MOST_A_MINUTE


def test_a_clock_set_back_does_not_silence_them():
    companions = Companions(5)
    early = [each for i in range(120) for each in companions.speak(START_MS + i * SECOND_MS)]
    again = [each for i in range(120) for each in companions.speak(START_MS - HOUR_MS + i * SECOND_MS)]
    assert early and again and not companions.speak(START_MS + HOUR_MS)


def test_a_second_run_with_the_same_seed_repeats_no_request():
    ids = [each.id for each in day(5, 2)]
    later = Companions(5)
    ids += [each.id for i in range(7_200) for each in later.speak(START_MS + 2 * HOUR_MS + i * SECOND_MS)]
    assert len(set(ids)) == len(ids)


class Lounge:
    """A group with a market: whoever is asked to speak once a second is heard."""

    def __init__(self, seed: int) -> None:
        self.book = storage.open(None)
        self.engine = Engine(self.book, Rules(late_ms=0), live=False)
        self.desk = Desk(self.engine)
        self.market = SimulatedMarket(seed)
        self.at_ms = START_MS
        self.screens = []

    def run(self, seconds: int, companions: Companions, *others: Callable[[int], list[Said]]) -> None:
        """Let so many seconds pass; the companions see an open round each second, as a terminal shows its cards."""
        for _ in range(seconds):
            self.at_ms += SECOND_MS
            for symbol, price in self.market.step(self.at_ms).items():
                self.engine.on_mark(Mark(symbol, self.at_ms, price, "simulated"))
            self.engine.on_clock(self.at_ms)
            for speak in (companions.speak, *others):
                self.screens += [self.desk.hear(said) for said in speak(self.at_ms)]
            chat = self.book.chats.find(PLATFORM, LOUNGE)
            round_ = self.book.rounds.active_in(chat.number) if chat else None
            if round_ and round_.state is RoundState.OPEN:
                companions.saw_round(self.at_ms)

    def rows(self, query: str) -> list[tuple]:
        """What SQL says."""
        return self.book._conn.execute(query).fetchall()


def assert_sound(lounge: Lounge) -> None:
    """The ledger is zero, from the transfers and from the balances, and nobody owes."""
    totals: Counter[str] = Counter()
    for debit, credit, amount in lounge.rows("SELECT debit, credit, amount FROM transfers"):
        totals[debit] -= amount
        totals[credit] += amount
    assert sum(totals.values()) == 0
    assert not [name for name, total in totals.items() if total < 0 and name not in (HOUSE, MINT)]
    assert dict(lounge.rows("SELECT name, balance FROM accounts")) == dict(totals)


def test_an_hour_in_the_lounge_is_alive_and_sound():
    lounge = Lounge(1)
    lounge.run(3_600, Companions(1))
    states = Counter(dict(lounge.rows("SELECT state, count(*) FROM rounds GROUP BY state")))
    assert 9 <= states.total() <= 16 and states["settled"] >= 6
    opened = dict(lounge.rows("SELECT leverage >= 500, count(*) FROM positions GROUP BY 1"))
    assert opened[0] >= 5 and opened[1] >= 5  # Standard and Degen
    ended = {state for (state,) in lounge.rows("SELECT DISTINCT state FROM positions")}
    assert {"closed", "liquidated"} <= ended
    assert lounge.rows("SELECT count(*) FROM transfers WHERE code = 'daily'")[0][0] == len(NAMES)
    assert_sound(lounge)


def test_a_person_can_play_with_them():
    lounge, person = Lounge(2), Identity(PLATFORM, "ann")
    lines = {5: "round 1m btc", 20: "up 50"}

    def ann(at_ms: int) -> list[Said]:
        text = lines.get((at_ms - START_MS) // SECOND_MS)
        return [Said(person, "ann", LOUNGE, None, text, f"ann-{at_ms}", at_ms, at_ms)] if text else []

    lounge.run(180, Companions(2), ann)
    round_, bets = lounge.rows("SELECT state, opened_by FROM rounds")[0], lounge.rows("SELECT side FROM bets")
    assert round_ == ("settled", lounge.book.players.number_of(person))
    assert 3 <= len(bets) <= 1 + len(NAMES) and len(set(bets)) == 2
    assert_sound(lounge)
