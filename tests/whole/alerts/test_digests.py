"""The digest: a day in one message, once a day, for who turned it on; whatever the bells do."""

import pytest

import storage
from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.desk.said import Said
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from core.rules.notices import Topic

START = 1_767_225_600_000  # 2026-01-01 00:00 UTC
HOUR = 3_600_000
ANN = Identity("console", "ann")


class Days:
    """Somebody who talks, prices, and bells when a test says so."""

    def __init__(self) -> None:
        self.engine = Engine(storage.open(None), Rules(), live=False)
        self.desk = Desk(self.engine)
        self.now = START
        self._after = 0

    def says(self, *texts: str) -> None:
        """Sentences, with a price after each."""
        for text in texts:
            self.now += 100
            self.desk.hear(Said(ANN, "ann", None, True, text, f"{self.now}", self.now, self.now))
            self.price(100_000)

    def price(self, dollars: int) -> None:
        """A mark of BTC."""
        self.now += 100
        self.engine.on_mark(Mark("BTC", self.now, dollars * USD, "test"))

    def bells(self, *hours: float) -> list:
        """Digests after bells at these hours since the start, as (hours since the start, screen)."""
        for hour in hours:
            self.engine.on_clock(START + int(hour * HOUR))
        found = [
            each for each in self.engine.telling.untold(False, self._after, 1_000) if each.notice.topic is Topic.DIGEST
        ]
        self._after = max([self._after, *(each.notice.id for each in found)])
        return [
            ((each.notice.at_ms - START) / HOUR, NoticeScreens(self.engine).delivery(each, each.notice.at_ms).screen)
            for each in found
        ]


@pytest.fixture
def days():
    return Days()


def test_nobody_gets_one_unasked(days):
    days.says("long btc 25 100x")
    assert not days.bells(9, 33)


def test_it_sums_up_the_day(days):
    days.says("alerts digest loud", "long btc 25 100x", "long btc 10 10x", "up 20 30m")
    days.price(101_000)
    days.says("close 1", "short btc 10 10x")
    ((hour, screen),) = days.bells(9)
    values = {field.key: field.value for field in screen.fields}
    assert (hour, values["Results"], values["Gained"], values["Positions"]) == (9, "2", "0", "2")
    assert screen.title.startswith("Your day: -") and not screen.silent


def test_it_comes_at_nine_where_they_are_and_once_a_day(days):
    days.says("alerts quiet 22:00-07:00 America/New_York", "alerts digest silent")
    assert not days.bells(1, 13, 13.99)
    assert [hour for hour, _screen in days.bells(14, 14, 14.5, 37.9)] == [14]
    assert [hour for hour, _screen in days.bells(38.5)] == [38]


@pytest.mark.parametrize("hours", [(9 + 24 * 5,), (100, 9 + 24 * 5.5), (9 + 24 * 5 + 1.25, 9 + 24 * 5)])
def test_days_that_were_missed_are_the_last_digest(days, hours):
    days.says("alerts digest loud")
    assert days.bells(*hours)[-1][0] == 9 + 24 * 5


def test_off_is_off(days):
    days.says("alerts digest loud", "alerts digest off")
    assert not days.bells(9, 33)
