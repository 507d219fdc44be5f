"""The lessons: what a term means, in a few lines, with the player's own numbers wherever there are any.

A lesson says how it is, never that the player was stupid, and never that the next one will go better.
"""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import balance_field, side_name
from bots.screens.kit.screen import Audience, Button, Rows, Screen
from bots.sentences.row import MAX_LEVERAGE
from core.messages.lessons import Lesson, LessonShown
from core.money import floor_div
from core.prices.funding import FLOOR_BPS, PERIOD_MINUTES, SKEW_BPS
from core.prices.markets import MARKETS
from core.rules.fees_and_slippage import DEGEN_LEVERAGE, SLIP_BPS, SLIP_MAX_STEPS
from core.rules.positions import LOSS_RATE_BPS, Position, Preview, post_mortem, same_move_elsewhere
from core.units import BPS, MINUTE_MS, PPM

_MILD = 10
_CALM = 100  # the leverage that wild ones are compared with
_MOVE_PPM = 1_000  # a small move of the price
_SMALL_PPM = 50_000  # of the balance: what one position may cost without hurting


def lesson_screen(say: Wording, answer: LessonShown) -> Screen:
    """One lesson, or the list of them."""
    if answer.lesson is None:
        rows = tuple((Button(_lesson_name(say, each), f"learn {each}"),) for each in Lesson)
        note = say("{count} short lessons, each with your own numbers. Nothing here costs points.")
        count = figures.in_words(say, len(Lesson)).capitalize()
        return Screen(
            "learn", say("What would you like to understand?"), notes=(note.format(count=count),), buttons=rows
        )
    lines = {
        Lesson.LEVERAGE: _leverage,
        Lesson.LIQUIDATION: _liquidation,
        Lesson.FUNDING: _funding,
        Lesson.SLIPPAGE: _slippage,
        Lesson.RISK: _risk,
    }[answer.lesson](say, answer)
    fields = (balance_field(say, answer.account.balance),)
    title = say("Lesson: {name}").format(name=_lesson_name(say, answer.lesson))
    buttons = _buttons(say, answer, answer.lesson)
    return Screen("learn", title, fields, notes=lines, buttons=buttons, audience=Audience.PLAYER)


def _lesson_name(say: Wording, lesson: Lesson) -> str:
    return {
        Lesson.LEVERAGE: say("Leverage"),
        Lesson.LIQUIDATION: say("Liquidation"),
        Lesson.FUNDING: say("Funding"),
        Lesson.SLIPPAGE: say("Slippage"),
        Lesson.RISK: say("Risk"),
    }[lesson]


def _buttons(say: Wording, answer: LessonShown, lesson: Lesson) -> Rows:
    market = answer.market.lower()
    whatif = Button(say("Try it: what if"), f"whatif long {market}")
    tries = {
        Lesson.LEVERAGE: whatif,
        Lesson.LIQUIDATION: Button(say("Your odds"), f"odds {market}"),
        Lesson.FUNDING: whatif,
        Lesson.SLIPPAGE: whatif,
        Lesson.RISK: Button(say("Your limits"), "limits"),
    }
    order = list(Lesson)
    following = order[(order.index(lesson) + 1) % len(order)]
    return (
        (tries[lesson], Button(say("Next: {name}").format(name=_lesson_name(say, following)), f"learn {following}")),
    )


def _leverage(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    most = MARKETS[answer.market].max_leverage
    amount = figures.points(say, answer.amount)
    moved = [
        (lev, figures.points(say, min(answer.amount, answer.amount * lev * _MOVE_PPM // PPM)))
        for lev in (_MILD, _CALM, most)
    ]
    sized = say("Leverage makes a position larger than its margin: {amount} at {most}x moves like {size}.")
    at = say("If the price moves {move} against you, your {amount} lose {losses}.")
    losses = ", ".join(say("{loss} at {lev}x").format(loss=loss, lev=lev) for lev, loss in moved)
    return (
        sized.format(amount=amount, most=most, size=figures.points(say, answer.amount * most)),
        at.format(move=figures.percent(_MOVE_PPM), amount=amount, losses=losses),
        say("It does not make a call any better. It makes the time shorter in which you may be wrong."),
        say("Fees and slippage are paid on the whole size, not on the margin."),
        _own_leverage(say, answer),
    )


def _own_leverage(say: Wording, answer: LessonShown) -> str:
    tally, newest = answer.tally, answer.newest
    if newest is None:
        return say("You have opened no position yet. “whatif” shows one at every leverage, and costs nothing.")
    text = say(
        "Positions you opened: {count}. Of them liquidated: {liquidated}. Leverage of the last one: {leverage}x."
    )
    return text.format(count=tally.positions, liquidated=tally.liquidated, leverage=newest.leverage)


def _liquidation(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    most = MARKETS[answer.market].max_leverage
    moves = ", ".join(
        say("{move} at {lev}x").format(move=figures.percent(floor_div(LOSS_RATE_BPS * PPM, BPS * lev)), lev=lev)
        for lev in (_MILD, _CALM, most)
    )
    return (
        say("When {share} of the margin is lost, the position is closed by force, and nothing comes back.").format(
            share=figures.percent(LOSS_RATE_BPS * 100)
        ),
        say("That is a move against you of {moves}, and the slippage of the opening is part of it.").format(
            moves=moves
        ),
        say(
            "The bankruptcy price, where all would be lost, is further away: often quoted, but liquidation comes first."
        ),
        *_own_liquidation(say, answer.liquidated),
        say(
            "A stop-loss before it keeps what slippage and the fee leave: much at {mild}x, next to nothing at {most}x."
        ).format(mild=_MILD, most=most),
        say("Say “sl 3 20% roe” for number 3, or “sl 20% roe” when you open."),
    )


def _own_liquidation(say: Wording, position: Position | None) -> tuple[str, ...]:
    if position is None:
        return (say("Not one of your positions was liquidated so far."),)
    assert position.closed_ms is not None
    name = f"{position.market} {side_name(say, position.side)} {position.leverage}x"
    lived = figures.span(say, position.closed_ms - position.opened_ms)
    mine = say("Your last one, {name}, lived {lived}: of {margin} the price took {price}, slippage {slippage}.")
    mortem = post_mortem(position)
    cost = same_move_elsewhere(position, _CALM, MARKETS[position.market])
    calm = say("The same move at {lev}x would have cost {cost}.")
    return (
        mine.format(
            name=name,
            lived=lived,
            margin=figures.points(say, position.margin),
            price=figures.points(say, mortem.price),
            slippage=figures.points(say, mortem.slippage),
        ),
        calm.format(lev=_CALM, cost=figures.points(say, cost)),
    )


def _funding(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    funding = answer.tally.funding
    if not answer.tally.positions:
        own = say("You have opened no position yet, so you have paid none.")
    elif funding < 0:
        own = say("Positions you opened: {count}. Funding you paid on them so far, on balance: {amount}.")
    else:
        own = say("Positions you opened: {count}. Funding you received on them so far, on balance: {amount}.")
    return (
        say("Every minute the heavier side of a market pays the lighter one, so that the sides do not drift apart."),
        _funding_rates(say),
        own.format(count=answer.tally.positions, amount=figures.points(say, abs(funding))),
        *_funding_now(say, answer.offer),
        say("Paying brings the liquidation price closer, receiving moves it away; every position shows both."),
        say("For a minute it is little. For a night at high leverage it can be all of it."),
    )


def _funding_rates(say: Wording) -> str:
    text = say("The rate is {least} to {most} of the size per {span}: at {lev}x, {least} is {part} of the margin.")
    return text.format(
        least=figures.percent(FLOOR_BPS * 100),
        most=figures.percent(SKEW_BPS * 100),
        span=figures.span(say, PERIOD_MINUTES * MINUTE_MS),
        lev=MAX_LEVERAGE,
        part=figures.part(say, FLOOR_BPS * 100 * MAX_LEVERAGE),
    )


def _funding_now(say: Wording, offer: Preview | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    position = offer.position
    text = say("Now, a {market} long at {lev}x would be at {share} of its margin per hour.")
    share = figures.percent(offer.funding_ppm_hour, sign=True)
    return (text.format(market=position.market, lev=position.leverage, share=share),)


def _slippage(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    amount = figures.points(say, answer.amount)
    most = MARKETS[answer.market].max_leverage
    lost = figures.points(say, floor_div(answer.amount * most * SLIP_BPS, BPS))
    least, worst = (figures.percent(bps * 100) for bps in (SLIP_BPS, SLIP_BPS * SLIP_MAX_STEPS))
    return (
        say("You never get the price on the screen: an order fills at the first one after it, moved against you."),
        say(
            "It is moved by {least} in Degen and at every close, by {least} to {worst} when you open below {lev}x."
        ).format(least=least, worst=worst, lev=DEGEN_LEVERAGE),
        say("That is of the size: {amount} at {most}x begin {lost} down.").format(amount=amount, most=most, lost=lost),
        *_own_slippage(say, answer.newest),
        *_break_even(say, answer.offer),
        say(
            "If the price runs away before the fill by more than your tolerance, {share}, your points come back."
        ).format(share=figures.percent(answer.account.player.tolerance_bps * 100)),
    )


def _own_slippage(say: Wording, position: Position | None) -> tuple[str, ...]:
    if position is None:
        return ()
    slipped = abs(position.entry - position.open_mark)
    share = figures.percent(-floor_div(-slipped * PPM, position.open_mark))
    text = say(
        "Your last position, number {number}, was filled {price} USD from the mark: {share} of its size, at once."
    )
    return (text.format(number=position.number, price=figures.price(slipped), share=share),)


def _break_even(say: Wording, offer: Preview | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    text = say("With the fees, {market} must now move {share} your way until a close at {lev}x breaks even.")
    position = offer.position
    return (text.format(market=position.market, share=figures.percent(offer.breakeven_ppm), lev=position.leverage),)


def _risk(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    limits = answer.limits
    limit = limits.player.loss_limit_at(limits.at_ms)
    if limit is None:
        today = say("Today you have lost {lost}, with {risk} at risk and no limit: “limits loss 200” would be one.")
    else:
        today = say("Today you have lost {lost} of the {limit} you allow yourself, with {risk} at risk.")
    small = figures.points(say, floor_div(answer.account.balance * _SMALL_PPM, PPM))
    return (
        say("Decide what a day may cost before it begins; in the middle of it nobody decides well."),
        today.format(
            lost=figures.points(say, limits.lost_today),
            risk=figures.points(say, limits.at_risk),
            limit=None if limit is None else figures.points(say, limit),
        ),
        say("Small and often teaches more than all at once: {part} of your balance is {small}.").format(
            part=figures.part(say, _SMALL_PPM), small=small
        ),
        *_own_standing(say, answer),
        say("No price owes you anything back. After a liquidation, wait before the next one."),
        say("When it is no fun any more: “break 24h” opens nothing for a day."),
    )


def _own_standing(say: Wording, answer: LessonShown) -> tuple[str, ...]:
    standing = answer.standing
    if standing is None:
        return ()
    text = say("So far {hits} of your {entries} calls and positions gained, {net} in all.")
    return (
        text.format(hits=standing.hits, entries=standing.entries, net=figures.points(say, standing.net, sign=True)),
    )
