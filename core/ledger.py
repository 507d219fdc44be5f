"""Double entry: every movement of points is one immutable transfer between two accounts.

    mint --grant--> player --reserve--> margin of an order or position --release--> player
                    player --stake----> stake of a prediction, pool of a round --payout--> player
                    house  <--fee, funding, pnl, liquidation, rake--> any of them

Only the house and the mint may go below zero; the ledger as a whole is always zero. A transfer's id is made of what
happened (`p7/3:open`), so that recording it twice is impossible rather than unlikely.
"""

from dataclasses import dataclass

HOUSE = "house"
MINT = "mint"


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount` micro-points (positive) out of `debit` into `credit`, because of `code`, at `at_ms` UTC."""

    id: str
    debit: str
    credit: str
    amount: int
    code: str
    at_ms: int


def player_account(player: int) -> str:
    """The account of what a player can spend."""
    return f"p{player}"


def item_account(player: int, number: int) -> str:
    """The account of what an order, position (margin) or prediction (stake) of a player holds."""
    return f"p{player}/{number}"


def pool_account(round_number: int) -> str:
    """The account of a round's stakes."""
    return f"r{round_number}"
