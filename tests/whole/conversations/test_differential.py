"""Small random worlds, played by the program and by the oracle: every balance and every figure of a position agree.

A seed makes a transcript of legal sentences, calm and violent prices, halts, gaps and full minutes. What differs is
printed together with the transcript, which the console replays: `dumbdegen chat --manual --json < transcript`.
"""

from fractions import Fraction
from random import Random

import pytest

from tests.oracle.script import Script
from tests.oracle.things import LONG, NAMES, PT, SHORT, USD, Position, degen, pt, usd
from tests.worlds.console import Console

SEEDS, PER_TEST, STEPS = 200, 20, 30
START = 1_767_225_590_000  # ten seconds before 2026-01-01T00:00:00Z, so that a full minute comes soon
PLAYERS = ("ann", "bob", "cat")
PRICES = {"BTC": 100_000 * USD, "ETH": 3_456_789_012_34, "SOL": 123_456_789_01}
LEVERAGES = {"BTC": (2, 10, 50, 100, 333, 499, 500, 750, 751, 1001), "ETH": (3, 25, 250), "SOL": (5, 20, 100)}
WINDOWS = {"BTC": (1, 5), "ETH": (1, 5), "SOL": (30,)}


class Play:
    """One random transcript."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.script = Script(START)
        self.world = self.script.world
        for market, price in PRICES.items():
            self.script.price(market, price)

    def run(self, steps: int) -> Script:
        acts = (
            [self._open] * 6 + [self._move] * 8 + [self._hold] * 4 + [self._limit, self._predict, self._close] * 2
            + [self._add, self._gap, self._jump, self._round, self._cancel, self._look]
        )  # fmt: skip
        for _ in range(steps):
            self.script.at(self.world.now + 1)
            self.random.choice(acts)()
        for player in PLAYERS:
            self.script.check_positions_and_predictions(player)
            self.script.check_balance(player)
        return self.script

    def _live(self, market: str) -> bool:
        return self.world.now - self.world.markets[market].at_ms <= 5_000

    def _amount(self, player: str, most: int) -> int:
        self.world.join(player)
        most = min(most, self.world.balance[player] // 2)
        return self.random.choice((self.random.randint(1, most // PT) * PT, self.random.randint(PT, most)))

    def _pick(self, *markets: str) -> tuple[str, str, int] | None:
        player, side = self.random.choice(PLAYERS), self.random.choice((LONG, SHORT))
        market = self.random.choice(markets or tuple(PRICES))
        self.world.join(player)
        poor = self.world.balance[player] < 10 * PT
        return None if poor or not self._live(market) else (player, market, side)

    def _crossed(self, player: str, market: str, side: int) -> bool:
        """Whether a Degen position of the other side is open or waits."""
        held = [each for each in self.world.positions if each.state == "open"]
        held += [each for each in self.world.orders if each.state == "waiting"]
        return any(
            each.player == player and each.market == market and each.side == -side and degen(each.leverage)
            for each in held
        )

    def _open(self) -> None:
        if not (picked := self._pick()):
            return
        player, market, side = picked
        leverage = self.random.choice(LEVERAGES[market])
        if degen(leverage) and self._crossed(player, market, side):
            return
        amount = self._amount(player, 1_000 * PT)
        text, stops = f"{NAMES[side]} {market.lower()} {pt(amount)} {leverage}x", {}
        if self.random.random() < 0.3:
            share = self.random.randint(20, min(300, 80 * leverage))
            text, stops["tp"] = f"{text} tp {share}% roe", ("roe", Fraction(share, 100))
        if self.random.random() < 0.3:
            share = self.random.randint(32, 55)
            text, stops["sl"] = f"{text} sl {share}% roe", ("roe", Fraction(share, 100))
        self.script.say(player, text)
        self.world.open(player, side, market, amount, leverage, **stops)
        if self.random.random() < 0.8:
            self._move(market)

    def _limit(self) -> None:
        if not (picked := self._pick()):
            return
        player, market, side = picked
        leverage = self.random.choice([each for each in LEVERAGES[market] if not degen(each)])
        amount = self._amount(player, 200 * PT)
        price = self.world.markets[market].price
        limit = price - side * price * self.random.randint(5, 40) // 10_000
        self.script.say(player, f"{NAMES[side]} {market.lower()} {pt(amount)} {leverage}x at {usd(limit)}")
        self.world.open(player, side, market, amount, leverage, limit=limit)

    def _cancel(self) -> None:
        waiting = [each for each in self.world.orders if each.state == "waiting" and each.limit is not None]
        if waiting:
            order = self.random.choice(waiting)
            self.script.say(order.player, f"cancel {order.number}")
            self.world.cancel(order)

    def _held(self, standard: bool = False) -> Position | None:
        held = [each for each in self.world.positions if each.state == "open" and each.closing is None]
        held = [each for each in held if not each.adding and not (standard and degen(each.leverage))]
        return self.random.choice(held) if held else None

    def _close(self) -> None:
        if position := self._held():
            percent = self.random.choice((25, 50, 33, 99, 100, 100))
            self.script.say(position.player, f"close {position.number} {percent}%")
            self.world.close(position, Fraction(percent, 100))

    def _add(self) -> None:
        position = self._held(standard=True)
        if position and self._live(position.market) and self.world.balance[position.player] > 50 * PT:
            amount = self._amount(position.player, 20 * PT)
            self.script.say(position.player, f"margin {position.number} {pt(amount)}")
            self.world.add_margin(position, amount)

    def _predict(self) -> None:
        if picked := self._pick():
            player, market, side = picked
            stake, minutes = self._amount(player, 200 * PT), self.random.choice(WINDOWS[market])
            self.script.say(player, f"{'up' if side == LONG else 'down'} {pt(stake)} {minutes}m {market.lower()}")
            self.world.predict(player, side, market, stake, minutes)

    def _round(self) -> None:
        """A round of one minute, two or three bets at once."""
        if any(each.state in ("open", "locked") for each in self.world.rounds) or not self._live("BTC"):
            return
        self.script.say("ann", "round 1m", chat="group1")
        round_ = self.world.open_round("BTC", 1)
        for player in PLAYERS:
            if self.world.balance.get(player, 0) < 10 * PT or self.random.random() < 0.2:
                continue
            side, stake = self.random.choice((LONG, SHORT)), self._amount(player, 300 * PT)
            self.script.say(player, f"{'up' if side == LONG else 'down'} {pt(stake)}", chat="group1")
            self.world.bet(round_, player, side, stake)

    def _step(self, market: str | None, most: int) -> None:
        market = market or self.random.choice(tuple(PRICES))
        price = self.world.markets[market].price
        self.script.price(market, price + price * self.random.randint(-most, most) // 1_000_000)

    def _move(self, market: str | None = None) -> None:
        self._step(market, 400)

    def _jump(self) -> None:
        self._step(None, 30_000)

    def _hold(self) -> None:
        """Some live seconds, often those around a full minute."""
        if self.random.random() < 0.5:
            minute = (self.world.now // 60_000 + 1) * 60_000
            self.script.at(max(self.world.now, minute - self.random.choice((2_000, 5_000, 5_001))))
            for market in PRICES:
                self._step(market, 100)
        self.script.wait(self.random.choice((1, 3, 7)), hold=True)

    def _gap(self) -> None:
        self.script.at(self.world.now + self.random.choice((6_000, 14_000, 14_999, 15_000, 40_000, 200_000)))
        self._jump()

    def _look(self) -> None:
        player = self.random.choice(PLAYERS)
        self.script.check_positions_and_predictions(player)
        self.script.check_balance(player)


@pytest.mark.parametrize("first", range(0, SEEDS, PER_TEST))
def test_random_worlds_agree_with_the_oracle(first):
    for seed in range(first, first + PER_TEST):
        script = Play(seed).run(STEPS)
        with Console() as console:
            differences = script.differences(console.say(*script.lines))
        assert not differences, "\n".join([f"seed {seed}", *differences, *script.lines])
