"""A strict node of a chain on this machine, with aggregators that say what the test says."""

from dataclasses import dataclass

from aiohttp import web

from tests.servers.prices.faults import FaultyServer


@dataclass(slots=True)
class Contract:
    """An aggregator."""

    description: str
    decimals: int
    answer: int = 0
    updated_s: int = 0
    raw: str = ""  # what latestRoundData returns instead of a round


def word(number: int) -> str:
    """A word of 32 bytes in two's complement."""
    return f"{number % (1 << 256):064x}"


def encoded_round(answer: int, updated_s: int) -> str:
    """What latestRoundData returns."""
    return "0x" + word(7) + word(answer) + word(updated_s) + word(updated_s) + word(7)


def encoded_text(text: str) -> str:
    """What description returns."""
    content = text.encode()
    return "0x" + word(32) + word(len(content)) + content.hex().ljust(-(-len(content) // 32) * 64, "0")


class ChainlinkServer(FaultyServer):
    """What a node answers by JSON-RPC."""

    def __init__(self, chain_id: int) -> None:
        super().__init__()
        self.chain_id = chain_id
        self.contracts: dict[str, Contract] = {}
        self.batches = True
        self.shuffled = False

    def deploy(self, address: str, description: str, decimals: int = 8) -> None:
        """An aggregator at this address."""
        self.contracts[address.lower()] = Contract(description, decimals)

    def set(self, address: str, answer: int, updated_s: int, raw: str = "") -> None:
        """The newest round of an aggregator."""
        contract = self.contracts[address.lower()]
        contract.answer, contract.updated_s, contract.raw = answer, updated_s, raw

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.method != "POST" or request.content_type != "application/json":
            return web.Response(status=405)
        calls = await request.json()
        self.asked[-1].body = calls
        if not isinstance(calls, list):
            return web.json_response(self._call(calls))
        if not self.batches:
            return web.json_response(_failure(None, -32600, "batch is not allowed"))
        answers = [self._call(call) for call in calls]
        return web.json_response(answers[::-1] if self.shuffled else answers)

    def _call(self, call: dict) -> dict:
        assert call["jsonrpc"] == "2.0"
        match call["method"], call["params"]:
            case "eth_chainId", []:
                return _success(call["id"], hex(self.chain_id))
            case "eth_call", [{"to": address, "data": data}, "latest"]:
                return self._run(call["id"], address, data)
        return _failure(call["id"], -32601, "the method does not exist")

    def _run(self, number: int, address: str, data: str) -> dict:
        contract = self.contracts.get(address.lower())
        if contract is None:
            return _success(number, "0x")  # nobody lives there
        match data:
            case "0xfeaf968c":
                return _success(number, contract.raw or encoded_round(contract.answer, contract.updated_s))
            case "0x313ce567":
                return _success(number, "0x" + word(contract.decimals))
            case "0x7284e416":
                return _success(number, encoded_text(contract.description))
        return _failure(number, 3, "execution reverted")


def _success(number: int, result: str) -> dict:
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _failure(number: int | None, code: int, message: str) -> dict:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}
