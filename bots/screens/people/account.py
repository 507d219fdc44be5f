"""An account: the first screen, today's points, and a player's own statistics."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import balance_field, count, money, span
from bots.screens.kit.screen import Button, Group, Screen, Style, Tone
from bots.screens.people.leaderboards import standing_fields
from core.messages.players import Account, Claimed, MeShown, Started
from core.rules.players import CLAIM_MS, STREAK_MS
from core.units import HOUR_MS


def _account_fields(say: Wording, account: Account) -> Group:
    return (
        balance_field(say, account.balance),
        money(say, "Equity", say("With all that is open"), account.equity),
    )


def start_screen(say: Wording, answer: Started) -> Screen:
    """What a player sees first: the balance, and the first taps."""
    return Screen(
        about="account",
        title=say("dumbdegen: call the price, feel the leverage, lose nothing"),
        fields=_account_fields(say, answer.account),
        notes=(
            say("All of it is play money: points are never bought, sold or passed on."),
            say("A prediction is two taps: up or down, then how long. A position is three: market, margin, leverage."),
        ),
        buttons=(
            (Button(say("Up with 25 pt"), "up 25", Style.UP), Button(say("Down with 25 pt"), "down 25", Style.DOWN)),
            (Button(say("Long BTC"), "long btc", Style.UP), Button(say("Short BTC"), "short btc", Style.DOWN)),
            (Button(say("Prices"), "price"), Button(say("Learn"), "learn"), Button(say("Help"), "help")),
        ),
    )


def claimed_screen(say: Wording, answer: Claimed) -> Screen:
    """Today's points, or a fresh start."""
    player = answer.account.player
    amount = figures.points(say, answer.amount, sign=True)
    title = say("A fresh start: {amount}") if answer.refill else say("Today's points: {amount}")
    fields = (
        *_account_fields(say, answer.account),
        money(say, "Granted", say("Granted"), answer.amount),
        count("Streak", say("Days in a row"), player.streak),
    )
    notes = (
        say("Come back in {claim} h; the streak ends after {streak} h.").format(
            claim=CLAIM_MS // HOUR_MS, streak=STREAK_MS // HOUR_MS
        ),
    )
    return Screen("account", title.format(amount=amount), fields, notes=notes, tone=Tone.GOOD)


def me_screen(say: Wording, answer: MeShown) -> Screen:
    """A player's own statistics."""
    fields = _account_fields(say, answer.account)
    if answer.standing is not None:
        fields += standing_fields(say, answer.standing)
    fields += (
        span(say, "Longest", say("Longest position"), answer.longest_ms),
        count("Streak", say("Days in a row"), answer.account.player.streak),
    )
    buttons = ((Button(say("Positions"), "positions"), Button(say("History"), "history"), Button(say("Top"), "top")),)
    return Screen("account", say("Your statistics"), fields, buttons=buttons)
