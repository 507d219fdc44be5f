"""The largest and the smallest of everything that can be said, at the highest and the lowest prices there can be."""

import pytest

from bots.sentences.numbers import MAX_POINTS, MAX_PRICE_USD
from tests.whole.test_privacy import tables
from tests.worlds.console import Console

HIGHEST = "999999999.99999999"  # a tape has no higher price
AMOUNTS = (
    "1", "1000", "0.000001", "0", str(MAX_POINTS), str(MAX_POINTS + 1), "999999999999.999999", "9" * 15, "0.0001%",
)  # fmt: skip
PRICES = ("0.00000001", "0.00000002", str(MAX_PRICE_USD), HIGHEST, str(MAX_PRICE_USD + 1), "99999", "100001")
LEVERAGES = ("1x", "2x", "499x", "500x", "1001x", "999999x", "0x")
SHARES = ("0.0001%", "100000%", "100%", "99.9999%")
SAID = (
    *(f"long btc {amount} {leverage}" for amount in AMOUNTS for leverage in LEVERAGES),
    *(f"short btc {amount} 2x at {price}" for amount in ("1", "1000", "all") for price in PRICES),
    *(f"long btc 1 {leverage} {stop} {by}" for leverage in ("2x", "1001x") for stop in ("tp", "sl")
      for by in (*PRICES, *SHARES, *(f"{share} roe" for share in SHARES))),
    *(f"up {amount} 1m" for amount in AMOUNTS),
    *(f"{verb} 1 {value}" for verb in ("tp", "sl", "margin") for value in (*PRICES, "100000% roe", "0.0001%")),
    *(f"close {number} {share}" for number in (1, 999_999_999_999) for share in ("0.0001%", "99.9999%", "100%")),
    *(f"alert btc {kind} {price}" for kind in ("above", "below") for price in PRICES),
    *(f"alert btc move {share} in {span}" for share in ("0.0001%", "100%") for span in ("1m", "24h")),
    *(f"watch {side} btc {amount} {leverage} at {price}" for side in ("long", "short") for amount in AMOUNTS[:6]
      for leverage in ("1x", "1001x") for price in PRICES),
    *(f"watch short btc 1 1x at {price} loss 100%" for price in PRICES),
    *(f"watch long btc 1 1001x at {MAX_PRICE_USD} liq {price}" for price in PRICES),
    "alerts near 90%", "alerts near 5%", "alerts funding 1%", "alerts quiet 00:00-23:59 -13:59", "limits loss 0.000001",
    f"limits loss {MAX_POINTS}", "limits leverage 999999", "limits leverage 1", "settings tolerance 5%",
    f"settings confirm {MAX_POINTS}", "settings confirm 0", "settings presets 0.000001 1000", "whatif long btc all",
    f"whatif short btc {MAX_POINTS}", "odds btc 999999x", "verify 999999999999", "confirm 999999999999",
    "card 999999999999", "history 999999999999", "cancel 999999999999", "round 60m every 7d", "setup cap 0.000001",
    f"setup cap {MAX_POINTS}", "positions", "orders", "watch", "alerts", "me", "top all", "privacy export",
)  # fmt: skip


@pytest.mark.parametrize("price", ["100000", "0.00000001", "0.0001", HIGHEST])
def test_whatever_is_said_at_whatever_price_is_answered_and_kept_in_whole_numbers(price):
    with Console("!at 2026-01-01T00:00:00Z", f"!price BTC {price}") as console:
        for turn, said in enumerate(SAID):
            if turn % 12 == 0:
                console.say(f"!as p{turn}", "!in group" if turn % 24 else "!in dm", f"!price BTC {price}")
            assert console.ask(said)["notes"] is not None
        console.say("!wait 70s hold")
        for other in ("0.00000001", HIGHEST, price, "100000"):
            console.say(f"!price BTC {other}", "positions")
        console.say("!wait 20s", f"!price BTC {HIGHEST}", "!wait 2s hold", "!price BTC 0.00000001", "positions")
        for rows in console.look(tables).values():
            for row in rows:
                assert not [key for key, value in row.items() if isinstance(value, float)]
        total = console.look(lambda book: book._conn.execute("SELECT sum(balance) FROM accounts").fetchone()[0])
        assert total == 0
