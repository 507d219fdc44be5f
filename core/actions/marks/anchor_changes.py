"""A market is in another condition, or another source makes its marks: what was begun under the old anchor ends."""

from dataclasses import replace

from core.actions.marks.halts import halt_notice
from core.actions.predictions import refund_prediction
from core.actions.rounds import void_round
from core.prices.conditions import Condition
from core.prices.markets import END_MS
from core.turn import Turn


def change_condition(turn: Turn, condition: Condition) -> None:
    """Keep how a market is now. Another anchor ends what was begun under the old one, and is announced."""
    before = turn.condition(condition.market)
    after = replace(condition, halt=before.halt, stopped_ms=before.stopped_ms)
    turn.save(after)
    if before.anchor and before.anchor != after.anchor:
        anchor_changed(turn, condition.market)
        if after.halt:
            turn.book.outbox.add_for_halt(halt_notice(turn, after.halt))


def anchor_changed(turn: Turn, market: str) -> None:
    """Another source makes the marks from now on: what was called on the old one's is given back."""
    for prediction in turn.book.predictions.waiting(market, END_MS):
        refund_prediction(turn, prediction, "anchor_changed")
    for prediction in turn.book.predictions.expiring(market, END_MS):
        refund_prediction(turn, prediction, "anchor_changed")
    for round_ in turn.book.rounds.at_mark(market, END_MS):
        void_round(turn, round_, "anchor_changed")
