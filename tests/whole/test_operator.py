"""The operator's verb: who may say it, what it does, and that it does not exist for anybody else."""

import logging

import pytest

from bots.on_discord.slash_commands import registered
from bots.on_telegram.command_menu import menus
from bots.runtime.operators import Operators
from bots.sentences import verbs
from bots.sentences.row import Help
from bots.sentences.verbs import VERBS, read
from core.book import Identity
from core.messages.all import Refusal, Refused, Request
from core.messages.operator import (
    AskBackup,
    PlanBroadcast,
    SendBroadcast,
    SetPause,
    ShowLinks,
    ShowStatus,
    Unlink,
    VoidRound,
)
from core.prices.conditions import Cause, MarketState
from core.prices.markets import MARKETS
from core.rules.operator import BROADCAST_MS, HEARD_MS, MAX_BROADCAST
from core.rules.rounds import Round, RoundState
from tests.whole.conversations.test_conversations import BTC, NEW
from tests.worlds.console import Console, last
from tests.worlds.game import Game
from tests.worlds.on_telegram import World, played

STRANGER = "!as eve telegram"
OPERATOR = "!as p1"


@pytest.fixture
def console():
    with Console(NEW, BTC) as opened:
        yield opened


# How it is read


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("admin", ShowStatus()),
        ("/admin@degen_bot status", ShowStatus()),
        ("/ADMIN pause BTC", SetPause("BTC", True)),
        ("admin pause", SetPause(None, True)),
        ("admin resume all", SetPause(None, False)),
        ("admin void 12", VoidRound(12)),
        ("admin void #12", VoidRound(12)),
        ("admin broadcast Back at noon. #dumb1", PlanBroadcast("Back at noon. #dumb1")),
        ("admin broadcast\nZwölf Uhr 👩‍🚀\n\u202eend", PlanBroadcast("Zwölf Uhr 👩‍🚀\nend")),
        ("admin send 3 #k3f9", SendBroadcast(3)),
        ("admin backup", AskBackup()),
        ("admin links", ShowLinks()),
        ("admin unlink 3", Unlink(3)),
        ("help admin void 12", VoidRound(12)),
    ],
)
def test_the_operator_is_understood(text, command):
    assert read(text, is_operator=True).command == command
    with pytest.raises(Refusal) as refusal:
        read(text)
    code = refusal.value.code
    assert code in ("verb_unknown", "letter_odd", "word_extra")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("admin broadcast", "word_missing"),
        ("admin broadcast \u200b", "word_missing"),
        ("admin broadcast " + "x" * (MAX_BROADCAST + 1), "broadcast_long"),
        ("admin void", "word_missing"),
        ("admin void x", "number_expected"),
        ("admin pause doge", "market_unknown"),
        ("admin pause btc eth", "word_extra"),
        ("admin backup now", "word_extra"),
        ("admin bakcup", "admin_unknown"),
        ("admin vöid", "letter_odd"),
    ],
)
def test_what_the_operator_says_wrong_is_refused_in_a_sentence(text, code):
    with pytest.raises(Refusal) as refusal:
        read(text, is_operator=True)
    assert refusal.value.code == code


def test_nobody_is_offered_it():
    assert "admin" not in VERBS and "admin" not in {each["name"] for each in registered({})}
    assert not [each for _scope, _language, commands in menus() for each in commands if each.command == "admin"]
    with pytest.raises(Refusal) as refusal:
        read("admni")
    assert refusal.value.values["near"] != "admin"


def test_to_everybody_else_it_is_an_unknown_word(console):
    for text in ("admin", "admin pause all", "admin broadcast hi", "admin backup", "help admin"):
        refused = console.ask(STRANGER, text)
        unknown = console.ask(STRANGER, text.replace("admin", "amdin"))
        assert refused["fields"]["Code"] == unknown["fields"]["Code"] == "verb_unknown"
        assert refused["notes"][0].replace("admin", "amdin") == unknown["notes"][0]
    assert "admin" not in {each["Verb"] for each in console.ask(STRANGER, "help")["items"]}


def test_a_group_hears_that_it_is_private(console):
    refused = console.ask(OPERATOR, "!in group", "admin pause all")
    assert refused["fields"]["Code"] == "private_only"
    assert console.ask("!in dm", "long btc 25 10x")["fields"]["State"] == "waiting"


# Status and links


def test_the_status_counts_and_says_no_secrets(console):
    console.say(OPERATOR, "long btc 25 10x", BTC, "long btc 25 10x at 90000", "up 25 5m", "!in g", "round 5m", "!in dm")
    shown = console.ask(OPERATOR, "admin status")
    counted = {"Players": "1", "Chats": "1", "Positions": "1", "Orders": "1", "Predictions": "1", "Rounds": "1"}
    assert counted.items() <= shown["fields"].items()
    assert [each["Market"] for each in shown["items"] if "Newest" in each] == list(MARKETS)
    assert "http" not in str(shown)


def test_links_are_listed_and_undone(console):
    console.say("!as ann telegram", "start", "!at 2026-01-01T00:00:01Z", "!as dan discord", "start", BTC)
    code = console.ask("!as ann telegram", "link")["fields"]["Code"]
    console.press(console.ask("!as dan discord", f"link {code}"), "Make them one")
    (link,) = console.ask(OPERATOR, "admin links")["items"]
    assert (link["Id"], link["Keeps"], link["Closes"]) == ("1", "ann", "dan")
    undone = console.ask(OPERATOR, "admin unlink 1")
    assert (undone["title"], undone["fields"]["Returned"]) == ("The link is undone", undone["fields"]["Points"])
    assert console.ask("admin unlink 1")["fields"]["Code"] == "link_not_made"
    assert console.ask("admin unlink 9")["fields"]["Code"] == "no_such_link"
    assert not console.ask("admin links")["items"]


# Pauses


def test_a_pause_refuses_openings_and_fills_closes(console):
    console.say("!as bob telegram", "long btc 25 10x", BTC)
    console.ask(OPERATOR, "admin pause btc")
    for text in ("long btc 25 10x", "up 25 5m"):
        assert console.ask("!as bob telegram", text)["fields"]["Code"] == "paused_operator"
    closed = last(console.say("close 1", BTC), "position", "bob")
    assert closed["fields"]["State"] == "closed"
    console.ask(OPERATOR, "admin resume btc")
    assert console.ask("!as bob telegram", "long btc 25 10x")["fields"]["State"] == "waiting"


def test_guards_come_and_go_under_a_pause():
    game = Game()
    asked = _request(game, SetPause("BTC", True))
    game.engine.handle(asked)
    since = game.now
    game.is_now(state=MarketState.HALTED, cause=Cause.GUARD, guard="binance", differs_ppm=12_345)
    assert game.long().code == "halted_guard"
    game.is_now()
    game.mark()
    refused = game.long()
    assert isinstance(refused, Refused)
    assert (refused.code, refused.values["since_ms"]) == ("paused_operator", since)
    assert game.engine.market("BTC", game.now)[1].state is MarketState.LIVE, "what guards say is kept apart"
    game.engine.handle(_request(game, SetPause(None, False)))
    assert not isinstance(game.long(), Refused)
    game.close()


def _request(game: Game, command):
    game.requests += 1
    return Request(1, None, False, f"o{game.requests}", game.now, "", command, game.now, operator=True)


def test_a_pause_outlives_the_program(tmp_path):
    with Console(NEW, BTC, "admin pause all", db=tmp_path / "game.db"):
        pass
    with Console(BTC, db=tmp_path / "game.db") as again:
        assert again.ask("long btc 25 10x")["fields"]["Code"] == "paused_operator"


# Rounds


def test_a_voided_round_gives_everything_back_and_says_why(console):
    console.say("!as ann telegram", "!in g", "round 5m", "up 25", "!as bob telegram", "down 40")
    assert console.balance("ann telegram") == "975"
    assert console.ask(OPERATOR, "!in dm", "admin void 1")["fields"]["State"] == "void"
    told = last(console.shown, "round", "ann", State="void")
    assert "The operator voided it." in told["notes"]
    assert (console.balance("ann telegram"), console.balance("bob telegram")) == ("1000", "1000")
    assert console.ask(OPERATOR, "admin void 1")["fields"]["Code"] == "round_over"
    assert console.ask("admin void 2")["fields"]["Code"] == "no_round_at_all"


def test_a_locked_round_can_be_voided():
    game = Game()
    number = game.round()
    game.marks(61)
    assert game.book.get(Round, number).state is RoundState.LOCKED
    game.engine.handle(_request(game, VoidRound(number)))
    assert game.book.get(Round, number).reason == "operator"
    assert game.book.balance("p1") == game.book.balance("p2")
    game.close()


# Broadcasts


def test_a_broadcast_is_asked_about_and_told_once_to_everybody(console):
    console.say("!as ann telegram", "start", "!as dan discord", "start")
    asked = console.ask(OPERATOR, "admin broadcast Back at <b>noon</b>, @everyone")
    assert asked["title"] == "Send this to 3 people?"
    before = len(console.shown)
    first = console.press(asked, "Send it")
    again = console.press(asked, "Send it")
    assert first["title"] == again["title"] == "On its way to 3 people"
    told = [each for each in console.shown[before:] if each["about"] == "broadcast"]
    assert sorted(each["to"] for each in told) == ["ann", "dan", "p1"]
    assert all(each["notes"] == ["Back at <b>noon</b>, @everyone"] for each in told)
    assert console.ask("admin send 1")["fields"]["Code"] == "broadcast_sent"
    assert console.ask("admin broadcast more")["fields"]["Code"] == "broadcast_again"
    assert BROADCAST_MS == 3_600_000
    console.say("!at 2026-01-01T00:59:59Z")
    assert console.ask("admin broadcast more")["fields"]["Code"] == "broadcast_again"
    console.say("!at 2026-01-01T01:00:01Z")
    assert console.ask("admin broadcast more")["title"] == "Send this to 3 people?"


def test_a_broadcast_leaves_out_who_is_gone_or_cannot_be_reached(console):
    console.say("!as old telegram", "start", "!as shut telegram", "start", OPERATOR, "start")
    console.look(lambda book: book.players.set_unreachable(Identity("telegram", "shut"), 1))
    assert HEARD_MS == 30 * 86_400_000
    console.say("!at 2026-02-01T00:00:00Z", OPERATOR, "price", "!as new telegram", "price")
    assert console.ask(OPERATOR, "admin broadcast hi")["title"] == "Send this to 2 people?"


def test_a_broadcast_goes_on_after_a_crash(tmp_path):
    game = tmp_path / "game.db"
    with Console(NEW, BTC, db=game) as first:
        first.say("!as ann telegram", "start", "!as dan discord", "start", OPERATOR, "start")
        asked = first.ask("admin broadcast hi")
        request = _request_of(first, SendBroadcast(int(asked["fields"]["Id"])))
        first.look(lambda _book: first.engine.handle(request))  # recorded, and then the power went
    with Console(db=game) as again:
        assert sorted(each["to"] for each in again.shown if each["about"] == "broadcast") == ["ann", "dan", "p1"]
    with Console(db=game) as third:
        assert not third.shown


def _request_of(console: Console, command):
    player = console.look(lambda book: book.players.number_of(Identity("console", "p1")))
    at_ms = console.look(lambda book: book.latest_ms())
    return Request(player, None, False, "o1", at_ms, "", command, at_ms, operator=True)


# Backups


def test_asking_twice_is_one_backup(console):
    first, second = console.ask("admin backup"), console.ask("admin backup")
    assert first["fields"] == second["fields"] and first["title"] == "A backup is being made"


# The log, and Telegram from end to end


def test_what_an_operator_does_is_logged(console, caplog):
    with caplog.at_level(logging.INFO, logger="bots.runtime.operators"):
        console.say(OPERATOR, "admin", "admin pause btc", "admin void 9", STRANGER, "admin pause eth")
    said = [record.getMessage() for record in caplog.records if record.name == "bots.runtime.operators"]
    assert len(said) == 2, "acts, not looks, and of nobody else"
    assert "console:p1" in said[0] and "SetPause" in said[0] and "BTC" in said[0]
    assert said[1].endswith("no_round_at_all")


def test_on_telegram_a_forged_or_forwarded_button_does_nothing():
    async def story(world: World):
        ann, eve = world.person("Ann"), world.person("Eve")
        world.desk._operators = Operators(lambda who: who == Identity("telegram", str(ann.id)))
        status = await world.ask(ann, "/admin")
        assert status.lines[0] == "Status"
        shown = await world.ask(eve, "/start")
        await world.press(eve, shown, data="admin pause all")
        (refused,) = await world.says(eve, "/admin pause all")
        assert "I do not know" in refused.text
        assert (await world.ask(eve, "/long btc 25 10x")).lines[0].endswith("opening at the next price")
        await world.press(ann, status, "Pause all")
        assert "the operator has paused it" in (await world.ask(eve, "/long btc 25 10x")).text

    played(story)


def test_on_telegram_a_broadcast_arrives_silently_and_escaped():
    async def story(world: World):
        ann, eve = world.person("Ann"), world.person("Eve")
        world.desk._operators = Operators(lambda who: who == Identity("telegram", str(ann.id)))
        await world.ask(eve, "/start")
        asked = await world.ask(ann, "/admin broadcast Back at <b>noon</b>")
        await world.press(ann, asked, "Send it")
        await world.wait(1)
        got = eve.chat.last
        assert got.lines[0] == "A word from the operator" and "<b>noon" in got.text and got.silent

    played(story)


def test_for_the_operator_every_other_sentence_means_the_same():
    assert verbs.read("help long", is_operator=True).command == Help("long")
    assert verbs.read("long btc 25 10x", is_operator=True) == verbs.read("long btc 25 10x")
