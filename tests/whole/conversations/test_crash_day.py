"""The crash of 10 October 2025, played through the whole game: who is liquidated, and that the books stay whole."""

import storage
from core.ledger import HOUSE, MINT
from tests.worlds.console import Console, about, last


def test_the_crash_of_2025_10_10(tmp_path):
    db = tmp_path / "crash.db"
    with Console("!at 2025-10-10T20:50:00Z", "!tape 2025-10-10 8", db=db) as console:
        for leverage in (5, 10, 100, 500):
            console.say(f"!as long{leverage}", f"long btc 100 {leverage}x", "!as short5", f"short btc 20 {leverage}x")
        console.say("!as cautious", "long btc 100 10x sl 2%")
        console.say("!tape 2025-10-10 7200")
        dead = {each["to"] for each in about(console.shown, "liquidation")}
        assert {"long100", "long500", "long10"} <= dead
        assert "long5" not in dead  # 12 % down, and 5x dies at 12 % from its entry only with funding against it
        assert "cautious" not in dead
        stopped = last(console.shown, "stoploss", "cautious")["fields"]
        assert -30 < float(stopped["Net"]) < -20
        mortem = last(console.shown, "liquidation", "long100")["fields"]
        parts = ("LostToPrice", "LostToSlippage", "LostToFunding", "ToHouse")
        assert round(sum(float(mortem[part]) for part in parts), 6) == float(mortem["Margin"])
    book = storage.open(db)
    query = book._conn.execute
    assert query("SELECT sum(balance) FROM accounts").fetchone()[0] == 0
    assert query("SELECT min(balance) FROM accounts WHERE name NOT IN (?, ?)", (HOUSE, MINT)).fetchone()[0] >= 0
    book.close()
