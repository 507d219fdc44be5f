"""What `make prove` has found, each small: what happened, and the seed of the day that showed it."""

import asyncio
from collections.abc import Iterator

import pytest

from bots.delivery.post import Post
from bots.delivery.rate_limit import RateLimit
from core.book import Identity
from core.messages.alerts import AddPriceAlert
from core.messages.positions import Cancel
from core.messages.privacy import DeleteMe
from core.money import USD
from core.rules.alerts.price_alerts import PriceKind
from core.rules.notices import Notice, Outcome, Receipt, Topic
from tests.worlds.links import ANN, BOOKS, DAN, DEGEN, WAITING, People
from tests.worlds.post import FREELY, world

AWAY_MS = 60_000


@pytest.fixture(params=BOOKS)
def people(request) -> Iterator[People]:
    made = People.of_two(request.param)
    yield made
    made.close()


def in_hand(people: People) -> list:
    """What a courier fetches and has not delivered."""
    found = [addressed for first in (True, False) for addressed in people.engine.telling.untold(first, 0, 1_000)]
    return [addressed for addressed in found if addressed.to is not None]


def test_every_update_says_which_message_it_changes():
    """Seed 1: what was told about a link had none, and stopped the courier."""
    for topic in set(Topic) - {Topic.HALT, Topic.BROADCAST}:  # messages of their own
        assert Notice(topic, 7, 0, player=1).edit_key


def test_a_link_during_a_halt_tells_its_end_to_the_account_that_stays(people):
    """Seed 2: the account that was closed was told, whom nobody can reach: the courier stopped for ever."""
    people.do(DAN, DEGEN)
    people.price()
    people.now += AWAY_MS
    people.engine.on_clock(people.now)
    assert DAN in [to for to, _ in people.hear()]
    people.link(ANN, DAN)
    people.hear()
    people.price()
    assert [addressed.notice.topic for addressed in in_hand(people)] == [Topic.HALT]


def test_who_left_during_a_halt_is_not_told_its_end(people):
    """Seed 2, too: the newest row of the outbox stays when somebody leaves, and was taken for a promise."""
    people.do(DAN, WAITING)
    people.now += AWAY_MS
    people.engine.on_clock(people.now)
    people.hear()
    people.do(DAN, Cancel(None))
    people.do(DAN, DeleteMe())
    people.price()
    assert not in_hand(people)


def test_who_leaves_is_not_told_what_was_on_its_way(people):
    """Seed 531: the newest row of the outbox stays, and its price alert had gone: the courier stopped for ever."""
    people.price()
    people.do(DAN, AddPriceAlert("BTC", PriceKind.ABOVE, 100_001 * USD, 0))
    people.price(100_002)
    (addressed,) = in_hand(people)
    people.do(DAN, DeleteMe())
    assert people.engine.telling.look_up(addressed.notice, people.now) is None


def test_what_waits_for_somebody_goes_where_a_link_makes_them_reachable(people):
    """Seed 4: held for an identity that nothing reached, it stayed so."""
    people.engine.on_delivered(Receipt(ANN.platform, ANN.user, "", Outcome.UNREACHABLE, people.now))
    people.do(ANN, DEGEN)
    people.price()
    assert not in_hand(people)
    people.link(ANN, DAN)
    assert (DAN, Topic.POSITION) in [(addressed.to, addressed.notice.topic) for addressed in in_hand(people)]


def test_who_cannot_be_reached_on_one_platform_is_told_on_the_other(people):
    """Seed 4, too: what was on its way to the one was held, as if there were no other."""
    people.link(ANN, DAN)
    people.hear()
    people.do(ANN, DEGEN)
    people.number(ANN)
    people.price()
    (addressed,) = in_hand(people)
    lost: Identity = addressed.to
    people.engine.on_delivered(
        Receipt(lost.platform, lost.user, "", Outcome.UNREACHABLE, people.now, (addressed.notice,))
    )
    assert [again.to for again in in_hand(people)] == [{ANN: DAN, DAN: ANN}[lost]]


def test_what_is_on_its_way_while_a_link_moves_it_is_still_told(people):
    """A position of the closed account has another number: what a courier has in hand names the old one."""
    people.do(ANN, DEGEN)
    people.do(DAN, DEGEN)
    people.price()
    fetched = in_hand(people)
    people.link(ANN, DAN)
    for addressed in fetched:
        told = people.engine.telling.look_up(addressed.notice, people.now)
        assert told is not None and told.thing.position.player == people.number(ANN)


@pytest.mark.parametrize("steps", range(4))
def test_a_post_ends_when_it_is_told_to_whatever_it_is_woken_by(steps):
    """Seed 103: woken and cancelled at once, it went on for ever (Python 3.11), and so did the program."""

    async def play() -> bool:
        async with world(FREELY) as made:
            post = Post(made.platform, RateLimit(FREELY), made.engine, made.notices, made.thread, made.now)
            post._later.append((made.now() + 60_000, "user nobody"))
            running = asyncio.create_task(post.run())
            await asyncio.sleep(0.01)
            post._woken.set()
            for _ in range(steps):
                await asyncio.sleep(0)
            running.cancel()
            done, _ = await asyncio.wait({running}, timeout=0.5)
            if not done:
                running.cancel()
            return bool(done)

    assert asyncio.run(play())
