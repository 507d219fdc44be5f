"""People play on Discord: the real game on the strict server, one person at a time."""

import asyncio
import re

import pytest

from bots.sentences import verbs
from tests.servers.discord.commands import Impossible
from tests.servers.discord.state import COMPONENT
from tests.worlds.on_discord import play

OPTIONS = {  # one way to say each verb that takes something
    "up": {"stake": "25", "window": "5m"},
    "down": {"stake": "10", "window": "1m", "market": "BTC"},
    "long": {"market": "BTC", "margin": "25", "leverage": 100, "tp": "0.3%", "sl": "0.2%"},
    "short": {"market": "BTC", "margin": "25", "leverage": 50, "at": 101_000.5},
    "history": {},
    "close": {"id": "all"},
    "tp": {"id": 3, "value": "0.4%"},
    "sl": {"id": 3, "value": "off"},
    "margin": {"id": 3, "amount": "5"},
    "cancel": {"id": "all"},
    "confirm": {"id": 1},
    "round": {"window": "5m"},
    "verify": {"round": 1},
    "whatif": {"side": "short", "market": "BTC", "amount": "50"},
    "top": {"whose": "all", "period": "season", "by": "roi"},
    "price": {"market": "BTC"},
    "limits": {"loss": "500"},
    "break": {"length": "24h"},
    "settings": {"tolerance": 0.2},
    "help": {"verb": "long"},
    "card": {"points": True},
    "learn": {"lesson": "leverage"},
    "odds": {"market": "BTC"},
    "privacy": {"do": "export"},
}


def figures(message) -> dict[str, str]:
    """`Label **value**` lines as people read them."""
    return dict(re.findall(r"^(.+?) \*\*(.+?)\*\*$", message.text, re.MULTILINE))


# The first minutes


@pytest.mark.parametrize("alone", [True, False])
def test_from_start_to_an_open_position_in_three_taps_on_one_message(alone):
    async def talk(world):
        ann = world.person("Ann")
        answer = await ann.slash("start", **({} if alone else {"channel": world.general}))
        card = answer.message
        assert card.ephemeral is not alone
        for label in ("Long BTC", "25 pt", "1001x"):
            answer = await ann.presses(card, label)
            assert answer.kind == "update"
        assert "opening at the next price" in card.text
        await world.price(100_000)
        await world.server.until(lambda: "BTC long 1001x is open" in card.text)
        assert card.labels[:2] == ["Close", "Close half"]
        assert [each for each in ann.inbox if each is not card and "is back" not in str(each.text)] == []
        assert world.general.messages == []

    play(talk)


@pytest.mark.parametrize("alone", [True, False])
def test_every_verb_by_slash(alone):
    async def talk(world):
        ann, server = world.person("Ann"), world.server
        where = {} if alone else {"channel": world.general}
        last = ("cancel", "close", "break")
        for verb in [*(verb for verb in verbs.VERBS if verb not in last), *last]:
            server.pass_ms(1_100)
            await world.price(100_000)
            if verb == "setup" or (verb == "round" and alone):
                with pytest.raises(Impossible):
                    await ann.slash(verb, **where)
                continue
            answer = await ann.slash(verb, **where, **OPTIONS.get(verb, {}))
            assert not answer.failed, verb
            assert answer.took_ms < server.limits.answer_ms
            refused = "Not done" in answer.text
            expected = verb == "confirm" or verb in (("verify",) if alone else ("privacy", "link"))
            assert refused == expected, (verb, answer.text)
        assert server.rates.hits == 0
        assert [each for each in server.refused if each.code not in (50007,)] == []

    play(talk)


def test_personal_answers_are_for_ones_own_eyes_and_open_ones_for_everybody():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        personal, public = ("start", "positions", "me", "settings"), ("price", "top", "help", "whatif")
        for verb in (*personal, *public):
            world.server.pass_ms(1_100)
            await world.price(100_000)
            answer = await ann.slash(verb, channel=world.general)
            assert answer.ephemeral is (verb in personal), verb
        seen = "\n".join(message.text for message in bob.sees(world.general))
        assert "Prices" in seen and "Balance" not in seen
        answer = await ann.slash("history", channel=world.general, id=7)
        assert answer.ephemeral and "Not done" in answer.text

    play(talk)


def test_a_public_list_is_turned_by_who_asked_for_it_and_not_by_others():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        card = (await ann.slash("top", channel=world.general)).message
        answer = await ann.presses(card, "return")
        assert (answer.kind, answer.message) == ("update", card)
        before = card.text
        answer = await bob.presses(card, "hit rate")
        assert answer.ephemeral and answer.message is not card
        assert card.text == before

    play(talk)


# Cards


def test_news_of_a_position_change_its_card_and_alerts_ring_besides():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", market="BTC", margin="25", leverage=1001)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        await world.price(99_900)
        await world.server.until(lambda: ann.rung)
        alert = ann.rung[-1]
        assert alert is not card and alert.nonce
        assert alert.lines[0].removeprefix("### ")[:40].startswith("LIQUIDATED BTC long 1001x -25 pt")
        assert alert.colours == [0xD43C3C]
        answer = await ann.presses(alert, "History")
        assert answer.message is not alert and "LIQUIDATED" in alert.text

    play(talk)


def test_closing_takes_the_cards_place_and_looking_elsewhere_does_not():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", market="BTC", margin="25", leverage=100)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        answer = await ann.presses(card, "What if")
        assert answer.message is not card and "every leverage" in answer.text
        answer = await ann.presses(card, "Close")
        assert answer.message is card and "Closing at the next price" in card.text
        await world.price(100_500)
        await world.server.until(lambda: "Closed BTC long 100x" in card.text)

    play(talk)


def test_a_card_in_a_server_follows_its_position_for_a_quarter_of_an_hour_and_then_by_direct_message():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", channel=world.general, market="BTC", margin="25", leverage=10)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        world.server.pass_ms(900_001)
        await world.price(100_000)
        await world.ask(ann, "close 1")
        await world.price(100_100)
        await world.server.until(lambda: any("Closed" in message.text for message in ann.inbox))
        assert "is open" in card.text

    play(talk)


@pytest.mark.parametrize("alone", [True, False])
def test_an_open_card_follows_the_price_rests_after_a_quarter_of_an_hour_and_resumes(alone):
    async def talk(world):
        ann = world.person("Ann")
        where = {} if alone else {"channel": world.general}
        card = (await ann.slash("long", market="BTC", margin="25", leverage=10, **where)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        await world.seconds(6, 100_200)
        await world.server.until(lambda: figures(card)["Mark"] == "100,200.00")
        assert card.labels[:2] == ["Close", "Close half"]
        world.server.pass_ms(900_000)
        await world.seconds(6, 100_300)
        await world.quiet()
        assert [each for each in ann.inbox if each is not card and "is back" not in str(each)] == []
        if alone:
            assert "Paused" in card.text
            answer = await ann.presses(card, "Resume")
            assert answer.message is card and "Paused" not in card.text

    play(talk)


def test_buttons_survive_a_restart(tmp_path):
    async def talk(world):
        ann = world.person("Ann")
        offers = (await ann.slash("long", channel=world.general, market="BTC", margin="25")).message
        whole = (await ann.slash("start")).message
        await world.restart()
        answer = await ann.presses(whole, "Prices")
        assert answer.message is whole and "### Prices" in whole.text
        answer = await ann.presses(offers, "50x")
        assert answer.message is offers and "opening at the next price" in offers.text
        await world.price(100_000)
        await world.server.until(lambda: "is open" in offers.text)

    play(talk, file=tmp_path / "game.db")


def test_a_card_of_before_the_restart_is_still_the_card(tmp_path):
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", market="BTC", margin="25", leverage=100)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        await world.restart()
        await world.price(100_050)
        await ann.presses(card, "Close")
        await world.price(100_100)
        await world.server.until(lambda: "Closed" in card.text)
        assert ann.inbox == [card]

    play(talk, file=tmp_path / "game.db")


def test_a_card_to_share_is_read_at_once_and_has_its_picture_a_moment_later():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        await ann.slash("long", channel=world.general, market="BTC", margin="25", leverage=100)
        await world.price(100_000)
        answer = await ann.slash("card", channel=world.general, id="1")
        card = answer.message
        assert not card.ephemeral and "BTC long 100x" in card.text
        await world.server.until(lambda: card.files)
        assert card.files[0].data.startswith(b"\xff\xd8") and "BTC" in card.files[0].description
        assert card in bob.sees(world.general)
        await ann.presses(card, card.labels[0])
        await world.quiet()

    play(talk)


def test_ones_own_data_come_as_a_file():
    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("start")
        answer = await ann.slash("privacy", do="export")
        (file,) = answer.message.files
        assert file.name.endswith(".json") and b"Ann" in file.data

    play(talk)


# Acting twice, and for somebody else


def test_fifty_presses_at_once_open_one_position():
    async def talk(world):
        ann = world.person("Ann", patience=0.05)
        offers = (await ann.slash("long", market="BTC", margin="25")).message
        button = next(each for each in offers.buttons if each.label == "100x")
        data = {"custom_id": button.custom_id, "component_type": 2}
        await asyncio.gather(*(ann._answer(ann._touch(offers, data)) for _ in range(50)))
        await world.price(100_000)
        assert await world.balance(ann) == "975"
        assert (await world.ask(ann, "positions"))["Id"] == "1"

    play(talk)


def test_a_borrowed_or_forged_button_acts_for_who_presses_it():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        card = (await ann.slash("long", channel=world.general, market="BTC", margin="25", leverage=100)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        mine = [button.custom_id for button in card.buttons]
        public = (await ann.slash("price", channel=world.general)).message
        owners = {"0": str(world.guild.id)}
        for forged in (*mine, "|close all", "|confirm 1", "!|cancel all", "|settings confirm off", "|*", "x", "a|b|c"):
            world.server.pass_ms(1_100)
            public.components[0]["components"].append(
                {
                    "type": 1,
                    "id": 900,
                    "components": [{"type": 2, "id": 901, "style": 2, "label": "x", "custom_id": forged}],
                }
            )
            data = {"custom_id": forged, "component_type": 2}
            world.server.interact(COMPONENT, bob, world.general, data, owners, public)
            public.components[0]["components"].pop()
        await world.price(100_010)
        await world.quiet()
        assert (await world.ask(ann, "positions"))["State"] == "open"
        assert await world.balance(bob) == "1000"

    play(talk)


HOSTILE = ["@everyone", "**<@{}>** [x](https://evil.example)", "\u202eevil\u2066", "||a||\n# b", "`" * 32, "<@&{}>"]


def test_hostile_names_ring_nobody_and_are_only_names():
    async def talk(world):
        role = world.server.role(world.guild, "mods", mentionable=True)
        world.server.role(world.guild, "bot", "mention_everyone", members=[world.server.me])
        people = [world.person(name.format(role.id)) for name in HOSTILE]
        for person in people:
            world.guild.members[person.id].add(role.id)
        await people[0].slash("round", channel=world.general, window="1m")
        for number, person in enumerate(people):
            world.server.pass_ms(500)
            await world.price(100_000)
            await person.slash("up" if number % 2 else "down", channel=world.general, stake="25")
        await world.seconds(130, 100_000)
        await world.price(100_100)
        await people[1].slash("verify", channel=world.general, round=1)
        await world.quiet()
        for message in world.general.messages:
            assert not message.pinged
            assert not re.search(r"@(?=everyone|here)|(?<!\\)<@|\u202e|(?<!\\)\|\|", message.text), message.text

    play(talk)


# Forms and typing


def test_a_form_opens_a_position_with_numbers_of_ones_own():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", channel=world.general)).message
        await ann.presses(card, "BTC")
        form = (await ann.presses(card, "Other numbers")).modal
        assert form.title == "Open a position"
        answer = await ann.submits(form, {"margin": "33.5", "leverage": "77", "tp": "0.5%"})
        assert answer.message is card
        assert figures(card)["Amount"] == "33.5 pt" and figures(card)["Leverage"] == "77x"
        await world.price(100_000)
        await world.server.until(lambda: "BTC long 77x is open" in card.text)

    play(talk)


def test_what_a_form_gets_wrong_is_said_and_nothing_is_done():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("short")).message
        form = (await ann.presses(card, "Other numbers")).modal
        answer = await ann.submits(form, {"margin": "١٢", "leverage": "1001"})
        assert "Not done" in answer.text
        assert await world.balance(ann) == "1000"

    play(talk)


def test_a_form_changes_stops_and_margin_of_a_position():
    async def talk(world):
        ann = world.person("Ann")
        card = (await ann.slash("long", market="BTC", margin="25", leverage=20)).message
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        form = (await ann.presses(card, "Stops")).modal
        await ann.submits(form, {"tp": "101000", "sl": "1%", "margin": "10"})
        await world.price(100_000)
        shown = await world.ask(ann, "positions")
        assert shown["TakeProfit"] == "101000" and shown["StopLoss"].startswith("990")
        assert float(shown["Margin"]) > 34
        answer = await ann.submits(form, {})
        assert not answer.failed

    play(talk)


def test_what_is_open_is_offered_by_name_while_it_is_typed():
    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("long", market="BTC", margin="25", leverage=100)
        await world.price(100_000)
        await ann.slash("short", market="BTC", margin="25", leverage=50, at=101_000)
        await ann.slash("up", stake="25", window="5m")
        found = await ann.types("close", "id", "")
        assert [choice.value for choice in found] == ["1", "all"]
        assert found[0].name.startswith("#1 BTC/USD long 100x")
        assert [choice.value for choice in await ann.types("cancel", "id", "short")] == ["2"]
        assert [choice.value for choice in await ann.types("tp", "id", "#2", value="off")] == [2]
        assert [choice.value for choice in await ann.types("tp", "value", "o", id=1)] == ["off"]
        assert [choice.value for choice in await ann.types("help", "verb", "pos")] == ["positions"]
        assert "half" in [choice.value for choice in await ann.types("long", "margin", "")]
        assert [choice.value for choice in await ann.types("history", "id", "")] == []

    play(talk)
