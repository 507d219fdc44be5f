"""What comes over the wires, spoiled in every way: prices of all sources, updates, presses, links, commands and forms.

    python -m tests.attack.wires [--cases 200000] [--seed 1]

Whatever comes is read, or refused by the one error that its reader declares; nothing else is ever raised, no quote is
outside what a quote can be, and no payload becomes a sentence that the menu does not read or refuse.
"""

import argparse
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from telegram import Bot, User

from bots.markets import CHAINLINK, PYTH_IDS
from bots.on_discord import slash_commands
from bots.on_discord.buttons import read_press
from bots.on_prices.sources.binance import read_bar, read_books
from bots.on_prices.sources.binance_clock import read_time
from bots.on_prices.sources.binance_funding import read_funding
from bots.on_prices.sources.chainlink import check_contract, read_batch, read_round
from bots.on_prices.sources.numbers import MAX_PRICE, SourceError
from bots.on_prices.sources.pyth import read_prices
from bots.on_prices.sources.source import AHEAD_MS
from bots.on_telegram import deep_links
from bots.on_telegram.render import pressed
from bots.on_telegram.updates import Spoke, parse_update, read_update
from bots.screens.kit.forms import filled_in
from bots.sentences import verbs
from core.messages.all import Refusal
from core.prices.quotes import Quote
from tests.servers.prices.chainlink import encoded_round, encoded_text, word

NOW_MS = 1_754_000_000_000
NOW_S = NOW_MS // 1_000
BOT = Bot("123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
ME = User(77, "dumbdegen", True, username="Degen_Bot")
FEED = CHAINLINK["ethereum"].aggregators["BTC"]
SYMBOLS = {"BTCUSDT": "BTC", "ETHUSDT": "ETH"}
IDS = {feed_id: market for market, feed_id in PYTH_IDS.items()}
CUSTOM_IDS = (
    "|up 25", "!|history", "position 3|close 3 #k3f9", "position 3~2|close 3", "?position 3|tp 3", "+12|history", "|*",
    "?|long btc", "?order 2|short",
)  # fmt: skip
MODALS = {"margin": "25", "leverage": "1001x", "tp": "0.3%", "sl": "", "at": "99000"}
_ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**53, 2**63, 2**64, 10**38, -(10**38), 1.5, 1e308, "", "0", "-1", "NaN", "inf",
    "1e309", "1_0", "٣", "0x10", " 1", "1 ", "+1", "9" * 40, "0." + "0" * 30 + "1", [], {}, [[]], {"id": 1}, "\ud800",
    "\x00", "<b>", "@everyone", "close all", "x" * 300,
)  # fmt: skip
_ODD_BYTES = (b"", b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"\\", b"[", b"{", b"NaN", b"1e999", b"-0", b"9" * 50, b",")


def spoiled(random: Random, value: Any) -> Any:
    """The same document with something odd somewhere in it: a value replaced, a member left out or given again."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        rest = {other: each for other, each in value.items() if other != key}
        if random.random() < 0.1:
            return rest
        if random.random() < 0.05:
            return rest | {f"{key}\u200b": value[key]}
        return rest | {key: spoiled(random, value[key])}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        if random.random() < 0.2:
            return value[:at] + random.choice(([], [value[at]] * 2)) + value[at + 1 :]
        return [*value[:at], spoiled(random, value[at]), *value[at + 1 :]]
    if isinstance(value, str) and value and random.random() < 0.5:
        at = random.randrange(len(value) + 1)
        odd = random.choice([each for each in _ODD if isinstance(each, str)])
        return value[:at] + odd + value[at + random.randint(0, 2) :]
    if type(value) is int and random.random() < 0.5:
        return value + random.choice((-1, 1, -(10**6), 10**6, -value, 10**20))
    return random.choice(_ODD)


def sometimes(random: Random, value: Any) -> Any:
    """The same, spoiled or not."""
    return spoiled(random, value) if random.random() < 0.5 else value


def document(random: Random, value: Any) -> bytes:
    """A spoiled document, sometimes spoiled again in its bytes."""
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        value = spoiled(random, value)
    body = json.dumps(value).encode()
    for _ in range(random.choice((0, 0, 0, 1, 3))):
        at = random.randrange(len(body) + 1)
        body = body[:at] + random.choice(_ODD_BYTES) + body[at + random.randint(0, 3) :]
    return body


# Prices


def _pyth(random: Random) -> None:
    entries = [
        {
            "id": feed_id,
            "price": {
                "price": str(random.randint(1, 10**13)), "conf": str(random.randint(0, 10**9)), "expo": -8,
                "publish_time": NOW_S - random.randint(-70, 5),
            },
        }
        for feed_id in IDS
    ]  # fmt: skip
    _good(read_prices(document(random, {"parsed": entries}), IDS, NOW_MS).quotes, set(IDS.values()), "pyth")


def _books(random: Random) -> None:
    bid = random.randint(1, 10**13)
    rows = [{"symbol": symbol, "bidPrice": _decimal(bid), "askPrice": _decimal(bid + 5)} for symbol in SYMBOLS]
    _good(read_books(document(random, rows), SYMBOLS, NOW_MS - 50, NOW_MS).quotes, {"BTC", "ETH"}, "binance")


def _bar(random: Random) -> None:
    bar = [NOW_MS - 5_000, "1", "2", "0.5", _decimal(random.randint(1, 10**13)), "9", NOW_MS - 4_001, "9", 5, "1", "0"]
    quote = read_bar(document(random, [bar]), "BTC", NOW_MS - 5_000, NOW_MS)
    _good([] if quote is None else [quote], {"BTC"}, "binance")


def _decimal(units: int) -> str:
    return f"{units // 10**8}.{units % 10**8:08d}"


def _funding(random: Random) -> None:
    row = {"symbol": "BTCUSDT", "lastFundingRate": "-0.00010000", "nextFundingTime": NOW_MS, "time": NOW_MS}
    assert abs(read_funding(document(random, row), "BTC", "BTCUSDT").rate_e8) <= 10**8


def _time(random: Random) -> None:
    assert 1 <= read_time(document(random, {"serverTime": NOW_MS})) <= 4_102_444_800_000


def _round(random: Random) -> None:
    answer = random.choice((random.randint(1, 10**13), 2**191, -5, 0))
    result = sometimes(random, encoded_round(answer, NOW_S - random.randint(-70, 3_700)))
    _good([read_round(result, "BTC", "chainlink:ethereum", FEED, NOW_MS)], {"BTC"}, "chainlink:ethereum")


def _contract(random: Random) -> None:
    check_contract(sometimes(random, f"0x{word(8)}"), sometimes(random, encoded_text("BTC / USD")), "BTC", FEED)


def _batch(random: Random) -> None:
    rows = [{"jsonrpc": "2.0", "id": number, "result": encoded_round(1, NOW_S)} for number in range(3)]
    assert len(read_batch(document(random, rows), 3)) == 3


def _good(quotes: Any, markets: set[str], source: str) -> None:
    """Whether these can be quotes of a source that was asked for these markets."""
    for quote in quotes:
        assert isinstance(quote, Quote) and quote.source == source and quote.market in markets
        assert type(quote.price) is int and 0 < quote.price <= MAX_PRICE
        assert type(quote.confidence) is int and 0 <= quote.confidence <= MAX_PRICE
        assert quote.published_ms - quote.received_ms <= AHEAD_MS and quote.received_ms == NOW_MS


# People

_ANN = {"id": 5, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}
_GROUP = {"id": -1_001, "type": "supergroup", "title": "Friends", "is_forum": True}
_PRIVATE = {"id": 5, "type": "private", "first_name": "Ann"}
_MEMBER = {"user": {"id": 77, "is_bot": True, "first_name": "d"}, "status": "member"}
_LEFT = {"user": {"id": 77, "is_bot": True, "first_name": "d"}, "status": "left"}


def _update(random: Random) -> None:
    chat = random.choice((_GROUP, _PRIVATE))
    message = {"message_id": 31, "date": NOW_S, "chat": chat, "from": _ANN, "text": "/start verify_12"}
    kinds = {
        "message": message | random.choice(({}, {"migrate_to_chat_id": -9}, {"reply_to_message": message})),
        "callback_query": {"id": "q", "from": _ANN, "chat_instance": "1", "data": "up 25 ~2!", "message": message},
        "my_chat_member": {
            "chat": chat, "from": _ANN, "date": NOW_S, "old_chat_member": _LEFT, "new_chat_member": _MEMBER,
        },
    }  # fmt: skip
    kind = random.choice(list(kinds))
    logging.getLogger("bots.on_telegram.updates").disabled = True  # a line for each would be many
    update = json.loads(json.dumps({"update_id": 9, kind: spoiled(random, kinds[kind])}))
    parsed = parse_update(update, BOT)
    happened = None if parsed is None else read_update(parsed, ME)
    if isinstance(happened, Spoke):
        assert happened.user.lstrip("-").isdigit(), "who speaks is a number of the platform"
        _read(happened.sentence)


def _data(random: Random) -> None:
    press = pressed(spoiled_text(random, "positions ~2!"))
    assert 1 <= press.page <= 99
    _read(press.sentence)


def _link(random: Random) -> None:
    said = spoiled_text(random, random.choice(("verify_12", "round", "close_all", "long_btc_25_1001x", "alerts_on")))
    sentence = deep_links.sentence_of(said)
    assert deep_links.may_say(sentence)
    _read(sentence)


def _press(random: Random) -> None:
    values = [spoiled_text(random, "close 4")] if random.random() < 0.5 else []
    press = read_press(spoiled_text(random, random.choice(CUSTOM_IDS)), values)
    if press is None:
        return
    assert press.sentence.split(), "what a press says begins with a word"
    if press.form:
        given = {key: spoiled_text(random, value) for key, value in MODALS.items() if random.random() < 0.8}
        for sentence in filled_in(press.sentence, given):
            _read(sentence)
    else:
        _read(press.sentence)


def _command(random: Random) -> None:
    verb = random.choice((*verbs.VERBS, "nonsense"))
    options = verbs.VERBS[verb].options if verb in verbs.VERBS else ()
    names = [option.name for option in options] + ["odd"]
    given = [{"name": name, "value": random.choice(_ODD[:26] + _ODD[-5:])} for name in names if random.random() < 0.6]
    data = {"name": verb, "options": [each for each in given if isinstance(each["value"], str | int | float)]}
    for each in data["options"]:
        each["focused"] = random.random() < 0.2
    slash_commands.focused(data)
    _read(slash_commands.spoken(data))


def spoiled_text(random: Random, text: str) -> str:
    """A text with something odd in it."""
    for _ in range(random.choice((0, 1, 1, 2))):
        at = random.randrange(len(text) + 1)
        odd = random.choice((*"|?~!+ *#\n\x00\u202eé٣_", "", "9" * 30))
        text = text[:at] + odd + text[at + random.randint(0, 3) :]
    return text


def _read(sentence: str) -> None:
    """A sentence is read or refused."""
    try:
        verbs.read(sentence)
    except Refusal as refusal:
        assert refusal.code


ALL: tuple[Callable[[Random], None], ...] = (
    _pyth, _books, _bar, _funding, _time, _round, _contract, _batch, _update, _data, _link, _press, _command,
)  # fmt: skip


def throw(cases: int, seed: int) -> Counter[str]:
    """So many cases at every reader: how often each took what came, by name. Raises whatever is wrong."""
    taken = Counter[str]()
    for reader in ALL:
        for case in range(cases):
            try:
                reader(Random(f"{seed} {reader.__name__} {case}"))
            except SourceError as error:
                assert 0 < len(str(error)) < 200
                continue
            except Exception as error:
                error.add_note(f"{reader.__name__}: case {case} of seed {seed}")
                raise
            taken[reader.__name__] += 1
    return taken


def main() -> int:
    """0, or it raises."""
    options = argparse.ArgumentParser(prog="python -m tests.attack.wires")
    options.add_argument("--cases", type=int, default=200_000, help="at each reader")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began = time.monotonic()
    taken = throw(chosen.cases, chosen.seed)
    share = ", ".join(f"{name.removeprefix('_')} {count / chosen.cases:.0%}" for name, count in taken.items())
    print(f"{len(ALL) * chosen.cases:,} payloads, 0 wrong, {time.monotonic() - began:.0f} s; taken: {share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
