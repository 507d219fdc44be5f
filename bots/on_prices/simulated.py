"""A market that behaves like BTC and its three companions, one price a second, from a seed and nothing else.

For `make run` with no token, and for the simulated days of the tests: no clock, no I/O, no global randomness.
The same seed gives the same prices; each market draws from a stream of its own, so adding one changes no other.

    log return of a second  =  sd of the market  x  (loading x common move + rest x own move)
    move of a source        =  scale x shock  +  a part of the jump still under way
    scale of a source       =  outer scale x exp(sum of swings)      outer: the hour's rhythm for the common
                                                                     source, the common scale for an own one

    shock     Gaussian, three in a hundred of them four times as large: fat tails within seconds
    swings    mean-reverting log-volatility (Ornstein-Uhlenbeck) that forgets in 1.5 minutes, 25 minutes, 8 hours:
              a sum of time scales is what makes volatility cluster and decay slowly; renewed every ten seconds
    jumps     rare, Pareto sized, spread over some seconds (a cascade of forced closes, not a gap), and each leaves
              its source restless for as long as the middle swing lasts
    rhythm    the hour of the day in UTC: quiet at dawn in Europe, loud from the opening of New York to its close

Where the constants come from. BTC's: one-minute bars of January 2022 (standard deviation 0.0988 %, kurtosis 26,
autocorrelation of |return| 0.33 / 0.25 / 0.23 / 0.18 at 1 / 5 / 15 / 60 minutes, and how long a random long lives),
fitted by trial, 120 to 224 simulated days each time. The first sizes come from theory: with a Gaussian log-volatility
of variance v whose autocovariance is c(lag), kurtosis is 3 exp(4v) and the autocorrelation of |return| is
(exp(c) - 1) / (pi/2 exp(v) - 1); four figures of the tape give four values of c. The rhythm is the mean |return| of
each hour of 1-15 January 2022, smoothed. The other markets' volatility relative to BTC, and the loadings, are chosen
after the usual values of 2021-25, from memory and not from a tape; what comes out is a correlation of one-minute
returns of about 0.82 between BTC and ETH and of 0.6 to 0.75 between the others.

To repeat the calibration: change a constant, run `python -m tests.of_bots.on_prices.test_simulated 14 12` (14 seeds of
12 days), which prints every figure beside its target and band.
"""

from collections.abc import Mapping
from math import exp, floor, sqrt
from random import Random

from bots.markets import LISTINGS

START_PRICES = {symbol: listing.simulated.start_price for symbol, listing in LISTINGS.items()}

# The shocks alone have this one-second standard deviation; jumps bring a minute to the 0.0988 % of the tape.
_SECOND_SD = 0.000988 / sqrt(60) * 0.90

_RENEW_S = 10  # seconds between renewals of the volatility: far below its fastest swing, and a tenth of the cost
_COMMON_SWINGS = ((90, 0.07), (1_500, 0.09), (28_800, 0.20))  # (memory in seconds, variance of log-volatility)
_OWN_SWINGS = ((90, 0.02), (600, 0.05))
_RESTLESS = 1  # the swing that a jump lifts, by
_LIFT = 0.9
_WILDEST = 3.0  # log-volatility is cut here, five standard deviations up, so that no seed can run away

_BIG_SHARE, _BIG = 0.03, 4.0  # this share of the shocks is so many times as large as the others
_UNIT = 1 / sqrt(1 - _BIG_SHARE + _BIG_SHARE * _BIG**2)  # brings the mixture back to variance one

_JUMPS_PER_DAY = 4.5
_JUMP = 24.0  # the smallest jump, in current one-second standard deviations (three of a minute's)
_JUMP_TAIL = 2.6  # Pareto exponent of their sizes
_JUMP_MOST = 240.0  # the largest
_JUMP_PACE = 0.15  # the part of the remaining jump that each second takes: half of it in about four seconds

# Mean |return| of each hour (UTC) relative to the mean of the day.
_HOURS = (1.05, 0.85, 0.75, 0.77, 0.85, 0.79, 0.74, 0.74, 0.82, 0.80, 0.83, 0.86,
          0.92, 1.12, 1.38, 1.41, 1.32, 1.26, 1.26, 1.24, 1.20, 1.06, 1.01, 0.95)  # fmt: skip
_LOUDNESS = sqrt(sum(hour * hour for hour in _HOURS) / len(_HOURS))
_HOUR_MS = 3_600_000


class SimulatedMarket:
    """Prices of all markets, one step a second."""

    def __init__(self, seed: int, start_prices: Mapping[str, int] = START_PRICES) -> None:
        """`start_prices` are in 1e-8 USD and name the markets to simulate (of bots/markets.py)."""
        self._common = _Source(Random(f"{seed}/all"), _COMMON_SWINGS)
        self._walks = [_Walk(symbol, price, seed) for symbol, price in start_prices.items()]
        self._renew_in = 0

    def step(self, at_ms: int) -> dict[str, int]:
        """Prices in 1e-8 USD, one second after the previous step. `at_ms` (UTC) drives only the rhythm of the day."""
        if not self._renew_in:
            self._renew(at_ms)
        self._renew_in -= 1
        common = self._common.move()
        return {walk.symbol: walk.step(common) for walk in self._walks}

    def _renew(self, at_ms: int) -> None:
        self._common.renew(_rhythm(at_ms))
        for walk in self._walks:
            walk.own.renew(self._common.scale)
        self._renew_in = _RENEW_S


def _rhythm(at_ms: int) -> float:
    """The volatility of this time of day relative to the whole day's, interpolated between the middles of hours."""
    hours = at_ms / _HOUR_MS - 0.5
    whole = floor(hours)
    part = hours - whole
    return (_HOURS[whole % 24] * (1 - part) + _HOURS[(whole + 1) % 24] * part) / _LOUDNESS


class _Source:
    """One stream of moves with a volatility and jumps of its own, in units of a market's standard deviation."""

    __slots__ = ("_decays", "_jump", "_mean", "_random", "_swings", "scale")

    def __init__(self, random: Random, swings: tuple[tuple[int, float], ...]) -> None:
        self._random = random
        self._swings = [random.gauss(0.0, sqrt(variance)) for _, variance in swings]
        self._decays = [_decay(memory_s, variance) for memory_s, variance in swings]
        self._mean = sum(variance for _, variance in swings)  # makes the mean of exp(swings)^2 one
        self._jump = 0.0  # what is left of the jump under way
        self.scale = 1.0

    def renew(self, outer: float) -> None:
        """Ten more seconds have passed: let the volatility swing, within the `outer` scale; perhaps begin a jump."""
        random, swings = self._random, self._swings
        for i, (keep, spread) in enumerate(self._decays):
            swings[i] = swings[i] * keep + random.gauss(0.0, spread)
        self.scale = outer * exp(min(sum(swings), _WILDEST) - self._mean)
        if random.random() < _JUMPS_PER_DAY * _RENEW_S / 86_400:
            size = min(_JUMP * random.paretovariate(_JUMP_TAIL), _JUMP_MOST) * self.scale
            self._jump += size if random.random() < 0.5 else -size
            swings[_RESTLESS] += _LIFT

    def move(self) -> float:
        """The move of one second."""
        random = self._random
        move = random.gauss(0.0, _UNIT) * self.scale
        if random.random() < _BIG_SHARE:
            move *= _BIG
        if self._jump:
            part = self._jump * _JUMP_PACE
            self._jump = self._jump - part if abs(part) > 0.001 * self.scale else 0.0
            move += part
        return move


def _decay(memory_s: int, variance: float) -> tuple[float, float]:
    """What a swing keeps over one renewal, and the spread of what is new, for its variance to stay the same."""
    keep = exp(-_RENEW_S / memory_s)
    return keep, sqrt(variance * (1 - keep * keep))


class _Walk:
    """One market: its own source beside the common one, and the logarithm of how far it has come."""

    __slots__ = ("_from_common", "_from_own", "_log", "_start", "_tick", "own", "symbol")

    def __init__(self, symbol: str, start_price: int, seed: int) -> None:
        coin = LISTINGS[symbol].simulated
        self.symbol = symbol
        self.own = _Source(Random(f"{seed}/{symbol}"), _OWN_SWINGS)
        self._from_common = _SECOND_SD * coin.volatility * coin.loading
        self._from_own = _SECOND_SD * coin.volatility * sqrt(1 - coin.loading**2)
        self._tick = coin.tick
        self._start = start_price / coin.tick  # in ticks
        self._log = 0.0

    def step(self, common: float) -> int:
        """The price in 1e-8 USD, a whole number of ticks and at least one, after the common move and an own one."""
        self._log += self._from_common * common + self._from_own * self.own.move()
        return max(round(self._start * exp(self._log)), 1) * self._tick
