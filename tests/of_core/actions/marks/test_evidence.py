"""What a mark decided can be checked for ever: the mark, and what every source said then; the rest is forgotten."""

from core.messages.rounds import ShowVerify
from core.prices.markets import Mark
from core.rules.rounds import RoundState
from core.units import DAY_MS
from tests.worlds.game import Game
from tests.worlds.quotes import SECOND, percent


def _quotes(game: Game) -> tuple:
    """What the sources say at the mark of the next second."""
    at_ms = game.now + SECOND
    return game.quote("pyth", at_ms=at_ms), game.quote("binance", percent(0.1), at_ms - 700)


def _kept(game: Game) -> list[str]:
    """Whose quotes are kept with the newest mark."""
    assert game.book.get(Mark, "BTC", game.now).kept is bool(game.book.markets.proofs("BTC", game.now))
    return [proof.source for proof in game.book.markets.proofs("BTC", game.now)]


def test_a_mark_that_fills_liquidates_or_settles_keeps_what_every_source_said(game):
    game.mark(quotes=_quotes(game))
    assert _kept(game) == []
    game.long(leverage=1001)
    game.mark(quotes=_quotes(game))
    assert _kept(game) == ["binance", "pyth"]
    game.mark(quotes=_quotes(game))
    assert _kept(game) == []
    game.mark(percent(-1), quotes=_quotes(game))
    assert _kept(game) == ["binance", "pyth"]
    game.up()
    game.mark(quotes=_quotes(game))
    assert _kept(game) == ["binance", "pyth"]
    proof = game.book.markets.proofs("BTC", game.now)[0]
    assert (proof.price, proof.published_ms, proof.received_ms) == (percent(0.1), game.now - 700, game.now - 600)


def test_marks_that_decided_nothing_go_after_two_days_a_few_at_each_bell(game):
    game.long()
    game.mark(quotes=_quotes(game))
    kept = game.now
    for _ in range(450):
        game.mark()
    newest = game.now
    left = []
    for _ in range(4):
        game.engine.on_clock(newest + 2 * DAY_MS)
        left.append(_count(game))
    assert left == [252, 52, 2, 2]
    assert game.book.get(Mark, "BTC", kept).kept
    assert game.book.get(Mark, "BTC", newest)  # not older than two days yet
    assert len(game.book.markets.proofs("BTC", kept)) == 2


def _count(game: Game) -> int:
    return game.book._conn.execute("SELECT count(*) FROM marks").fetchone()[0]


def test_a_round_shows_what_every_source_said_at_its_lock_and_its_end(game):
    number = game.round()
    for _ in range(130):
        game.mark(percent(0.2) if game.chat_round(number).state is RoundState.LOCKED else None, quotes=_quotes(game))
    shown = game.ask(ShowVerify(number), group=True)
    assert shown.round.state is RoundState.SETTLED
    assert {proof.mark_ms for proof in shown.lock} == {shown.round.lock_published_ms}
    assert {proof.mark_ms for proof in shown.close} == {shown.round.close_published_ms}
    for proofs in (shown.lock, shown.close):
        assert [proof.source for proof in proofs] == ["binance", "pyth"]
