"""The lessons: what a term means, in a few lines, with the player's own numbers wherever there are any.

A lesson says how it is, never that the player was stupid, and never that the next one will go better.
"""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import money, side_name
from bots.screens.kit.screen import Audience, Button, Rows, Screen
from core.messages.lessons import Lesson, LessonShown
from core.money import floor_div
from core.prices.markets import MARKETS
from core.rules.fees_and_slippage import DEGEN_LEVERAGE
from core.rules.positions import LOSS_RATE_BPS, Position, Preview, post_mortem, same_move_elsewhere
from core.units import BPS, PPM

_CALM = 100  # the leverage that wild ones are compared with
_SMALL_SHARE = 20  # a twentieth of the balance: what one position may cost without hurting


def lesson_screen(answer: LessonShown) -> Screen:
    """One lesson, or the list of them."""
    if answer.lesson is None:
        rows = tuple((Button(_lesson_name(each), f"learn {each}"),) for each in Lesson)
        notes = (_("Five short lessons, each with your own numbers. Nothing here costs points."),)
        return Screen("learn", _("What would you like to understand?"), notes=notes, buttons=rows)
    lines = {
        Lesson.LEVERAGE: _leverage,
        Lesson.LIQUIDATION: _liquidation,
        Lesson.FUNDING: _funding,
        Lesson.SLIPPAGE: _slippage,
        Lesson.RISK: _risk,
    }[answer.lesson](answer)
    fields = (money("Balance", _("Balance"), answer.account.balance),)
    title = _("Lesson: {name}").format(name=_lesson_name(answer.lesson))
    buttons = _buttons(answer, answer.lesson)
    return Screen("learn", title, fields, notes=lines, buttons=buttons, audience=Audience.PLAYER)


def _lesson_name(lesson: Lesson) -> str:
    return {
        Lesson.LEVERAGE: _("Leverage"),
        Lesson.LIQUIDATION: _("Liquidation"),
        Lesson.FUNDING: _("Funding"),
        Lesson.SLIPPAGE: _("Slippage"),
        Lesson.RISK: _("Risk"),
    }[lesson]


def _buttons(answer: LessonShown, lesson: Lesson) -> Rows:
    market = answer.market.lower()
    whatif = Button(_("Try it: what if"), f"whatif long {market}")
    tries = {
        Lesson.LEVERAGE: whatif,
        Lesson.LIQUIDATION: Button(_("Your odds"), f"odds {market}"),
        Lesson.FUNDING: whatif,
        Lesson.SLIPPAGE: whatif,
        Lesson.RISK: Button(_("Your limits"), "limits"),
    }
    order = list(Lesson)
    following = order[(order.index(lesson) + 1) % len(order)]
    return ((tries[lesson], Button(_("Next: {name}").format(name=_lesson_name(following)), f"learn {following}")),)


def _leverage(answer: LessonShown) -> tuple[str, ...]:
    most = MARKETS[answer.market].max_leverage
    amount = figures.points(answer.amount)
    moved = [(lev, figures.points(min(answer.amount, answer.amount * lev // 1_000))) for lev in (10, _CALM, most)]
    sized = _("Leverage makes a position larger than its margin: {amount} at {most}x moves like {size}.")
    at = _("If the price moves 0.1 % against you, your {amount} lose {losses}.")
    losses = ", ".join(_("{loss} at {lev}x").format(loss=loss, lev=lev) for lev, loss in moved)
    return (
        sized.format(amount=amount, most=most, size=figures.points(answer.amount * most)),
        at.format(amount=amount, losses=losses),
        _("It does not make a call any better. It makes the time shorter in which you may be wrong."),
        _("Fees and slippage are paid on the whole size, not on the margin."),
        _own_leverage(answer),
    )


def _own_leverage(answer: LessonShown) -> str:
    tally, newest = answer.tally, answer.newest
    if newest is None:
        return _("You have opened no position yet. “whatif” shows one at every leverage, and costs nothing.")
    text = _("Positions you opened: {count}. Of them liquidated: {liquidated}. Leverage of the last one: {leverage}x.")
    return text.format(count=tally.positions, liquidated=tally.liquidated, leverage=newest.leverage)


def _liquidation(answer: LessonShown) -> tuple[str, ...]:
    most = MARKETS[answer.market].max_leverage
    moves = ", ".join(
        _("{move} at {lev}x").format(move=figures.percent(floor_div(LOSS_RATE_BPS * PPM, BPS * lev)), lev=lev)
        for lev in (10, _CALM, most)
    )
    return (
        _("When {share} of the margin is lost, the position is closed by force, and nothing comes back.").format(
            share=figures.percent(LOSS_RATE_BPS * 100)
        ),
        _("That is a move against you of {moves}, and the slippage of the opening is part of it.").format(moves=moves),
        _("The bankruptcy price, where all would be lost, is further away: often quoted, but liquidation comes first."),
        *_own_liquidation(answer.liquidated),
        _(
            "A stop-loss before it keeps what slippage and the fee leave: much at 10x, next to nothing at {most}x."
        ).format(most=most),
        _("Say “sl 3 20% roe” for number 3, or “sl 20% roe” when you open."),
    )


def _own_liquidation(position: Position | None) -> tuple[str, ...]:
    if position is None:
        return (_("Not one of your positions was liquidated so far."),)
    assert position.closed_ms is not None
    name = f"{position.market} {side_name(position.side)} {position.leverage}x"
    lived = figures.span(position.closed_ms - position.opened_ms)
    mine = _("Your last one, {name}, lived {lived}: of {margin} the price took {price}, slippage {slippage}.")
    mortem = post_mortem(position)
    cost = same_move_elsewhere(position, _CALM, MARKETS[position.market])
    calm = _("The same move at {lev}x would have cost {cost}.")
    return (
        mine.format(
            name=name,
            lived=lived,
            margin=figures.points(position.margin),
            price=figures.points(mortem.price),
            slippage=figures.points(mortem.slippage),
        ),
        calm.format(lev=_CALM, cost=figures.points(cost)),
    )


def _funding(answer: LessonShown) -> tuple[str, ...]:
    funding = answer.tally.funding
    if not answer.tally.positions:
        own = _("You have opened no position yet, so you have paid none.")
    elif funding < 0:
        own = _("Positions you opened: {count}. Funding you paid on them so far, on balance: {amount}.")
    else:
        own = _("Positions you opened: {count}. Funding you received on them so far, on balance: {amount}.")
    return (
        _("Every minute the heavier side of a market pays the lighter one, so that the sides do not drift apart."),
        _("The rate is 0.01 % to 0.05 % of the size per 8 h: at 1001x, 0.01 % is a tenth of the margin."),
        own.format(count=answer.tally.positions, amount=figures.points(abs(funding))),
        *_funding_now(answer.offer),
        _("Paying brings the liquidation price closer, receiving moves it away; every position shows both."),
        _("For a minute it is little. For a night at high leverage it can be all of it."),
    )


def _funding_now(offer: Preview | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    position = offer.position
    text = _("Now, a {market} long at {lev}x would be at {share} of its margin per hour.")
    share = figures.percent(offer.funding_ppm_hour, sign=True)
    return (text.format(market=position.market, lev=position.leverage, share=share),)


def _slippage(answer: LessonShown) -> tuple[str, ...]:
    amount = figures.points(answer.amount)
    most = MARKETS[answer.market].max_leverage
    lost = figures.points(floor_div(answer.amount * most, BPS))
    return (
        _("You never get the price on the screen: an order fills at the first one after it, moved against you."),
        _("It is moved by 0.01 % in Degen and at every close, by 0.01 % to 0.05 % when you open below {lev}x.").format(
            lev=DEGEN_LEVERAGE
        ),
        _("That is of the size: {amount} at {most}x begin {lost} down.").format(amount=amount, most=most, lost=lost),
        *_own_slippage(answer.newest),
        *_break_even(answer.offer),
        _("If the price runs away before the fill by more than your tolerance, {share}, your points come back.").format(
            share=figures.percent(answer.account.player.tolerance_bps * 100)
        ),
    )


def _own_slippage(position: Position | None) -> tuple[str, ...]:
    if position is None:
        return ()
    slipped = abs(position.entry - position.open_mark)
    share = figures.percent(-floor_div(-slipped * PPM, position.open_mark))
    text = _("Your last position, number {number}, was filled {price} USD from the mark: {share} of its size, at once.")
    return (text.format(number=position.number, price=figures.price(slipped), share=share),)


def _break_even(offer: Preview | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    text = _("With the fees, {market} must now move {share} your way until a close at {lev}x breaks even.")
    position = offer.position
    return (text.format(market=position.market, share=figures.percent(offer.breakeven_ppm), lev=position.leverage),)


def _risk(answer: LessonShown) -> tuple[str, ...]:
    limits = answer.limits
    limit = limits.player.loss_limit_at(limits.at_ms)
    if limit is None:
        today = _("Today you have lost {lost}, with {risk} at risk and no limit: “limits loss 200” would be one.")
    else:
        today = _("Today you have lost {lost} of the {limit} you allow yourself, with {risk} at risk.")
    small = figures.points(floor_div(answer.account.balance, _SMALL_SHARE))
    return (
        _("Decide what a day may cost before it begins; in the middle of it nobody decides well."),
        today.format(
            lost=figures.points(limits.lost_today),
            risk=figures.points(limits.at_risk),
            limit=None if limit is None else figures.points(limit),
        ),
        _("Small and often teaches more than all at once: a twentieth of your balance is {small}.").format(small=small),
        *_own_standing(answer),
        _("No price owes you anything back. After a liquidation, wait before the next one."),
        _("When it is no fun any more: “break 24h” opens nothing for a day."),
    )


def _own_standing(answer: LessonShown) -> tuple[str, ...]:
    standing = answer.standing
    if standing is None:
        return ()
    text = _("So far {hits} of your {entries} calls and positions gained, {net} in all.")
    return (text.format(hits=standing.hits, entries=standing.entries, net=figures.points(standing.net, sign=True)),)
