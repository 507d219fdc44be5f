"""What the program calls states and reasons by a code, people by a word or two of their own language."""

from bots.languages.texts import N_, Wording
from bots.screens.kit import figures
from bots.screens.kit.screen import Field

_NAMES = {
    # positions and orders
    "open": N_("open"),
    "closed": N_("closed"),
    "liquidated": N_("liquidated"),
    "takeprofit": N_("take-profit"),
    "stoploss": N_("stop-loss"),
    "waiting": N_("waiting"),
    "filled": N_("filled"),
    "refunded": N_("refunded"),
    "expired": N_("expired"),
    "cancelled": N_("cancelled"),
    "price_moved": N_("price moved"),
    "not_filled": N_("no price"),
    "open_interest_full": N_("market full"),
    "liquidated_at_open": N_("liquidated at once"),
    "takeprofit_wrong_side": N_("take-profit passed"),
    "takeprofit_beyond_cap": N_("take-profit beyond the cap"),
    "stop_below_zero": N_("stop below zero"),
    "stoploss_wrong_side": N_("stop-loss passed"),
    "stoploss_beyond_liquidation": N_("stop-loss beyond liquidation"),
    # predictions and rounds
    "running": N_("running"),
    "won": N_("won"),
    "lost": N_("lost"),
    "tied": N_("tied"),
    "locked": N_("locked"),
    "settled": N_("settled"),
    "void": N_("void"),
    "up": N_("up"),
    "down": N_("down"),
    "one_sided": N_("one-sided"),
    "empty": N_("no bets"),
    "tie": N_("tie"),
    "no_price": N_("no price"),
    "operator": N_("the operator"),
    "guard": N_("sources disagree"),
    "anchor_changed": N_("source changed"),
    # markets
    "live": N_("live"),
    "halted": N_("halted"),
    "moving": N_("moving fast"),
    "paused": N_("paused"),
    # alerts elsewhere, and accounts
    "watched": N_("watched"),
    "reached": N_("reached"),
    "above": N_("above"),
    "below": N_("below"),
    "move": N_("move"),
    "removed": N_("removed"),
    "offered": N_("offered"),
    "planned": N_("planned"),
    "linked": N_("linked"),
    "undone": N_("undone"),
}


def coded(say: Wording, key: str, label: str, code: str | None) -> Field:
    """A field of a state or a reason."""
    if not code:
        return Field(key, label, figures.NONE, say("none"))
    return Field(key, label, code, say(_NAMES[code]))
