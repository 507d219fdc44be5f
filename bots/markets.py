"""Our markets as the world knows them: one row a market, and the sources themselves. Data only.

To add a market, add its rules in core/prices/markets.py and its row in LISTINGS here; the program does not start with
only one of them. What can be verified of a row is verified when live prices start (chain id, description, decimals);
the ids of Pyth are echoed in every answer. The URLs are defaults of settings, so that a mirror can stand in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.money import USD
from core.prices.markets import MARKETS

PYTH_URL = "https://pyth.dourolabs.app/hermes"
BINANCE_URL = "https://data-api.binance.vision"
BINANCE_FUTURES_URL = "https://fapi.binance.com"


class ListingError(Exception):
    """A market has rules and no listing, or a listing and no rules; the message is a sentence for whoever added it."""


@dataclass(frozen=True, slots=True)
class SimulatedCoin:
    """How the simulated market moves a price: where it starts and its ticks (1e-8 USD), its volatility relative to
    BTC's, and its loading on the move that all markets have in common."""

    start_price: int
    tick: int
    volatility: float
    loading: float


@dataclass(frozen=True, slots=True)
class Aggregator:
    """A contract with a price in US dollars: it writes one when the price has moved by `deviation_bps`, and at the
    latest every `heartbeat_s`."""

    address: str
    heartbeat_s: int
    deviation_bps: int
    decimals: int = 8


@dataclass(frozen=True, slots=True)
class Listing:
    """One market at the edge: its names at the sources, its contracts by the name of their chain, its simulated coin,
    and what else people may call it (capital letters)."""

    pyth_id: str
    binance_symbol: str
    simulated: SimulatedCoin
    chainlink: Mapping[str, Aggregator] = field(default_factory=dict)
    names: tuple[str, ...] = ()


LISTINGS: Mapping[str, Listing] = {
    "BTC": Listing(
        "e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43",
        "BTCUSDT",
        SimulatedCoin(100_000 * USD, USD // 100, volatility=1.0, loading=0.93),
        {
            "ethereum": Aggregator("0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c", 3_600, 50),
            "bnb": Aggregator("0x264990fbd0A4796A3E3d8E37C4d5F87a3aCa5Ebf", 60, 10),
            "arbitrum": Aggregator("0x6ce185860a4963106506C203335A2910413708e9", 86_400, 5),
        },
        ("BITCOIN",),
    ),
    "ETH": Listing(
        "ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace",
        "ETHUSDT",
        SimulatedCoin(3_600 * USD, USD // 100, volatility=1.25, loading=0.92),
        {
            "ethereum": Aggregator("0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419", 3_600, 50),
            "bnb": Aggregator("0x9ef1B8c0E4F7dc8bF5719Ea496883DC6401d5b2e", 60, 10),
            "arbitrum": Aggregator("0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612", 86_400, 5),
        },
        ("ETHEREUM",),
    ),
    "BNB": Listing(
        "2f95862b045670cd22bee3114c39763a4a08beeb663b145d283c31d7d1101c4f",
        "BNBUSDT",
        SimulatedCoin(900 * USD, USD // 100, volatility=1.05, loading=0.80),
        {"bnb": Aggregator("0x0567F2323251f0Aab15c8dFb1967E4e8A7D42aeE", 60, 10)},
    ),
    "SOL": Listing(
        "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d",
        "SOLUSDT",
        SimulatedCoin(180 * USD, USD // 1000, volatility=1.6, loading=0.82),
        names=("SOLANA",),
    ),
}


def check_listings() -> None:
    """Raise ListingError unless every market has a row on both sides."""
    for symbol in MARKETS:
        if symbol not in LISTINGS:
            raise ListingError(
                f"The market {symbol} of core/prices/markets.py has no row in LISTINGS of bots/markets.py: "
                "its names at the sources and its simulated coin are missing."
            )
    for symbol in LISTINGS:
        if symbol not in MARKETS:
            raise ListingError(
                f"The market {symbol} of bots/markets.py has no row in MARKETS of core/prices/markets.py: "
                "its rules are missing."
            )


PYTH_IDS = {symbol: listing.pyth_id for symbol, listing in LISTINGS.items()}
BINANCE_SYMBOLS = {symbol: listing.binance_symbol for symbol, listing in LISTINGS.items()}


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with aggregators: how often it is asked, public nodes in the order of trial, one contract per market."""

    name: str
    chain_id: int
    poll_s: float
    urls: tuple[str, ...]
    aggregators: Mapping[str, Aggregator]


def _chain(name: str, chain_id: int, poll_s: float, urls: tuple[str, ...]) -> Chain:
    aggregators = {symbol: each.chainlink[name] for symbol, each in LISTINGS.items() if name in each.chainlink}
    return Chain(name, chain_id, poll_s, urls, aggregators)


CHAINLINK = {
    chain.name: chain
    for chain in (
        _chain("ethereum", 1, 12, ("https://ethereum-rpc.publicnode.com",)),  # a block
        _chain("bnb", 56, 5, ("https://bsc-dataseed.bnbchain.org",)),  # 10,000 requests per 5 minutes
        _chain("arbitrum", 42161, 5, ("https://arb1.arbitrum.io/rpc",)),
    )
}


def binance_oracle(addresses: Mapping[str, str]) -> Chain:
    """The adapters of Binance Oracle on BNB Chain, by market. They keep no published heartbeat: an hour and half a
    percent are what its slowest contracts keep."""
    aggregators = {market: Aggregator(address, 3_600, 50) for market, address in addresses.items()}
    return Chain("bnb", CHAINLINK["bnb"].chain_id, 5, CHAINLINK["bnb"].urls, aggregators)
