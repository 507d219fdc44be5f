"""The auditor's predictions and rounds: fair prices, the right side, the right points, and pools that end at zero."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import floor

from tests.prove.books.ledger import LedgerBooks
from tests.prove.books.prices import Happened, Price
from tests.prove.watching import Key, Mirror, Row

EXIT_MS = 15_000
RAKE = Fraction(3, 100)
_GOES_ON = {"waiting": {"running", "refunded"}, "running": {"won", "lost", "tied", "refunded"}}
_ROUND_GOES_ON = {"open": {"open", "locked", "void"}, "locked": {"settled", "void"}}


class BetBooks:
    """Predictions, rounds, and the bets in rounds."""

    def __init__(self, ledger: LedgerBooks) -> None:
        self._ledger = ledger
        self.predictions = Mirror(
            "predictions", "market", "side", "stake", "minutes", "profit_bps", "received_ms", "state", "pays", "entry",
            "entered_ms", "exit", "exited_ms",
        )  # fmt: skip
        self.rounds = Mirror("rounds", "chat", "market", "minutes", "up", "down", "locks_ms", "state", "lock", "close")
        self.bets = Mirror("bets", "side", "stake", "paid")
        self._of_round: defaultdict[int, set[Key]] = defaultdict(set)
        self.pools = 0

    def take(
        self, conn: sqlite3.Connection, changed: Mapping[str, set[Key]], happened: Happened, prices: Mapping[str, Price]
    ) -> None:
        """Audit what is different now."""
        for key, before, now in self.predictions.take(conn, changed.get("predictions", set())):
            assert now is not None, f"prediction {key} is gone"
            self._prediction(key, before, now, happened, prices[now["market"]])
        for key, before, now in self.bets.take(conn, changed.get("bets", set())):
            if before is not None and before["paid"] is not None:
                raise AssertionError(f"bet {key} was paid and is {now}")
        for key in changed.get("bets", set()):
            self._of_round[key[0]].add(key)
        for key, before, now in self.rounds.take(conn, changed.get("rounds", set())):
            assert now is not None, f"round {key} is gone"
            self._round(key, before, now)

    def held(self, player: int, number: int) -> int:
        """What must be in the account of a prediction of this number."""
        row = self.predictions.get(player, number)
        return row["stake"] if row is not None and row["state"] in _GOES_ON else 0

    def staked(self, number: int) -> int:
        """What must be in the pool of a round."""
        return sum(bet["stake"] for bet in self._bets(number) if bet["paid"] is None)

    def _bets(self, number: int) -> list[Row]:
        found = (self.bets.get(*key) for key in sorted(self._of_round[number]))
        return [bet for bet in found if bet is not None]

    def _prediction(self, key: Key, before: Row | None, now: Row, happened: Happened, price: Price) -> None:
        if before is None:
            assert now["state"] == "waiting", f"prediction {key} began as {now['state']}"
            return
        assert now["state"] in _GOES_ON.get(before["state"], ()), f"prediction {key} was {before} and is {now}"
        if now["state"] == "running":
            assert happened.kind == "mark" and now["entered_ms"] == price.at_ms, (
                f"prediction {key} began without a mark"
            )
            assert now["entered_ms"] > now["received_ms"], f"prediction {key} began at a price that was known"
            assert now["entry"] == price.price, f"prediction {key} began at {now['entry']}, not at {price.price}"
            return
        pays = now["stake"]
        if now["state"] in ("won", "lost", "tied"):
            late = now["exited_ms"] - now["entered_ms"] - now["minutes"] * 60_000
            assert 0 <= late <= EXIT_MS, f"prediction {key} ended {late} ms after its time"
            right = (now["exit"] - now["entry"]) * (1 if now["side"] == "up" else -1)
            verdict = "tied" if right == 0 else "won" if right > 0 else "lost"
            assert now["state"] == verdict, f"prediction {key} is {now['state']}, it should be {verdict}"
            won = floor(now["stake"] * (1 + Fraction(now["profit_bps"], 10_000)))
            pays = {"won": won, "tied": now["stake"], "lost": 0}[verdict]
        assert now["pays"] == pays, f"prediction {key} pays {now['pays']} instead of {pays}"
        paid = -self._ledger.moved(f"p{key[0]}/{key[1]}", "payout", "refund")
        assert paid == pays, f"prediction {key} was paid {paid} instead of {pays}"

    def _round(self, key: Key, before: Row | None, now: Row) -> None:
        (number,) = key
        bets = self._bets(number)
        if before is None:
            assert now["state"] in ("open", "void"), f"round {number} began as {now['state']}"
        elif before["state"] not in _ROUND_GOES_ON:
            assert {**before, "chat": 0} == {**now, "chat": 0}, f"round {number} was {before} and is {now}"
            return
        else:
            going = {before["state"], *_ROUND_GOES_ON[before["state"]]}
            assert now["state"] in going, f"round {number} was {before['state']} and is {now['state']}"
        for side in ("up", "down"):
            sum_ = sum(bet["stake"] for bet in bets if bet["side"] == side)
            assert sum_ == now[side], f"round {number} has {now[side]} on {side}, its bets are {sum_}"
        if now["state"] in ("settled", "void"):
            self._ended(number, now, bets)

    def _ended(self, number: int, now: Row, bets: list[Row]) -> None:
        self.pools += 1
        left = self._ledger.balances[f"r{number}"]
        assert left == 0, f"the pool of round {number} ended with {left}"
        winner = None
        if now["state"] == "settled":
            assert now["close"] != now["lock"], f"round {number} settled a tie"
            winner = "up" if now["close"] > now["lock"] else "down"
        stakes = {side: now[side] for side in ("up", "down")}
        for bet in bets:
            fair = Fraction(bet["stake"]) if winner is None else _share(bet, winner, stakes)
            assert bet["paid"] is not None, f"round {number} has ended, with {bet} unpaid"
            assert 0 <= fair - bet["paid"] < 3, f"round {number} paid {bet}, fair were {float(fair)}"
            assert winner is not None or bet["paid"] == bet["stake"], f"void round {number} kept some of {bet}"


def _share(bet: Row, winner: str, stakes: dict[str, int]) -> Fraction:
    """What a bet of a settled round is worth, exactly; what is paid may be less by the roundings, never more."""
    loser = "down" if winner == "up" else "up"
    taken = min(Fraction(stakes[loser]), 4 * stakes[winner] / (1 - RAKE))
    if bet["side"] == winner:
        return bet["stake"] + taken * (1 - RAKE) * bet["stake"] / stakes[winner]
    return (stakes[loser] - taken) * bet["stake"] / stakes[loser]
