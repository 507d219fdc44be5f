"""Refusals in sentences: what was understood, what is wrong, what to do instead.

The core refuses with a code and numbers; here each code has its sentence. The end of a value's name says how it is
written: `_micro` points, `_price` USD, `_ppm` and `_bps` percent, `_ms` a moment, `_span_ms` a duration, `_x` leverage.
"""

from collections.abc import Callable

from bots.languages.texts import N_, Wording
from bots.screens.kit import figures
from bots.screens.kit.screen import Field, Group, Screen, Tone
from bots.sentences.bets import MAX_EVERY
from core.money import POINT_DECIMALS, PRICE_DECIMALS, plain
from core.prices.markets import LIVE_MS
from core.rules.links import AGAIN_MS, CODE_LENGTH, CODE_MS
from core.rules.operator import BROADCAST_MS
from core.rules.orders import FILL_MS
from core.rules.quiet_hours_and_zones import MINUTES_A_DAY
from core.rules.rounds import WITHDRAW_MS
from core.units import DAY_MS, HOUR_MS

SENTENCES = {
    # What was said
    "sentence_empty": N_("Nothing was said. Try “help”."),
    "sentence_long": N_("That is {length} characters, and I read at most {most}. Say one thing at a time."),
    "words_many": N_("That is {count} words, and I read at most {most}. Say one thing at a time."),
    "letter_odd": N_("There is a character I do not read ({point}). Please use plain letters and the digits 0 to 9."),
    "too_fast": N_("Slowly, please: {most} at once, then one a second. What you just said was not done."),
    "said_long_ago": N_(
        "That took {age_span_ms} or longer to reach me, and prices have moved. Nothing was done: say it again."
    ),
    "verb_unknown": N_("I do not know “{word}”.{near} Say “help” for all verbs."),
    "word_unknown": N_("I do not understand “{word}” after “{verb}”.{near} For example: “{example}”."),
    "word_extra": N_("“{word}” is one word too many after “{verb}”. Nothing was done. For example: “{example}”."),
    "word_twice": N_("I read {what} after “{verb}”: “{first}” and “{word}”. Keep one, as in “{example}”."),
    "word_missing": N_("Something is missing after “{after}”. For example: “{example}”."),
    "number_expected": N_("“{word}” is not the number of anything of yours. For example: “{example}”."),
    "number_odd": N_("“{word}” is not a plain number. Write it like 25, 25.5 or 1.5k: “{example}”."),
    "number_negative": N_("“{word}” is below zero. Write it without the minus: “{example}”."),
    "number_plus": N_("“{word}” has a plus sign. Write it without: “{example}”."),
    "number_nan": N_("“{word}” is no number at all. For example: “{example}”."),
    "number_infinite": N_("“{word}” has no end, and points do. For example: “{example}”."),
    "number_exponent": N_("“{word}” has an exponent. Write all its digits, or a k for thousands: “{example}”."),
    "number_hex": N_("“{word}” is hexadecimal. Write it with the digits 0 to 9: “{example}”."),
    "number_underscore": N_("“{word}” has an underscore. Write the digits alone: “{example}”."),
    "number_comma": N_("“{word}” could mean two things. Write {plain} without a comma, or a dot for decimals."),
    "number_decimals": N_("“{word}” has more decimals than there are ({decimals}). For example: “{example}”."),
    "number_large": N_("“{word}” is more than there is in the whole game. For example: “{example}”."),
    "amount_expected": N_("“{word}” is not an amount. Write 25, 25.5, 1k, half, all or 10%: “{example}”."),
    "amount_share": N_("“{word}” is not a share. It is above 0% and at most 100%, like 10%."),
    "points_expected": N_("“{word}” is not a number of points. Write 25, 25.5 or 1k: “{example}”."),
    "leverage_whole": N_("“{word}” is not a leverage. It is a whole number of at most 6 digits, like 100x."),
    "close_percent": N_(
        "“{word}” of a position cannot be closed. Say more than 0% and at most 100%, like “close 3 50%”."
    ),
    "price_expected": N_("“{word}” is not a price. After “{after}” write one like 99000."),
    "price_bounds": N_("“{word}” is no possible price. For example: “{example}”."),
    "stop_expected": N_("“{word}” is neither a price, a move nor a return. Write 101000, 0.3% or 50% roe."),
    "stop_bounds": N_("“{word}” is not a possible move. Write one like 0.3%, or 50% roe."),
    "opening_incomplete": N_("With “{word}” I need the whole order, and {missing} missing. Say “{example}”."),
    "window_unit": N_("“{word}” has no unit. Say minutes with an m: “{example}”."),
    "window_whole": N_("“{word}” is not in whole minutes. Write it like 5m or 1h: “{example}”."),
    "window_bounds": N_("“{word}” is not a window. It lasts 1 to {most_minutes} minutes, like 5m."),
    "every_bounds": N_("“{word}” is not an interval. Say one like 30m, 1h or 1d, at most {most_every}."),
    "limits_unknown": N_(
        "“{word}” is not a limit.{near} Say “limits loss 200”, “limits leverage 100x”, or off instead of the number."
    ),
    "break_unknown": N_("A break lasts {offered}, not “{word}”. For example: “{example}”."),
    "settings_unknown": N_("“{word}” is not a setting.{near} Say “help settings” for all of them."),
    "presets_many": N_("That is {count} presets, and there are at most {most}. For example: “{example}”."),
    "alert_unknown": N_("“{word}” is not one of {known}.{near} For example: “alerts settled loud”."),
    "near_bounds": N_("“{word}” is not near. It is a whole share of {least}% to {most}%, like “alerts near 30%”."),
    "funding_bounds": N_("“{word}” is no share to tell of. It is a whole {least}% to {most}%: “alerts funding 10%”."),
    "zone_unknown": N_(
        "“{word}” is not a time zone I know. Say “+02:00”, or a name such as “Europe/Berlin” that follows summer time."
    ),
    "quiet_unknown": N_("“{word}” is not a time I read. Say “alerts quiet 22:00-07:00 +02:00”, or off."),
    "move_bounds": N_("“{word}” is not a move to wait for. Say above 0% and at most 100%: “alert btc move 1% in 5m”."),
    "span_unknown": N_("“{word}” is not a span I watch. It is one of {offered}: “alert btc move 1% in 5m”."),
    "alert_passed": N_("{market} is at {mark_price}, {kind} {asked_price} already. Name a price still to be reached."),
    "too_many_alerts": N_("You have {most} price alerts, and that is the most. Remove one first: “alerts”."),
    "no_such_alert": N_("No price alert {number} of yours waits. Say “alerts” for those that do."),
    "loss_bounds": N_("“{word}” is no share of a margin. Say 0.01% to 100%, like “loss 60%”."),
    "watch_passed": N_("{market} is at {mark_price}, beyond its liquidation price of {liquidation_price} already."),
    "watch_incomplete": N_("I miss “{place}”. For example: “{example}”."),
    "watch_leverage": N_("“{word}” is not a leverage to watch. It is 1x to {most}x."),
    "watch_wrong_side": N_(
        "A {side} from {entry_price} is not liquidated at {liquidation_price}. A long is below its entry, a short "
        "above, and no price is at or below zero."
    ),
    "too_many_watched": N_("You watch {most} positions, and that is the most. Remove one first: “watch”."),
    "no_such_watch": N_("You watch no position {number}. Say “watch” for those you do."),
    "tolerance_bounds": N_("“{word}” is not a tolerance. It is 0.01 % to {most_bps}, in steps of 0.01 %."),
    # Markets
    "market_unknown": N_("There is no market “{market}”. Say “price” for all of them."),
    "never_priced": N_("{market} has no price yet. Please try again in a moment."),
    "halted": N_(
        "{market} is halted: no fresh price since {since_ms}. Nothing opens until there is one; closes wait for it."
    ),
    "halted_guard": N_(
        "{market} has been halted since {since_ms}: {source} differs by {differs_ppm}. "
        "Nothing opens until the sources agree; closes wait for that."
    ),
    "halted_moving": N_(
        "{market} is halted: no price since {since_ms}, so it moves to {source}. "
        "Nothing opens until that has proven itself; closes wait for it."
    ),
    "halted_over": N_("{market} has been halted since {since_ms}: the tape is over. Nothing opens; closes wait."),
    "paused_guard": N_(
        "{market} has opened nothing since {since_ms}: {source} differs by {differs_ppm}. Closes are filled as always."
    ),
    "paused_clock": N_(
        "{market} has opened nothing since {since_ms}: the clock here is not that of the price sources. "
        "Closes are filled as always."
    ),
    "paused_operator": N_(
        "{market} has opened nothing since {since_ms}: the operator has paused it. Closes are filled as always."
    ),
    # Amounts and limits
    "balance": N_("That takes {need_micro}, and you have {balance_micro}. Say less, or “daily” for today's points."),
    "balance_empty": N_("You have no points to take a share of. Say “daily” for today's points."),
    "margin_bounds": N_("{amount_micro} of margin is outside {least_micro} to {most_micro}."),
    "stake_bounds": N_("A stake of {amount_micro} is outside {least_micro} to {most_micro}."),
    "presets_bounds": N_("{amount_micro} cannot be a preset; margins are {least_micro} to {most_micro}."),
    "leverage_bounds": N_("{leverage_x} is not offered on {market}: it takes {least_x} to {most_x}."),
    "leverage_limit": N_("{leverage_x} is above your own limit of {limit_x}."),
    "loss_limit": N_(
        "Your daily loss limit is {limit_micro}: {lost_micro} are lost today and {at_risk_micro} at risk, "
        "so at most {room_micro} fit now."
    ),
    "on_break": N_("You are on a break until {until_ms}. What is open stays yours and still alerts."),
    "break_longer": N_("Your break already lasts until {until_ms}, and a break cannot be shortened."),
    "too_many_positions": N_("You have {most} positions and orders, and that is the most. Close or cancel one first."),
    "too_many_predictions": N_("You have {most} predictions running, and that is the most. Wait for one to end."),
    "open_interest_full": N_(
        "{market} {side} is nearly full: {room_micro} of notional fit. Say less, or a lower leverage."
    ),
    "prediction_full": N_("{market} {side} is nearly full for this window: {room_micro} fit."),
    # Positions and orders
    "degen_both_ways": N_("Number {number} is {side} on {market} in Degen mode. Close it before you go the other way."),
    "degen_margin": N_("Number {number} is a Degen position: it lives or dies on its first margin."),
    "liquidated_at_open": N_("At {leverage_x} its own slippage would liquidate it at once. Choose a lower leverage."),
    "limit_marketable": N_(
        "A {side} at {limit_price} would fill at once, the price is {mark_price}. "
        "Leave “at” out, or name a better price."
    ),
    "takeprofit_wrong_side": N_(
        "A take-profit at {asked_price} is already passed. The nearest is “{nearest_price_exact}”."
    ),
    "takeprofit_beyond_cap": N_(
        "A take-profit at {asked_price} is beyond the profit cap. The furthest is “{nearest_price_exact}”."
    ),
    "stop_below_zero": N_(
        "That would be a price of {asked_price}, and there is none below zero. The nearest is {nearest_price}."
    ),
    "stoploss_wrong_side": N_(
        "A stop-loss at {asked_price} would close at once. The nearest is “{nearest_price_exact}”."
    ),
    "stoploss_beyond_liquidation": N_(
        "A stop-loss at {asked_price} is beyond the liquidation price. The furthest is “{nearest_price_exact}”."
    ),
    "no_such_position": N_("You have no open position {number}. Say “positions” for what is open."),
    "no_such_order": N_("You have no order {number}. Say “orders” for what waits."),
    "is_position": N_("Number {number} is an open position. Say “close {number}” to close it."),
    "is_order": N_("Number {number} is an order that waits. Say “cancel {number}” to take it back."),
    "is_prediction": N_("Number {number} is a prediction: it ends by itself, and cannot be taken back."),
    "no_such_thing": N_("Nothing of yours has the number {number}. Say “history”."),
    "not_waiting": N_("Order {number} does not wait any more. Say “history {number}” for what became of it."),
    "nothing_open": N_("Nothing is open."),
    "no_order_waits": N_("No order waits for its price."),
    "order_fills": N_(
        "Order {number} fills at the next price, or is refunded in {fill_span}; until then it is neither changed nor "
        "cancelled."
    ),
    "closes_already": N_(
        "{share_ppm} of #{number} closes at the next price already; that stands for {close_span}. Say it again "
        "after that."
    ),
    "draft_gone": N_("Number {number} waits for no confirmation, or not any more. Please say the order itself again."),
    # Predictions and rounds
    "window_unknown": N_("{market} has no window of {minutes} min. Say one of {offered}."),
    "role_only": N_("Here admins open rounds, and who has the role that they chose."),
    "no_roles": N_("There are no roles here: those are Discord's. Say “setup rounds admins” or “setup rounds all”."),
    "stake_cap": N_("This chat plays for at most {most_micro} a round, and that is {stake_micro}. Say less."),
    "setup_unknown": N_("“{word}” is not something to set up.{near} Say “help setup” for all of it."),
    "language_unknown": N_("I do not speak “{word}”. I speak {known}."),
    "setup_no_topic": N_(
        "This is not a topic, and nothing was changed: say it in the topic that rounds shall appear in. On Discord "
        "each channel and thread has rounds of its own, so there is nothing to choose."
    ),
    "groups_only": N_("“{verb}” is for groups. Add me to one, or play alone with “up 25 5m”."),
    "admins_only": N_("“{verb}” is for the admins of this chat."),
    "nothing_scheduled": N_("No round repeats here."),
    "no_round": N_("No round is open here. Say “round 5m” to open one."),
    "no_such_round": N_("There is no round {number} of this chat or of yours."),
    "round_active": N_("Round {number} is not over yet. One at a time."),
    "round_every_short": N_("Every {minutes} min is too often for this window: at least every {least_minutes} min."),
    "round_locked": N_(
        "Round {number} is locked. Wait for the next, or predict alone by naming another window or market."
    ),
    "round_side": N_("You are {side} in round {number}; there is no switching."),
    "round_lower": N_("Your stake in round {number} is {stake_micro} already; it can only be raised."),
    "round_no_bet": N_("You have no bet in round {number}."),
    "round_sealed_withdraw": N_("Round {number} is sealed: a stake stays in."),
    "round_withdraw_late": N_("Too late: in the last {withdraw_span} before its lock nothing leaves round {number}."),
    # Where it is said
    "discord_not_here": N_(
        "A round needs me as a member of this server. Somebody who manages it opens my profile and chooses "
        "“Add App”, “Add to server”. Until then you can play alone: “up 25 5m”."
    ),
    "discord_cannot_write": N_(
        "I cannot show a round here: I lack {permissions}. Open this channel's settings, Permissions, add my role and "
        "allow it; then say it again."
    ),
    "discord_cannot_write_ask": N_(
        "I cannot show a round here: I lack {permissions}. Please ask somebody who manages this server to allow it."
    ),
    "discord_closed": N_(
        "I cannot write to you: your direct messages are closed to me, so your alerts wait. Open them in this "
        "server's privacy settings, and say anything."
    ),
    # The account
    "leaving_open": N_(
        "First end what is open (positions: {positions}, orders: {orders}, predictions: {predictions}, bets: {bets}). "
        "Say “close all”, “cancel all”, or wait."
    ),
    "private_only": N_("“{verb}” is only for you. Say it to me in private."),
    "lesson_unknown": N_("“{word}” is not a lesson.{near} There are {known}."),
    "privacy_unknown": N_("“{word}” is nothing I can do.{near} Say “privacy”, “privacy export” or “privacy delete”."),
    "hide_unknown": N_("“{word}” cannot be hidden.{near} Say “{example}”, with points or name."),
    "no_card": N_("You have no position {number} to show. Say “history” for what there was."),
    "no_position_yet": N_("There is no position to show yet. Open one with “long” or “short”."),
    "link_private": N_("“{verb}” is between you and me: say it privately. A code that was said here is void."),
    "link_odd": N_("“{word}” is not a code: it has {code_length} letters and digits. For example: “{example}”."),
    "link_wrong": N_(
        "No link has the code {code}: a code lives {code_span} and works once. You have {left} more tries."
    ),
    "link_tries": N_("Too many wrong codes. The next one is looked at from {from_ms} on."),
    "link_own": N_("That is your own code. Say it to me on the other platform, with the other account."),
    "link_platform": N_("Both accounts are on {platform}, and a link joins two platforms."),
    "link_again": N_(
        "An account is linked once in {link_days} days, and one of the two was. The next link can be {from_ms}."
    ),
    "link_round": N_("Both accounts have a bet in round {number}. Link them when it is over."),
    "link_degen": N_(
        "Number {number} here and number {other} of the other account are Degen positions the opposite ways on "
        "{market}. Close one of them first."
    ),
    "link_positions": N_("Together they have {count} positions and orders, and {most} is the most. Close some first."),
    "link_predictions": N_("Together {count} predictions run, and {most} is the most. Wait for some to end."),
    "link_owed": N_(
        "Both got gifts of the mint, so {need_micro} go back to it, and only {balance_micro} are free. "
        "Close something first."
    ),
    # The operator
    "admin_unknown": N_("“{word}” is nothing an operator can do.{near} Say “admin” for all of it."),
    "no_round_at_all": N_("There is no round {number}."),
    "round_over": N_("Round {number} is over: what was paid stays paid."),
    "broadcast_long": N_("That is {length} characters, and a broadcast has at most {most}."),
    "broadcast_again": N_("One broadcast {broadcast_pace}: the next can be sent {from_ms}."),
    "broadcast_sent": N_("Broadcast {number} was sent already."),
    "no_such_broadcast": N_("There is no broadcast {number}."),
    "no_such_link": N_("There is no link {number}."),
    "link_not_made": N_("Link {number} was never made, or is undone already."),
    "unlink_later": N_("Link {later} was made on top of link {number}. Undo that first."),
    "unlink_gone": N_("Link {number} cannot be undone any more: who came with it is gone from the account."),
    "daily_later": N_("Today's points are claimed. Come back in {left_span_ms}."),
}


# Values that are words of ours, by the names they come under
_TERMS = {
    "what": {
        "amount": N_("two amounts"),
        "stake": N_("two stakes"),
        "leverage": N_("two leverages"),
        "market": N_("two markets"),
        "window": N_("two windows"),
        "tp": N_("two take-profits"),
        "sl": N_("two stop-losses"),
        "at": N_("two limit prices"),
        "every": N_("two intervals"),
        "sealed": N_("the same twice"),
        "side": N_("two sides"),
        "whose": N_("two leaderboards"),
        "period": N_("two periods"),
        "ranking": N_("two rankings"),
        "preset": N_("the same amount twice"),
        "position": N_("two positions"),
        "level": N_("two prices to wait for"),
        "margin": N_("two margins"),
        "loss": N_("two loss rates"),
        "liq": N_("two liquidation prices"),
        "points": N_("the same twice"),
        "name": N_("the same twice"),
    },
    "missing": {
        "margin": N_("the margin is"),
        "leverage": N_("the leverage is"),
        "margin leverage": N_("margin and leverage are"),
    },
}


def refused(say: Wording, code: str, values: dict[str, int | str]) -> Screen:
    """A refusal, in a sentence."""
    fields = (Field("Code", say("Code"), code, code), *_fields(say, values))
    return Screen("refused", say("Not done"), fields, notes=(explain(say, code, values),), tone=Tone.WARNING, say=say)


def explain(say: Wording, code: str, values: dict[str, int | str]) -> str:
    """The sentence of a refusal. `{name_exact}` in a sentence is a price as it can be typed."""
    shown = _rules(say) | {name: _written(say, name, value) for name, value in values.items()}
    shown |= {f"{name}_exact": _exact(name, value) for name, value in values.items() if name.endswith("_price")}
    shown |= {name: say(terms[shown[name]]) for name, terms in _TERMS.items() if name in shown}
    if "near" in shown:
        shown["near"] = " " + say("Did you mean “{near}”?").format(near=shown["near"]) if shown["near"] else ""
    return say(SENTENCES[code]).format(**shown)


def _rules(say: Wording) -> dict[str, str]:
    """What sentences say of the rules themselves."""
    return {
        "broadcast_pace": say("an hour")
        if BROADCAST_MS == HOUR_MS
        else say("in {span}").format(span=figures.span(say, BROADCAST_MS)),
        "close_span": figures.span(say, LIVE_MS),
        "code_length": str(CODE_LENGTH),
        "code_span": figures.span(say, CODE_MS),
        "fill_span": figures.span(say, FILL_MS),
        "link_days": str(AGAIN_MS // DAY_MS),
        "most_every": f"{MAX_EVERY // MINUTES_A_DAY}d",
        "withdraw_span": figures.span(say, WITHDRAW_MS),
    }


def _fields(say: Wording, values: dict[str, int | str]) -> Group:
    """The values of a refusal as fields, exact and as people read them."""
    return tuple(
        Field(name, name, _exact(name, value), _written(say, name, value))
        for name, value in sorted(values.items())
        if value != ""
    )


def _written(say: Wording, name: str, value: int | str) -> str:
    """A value as people read it, with its unit."""
    if isinstance(value, str):
        return value
    match _unit(name):
        case "_micro":  # every decimal, unlike on screens: 999.999999 pt do not pay for 1,000 pt
            return say("{amount} pt").format(amount=figures.grouped(plain(value, POINT_DECIMALS)))
        case "_price":  # every decimal, unlike on screens: the nearest legal price is one unit from the one that is not
            return figures.grouped(plain(value, PRICE_DECIMALS))
        case "_ppm":
            return figures.percent(value)
        case "_bps":
            return figures.percent(value * 100)
        case "_span_ms":
            return figures.span(say, value)
        case "_ms":
            return figures.moment(value)
        case "_x":
            return f"{value}x"
        case _:
            return str(value)


_EXACT: dict[str, Callable[[int], str]] = {
    "_micro": lambda micro: plain(micro, POINT_DECIMALS),
    "_price": lambda units: plain(units, PRICE_DECIMALS),
    "_ppm": lambda ppm: plain(ppm, 4),
    "_bps": lambda bps: plain(bps, 2),
    "_span_ms": lambda ms: plain(ms, 3),
    "_ms": figures.iso,
    "_x": str,
    "": str,
}


def _exact(name: str, value: int | str) -> str:
    """A value as programs compare it, and as it can be typed."""
    return value if isinstance(value, str) else _EXACT[_unit(name)](value)


def _unit(name: str) -> str:
    """The end of a value's name that says what it counts; empty where it is a bare number."""
    return next((unit for unit in _EXACT if name.endswith(unit)), "")
