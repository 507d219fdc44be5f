"""What an account, its limits and settings, leaderboards and prices look like."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import count, moment, money, share, span, word
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, Style, Tone, listed
from core.messages.leaderboards import Standing, TopShown
from core.messages.players import Account, Claimed, LimitsShown, MeShown, Started
from core.queries.leaderboards import RANKED_ENTRIES
from core.rules.players import CLAIM_MS, LOOSER_MS, STREAK_MS
from core.units import HOUR_MS


def _account_fields(say: Wording, account: Account) -> Group:
    return (
        money(say, "Balance", say("Balance"), account.balance),
        money(say, "Equity", say("With all that is open"), account.equity),
    )


def start_screen(say: Wording, answer: Started) -> Screen:
    """The first screen."""
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
    """Own statistics."""
    fields = _account_fields(say, answer.account)
    if answer.standing is not None:
        fields += standing_fields(say, answer.standing)
    fields += (
        span(say, "Longest", say("Longest position"), answer.longest_ms),
        count("Streak", say("Days in a row"), answer.account.player.streak),
    )
    buttons = ((Button(say("Positions"), "positions"), Button(say("History"), "history"), Button(say("Top"), "top")),)
    return Screen("account", say("Your statistics"), fields, buttons=buttons)


def standing_fields(say: Wording, standing: Standing) -> Group:
    """The figures of one standing."""
    return (
        money(say, "NetPoints", say("Net"), standing.net, sign=True),
        share(say, "ROI", say("Return on what was put in"), standing.roi_ppm // 100 * 100, sign=True),
        share(say, "HitRate", say("Hit rate"), standing.hit_ppm // 100 * 100),
        count("Entries", say("Entries"), standing.entries),
    )


def _most_leverage(say: Wording, leverage: int | None) -> Field:
    label = say("Highest leverage")
    if leverage is None:
        return word(say, "LeverageLimit", label, None)
    return Field("LeverageLimit", label, str(leverage), f"{leverage}x")


def limits_screen(say: Wording, answer: LimitsShown) -> Screen:
    """Own limits and what counts against them."""
    player, at_ms = answer.player, answer.at_ms
    leverage = player.leverage_limit_at(at_ms)
    resting = player.break_until_ms if player.break_until_ms > at_ms else None
    fields = (
        money(say, "LossLimit", say("Most to lose in a day"), player.loss_limit_at(at_ms)),
        money(say, "LostToday", say("Lost today"), answer.lost_today),
        money(say, "AtRisk", say("At risk now"), answer.at_risk),
        _most_leverage(say, leverage),
        moment(say, "BreakUntil", say("Break until"), resting),
    )
    rule = say("Tighter acts at once, looser after {hours} h. A break cannot be ended early; what is open stays yours.")
    notes = [rule.format(hours=LOOSER_MS // HOUR_MS)]
    if player.loss_limit_next_ms > at_ms:
        value = say("none") if player.loss_limit_next is None else figures.points(say, player.loss_limit_next)
        notes.append(_later(say, say("The daily loss limit"), value, player.loss_limit_next_ms))
    if player.leverage_limit_next_ms > at_ms:
        value = say("none") if player.leverage_limit_next is None else f"{player.leverage_limit_next}x"
        notes.append(_later(say, say("The highest leverage"), value, player.leverage_limit_next_ms))
    title = say("Limits changed") if answer.changed else say("Your own limits")
    examples = (say("Say “limits loss 200”, “limits leverage 100x”, “break 24h”."),)
    return Screen("limits", title, fields, notes=(*notes, *examples))


def _later(say: Wording, what: str, value: str, at_ms: int) -> str:
    return say("{what} becomes {value} at {moment}.").format(what=what, value=value, moment=figures.moment(at_ms))


def top_screen(say: Wording, answer: TopShown) -> Screen:
    """A leaderboard."""
    items = tuple(
        (
            count("Rank", say("Rank"), rank),
            word(say, "Player", say("Player"), standing.name),
            *standing_fields(say, standing),
        )
        for rank, standing in enumerate(answer.standings, start=1)
    )
    where = say("everybody") if answer.everyone else say("this chat")
    when = say("this season") if answer.season else say("this week")
    notes = [
        say("Ranked from {least} entries on, by {by}.").format(least=RANKED_ENTRIES, by=_ranking_name(say, answer.by))
    ]
    if answer.mine is not None and answer.mine.entries < RANKED_ENTRIES:
        missing = RANKED_ENTRIES - answer.mine.entries
        notes.append(say("You are {missing} entries short of a rank.").format(missing=missing))
    title = say("Top of {where}, {when}").format(where=where, when=when)
    scope = "all" if answer.everyone else "chat"
    other = "week" if answer.season else "season"
    row = tuple(Button(_ranking_name(say, by), f"top {scope} {by}") for by in ("net", "roi", "hits"))
    switch = Button(say("This season") if other == "season" else say("This week"), f"top {scope} {other}")
    return Screen("top", title, **listed(items), notes=tuple(notes), buttons=(row, (switch,)), audience=Audience.OPEN)


def _ranking_name(say: Wording, by: str) -> str:
    return {"net": say("net points"), "roi": say("return"), "hits": say("hit rate")}[by]
