"""Links as people make them: what both read before and after, on which platform, and what old buttons do then."""

import pytest

from bots.sentences.verbs import read
from core.messages.links import UseLink
from tests.whole.conversations.test_conversations import BTC, NEW
from tests.worlds.console import Console, about, button, last, refused
from tests.worlds.links import undo

ANN, DAN = "!as ann telegram", "!as dan discord"


@pytest.fixture
def console():
    with Console(NEW, BTC) as opened:
        opened.say(ANN, "start", "!at 2026-01-01T00:00:01Z", DAN, "start", BTC)
        yield opened


def code(console: Console, who: str) -> str:
    """The code that somebody is shown, as it is written for them to say."""
    return console.ask(who, "link")["fields"]["Code"]


def test_two_platforms_become_one_in_two_sentences_and_a_tap(console):
    console.say(DAN, "long btc 100 10x", BTC)
    shown = console.ask(ANN, "link")
    assert shown["title"] == f"Your code is {shown['fields']['Code'][:4]}-{shown['fields']['Code'][4:]}"
    assert f"“link {shown['title'][-9:]}”" in shown["notes"][0]
    planned = console.ask(DAN, f"link {shown['title'][-9:]}")
    assert planned["fields"] == {
        "Id": "1",
        "State": "planned",
        "Keeps": "ann",
        "Keeps.Since": "2026-01-01T00:00:00.001Z",
        "Keeps.Balance": "1000",
        "Keeps.Open": "0",
        "Closes": "dan",
        "Closes.Since": "2026-01-01T00:00:01Z",
        "Closes.Balance": "900",
        "Closes.Open": "1",
        "GivenTwice": planned["fields"]["GivenTwice"],
        "After": planned["fields"]["After"],
    }
    fields = planned["fields"]
    assert float(fields["GivenTwice"]) + float(fields["After"]) == 1_900
    linked = console.press(planned, "Make them one")
    assert (linked["fields"]["State"], linked["fields"]["Platforms"]) == ("linked", "discord telegram")
    assert linked["fields"]["Balance"] == fields["After"]
    for who in (ANN, DAN):
        assert console.ask(who, "positions")["fields"]["Id"] == "1"
        assert console.ask("start")["fields"]["Balance"] == fields["After"]


def test_whoever_offered_reads_it_before_it_happens_and_can_stop_it(console):
    planned = console.ask(DAN, f"link {code(console, ANN)}")
    told = last(console.shown, "link", "ann", State="planned")
    assert told["kind"] == "update" and told["fields"] == planned["fields"]
    assert not any("yes" in each["says"] for row in told["buttons"] for each in row)
    console.ask(ANN, button(told, "Stop it"))
    assert refused(console.ask(DAN, button(planned, "Make them one"))) == "link_wrong"


def test_whoever_offered_reads_that_it_happened(console):
    planned = console.ask(DAN, f"link {code(console, ANN)}")
    told = last(console.say(DAN, button(planned, "Make")), "link", "ann")
    assert (told["kind"], told["fields"]["State"]) == ("update", "linked")


def test_pressing_twice_links_once_and_says_the_same(console):
    planned = console.ask(DAN, f"link {code(console, ANN)}")
    tap = button(planned, "Make")
    assert "#" in tap and len(tap.encode()) <= 64
    assert isinstance(read(tap).command, UseLink)
    first = console.ask(DAN, tap)
    assert console.ask(DAN, tap) == console.ask("!again") == first
    assert first["fields"]["State"] == "linked"


def test_an_old_button_of_either_platform_closes_nothing_else(console):
    console.say(ANN, "long btc 20 10x", DAN, "long btc 30 10x", BTC)
    old = {who: button(last(console.shown, "position", name), "Close") for who, name in ((ANN, "ann"), (DAN, "dan"))}
    linked = console.press(console.ask(DAN, f"link {code(console, ANN)}"), "Make")
    for who, sentence in old.items():
        assert sentence.startswith("close 1 ")
        assert refused(console.ask(who, sentence)) == "no_such_position"
    assert "What was number 1 of the closed account is 2 now, and so on." in linked["notes"]
    assert "Of the account that stayed: 1 is 3." in linked["notes"]
    assert [each["Id"] for each in console.ask(ANN, "positions")["items"]] == ["2", "3"]


def test_a_repeated_opening_of_before_opens_nothing(console):
    console.say(DAN, "long btc 30 10x #k3f9k3f9", BTC)
    console.press(console.ask(DAN, f"link {code(console, ANN)}"), "Make")
    assert console.ask(DAN, "long btc 30 10x #k3f9k3f9")["about"] in ("order", "position")
    assert len(console.ask(DAN, "positions")["items"]) == 1


def test_alerts_reach_the_platform_that_spoke_last(console):
    console.press(console.ask(DAN, f"link {code(console, ANN)}"), "Make")
    for who, name in ((DAN, "dan"), (ANN, "ann")):
        console.say(who, "long btc 10 1001x", BTC)
        assert last(console.say("!price BTC 99000"), "liquidation")["to"] == name
        console.say(BTC)


def test_one_platform_another_person_and_a_group_are_refused(console):
    shown = code(console, ANN)
    assert refused(console.ask(ANN, f"link {shown}")) == "link_own"
    assert refused(console.ask("!as tom telegram", f"link {shown}")) == "link_platform"
    assert refused(console.ask(DAN, "link ACDE-3467")) == "link_wrong"
    said = console.say(DAN, "!in group1", f"link {shown}", "!in dm", f"link {shown}")
    assert [refused(each) for each in said if each["kind"] == "reply"] == ["link_private", "link_wrong"]
    assert said[0]["private"] is True


def test_the_operator_undoes_it_and_both_read_that(console):
    console.say(DAN, "long btc 30 10x", BTC)
    console.press(console.ask(DAN, f"link {code(console, ANN)}"), "Make")
    console.say("!price BTC 101000")
    console.look(lambda book: undo(console.engine, 1, book.latest_ms() + 1))
    told = about(console.say("!wait 1s"), "link", State="undone")
    assert {each["to"] for each in told} == {"ann", "dan"}
    assert [each["Id"] for each in console.ask(DAN, "positions")["items"]] == ["1"]
    assert console.ask(DAN, "start")["fields"]["Balance"] == "970"
    assert console.ask(ANN, "start")["fields"]["Balance"] == "1000"


def test_what_both_may_read_is_in_the_plan(console):
    notes = " ".join(console.ask(DAN, f"link {code(console, ANN)}")["notes"])
    for word in ("older", "mint", "new numbers", "limits", "break", "operator", "30 days"):
        assert word in notes
