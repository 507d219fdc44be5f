"""What the sources call our markets, and how they behave: ids, symbols, contracts, limits. Data only.

What can be verified is verified at the start (chain id, description, decimals); the ids of Pyth are echoed in every
answer. The URLs are defaults of settings, so that a mirror can stand in.
"""

from dataclasses import dataclass

PYTH_URL = "https://pyth.dourolabs.app/hermes"
PYTH_IDS = {
    "BTC": "e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43",
    "ETH": "ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace",
    "BNB": "2f95862b045670cd22bee3114c39763a4a08beeb663b145d283c31d7d1101c4f",
    "SOL": "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d",
}

BINANCE_URL = "https://data-api.binance.vision"
BINANCE_FUTURES_URL = "https://fapi.binance.com"
BINANCE_SYMBOLS = {"BTC": "BTCUSDT", "ETH": "ETHUSDT", "BNB": "BNBUSDT", "SOL": "SOLUSDT"}


@dataclass(frozen=True, slots=True)
class Aggregator:
    """A contract with a price in US dollars: it writes one when the price has moved by `deviation_bps`, and at the
    latest every `heartbeat_s`."""

    address: str
    heartbeat_s: int
    deviation_bps: int
    decimals: int = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with aggregators: how often it is asked, public nodes in the order of trial, one contract per market."""

    name: str
    chain_id: int
    poll_s: float
    urls: tuple[str, ...]
    aggregators: dict[str, Aggregator]


CHAINLINK = {
    chain.name: chain
    for chain in (
        Chain(
            "ethereum",
            1,
            12,  # a block
            ("https://ethereum-rpc.publicnode.com",),
            {
                "BTC": Aggregator("0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c", 3_600, 50),
                "ETH": Aggregator("0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419", 3_600, 50),
            },
        ),
        Chain(
            "bnb",
            56,
            5,
            ("https://bsc-dataseed.bnbchain.org",),  # 10,000 requests per 5 minutes
            {
                "BTC": Aggregator("0x264990fbd0A4796A3E3d8E37C4d5F87a3aCa5Ebf", 60, 10),
                "ETH": Aggregator("0x9ef1B8c0E4F7dc8bF5719Ea496883DC6401d5b2e", 60, 10),
                "BNB": Aggregator("0x0567F2323251f0Aab15c8dFb1967E4e8A7D42aeE", 60, 10),
            },
        ),
        Chain(
            "arbitrum",
            42161,
            5,
            ("https://arb1.arbitrum.io/rpc",),
            {
                "BTC": Aggregator("0x6ce185860a4963106506C203335A2910413708e9", 86_400, 5),
                "ETH": Aggregator("0x639Fe6ab55C921f74e7fac1ee960C0B6293ba612", 86_400, 5),
            },
        ),
    )
}


def binance_oracle(addresses: dict[str, str]) -> Chain:
    """The adapters of Binance Oracle on BNB Chain, by market. They keep no published heartbeat: an hour and half a
    percent are what its slowest feeds keep."""
    aggregators = {market: Aggregator(address, 3_600, 50) for market, address in addresses.items()}
    return Chain("bnb", CHAINLINK["bnb"].chain_id, 5, CHAINLINK["bnb"].urls, aggregators)
