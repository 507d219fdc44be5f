"""Halts, as players live through them: told once when a market has no fresh price, and once when it has one again.

    a bell finds the newest mark more than 5 s old --Halt, told to everybody with something open there--> halted
    the first mark after it --the halt ends, told to those who were told--> back

A restart in between changes nothing. A halt that no bell found (the program was away) is told at its end alone. A
notice names the halt and is rendered when it is delivered, so a late one says how things are by then.
"""

from dataclasses import replace

from core.prices.conditions import Condition, Halt
from core.prices.markets import GAP_MS, Mark, Ticker
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Notice, Topic
from core.turn import Turn


def begin_halt(turn: Turn, ticker: Ticker) -> None:
    """Tell everybody with something open on a market that it is halted, if it is and they do not know."""
    if ticker.live(turn.at_ms):
        return
    condition = turn.condition(ticker.market)
    if condition.halt:
        return
    number = turn.book.next_number(Halt)
    turn.save(Halt(number, ticker.market, ticker.published_ms))
    turn.save(replace(condition, halt=number))
    turn.book.outbox.add_for_market(ticker.market, halt_notice(turn, number))


def end_halt(turn: Turn, condition: Condition, ticker: Ticker, mark: Mark) -> Condition:
    """The condition at this mark, `ticker` being as it was before: whoever was told of a halt is told of its end."""
    if condition.halt:
        turn.save(Halt(condition.halt, mark.market, ticker.published_ms, mark.published_ms))
        turn.book.outbox.add_for_halt(halt_notice(turn, condition.halt))
        condition = replace(condition, halt=0)
        turn.save(condition)
    elif ticker.price and mark.published_ms - ticker.published_ms > GAP_MS:
        number = turn.book.next_number(Halt)
        turn.save(Halt(number, mark.market, ticker.published_ms, mark.published_ms))
        turn.book.outbox.add_for_market(mark.market, halt_notice(turn, number))
    return condition


def halt_notice(turn: Turn, halt: int) -> Notice:
    """A template: the book puts in whom it goes to."""
    return Notice(Topic.HALT, halt, turn.at_ms, alert=AlertKind.MARKET)
