"""Choices on the way to a prediction, or to a bet in the chat's round."""

from core.checks import in_bounds, known_market, live_ticker, resolve
from core.ledger import player_account
from core.messages.all import Request
from core.messages.predictions import PredictingShown, ShowPredicting
from core.prices.markets import DEFAULT_MARKET
from core.rules.chats import Chat
from core.rules.players import Player
from core.rules.rounds import Bet
from core.turn import Turn


def predicting(turn: Turn, request: Request, player: Player, command: ShowPredicting) -> PredictingShown:
    """The choices; they are about the chat's round where there is one and neither window nor market is named."""
    round_, bet, most = None, None, turn.rules.stake_max
    if request.chat is not None and command.minutes is None and command.market is None:
        round_ = turn.book.rounds.active_in(request.chat)
    if round_ is not None:
        bet, here = turn.get(Bet, round_.number, player.number), turn.get(Chat, round_.chat)
        most = here.stake_cap if here is not None and here.stake_cap is not None else most
    market = known_market(command.market or (round_.market if round_ else DEFAULT_MARKET))
    stake = None if command.stake is None else resolve(turn, player.number, command.stake)
    if stake is not None:
        in_bounds("stake_bounds", stake, turn.rules.stake_min, turn.rules.stake_max)
    balance = turn.balance(player_account(player.number))
    ticker = live_ticker(turn, market.symbol)
    return PredictingShown(
        command.side, stake, command.minutes, market.symbol, player, balance, ticker, turn.at_ms, round_, bet, most
    )
