"""What an account, its limits and settings, leaderboards and prices look like."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import count, moment, money, share, span, word
from bots.screens.kit.screen import Audience, Button, Field, Group, Screen, Style, Tone, listed
from core.messages.leaderboards import Standing, TopShown
from core.messages.players import Account, Claimed, LimitsShown, MeShown, Started
from core.queries.leaderboards import RANKED_ENTRIES


def _account_fields(account: Account) -> Group:
    return (
        money("Balance", _("Balance"), account.balance),
        money("Equity", _("With all that is open"), account.equity),
    )


def start_screen(answer: Started) -> Screen:
    """The first screen."""
    return Screen(
        about="account",
        title=_("dumbdegen: call the price, feel the leverage, lose nothing"),
        fields=_account_fields(answer.account),
        notes=(
            _("All of it is play money: points are never bought, sold or passed on."),
            _("A prediction is two taps: up or down, then how long. A position is three: market, margin, leverage."),
        ),
        buttons=(
            (Button(_("Up with 25 pt"), "up 25", Style.UP), Button(_("Down with 25 pt"), "down 25", Style.DOWN)),
            (Button(_("Long BTC"), "long btc", Style.UP), Button(_("Short BTC"), "short btc", Style.DOWN)),
            (Button(_("Prices"), "price"), Button(_("Learn"), "learn"), Button(_("Help"), "help")),
        ),
    )


def claimed_screen(answer: Claimed) -> Screen:
    """Today's points, or a fresh start."""
    player = answer.account.player
    amount = figures.points(answer.amount, sign=True)
    title = _("A fresh start: {amount}") if answer.refill else _("Today's points: {amount}")
    fields = (
        *_account_fields(answer.account),
        money("Granted", _("Granted"), answer.amount),
        count("Streak", _("Days in a row"), player.streak),
    )
    notes = (_("Come back in 24 h; the streak ends after 48 h."),)
    return Screen("account", title.format(amount=amount), fields, notes=notes, tone=Tone.GOOD)


def me_screen(answer: MeShown) -> Screen:
    """Own statistics."""
    fields = _account_fields(answer.account)
    if answer.standing is not None:
        fields += standing_fields(answer.standing)
    fields += (
        span("Longest", _("Longest position"), answer.longest_ms),
        count("Streak", _("Days in a row"), answer.account.player.streak),
    )
    buttons = ((Button(_("Positions"), "positions"), Button(_("History"), "history"), Button(_("Top"), "top")),)
    return Screen("account", _("Your statistics"), fields, buttons=buttons)


def standing_fields(standing: Standing) -> Group:
    """The figures of one standing."""
    return (
        money("NetPoints", _("Net"), standing.net, sign=True),
        share("ROI", _("Return on what was put in"), standing.roi_ppm // 100 * 100, sign=True),
        share("HitRate", _("Hit rate"), standing.hit_ppm // 100 * 100),
        count("Entries", _("Entries"), standing.entries),
    )


def _most_leverage(leverage: int | None) -> Field:
    label = _("Highest leverage")
    if leverage is None:
        return word("LeverageLimit", label, None)
    return Field("LeverageLimit", label, str(leverage), f"{leverage}x")


def limits_screen(answer: LimitsShown) -> Screen:
    """Own limits and what counts against them."""
    player, at_ms = answer.player, answer.at_ms
    leverage = player.leverage_limit_at(at_ms)
    resting = player.break_until_ms if player.break_until_ms > at_ms else None
    fields = (
        money("LossLimit", _("Most to lose in a day"), player.loss_limit_at(at_ms)),
        money("LostToday", _("Lost today"), answer.lost_today),
        money("AtRisk", _("At risk now"), answer.at_risk),
        _most_leverage(leverage),
        moment("BreakUntil", _("Break until"), resting),
    )
    notes = [_("Tighter acts at once, looser after 24 h. A break cannot be ended early; what is open stays yours.")]
    if player.loss_limit_next_ms > at_ms:
        value = _("none") if player.loss_limit_next is None else figures.points(player.loss_limit_next)
        notes.append(_later(_("The daily loss limit"), value, player.loss_limit_next_ms))
    if player.leverage_limit_next_ms > at_ms:
        value = _("none") if player.leverage_limit_next is None else f"{player.leverage_limit_next}x"
        notes.append(_later(_("The highest leverage"), value, player.leverage_limit_next_ms))
    title = _("Limits changed") if answer.changed else _("Your own limits")
    examples = (_("Say “limits loss 200”, “limits leverage 100x”, “break 24h”."),)
    return Screen("limits", title, fields, notes=(*notes, *examples))


def _later(what: str, value: str, at_ms: int) -> str:
    return _("{what} becomes {value} at {moment}.").format(what=what, value=value, moment=figures.moment(at_ms))


def top_screen(answer: TopShown) -> Screen:
    """A leaderboard."""
    items = tuple(
        (count("Rank", _("Rank"), rank), word("Player", _("Player"), standing.name), *standing_fields(standing))
        for rank, standing in enumerate(answer.standings, start=1)
    )
    where = _("everybody") if answer.everyone else _("this chat")
    when = _("this season") if answer.season else _("this week")
    notes = [_("Ranked from {least} entries on, by {by}.").format(least=RANKED_ENTRIES, by=_ranking_name(answer.by))]
    if answer.mine is not None and answer.mine.entries < RANKED_ENTRIES:
        missing = RANKED_ENTRIES - answer.mine.entries
        notes.append(_("You are {missing} entries short of a rank.").format(missing=missing))
    title = _("Top of {where}, {when}").format(where=where, when=when)
    scope = "all" if answer.everyone else "chat"
    other = "week" if answer.season else "season"
    row = tuple(Button(_ranking_name(by), f"top {scope} {by}") for by in ("net", "roi", "hits"))
    switch = Button(_("This season") if other == "season" else _("This week"), f"top {scope} {other}")
    return Screen("top", title, **listed(items), notes=tuple(notes), buttons=(row, (switch,)), audience=Audience.OPEN)


def _ranking_name(by: str) -> str:
    return {"net": _("net points"), "roi": _("return"), "hits": _("hit rate")}[by]
