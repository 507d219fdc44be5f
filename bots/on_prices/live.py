"""The sources of live prices, as the settings name them, and what each one's word weighs.

pyth       anchor if there is a key                          streams
binance    anchor without a key, else the next one           polled every second, in USDT
chainlink  guard, one source per chain, and Binance Oracle   on a chain, judged by heartbeat and deviation
"""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bots.markets import BINANCE_SYMBOLS, CHAINLINK, PYTH_IDS, Chain, binance_oracle
from bots.on_prices.sources.binance import Binance
from bots.on_prices.sources.binance_clock import BinanceTime
from bots.on_prices.sources.binance_funding import BinanceFunding
from bots.on_prices.sources.chainlink import MARGIN_S, Aggregators
from bots.on_prices.sources.pyth import Pyth
from bots.on_prices.sources.source import History, Source, Surroundings
from bots.on_prices.sources.web import new_client
from bots.settings import Settings
from core.prices.anchors import Panel, Witness
from core.prices.markets import MARKETS
from core.units import BPS, PPM

_ANCHORS = ("pyth", "binance")  # the first that is configured begins
_PPM_IN_BPS = PPM // BPS


@dataclass(frozen=True, slots=True)
class LiveSources:
    """Everything that is asked for prices: `histories` by the name of the source, `panels` by market."""

    sources: tuple[Source, ...]
    histories: Mapping[str, History]
    panels: Mapping[str, Panel]
    funding: BinanceFunding
    clock: BinanceTime
    clients: tuple[httpx.AsyncClient, ...]

    async def close(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()


def live_sources(settings: Settings, surroundings: Surroundings) -> LiveSources:
    """The sources of these settings; nothing is asked yet."""
    clients: list[httpx.AsyncClient] = []

    def client() -> httpx.AsyncClient:
        clients.append(new_client())
        return clients[-1]

    anchors: list[Pyth | Binance] = []
    if settings.pyth_api_key:
        anchors.append(Pyth(client(), settings.pyth_url, settings.pyth_api_key, PYTH_IDS, surroundings))
    anchors.append(Binance(client(), settings.binance_url, BINANCE_SYMBOLS, surroundings))
    chains = _chains(settings)
    guards = [Aggregators(client(), name, chain, urls, surroundings) for name, (chain, urls) in chains.items()]
    return LiveSources(
        sources=(*anchors, *guards),
        histories={anchor.name: anchor for anchor in anchors},
        panels={market: _panel(market, anchors, chains) for market in MARKETS},
        funding=BinanceFunding(client(), settings.binance_futures_url, BINANCE_SYMBOLS, surroundings),
        clock=BinanceTime(client(), settings.binance_url, surroundings),
        clients=tuple(clients),
    )


def _chains(settings: Settings) -> dict[str, tuple[Chain, tuple[str, ...]]]:
    """The chains that are read, by the name of their source, and the nodes of each."""
    nodes = dict(settings.chainlink_rpc_urls)
    chains = {f"chainlink-{name}": (chain, nodes[name]) for name, chain in CHAINLINK.items()}
    if settings.binance_oracle_addresses:
        chains["binance-oracle"] = (binance_oracle(dict(settings.binance_oracle_addresses)), nodes["bnb"])
    return chains


def _panel(market: str, anchors: list[Pyth | Binance], chains: Mapping[str, tuple[Chain, tuple[str, ...]]]) -> Panel:
    names = tuple(name for name in _ANCHORS for anchor in anchors if anchor.name == name and market in anchor.markets)
    witnesses = [Witness(name) for name in names]
    for name, (chain, _nodes) in chains.items():
        if market in chain.aggregators:
            aggregator = chain.aggregators[market]
            fresh_ms = (aggregator.heartbeat_s + MARGIN_S) * 1_000
            witnesses.append(Witness(name, fresh_ms, aggregator.deviation_bps * _PPM_IN_BPS))
    return Panel(market, names, tuple(witnesses))
