"""Two accounts of one person: all of both is in the export, and goes with a deletion; messages begin anew."""

from core.messages.alerts import AddPriceAlert, RemovePriceAlert, SetLoudness
from core.messages.privacy import DeleteMe, Export
from core.money import USD
from core.rules.alerts.kinds import AlertKind, Loudness
from core.rules.alerts.price_alerts import PriceKind
from core.rules.notices import Outcome, Receipt, Topic
from core.rules.players import Player
from tests.worlds.links import ANN, DAN, DAY, STANDARD, People, refusal, undo


def test_an_export_has_the_transfers_of_both_accounts(people):
    people.do(DAN, STANDARD)
    people.price()
    closed = people.number(DAN)
    people.link(ANN, DAN)
    document = people.ask(DAN, Export()).tables
    accounts = {row["name"] for row in document["accounts"]}
    assert {f"p{people.number(ANN)}", f"p{closed}"} <= accounts
    assert any(row["credit"] == f"p{closed}" and row["code"] == "first-grant" for row in document["transfers"])
    assert len({row["id"] for row in document["transfers"]}) == len(document["transfers"]), "each of them once"


def test_a_deletion_takes_the_name_of_the_closed_account_too(people):
    closed, kept = people.number(DAN), people.number(ANN)
    people.link(ANN, DAN)
    people.do(DAN, DeleteMe())
    assert [people.book.get(Player, number).name for number in (kept, closed)] == ["somebody", "somebody"]


def test_an_old_message_is_not_taken_for_another_thing(people):
    people.do(ANN, STANDARD)
    people.do(DAN, STANDARD)
    people.price()
    people.engine.on_delivered(
        Receipt(DAN.platform, DAN.user, "", Outcome.ARRIVED, people.now, (), "position 1", "of Dan's first")
    )
    assert people.engine.telling.reference(DAN.platform, f"user {DAN.user}", "position 1") == "of Dan's first"
    people.link(ANN, DAN)
    assert people.engine.telling.reference(DAN.platform, f"user {DAN.user}", "position 1") == "", "that is Ann's now"


def test_a_closed_account_gets_no_digest_until_it_is_opened_again(people):
    # The day of seed 27 of `make prove`: nobody stood behind the closed account, and the courier stopped.
    people.do(DAN, SetLoudness(AlertKind.DIGEST, Loudness.LOUD))
    closed = people.number(DAN)
    link = people.link(ANN, DAN).link
    assert not _digests_of(people, DAY)
    undo(people.engine, link.number, people.now)
    assert _digests_of(people, DAY) == [closed]


def _digests_of(people: People, ms: int) -> list[int | None]:
    """Whose digests wait some time later."""
    people.now += ms
    people.engine.on_clock(people.now)
    found = people.engine.telling.untold(False, 0, 100)
    return [each.notice.player for each in found if each.notice.topic is Topic.DIGEST]


def test_an_old_button_removes_no_alert_of_the_other_account(people):
    people.price()
    for who, usd in ((ANN, 150_000), (DAN, 200_000)):
        people.do(who, AddPriceAlert("BTC", PriceKind.ABOVE, usd * USD, 0))
    link = people.link(ANN, DAN).link
    assert refusal(people.ask(DAN, RemovePriceAlert(1))) == "no_such_alert"
    kept = {each.value // USD: each.number for each in people.book.alerts.price_alerts_of(people.number(ANN))}
    assert kept.keys() == {150_000, 200_000} and min(kept.values()) > 1
    undo(people.engine, link.number, people.now)
    assert [each.number for each in people.book.alerts.price_alerts_of(people.number(ANN))] == [1]
