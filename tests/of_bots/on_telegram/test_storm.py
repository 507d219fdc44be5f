"""A storm: 3,000 alerts over 1,000 chats, as fast as Telegram allows, without a single 429, liquidations first."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from statistics import mean

import storage
from bots.delivery.platform import Address
from bots.delivery.rate_limit import Pace, RateLimit
from bots.desk.desk import Desk
from bots.desk.said import Said
from bots.on_telegram.limits import LIMITS, pace_of
from bots.on_telegram.sender import PLATFORM
from core.book import Identity
from core.engine import Engine
from core.money import USD
from core.prices.markets import Mark, Rules
from core.rules.notices import Outcome, Receipt
from tests.servers.telegram.people import Person
from tests.worlds.on_telegram import World, played

PEOPLE = 1_000
STORM = replace(LIMITS.scaled(2), press_ms=LIMITS.press_ms)  # half the time, and still many a core can follow


def crash(path: Path, people: list[Person], at_ms: int) -> None:
    """Everybody has three positions, and loses all of them at one mark: to liquidations, or to stops. Nobody knows."""
    book = storage.open(path)
    engine = Engine(book, Rules(), live=False)
    desk = Desk(engine)
    engine.on_mark(Mark("BTC", at_ms, 100_000 * USD, "test"))
    said = []
    for number, who in enumerate(people):
        text = "long btc 10 1001x" if number % 2 else "long btc 10 100x sl 0.3%"
        identity = Identity(PLATFORM, str(who.id))
        said += [Said(identity, who.name, None, False, text, f"{who.id} {each}", at_ms, at_ms) for each in range(3)]
    desk.hear_all(said)
    engine.on_mark(Mark("BTC", at_ms + 1, 100_000 * USD, "test"))
    fills = tuple(addressed.notice for addressed in engine.telling.untold(False, 0, 10_000))
    engine.on_delivered(Receipt(PLATFORM, "nobody", "", Outcome.ARRIVED, at_ms + 1, fills))
    engine.on_mark(Mark("BTC", at_ms + 2, 99_500 * USD, "test"))
    book.close()


class Watched(RateLimit):
    """A rate_limit that keeps how long each message takes a place, in ms."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace)
        self.took: list[float] = []
        self._begun: dict[str, float] = {}

    def begin(self, address: Address, edit: bool, asked: bool) -> None:
        self._begun[address.key] = time.monotonic()
        super().begin(address, edit, asked)

    def end(self, address: Address, edit: bool, asked: bool, now: int) -> None:
        self.took.append((time.monotonic() - self._begun[address.key]) * 1_000)
        super().end(address, edit, asked, now)


def test_a_storm_of_alerts_goes_out_at_the_limit_and_liquidations_first(tmp_path):
    path = tmp_path / "game.db"

    async def story(world: World):
        await world.stop()
        people = [world.person(f"P{number}") for number in range(PEOPLE)]
        crash(path, people, world.now())
        world.skip(10)
        before = len(world.server.flood.times)
        await world.start()
        rate_limit = world.post._rate_limit = Watched(pace_of(STORM))
        await world.courier.deliver(world.now())
        while world.post.waiting:
            await asyncio.sleep(0.1)
        inboxes = [who.inbox for who in people]
        assert sum(each.text.count("Liquidation ") for inbox in inboxes for each in inbox) == 3 * PEOPLE
        assert not world.server.flood.refused and not world.server.refused
        sent = sorted((each.at_ms, each.lines[0].split()[0]) for inbox in inboxes for each in inbox)
        assert len(sent) == PEOPLE, "the alerts of one person are one message"
        kinds = [kind for _at_ms, kind in sent]
        assert kinds[: PEOPLE // 2].count("LIQUIDATED") >= PEOPLE // 2 - 5
        world.server.flood.times = world.server.flood.times[before:]
        # A message takes a place until it is answered: on a busy machine, and with half a second for a second, longer
        # than on any network.
        reachable = STORM.second_ms / (STORM.second_ms + mean(rate_limit.took))
        assert world.server.flood.share() >= 0.94 * reachable, (world.server.flood.share(), reachable)

    played(story, limits=STORM, path=path, seconds=120)
