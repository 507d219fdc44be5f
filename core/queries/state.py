"""Answers that change nothing: what a player looks at. Every function reads the book at one moment."""

from collections.abc import Callable
from itertools import pairwise

from core.actions.alerts import digests, group_feed
from core.actions.limits import in_bounds, known_market, live_ticker, lost_today, open_things, resolve
from core.actions.linking import link_now
from core.actions.trading import order_now
from core.book import E
from core.ledger import player_account
from core.messages.alerts import AlertNow, FeedNow, MirrorNow, Tested
from core.messages.all import Refusal, Request, Thing
from core.messages.leaderboards import ShowTop, Standing, TopShown
from core.messages.lessons import OddsShown, ShowOdds
from core.messages.operator import BackupNow, BroadcastNow
from core.messages.players import Account, HistoryShown, LimitsShown, MeShown, ShowHistory, Started
from core.messages.positions import (
    OpeningShown,
    OrdersShown,
    PositionNow,
    PositionsShown,
    ShowOpening,
    ShowWhatIf,
    WhatIfShown,
)
from core.messages.predictions import PredictingShown, PredictionNow, ShowPredicting
from core.messages.prices import HaltNow, PriceShown, Pulse, ShowPrice
from core.messages.rounds import RoundNow, RoundShown, ShowRound, ShowVerify, Verified
from core.money import POINT
from core.prices.conditions import Halt, Proof
from core.prices.markets import DEFAULT_MARKET, MARKETS, Market, Side, Ticker
from core.rules.alerts import Mirror, PriceAlert
from core.rules.chats import Chat
from core.rules.links import Link
from core.rules.notices import Notice, Topic
from core.rules.operator import Backup, Broadcast
from core.rules.orders import Order
from core.rules.players import DAY_MS, AlertKind, Player, season_start, week_start
from core.rules.positions import (
    LEVERAGE_PRESETS,
    MIN_LEVERAGE,
    PPM,
    Position,
    Preview,
    funding_so_far,
    pnl,
    preview,
    with_chances,
)
from core.rules.predictions import Prediction
from core.rules.rounds import Bet, Round, Schedule
from core.turn import Turn

RANKED_ENTRIES = 10  # fewer entries are luck, not rank
TOP_LINES = 10
HISTORY_LINES = 10
ODDS_AMOUNT = 25 * POINT  # of which `odds` speaks; only Standard slippage depends on it, by less than it shows
_MEMBER_MS = 30 * DAY_MS
_PULSE_MS = 900_000

RANKINGS: dict[str, Callable[[Standing], int]] = {
    "net": lambda standing: standing.net,
    "roi": lambda standing: standing.roi_ppm,
    "hits": lambda standing: standing.hit_ppm,
}


def account(turn: Turn, player: Player) -> Account:
    """What the player has: to spend, and in all at the present marks."""
    balance = turn.balance(player_account(player.number))
    things = open_things(turn, player.number)
    equity = balance + things.at_risk + sum(_gain(turn, position) for position in things.positions)
    return Account(player, balance, equity, turn.at_ms)


def _gain(turn: Turn, position: Position) -> int:
    """Unrealised PnL and funding, not below the loss of the margin."""
    ticker = turn.ticker(position.market)
    mark = ticker.seen_from(position.offset)
    gain = pnl(position.side, position.notional, position.entry, mark)
    return max(gain + funding_so_far(position, ticker.funding(position.side)), -position.margin)


def start(turn: Turn, player: Player) -> Started:
    """The first screen."""
    return Started(account(turn, player))


def positions(turn: Turn, player: Player) -> PositionsShown:
    """Open positions and running predictions."""
    things = open_things(turn, player.number)
    return PositionsShown(
        tuple(PositionNow(each, turn.ticker(each.market)) for each in things.positions),
        tuple(PredictionNow(each, turn.ticker(each.market)) for each in things.predictions),
        len(things.bets),
    )


def orders(turn: Turn, player: Player) -> OrdersShown:
    """Waiting orders."""
    return OrdersShown(tuple(order_now(turn, order) for order in turn.book.waiting_orders(player.number)))


def history(turn: Turn, player: Player, command: ShowHistory) -> HistoryShown:
    """What ended, newest first; or the one thing of that number, whatever became of it."""
    if command.number is not None:
        return HistoryShown((_numbered(turn, player.number, command.number),))
    results = turn.book.history(player.number, HISTORY_LINES)
    return HistoryShown(tuple(thing(turn, Topic(each.kind), each.number, each.player) for each in results))


def _numbered(turn: Turn, player: int, number: int) -> Thing:
    """A player's position, prediction or order of a number; a position goes before the order it was."""
    for kind, topic in ((Position, Topic.POSITION), (Prediction, Topic.PREDICTION), (Order, Topic.ORDER)):
        if turn.book.get(kind, player, number) is not None:
            return thing(turn, topic, number, player)
    raise Refusal("no_such_thing", number=number)


def thing(turn: Turn, topic: Topic, number: int, player: int | None) -> Thing:
    """The thing a notice or a result is about, as it is now; a round with a player is that player's own view."""
    book = turn.book
    if topic is Topic.LINK:
        return link_now(turn, _must(book.get(Link, number)), asked=False)
    if topic is Topic.ROUND:
        round_ = _must(book.get(Round, number))
        bet = None if player is None else book.get(Bet, number, player)
        return RoundNow(round_, bet)
    if topic is Topic.BROADCAST:
        return BroadcastNow(_must(book.get(Broadcast, number)), told=True)
    if topic is Topic.BACKUP:
        return BackupNow(_must(book.get(Backup, number)))
    if topic is Topic.HALT:
        halt = _must(book.get(Halt, number))
        return HaltNow(halt, turn.ticker(halt.market), turn.condition(halt.market).in_force)
    assert player is not None
    match topic:
        case Topic.POSITION:
            position = _must(book.get(Position, player, number))
            return PositionNow(position, turn.ticker(position.market))
        case Topic.PREDICTION:
            prediction = _must(book.get(Prediction, player, number))
            return PredictionNow(prediction, turn.ticker(prediction.market))
        case Topic.ORDER:
            return order_now(turn, _must(book.get(Order, player, number)))
        case Topic.MIRROR:
            mirror = _must(book.get(Mirror, player, number))
            return MirrorNow(mirror, turn.ticker(mirror.market))
        case Topic.PRICE:
            alert = _must(book.get(PriceAlert, player, number))
            return AlertNow(alert, turn.ticker(alert.market))
        case Topic.TEST:
            return Tested()


def noticed(turn: Turn, notice: Notice) -> Thing:
    """The thing a notice is about, as it is now."""
    if notice.ring is AlertKind.FEED and notice.player is not None:
        position = _must(turn.book.get(Position, notice.player, notice.number))
        name = _must(turn.book.get(Player, notice.player)).name
        chat = _must(turn.book.get(Chat, notice.chat))
        return FeedNow(position, name, group_feed.is_record(chat, position))
    if notice.topic is Topic.DIGEST:
        return digests.digest(turn, _must(turn.book.get(Player, notice.player)), notice.at_ms)
    return thing(turn, notice.topic, notice.number, notice.player)


def _must(entity: E | None) -> E:
    assert entity is not None, "the book names a thing that it does not hold"
    return entity


def opening(turn: Turn, player: Player, command: ShowOpening) -> OpeningShown:
    """Choices on the way to a position; as soon as only one thing is open, complete offers at the present mark."""
    amount = None if command.amount is None else resolve(turn, player.number, command.amount)
    if amount is not None:
        in_bounds("margin_bounds", amount, turn.rules.margin_min, turn.rules.margin_max)
    previews = ()
    if command.market is not None:
        market = known_market(command.market)
        ticker = live_ticker(turn, market.symbol)
        if amount is not None:
            pairs = [(amount, leverage) for leverage in offered_leverages(turn, player, market)]
        elif command.leverage is not None:
            pairs = [(each, command.leverage) for each in player.offered_margins]
        else:
            pairs = []
        move = turn.minute_move(market.symbol)
        offers = (preview(command.side, put, lev, market, ticker, turn.at_ms) for put, lev in pairs)
        previews = tuple(with_chances(offer, move) for offer in offers)
    balance = turn.balance(player_account(player.number))
    return OpeningShown(command.side, command.market, amount, command.leverage, player, balance, previews)


def offered_leverages(turn: Turn, player: Player, market: Market) -> list[int]:
    """The presets and the last one used, as far as market and player allow."""
    limit = player.leverage_limit_at(turn.at_ms)
    most = market.max_leverage if limit is None else min(limit, market.max_leverage)
    known = {*LEVERAGE_PRESETS, *([player.last_leverage] if player.last_leverage is not None else [])}
    return sorted(leverage for leverage in known if leverage <= most) or [most]


def predicting(turn: Turn, request: Request, player: Player, command: ShowPredicting) -> PredictingShown:
    """Choices on the way to a prediction, or into the chat's round where nothing else is named."""
    round_, bet, most = None, None, turn.rules.stake_max
    if request.chat is not None and command.minutes is None and command.market is None:
        round_ = turn.book.active_round(request.chat)
    if round_ is not None:
        bet, here = turn.book.get(Bet, round_.number, player.number), turn.book.get(Chat, round_.chat)
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


def whatif(turn: Turn, player: Player, command: ShowWhatIf) -> WhatIfShown:
    """The same trade at every leverage the market has, at the present mark."""
    market = known_market(command.market)
    ticker = live_ticker(turn, market.symbol)
    amount = resolve(turn, player.number, command.amount)
    in_bounds("margin_bounds", amount, turn.rules.margin_min, turn.rules.margin_max)
    return WhatIfShown(amount, _at_presets(turn, command.side, amount, market, ticker)[0])


def odds(turn: Turn, command: ShowOdds) -> OddsShown:
    """The chance to survive at every preset of a market, or at one leverage, at the present mark."""
    market = known_market(command.market)
    leverage = command.leverage
    if leverage is not None and not MIN_LEVERAGE <= leverage <= market.max_leverage:
        bounds = {"least_x": MIN_LEVERAGE, "most_x": market.max_leverage}
        raise Refusal("leverage_bounds", leverage_x=leverage, market=market.symbol, **bounds)
    ticker = live_ticker(turn, market.symbol)
    previews, move = _at_presets(turn, Side.LONG, ODDS_AMOUNT, market, ticker, leverage)
    return OddsShown(previews, ticker, move)


def _at_presets(
    turn: Turn, side: Side, amount: int, market: Market, ticker: Ticker, only: int | None = None
) -> tuple[tuple[Preview, ...], int | None]:
    """The trade at every preset that the market has, or at one leverage; and the move its chances come from."""
    presets = [leverage for leverage in LEVERAGE_PRESETS if leverage <= market.max_leverage]
    leverages = presets if only is None else [only]
    move = turn.minute_move(market.symbol)
    offers = (preview(side, amount, leverage, market, ticker, turn.at_ms) for leverage in leverages)
    return tuple(with_chances(offer, move) for offer in offers), move


def chat_round(turn: Turn, request: Request, command: ShowRound) -> RoundShown:
    """The chat's round and schedule, or what the player has in it."""
    if request.chat is None:
        raise Refusal("groups_only", verb="round")
    round_ = turn.book.active_round(request.chat)
    bet = turn.book.get(Bet, round_.number, request.player) if round_ and command.mine else None
    return RoundShown(RoundNow(round_, bet) if round_ else None, turn.book.get(Schedule, request.chat), command.mine)


def verify(turn: Turn, request: Request, command: ShowVerify) -> Verified:
    """The evidence of a round, for those of its chat and those who played it."""
    round_ = turn.book.get(Round, command.number)
    played = round_ is not None and turn.book.get(Bet, round_.number, request.player) is not None
    if round_ is None or not (played or round_.chat == request.chat):
        raise Refusal("no_such_round", number=command.number)
    bets = tuple(turn.book.bets(round_.number))
    names = {bet.player: _must(turn.book.get(Player, bet.player)).name for bet in bets}
    lock, close = (
        _proofs(turn, round_.market, at_ms) for at_ms in (round_.lock_published_ms, round_.close_published_ms)
    )
    return Verified(round_, bets, names, lock, close)


def _proofs(turn: Turn, market: str, mark_ms: int | None) -> tuple[Proof, ...]:
    return () if mark_ms is None else tuple(turn.book.proofs(market, mark_ms))


def top(turn: Turn, request: Request, command: ShowTop) -> TopShown:
    """A leaderboard: those with at least 10 entries, best first; ties in the order of joining."""
    everyone = command.everyone if command.everyone is not None else request.chat is None
    if not everyone and request.chat is None:
        raise Refusal("groups_only", verb="top chat")
    since = season_start(turn.at_ms) if command.season else week_start(turn.at_ms)
    chat = None if everyone else request.chat
    standings = turn.book.standings(since, turn.live, chat, turn.at_ms - _MEMBER_MS)
    mine = next((each for each in standings if each.player == request.player), None)
    rank = RANKINGS[command.by]
    ranked = sorted((each for each in standings if each.entries >= RANKED_ENTRIES), key=rank, reverse=True)
    return TopShown(tuple(ranked[:TOP_LINES]), mine, everyone, command.season, command.by, since)


def me(turn: Turn, player: Player) -> MeShown:
    """The player's own statistics."""
    here = (player.number, turn.live)
    return MeShown(account(turn, player), turn.book.standing(*here), turn.book.longest_ms(*here))


def price(turn: Turn, command: ShowPrice) -> PriceShown:
    """Prices, the age of the feed, and how restless the market was in the last 15 minutes."""
    symbols = list(MARKETS) if command.market is None else [known_market(command.market).symbol]
    return PriceShown(tuple(_pulse(turn, turn.ticker(symbol)) for symbol in symbols), turn.at_ms)


def _pulse(turn: Turn, ticker: Ticker) -> Pulse:
    condition = turn.condition(ticker.market).in_force
    closes = turn.book.minute_closes(ticker.market, turn.at_ms - _PULSE_MS)
    if len(closes) < 2:
        return Pulse(ticker, condition, None, None)
    moves = [abs(after - before) * PPM // before for before, after in pairwise(closes)]
    spread = (max(closes) - min(closes)) * PPM // min(closes)
    return Pulse(ticker, condition, spread, sum(moves) // len(moves))


def limits(turn: Turn, player: Player, changed: bool) -> LimitsShown:
    """The player's own limits and what counts against them."""
    lost = lost_today(turn, player.number)
    return LimitsShown(player, lost, open_things(turn, player.number).at_risk, turn.at_ms, changed)
