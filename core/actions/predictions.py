"""Predictions: from the call to the payout. A call that fits the chat's round is a bet in it (see `rounds`)."""

from dataclasses import replace

from core.actions.rounds import joins, place_bet
from core.checks import (
    can_risk,
    checked_stake,
    history_may_tell,
    known_market,
    live_ticker,
    not_on_break,
    not_stale,
    open_things,
)
from core.ledger import item_account, player_account
from core.messages.all import Refusal, Request
from core.messages.predictions import Predict, Predicted, PredictingShown, PredictionNow, ShowPredicting
from core.messages.rounds import BetPlaced
from core.prices.markets import DEFAULT_MARKET, Mark
from core.queries.predictions import predicting
from core.rules.alerts.kinds import AlertKind
from core.rules.notices import Notice, Topic
from core.rules.orders import FILL_MS
from core.rules.players import Player
from core.rules.predictions import EXIT_MS, PREDICTION_STEPS, Prediction, PredictionState, verdict, win_payout
from core.steps import step
from core.turn import Turn
from core.units import MINUTE_MS


def predict(turn: Turn, request: Request, player: Player, command: Predict) -> BetPlaced | PredictingShown | Predicted:
    """A bet in the chat's round, a prediction, or the choice of a window.

    The choice changes nothing but is an answer too: else the repeat of its request would bet.
    """
    round_ = None if request.chat is None else turn.book.rounds.active_in(request.chat)
    if round_ is not None and joins(round_, command):
        return place_bet(turn, request, player, command, round_)
    if command.minutes is None:
        market = command.market or DEFAULT_MARKET
        return predicting(turn, request, player, ShowPredicting(command.side, command.stake, None, market))
    item = _begin(turn, request, player, command, command.minutes)
    return Predicted(item, round_.number if round_ else None)


def _begin(turn: Turn, request: Request, player: Player, command: Predict, minutes: int) -> PredictionNow:
    """Reserve the stake; the prediction is filled at the next mark."""
    market = known_market(command.market or DEFAULT_MARKET)
    not_stale(request)
    not_on_break(turn, player)
    profit = market.profit_bps(minutes)
    if profit is None:
        offered = " ".join(f"{window}m" for window, _ in market.windows)
        raise Refusal("window_unknown", market=market.symbol, minutes=minutes, offered=offered)
    ticker = live_ticker(turn, market.symbol)
    stake = checked_stake(turn, player, command)
    can_risk(turn, player, stake)
    if len(open_things(turn, player.number).predictions) >= turn.rules.max_open_predictions:
        raise Refusal("too_many_predictions", most=turn.rules.max_open_predictions)
    room = turn.rules.prediction_cap - turn.book.predictions.stakes(market.symbol, minutes, command.side)
    if stake > room:
        raise Refusal("prediction_full", market=market.symbol, side=command.side, room_micro=max(0, room))
    prediction = Prediction(
        player=player.number,
        number=player.next_number,
        market=market.symbol,
        side=command.side,
        stake=stake,
        minutes=minutes,
        profit_bps=profit,
        received_ms=turn.at_ms,
        due_ms=turn.at_ms + FILL_MS,
        pays=win_payout(stake, profit),
    )
    turn.save(prediction)
    turn.save(replace(player, next_number=player.next_number + 1, last_stake=stake))
    account = item_account(player.number, prediction.number)
    turn.move(account, player_account(player.number), account, stake, "reserve")
    return PredictionNow(prediction, ticker)


def predictions_end(turn: Turn, mark: Mark) -> None:
    """Settle the predictions whose time is over, or refund those whose price came too late."""
    for prediction in turn.book.predictions.expiring(mark.market, mark.published_ms):
        assert prediction.closes_ms is not None
        if mark.published_ms - prediction.closes_ms <= EXIT_MS:
            settle_prediction(turn, prediction, mark)
        elif not history_may_tell(turn, prediction.market, prediction.closes_ms):
            refund_prediction(turn, prediction, "no_price")


def predictions_begin(turn: Turn, mark: Mark, paused: bool) -> None:
    """Fill what waits: the entry is the first mark published after the call was received, unless openings pause."""
    for prediction in turn.book.predictions.waiting(mark.market, mark.published_ms):
        if mark.published_ms > prediction.due_ms:
            refund_prediction(turn, prediction, "no_price")
            continue
        if paused:
            continue
        closes = mark.published_ms + prediction.minutes * MINUTE_MS
        running = replace(
            prediction,
            state=step(PREDICTION_STEPS, prediction.state, PredictionState.RUNNING),
            entry=mark.price,
            entered_ms=mark.published_ms,
            closes_ms=closes,
            due_ms=closes + EXIT_MS + turn.rules.history_ms,
        )
        turn.save(running)
        turn.tell(_prediction_notice(turn, running, None))


def settle_prediction(turn: Turn, prediction: Prediction, mark: Mark) -> None:
    """Pay a prediction by this mark: strictly the right side wins, a tie is refunded."""
    assert prediction.entry is not None and prediction.entered_ms is not None
    state = step(PREDICTION_STEPS, prediction.state, verdict(prediction.side, prediction.entry, mark.price))
    account = item_account(prediction.player, prediction.number)
    paid = {PredictionState.WON: prediction.pays, PredictionState.TIED: prediction.stake}.get(state, 0)
    turn.move_signed(account, account, paid - prediction.stake, "pnl")
    turn.release(account, prediction.player, prediction.number, paid, "payout")
    settled = replace(prediction, state=state, exit=mark.price, exited_ms=mark.published_ms, pays=paid)
    turn.save(settled)
    turn.tell(_prediction_notice(turn, settled, AlertKind.SETTLED))
    if state is PredictionState.TIED:
        turn.ended(Topic.PREDICTION, prediction.player, prediction.number)
        return
    lived = mark.published_ms - prediction.entered_ms
    net = paid - prediction.stake
    turn.ended(Topic.PREDICTION, prediction.player, prediction.number, prediction.stake, net, lived)


def refund_prediction(turn: Turn, prediction: Prediction, reason: str) -> None:
    """The whole stake returns: no price in time (`no_price`), or the market has another anchor (`anchor_changed`)."""
    state = step(PREDICTION_STEPS, prediction.state, PredictionState.REFUNDED)
    refunded = replace(prediction, state=state, pays=prediction.stake, reason=reason)
    turn.save(refunded)
    account = item_account(prediction.player, prediction.number)
    turn.release(account, prediction.player, prediction.number, prediction.stake, "refund")
    turn.ended(Topic.PREDICTION, prediction.player, prediction.number)
    turn.tell(_prediction_notice(turn, refunded, AlertKind.SETTLED))


def _prediction_notice(turn: Turn, prediction: Prediction, ring: AlertKind | None) -> Notice:
    return Notice(Topic.PREDICTION, prediction.number, turn.at_ms, player=prediction.player, alert=ring)
