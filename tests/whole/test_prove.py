"""A small part of `make prove`, and that its instruments notice what they are there for: bugs put in on purpose."""

from dataclasses import replace

import pytest

from bots.delivery.post import Post
from core.actions import rounds
from core.actions.marks import matching, order_of_events
from core.actions.marks.matching import Matching
from core.book import Identity
from core.ledger import HOUSE
from core.money import floor_div
from core.prices import funding
from core.telling import AddressedNotice, Telling
from storage.sqlite.book.outbox import SqliteOutbox
from storage.sqlite.book.positions import SqlitePositions
from tests.prove.__main__ import failure, lived
from tests.prove.shrink import shortest
from tests.prove.story import Event, story
from tests.prove.world import quiet

START = 1_700_000_000_000
MANY = 2_500


@pytest.mark.parametrize("seed", (102, 103))
def test_an_hour_of_everything_leaves_the_books_right(seed):
    world = lived(story(seed, 0, events=MANY, people=80))
    assert world.events == MANY and world.kills > 5 and world.acts > 300
    assert world.auditor.positions.ends > 10 and world.auditor.prices.accruals > 3


def test_the_same_seed_is_the_same_world():
    ends = [
        (world.auditor.ledger.balances, world.kills, [each.sent for each in world.platforms.values()])
        for world in (lived(story(5, 0, events=600, people=30)) for _ in range(2))
    ]
    assert ends[0] == ends[1]


def test_an_order_that_a_link_moves_and_gives_back_is_the_same_order():
    # Seed 73: the account it comes to has a break, and the auditor took it for an order that began as cancelled.
    resting = Event("say", START, ("there", "u15", None, "break 24h", "m0", START))
    link = Event("link", START + 4_000, (7,))
    world = lived([resting, *BEGUN, said(2, "long btc half 10x at 90000", "u14"), link])
    ((_key, order),) = world.auditor.positions.orders.rows()
    assert order["state"] == "cancelled"


def test_what_a_message_says_already_is_told_with_all_before_it():
    # Seed 362: both words about a link came to the message that its other side had just got as an answer.
    world = lived([
        Event("wire", START, ("here", "down", 2)),
        said(1, "setup language de", "u200", "g8"),
        Event("link", START + 2_000, (128,)),
        Event("wire", START + 3_000, ("here", "block", 3)),
        waited(9, 500),
    ])  # fmt: skip
    told = world.auditor.post
    assert told._told == {3, 4} and not told.arrived[3] + told.arrived[4]


def test_what_was_for_a_chat_that_removed_us_goes_also_if_it_has_us_back_at_once():
    # Seed 435: the card was refused, and somebody spoke there, both before the auditor looked.
    world = lived([
        *BEGUN,
        said(2, "round 5m", "u1", "g6"),
        quoted(15, 100_000),
        said(15, "down 5", "u2", "g6"),
        Event("press", START + 60_000, ("there", "u3", None, 0, 8, "c60")),
        quoted(63, 100_000),
        Event("wire", START + 63_400, ("here", "kicked", 2)),
        replace(said(63, "orders", "u4"), at_ms=START + 63_413),
        replace(said(63, "up half", "u5", "g6"), at_ms=START + 63_901),
    ])  # fmt: skip
    assert world.platforms["here"].kicked == {"g6"}


def test_an_older_update_goes_with_a_newer_one_that_may_have_arrived():
    # Seed 939: one message was to show both, and timed out.
    lived([
        *BEGUN,
        Event("wire", START + 1_500, ("here", "down", 3)),
        said(2, "round 1m", "u1", "g6"),
        said(3, "up 25", "u2", "g6"),
        Event("wire", START + 3_500, ("here", "lost", 3)),
        said(4, "up 25", "u3", "g6"),
        waited(10),
    ])  # fmt: skip


def test_a_card_that_was_on_its_way_to_where_a_chat_was_shows_what_came_meanwhile():
    # Seeds 915 and 1207: the older update came later, joined the newer one, and showed both.
    lived([
        *BEGUN, said(2, "round 5m sealed", "u2", "g2"), waited(3, 40_000), said(44, "up 25", "u14", "g2"),
        quoted(61, 100_000), replace(said(61, "down 100", "u26", "g2"), at_ms=START + 61_001),
        Event("door", START + 61_401, ("moved", "here", "u2", "g2")), said(62, "down 25", "u38", "g2"),
        quoted(69, 100_000), said(70, "up 25", "u50", "g2"), said(71, "up 100", "u62", "g2"),
    ])  # fmt: skip


def test_a_request_is_remembered_for_a_day():
    # Seed 483: the same nonce, 26 hours later, is another request.
    later = 26 * 3_600
    world = lived([
        *BEGUN, said(2, "up 25 1m #n0701"), said(3, "up 25 1m #n0701"), quoted(later, 100_000),
        quoted(later + 1, 100_000), Event("bell", START + 1_000 * later + 1_500, (0,)),
        said(later + 2, "up 25 1m #n0701"),
    ])  # fmt: skip
    assert len([*world.auditor.bets.predictions.rows()]) == 2


@pytest.mark.parametrize("left", range(40, 50))
def test_what_a_dead_process_has_not_committed_never_happened(left):
    # Seeds 1367 and 1489: it died between a write and its commit, and the auditor had looked at the connection.
    world = lived([
        *BEGUN, *(said(2, "long btc 25 1001x", user) for user in ("u2", "u4", "u6")), quoted(3, 100_000), waited(4),
        quoted(5, 99_900), Event("kill", START + 5_500, (left,)), waited(6, 40_000),
    ])  # fmt: skip
    assert world.kills == 1


# Bugs put in on purpose


def said(second: int, text: str, user: str = "u2", chat: str | None = None) -> Event:
    at_ms = START + 1_000 * second
    return Event("say", at_ms, ("here", user, chat, text, f"m{second}", at_ms))


def quoted(second: int, dollars: int) -> Event:
    at_ms = START + 1_000 * second
    return Event("quote", at_ms, ("BTC", "pyth", dollars * 10**8, 0, at_ms))


def waited(second: int, ms: int = 1_000) -> Event:
    return Event("wait", START + 1_000 * second, (ms,))


BEGUN = [quoted(0, 100_000), quoted(1, 100_000)]  # the first of all is held until the second confirms it
LIQUIDATED = [*BEGUN, said(2, "long btc 25 1001x"), quoted(3, 100_000), waited(4), quoted(5, 99_900), waited(6)]
CLOSED = [*BEGUN, said(2, "long btc 25 50x"), quoted(3, 100_000), said(4, "close all"), quoted(5, 100_100)]
FUNDED = [
    *BEGUN, said(2, "long btc 25 1001x"), quoted(3, 100_000),
    *(quoted(second, 100_000) for second in range(7, 60, 4)), said(60, "close all"), quoted(61, 100_000),
]  # fmt: skip
PLAYED = [
    *BEGUN, said(2, "round 1m", chat="g2"), said(3, "up 25", chat="g2"),
    said(4, "down 100", "u14", "g2"), *(quoted(second, 100_000) for second in range(6, 66, 4)),
    *(quoted(second, 100_100) for second in range(66, 130, 4)), waited(131),
]  # fmt: skip


def planted(events: list[Event], monkeypatch, owner: object, name: str, bug: object) -> str:
    """What the auditor says of a game with a bug; of the same game without it, nothing."""
    assert failure(events) == ""
    monkeypatch.setattr(owner, name, bug)
    with quiet(), pytest.raises(AssertionError) as found:
        lived(events)
    return str(found.value)


def test_a_liquidation_that_is_forgotten_is_found_and_shrunk(monkeypatch):
    monkeypatch.setattr(SqlitePositions, "liquidatable", lambda *_: [])
    events = story(2, 0, events=600, people=30)
    wrong = failure(events)
    assert wrong == "AssertionError in triggers"
    kept = shortest(events, lambda part: failure(part) == wrong, tries=40)
    assert len(kept) < 60 and failure(kept) == wrong


def test_a_liquidation_too_soon_is_found(monkeypatch):
    """At 99,960 it lives, by 20 dollars."""
    near = [*LIQUIDATED[:4], quoted(5, 99_960)]
    find = SqlitePositions.liquidatable

    def widely(book, market, side, level):
        return find(book, market, side, level - side.sign * 30 * 10**8)

    monkeypatch.setattr(SqlitePositions, "liquidatable", widely)
    rule = matching.is_liquidated
    bug = lambda position, mark, index: rule(position, mark - 30 * 10**8, index)  # noqa: E731
    monkeypatch.setattr(matching, "_bad_position", lambda *_: "")
    assert "had to be open" in planted(near, monkeypatch, matching, "is_liquidated", bug)


def test_a_payout_that_comes_twice_is_found(monkeypatch):
    end = Matching._end

    def twice(self, position, *args, **kwargs):
        end(self, position, *args, **kwargs)
        self._turn.move(f"again{position.number}", HOUSE, f"p{position.player}", 7, "payout")

    # The player has it, the house lost it: no sum is wrong, only nothing says why.
    assert "without a bet" in planted(CLOSED, monkeypatch, Matching, "_end", twice)


def test_funding_rounded_the_wrong_way_is_found(monkeypatch):
    assert "should be" in planted(FUNDED, monkeypatch, funding, "ceil_div", floor_div)


def test_a_minute_of_funding_left_out_is_found(monkeypatch):
    assert "should be" in planted(FUNDED, monkeypatch, order_of_events, "accrue", lambda ticker, _: ticker)


def test_a_gap_that_somebody_pays_is_found(monkeypatch):
    gone = [*CLOSED[:3], quoted(60, 101_000)]
    bug = lambda turn, ticker, mark: replace(  # noqa: E731
        ticker, price=mark.price, published_ms=mark.published_ms, source=mark.source
    )
    assert "should be" in planted(gone, monkeypatch, order_of_events, "_priced", bug)


def test_a_fill_at_a_price_that_was_known_is_found(monkeypatch):
    orders = SqlitePositions.market_orders
    bug = lambda book, market, before_ms: orders(book, market, before_ms + 10_000)  # noqa: E731
    late = [
        *BEGUN,
        said(5, "long btc 25 50x"),
        Event("quote", START + 5_001, ("BTC", "pyth", 10**13, 0, START + 4_000)),
    ]
    assert "a price that was known" in planted(late, monkeypatch, SqlitePositions, "market_orders", bug)


def test_a_winner_who_gets_too_much_is_found(monkeypatch):
    payout = rounds.payout
    bug = lambda bet, winner, *pools: payout(bet, winner, *pools) + (bet.side is winner)  # noqa: E731
    found = planted(PLAYED, monkeypatch, rounds, "payout", bug)
    assert "fair were" in found or "pool" in found


def test_an_alert_that_nobody_wrote_is_found(monkeypatch):
    bug = lambda book, notices: tell(book, [each for each in notices if not each.first])  # noqa: E731
    tell = SqliteOutbox.add
    assert "with 0 alerts" in planted(LIQUIDATED, monkeypatch, SqliteOutbox, "add", bug)


def test_an_alert_that_counts_as_told_and_was_not_is_found(monkeypatch):
    untold = Telling.untold

    def lose(telling, first, after, limit):
        found = untold(telling, first, after, limit)
        telling._book.outbox.mark_delivered([addressed.notice.id for addressed in found], START)
        return []

    assert "nobody saw it" in planted(LIQUIDATED, monkeypatch, Telling, "untold", lose)


def test_an_alert_that_never_leaves_is_found(monkeypatch):
    assert "never told" in planted(LIQUIDATED, monkeypatch, Telling, "untold", lambda *_: [])


def test_an_alert_that_somebody_else_reads_is_found(monkeypatch):
    bug = lambda engine, notice: AddressedNotice(notice, Identity("here", "u4"))  # noqa: E731
    assert "goes to" in planted(LIQUIDATED, monkeypatch, Telling, "_addressed", bug)


def test_an_end_that_is_paid_and_not_written_down_is_found(monkeypatch):
    """It would be paid again at the next mark."""
    assert "what is open is" in planted(CLOSED, monkeypatch, SqlitePositions, "end", lambda *_: None)


def test_what_stops_a_post_is_found(monkeypatch):
    """An edit that waited, and went with a reply meanwhile, left something behind."""
    start = Post._start_what_may_go

    def bug(post):
        gone = [key for opens, key in post._later if opens <= post._now() and key not in post._mailboxes]
        assert not gone, f"nothing waits at {gone[0]}"
        start(post)

    events = [
        *BEGUN, said(2, "round 1m", "u2", "g2"), quoted(30, 100_000), said(31, "up 25", "u14", "g2"), waited(32),
        said(33, "down 25", "u26", "g2"), waited(34, 10), said(35, "round", "u2", "g2"), waited(36, 9_000),
    ]  # fmt: skip
    assert "nothing waits at chat g2" in planted(events, monkeypatch, Post, "_start_what_may_go", bug)


def test_an_alert_that_begins_anew_while_it_is_under_way_is_found(monkeypatch):
    lose = Telling._lose

    def all_of_theirs(telling, receipt):
        lose(telling, receipt)
        player = telling._book.players.number_of(Identity(receipt.platform, receipt.user))
        telling._book.outbox.hold(player)
        telling._book.outbox.release(player)

    elsewhere = Event("say", START + 10_500, ("there", "u117", None, "positions", "m10", START + 10_500))
    events = [
        Event("link", START, (58,)), *(quoted(second, 100_000) for second in (2, 3)),
        said(4, "short btc 5 1001x", "u116"), quoted(5, 100_000), waited(6),
        Event("wire", START + 9_000, ("here", "late", 1)), quoted(10, 100_200), waited(10, 100),
        Event("wire", START + 10_400, ("there", "block", 1)), elsewhere, waited(11),
    ]  # fmt: skip
    assert "arrived 2 times" in planted(events, monkeypatch, Telling, "_lose", all_of_theirs)


def test_an_alert_that_is_sent_twice_is_found(monkeypatch):
    send = Post._hand_to_platform

    async def twice(post, composed, live):
        await send(post, composed, live)
        return await send(post, composed, live)

    assert "arrived 2 times" in planted(LIQUIDATED, monkeypatch, Post, "_hand_to_platform", twice)
