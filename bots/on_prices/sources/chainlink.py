"""Chainlink's aggregators, and whatever else answers like them, read through the public nodes of a chain.

    node 1 --verified?--> latestRoundData of all markets in one batch --> quotes
       | failed, or nothing usable
       v
    node 2 ...          all failed: a growing rest, then from the node after the last one tried

A node is verified before its first price is believed: the chain's id, and of every contract its description and
decimals; a contract that is not what the table says is left out there, and looked at again ten minutes later. An answer
older than its heartbeat and a minute is no quote: the contract, or the node, stands still.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from bots.markets import Aggregator, Chain
from bots.on_prices.sources.numbers import SourceError, scaled_price, strict_json
from bots.on_prices.sources.source import Emit, Health, Reading, Surroundings, Watch, check_time
from bots.on_prices.sources.web import BusyError, fetch
from bots.runtime.backoff import Backoff, doubling
from core.prices.quotes import Quote

TIMEOUT_S = 5.0
BUSY_S = 60
MARGIN_S = 60  # a heartbeat has to find its way into a block
RECHECK_MS = 600_000  # the fault may have been the node's
_LATEST_ROUND_DATA, _DECIMALS, _DESCRIPTION = "0xfeaf968c", "0x313ce567", "0x7284e416"
_HEX = re.compile(r"0x(?:[0-9a-fA-F]{64}){1,16}")
_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,16}")
_MAX_TIME_S = 4_102_444_800  # 2100

Call = tuple[str, list[object]]  # method and parameters


def read_round(result: object, market: str, source: str, aggregator: Aggregator, received_ms: int) -> Quote:
    """The quote in what latestRoundData returned. Raises SourceError, also if it is older than the heartbeat allows."""
    words = _words(result)
    if len(words) != 5:
        raise SourceError("a round of another shape")
    answer, updated_s = _signed(words[1]), words[3]
    if not 0 < updated_s <= _MAX_TIME_S:
        raise SourceError("a round that is not over")
    published_ms = updated_s * 1_000
    check_time(published_ms, received_ms)
    age_s = (received_ms - published_ms) // 1_000
    if age_s > aggregator.heartbeat_s + MARGIN_S:
        raise SourceError(f"a price of {age_s} s ago where {aggregator.heartbeat_s} s are promised")
    if answer.bit_length() > 127:
        raise SourceError("a price of impossible size")
    return Quote(market, source, scaled_price(str(answer), -aggregator.decimals), 0, published_ms, received_ms)


def check_contract(decimals: object, description: object, market: str, aggregator: Aggregator) -> None:
    """Raises SourceError unless a contract says of itself what the table says of it."""
    if _words(decimals) != [aggregator.decimals]:
        raise SourceError(f"the contract does not count {aggregator.decimals} decimals")
    if _string(_words(description)).replace(" ", "") != f"{market}/USD":
        raise SourceError(f"the contract is not that of {market}/USD")


def read_batch(body: bytes, count: int) -> list[object]:
    """The results of a batch of so many calls, in the order of the calls, None where a call failed. Raises
    SourceError."""
    rows = strict_json(body)
    if not isinstance(rows, list):
        raise SourceError("the node does not answer batches")
    results: list[object] = [None] * count
    left = set(range(count))
    for row in rows:
        number = row.get("id") if isinstance(row, dict) else None
        if type(number) is not int or number not in left:
            raise SourceError("the node answered what it was not asked")
        left.remove(number)
        results[number] = row.get("result")
    return results


def _words(result: object) -> list[int]:
    if not isinstance(result, str) or not _HEX.fullmatch(result):
        raise SourceError("the contract does not answer")
    return [int(result[at : at + 64], 16) for at in range(2, len(result), 64)]


def _signed(word: int) -> int:
    return word - (1 << 256) if word >> 255 else word


def _string(words: list[int]) -> str:
    """The one string of an ABI answer: where it begins, how long it is, its bytes."""
    if len(words) < 3 or words[0] != 32 or words[1] > 32 * (len(words) - 2):
        raise SourceError("a description of another shape")
    content = b"".join(word.to_bytes(32, "big") for word in words[2:])[: words[1]]
    return content.decode("ascii", "replace")


@dataclass(slots=True)
class _Node:
    """A node: the contracts that were verified there, why others were not, when it is to be verified, and until when
    it is left alone."""

    url: str = field(repr=False)  # its path may be a key
    aggregators: dict[str, Aggregator] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    verify_ms: int | None = 0  # None: all is verified
    quiet_until_ms: int = 0


class Aggregators:
    """The prices of a chain's aggregators, from the first of these nodes that gives any."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        name: str,
        chain: Chain,
        urls: Sequence[str],
        surroundings: Surroundings,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.name = name
        self.markets = frozenset(chain.aggregators)
        self._client = client
        self._chain = chain
        self._nodes = [_Node(url) for url in urls]
        self._current = 0
        self._world = surroundings
        self._timeout_s = timeout_s
        self._watch = Watch()

    @property
    def health(self) -> Health:
        """How it is now."""
        return self._watch.health

    async def run(self, emit: Emit) -> None:
        """Give every quote to `emit`, until cancelled."""
        backoff = Backoff(doubling(self._chain.poll_s, 120), self._world.chance)
        while True:
            rest_s = self._chain.poll_s
            try:
                self._watch.take(await self._round(), emit)
                backoff.reset()
            except SourceError as error:
                rest_s = backoff.next_s()
                self._watch.fail(error, self._world.now() + int(rest_s * 1_000))
            await self._world.sleep(rest_s)

    async def _round(self) -> Reading:
        """What the first willing node says. Raises SourceError if none is."""
        failure = SourceError("every node asked for a rest")
        for _ in self._nodes:
            node = self._nodes[self._current]
            if node.quiet_until_ms <= self._world.now():
                try:
                    return await self._ask(node)
                except BusyError as error:
                    node.quiet_until_ms = self._world.now() + (error.wait_s or BUSY_S) * 1_000
                    failure = error
                except SourceError as error:
                    failure = error
            self._current = (self._current + 1) % len(self._nodes)
        raise failure

    async def _ask(self, node: _Node) -> Reading:
        """The quotes of a node. Raises SourceError if there is none among them."""
        if node.verify_ms is not None and node.verify_ms <= self._world.now():
            node.aggregators, node.refusals = await self._verified(node)
            node.verify_ms = self._world.now() + RECHECK_MS if node.refusals else None
        calls = [_call(each.address, _LATEST_ROUND_DATA) for each in node.aggregators.values()]
        results = await self._batch(node, calls)
        quotes, refusals = [], []
        received_ms = self._world.now()
        for (market, aggregator), result in zip(node.aggregators.items(), results, strict=True):
            try:
                quotes.append(read_round(result, market, self.name, aggregator, received_ms))
            except SourceError as error:
                refusals.append(f"{market}: {error}")
        if not quotes:
            raise SourceError(refusals[0])
        return Reading(tuple(quotes), (*refusals, *node.refusals))

    async def _verified(self, node: _Node) -> tuple[dict[str, Aggregator], list[str]]:
        """The contracts that are what they should be at this node, and why the others are not. Raises SourceError."""
        calls: list[Call] = [("eth_chainId", [])]
        for each in self._chain.aggregators.values():
            calls += [_call(each.address, _DECIMALS), _call(each.address, _DESCRIPTION)]
        chain_id, *answers = await self._batch(node, calls)
        if not isinstance(chain_id, str) or not _QUANTITY.fullmatch(chain_id):
            raise SourceError("the node does not tell its chain")
        if int(chain_id, 16) != self._chain.chain_id:
            raise SourceError(f"the node is of chain {int(chain_id, 16)}, not {self._chain.chain_id}")
        verified, refusals = {}, []
        for at, (market, aggregator) in enumerate(self._chain.aggregators.items()):
            try:
                check_contract(answers[2 * at], answers[2 * at + 1], market, aggregator)
                verified[market] = aggregator
            except SourceError as error:
                refusals.append(f"{market}: {error}")
        if not verified:
            raise SourceError(refusals[0])
        return verified, refusals

    async def _batch(self, node: _Node, calls: Sequence[Call]) -> list[object]:
        content = json.dumps(
            [
                {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
                for number, (method, parameters) in enumerate(calls)
            ]
        )
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = self._client.build_request("POST", node.url, content=content, headers=headers)
        return read_batch(await fetch(self._client, request, self._timeout_s), len(calls))


def _call(address: str, data: str) -> Call:
    return "eth_call", [{"to": address, "data": data}, "latest"]
