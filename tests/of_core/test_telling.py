"""To whom a notice goes when people leave, link, cannot be reached, or a chat removes the bot meanwhile.

Days of `make prove` are named where they showed the mistake.
"""

from dataclasses import replace

import pytest

import storage
from core.book import Identity
from core.messages.alerts import AddPriceAlert, SendTest, SetMentions
from core.messages.all import Request
from core.messages.operator import AskBackup
from core.messages.positions import Cancel
from core.messages.privacy import DeleteMe
from core.money import USD
from core.rules.alerts.price_alerts import PriceKind
from core.rules.chats import Chat
from core.rules.notices import Notice, Outcome, Receipt, Topic
from core.rules.operator import BackupState
from tests.worlds.links import ANN, DAN, DEGEN, WAITING, People, undo

AWAY_MS = 60_000


def in_hand(people: People) -> list:
    """What a courier fetches and has not delivered."""
    found = [addressed for first in (True, False) for addressed in people.engine.telling.untold(first, 0, 1_000)]
    return [addressed for addressed in found if addressed.to is not None]


def test_a_link_during_a_halt_tells_its_end_to_the_account_that_stays(people):
    """Seed 2: the account that was closed was told, whom nobody can reach: the courier stopped for ever."""
    people.do(DAN, DEGEN)
    people.price()
    people.now += AWAY_MS
    people.engine.on_clock(people.now)
    assert DAN in [to for to, _ in people.hear()]
    people.link(ANN, DAN)
    people.hear()
    people.price()
    assert [addressed.notice.topic for addressed in in_hand(people)] == [Topic.HALT]


def test_who_left_during_a_halt_is_not_told_its_end(people):
    """Seed 2, too: the newest row of the outbox stays when somebody leaves, and was taken for a promise."""
    people.do(DAN, WAITING)
    people.now += AWAY_MS
    people.engine.on_clock(people.now)
    people.hear()
    people.do(DAN, Cancel(None))
    people.do(DAN, DeleteMe())
    people.price()
    assert not in_hand(people)


def test_who_leaves_is_not_told_what_was_on_its_way(people):
    """Seed 531: the newest row of the outbox stays, and its price alert had gone: the courier stopped for ever."""
    people.price()
    people.do(DAN, AddPriceAlert("BTC", PriceKind.ABOVE, 100_001 * USD, 0))
    people.price(100_002)
    (addressed,) = in_hand(people)
    people.do(DAN, DeleteMe())
    assert people.engine.telling.look_up(addressed.notice, people.now) is None


def test_what_waits_for_somebody_goes_where_a_link_makes_them_reachable(people):
    """Seed 4: held for an identity that nothing reached, it stayed so."""
    people.engine.on_delivered(Receipt(ANN.platform, ANN.user, "", Outcome.UNREACHABLE, people.now))
    people.do(ANN, DEGEN)
    people.price()
    assert not in_hand(people)
    people.link(ANN, DAN)
    assert (DAN, Topic.POSITION) in [(addressed.to, addressed.notice.topic) for addressed in in_hand(people)]


def test_who_cannot_be_reached_on_one_platform_is_told_on_the_other(people):
    """Seed 4, too: what was on its way to the one was held, as if there were no other."""
    people.link(ANN, DAN)
    people.hear()
    people.do(ANN, DEGEN)
    people.number(ANN)
    people.price()
    (addressed,) = in_hand(people)
    lost: Identity = addressed.to
    people.engine.on_delivered(
        Receipt(lost.platform, lost.user, "", Outcome.UNREACHABLE, people.now, (addressed.notice,))
    )
    assert [again.to for again in in_hand(people)] == [{ANN: DAN, DAN: ANN}[lost]]


def test_what_is_on_its_way_while_a_link_moves_it_is_still_told(people):
    """A position of the closed account has another number: what a courier has in hand names the old one."""
    people.do(ANN, DEGEN)
    people.do(DAN, DEGEN)
    people.price()
    fetched = in_hand(people)
    people.link(ANN, DAN)
    for addressed in fetched:
        told = people.engine.telling.look_up(addressed.notice, people.now)
        assert told is not None and told.thing.position.player == people.number(ANN)


def test_what_is_on_its_way_while_a_link_is_undone_is_told_to_whose_it_is(people):
    people.price()
    people.do(DAN, DEGEN)
    people.price()
    people.hear()
    link = people.link(ANN, DAN).link
    people.hear()
    people.now += 4_000_000
    people.number(ANN)
    people.price()
    people.price(50_000)
    (addressed,) = people.engine.telling.untold(True, 0, 9)
    undo(people.engine, link.number, people.now)
    assert people.engine.telling.look_up(addressed.notice, people.now) is None
    people.engine.on_delivered(Receipt("telegram", "ann", "", Outcome.ARRIVED, people.now, (addressed.notice,)))
    assert [each.to for each in people.engine.telling.untold(True, 0, 99)] == [DAN]


def test_what_is_under_way_on_one_platform_is_not_begun_anew_because_the_other_fails(people):
    people.link(ANN, DAN)
    people.hear()
    found = []
    for who in (ANN, DAN):
        people.now += 4_000_000
        people.do(who, SendTest())
        found.append(people.engine.telling.untold(True, 0, 9)[-1])
    assert [each.to for each in found] == [ANN, DAN]
    people.engine.on_delivered(Receipt("telegram", "ann", "", Outcome.UNREACHABLE, people.now, (found[0].notice,)))
    there, anew = people.engine.telling.untold(True, 0, 9)
    assert (there.notice, there.to, anew.to) == (found[1].notice, DAN, DAN)
    assert anew.notice.at_ms == found[0].notice.at_ms


@pytest.mark.parametrize("goes", ["leaves", "is linked"])
def test_a_backup_is_told_to_whoever_its_operator_is_by_then(people, goes):
    engine, dan = people.engine, people.number(DAN)
    engine.handle(Request(dan, None, True, "b", people.now, "", AskBackup(), people.now, operator=True))
    backup = engine.wanted_backup()
    people.do(DAN, DeleteMe()) if goes == "leaves" else people.link(ANN, DAN)
    people.hear()
    ended = people.now + 1
    engine.on_backup(replace(backup, state=BackupState.DONE, file="x", size=1, ended_ms=ended))
    found = [each for each in engine.telling.untold(False, 0, 9) if each.notice.topic is Topic.BACKUP]
    assert [each.to for each in found] == ([None] if goes == "leaves" else [ANN])


@pytest.mark.parametrize("goes", ["leaves", "is linked"])
def test_a_chat_goes_that_was_to_call_somebody_who_has_gone(people, goes):
    people.engine.chat("discord", "room", people.number(DAN), people.now)
    people.do(DAN, SetMentions(True))
    people.do(DAN, SendTest())
    people.engine.on_delivered(Receipt("discord", "dan", "", Outcome.UNREACHABLE, people.now))
    (addressed,) = people.engine.telling.untold(True, 0, 9)
    assert addressed.calls == DAN
    people.do(DAN, DeleteMe()) if goes == "leaves" else people.link(ANN, DAN)
    people.engine.on_delivered(Receipt("discord", "", "room", Outcome.UNREACHABLE, people.now, (addressed.notice,)))
    told = [each.to for first in (True, False) for each in people.engine.telling.untold(first, 0, 9)]
    assert set(told) == (set() if goes == "leaves" else {ANN})


def test_a_chat_that_has_us_back_is_told_again(people):
    chat = people.engine.chat("discord", "room", people.number(DAN), people.now)
    for is_there in (False, True):
        if is_there:
            people.engine.telling.added("discord", "room")
        else:
            people.engine.telling.left("discord", "room", people.now)
        people.book.outbox.add([Notice(Topic.ROUND, 1, people.now, chat=chat.number)])
        told = [each.to for each in people.engine.telling.untold(False, 0, 9)]
        assert told == [people.book.get(Chat, chat.number) if is_there else None]


def test_of_who_has_left_no_message_is_remembered():
    people = People.of_two(lambda: storage.open(None))
    people.do(DAN, DeleteMe())
    people.engine.on_delivered(Receipt("discord", "dan", "", Outcome.ARRIVED, people.now, (), "position 1", "55/66"))
    assert people.book._conn.execute("SELECT count(*) FROM messages").fetchone() == (0,)
    people.close()
