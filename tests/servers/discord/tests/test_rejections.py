"""Each thing the strict Discord rejects, as the exception discord.py makes of it; and the rate limits on the wire."""

import asyncio

import aiohttp
import discord
import pytest
from discord.http import Route

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.components import V2
from tests.servers.discord.rates import Rates
from tests.servers.discord.server import DiscordServer
from tests.worlds.echo_on_discord import TOKEN, card, running


def with_bot(talk, limits: DiscordLimits | None = None, rates: bool = False):
    """Run this with a server, a bot that is logged in but not connected, and a channel it may write to."""

    async def run():
        async with DiscordServer(TOKEN, limits) as server:
            server.rates.on = rates
            general = server.channel(server.guild("Degens"), "general")
            with server.hooked():
                async with discord.Client(intents=discord.Intents(guilds=True)) as bot:
                    await bot.login(TOKEN)
                    await talk(server, bot, general)

    asyncio.run(run())


def text(content: str = "hello") -> dict:
    return {"type": 10, "content": content}


def button(**more) -> dict:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | more


def row(*inside: dict) -> dict:
    return {"type": 1, "components": list(inside)}


def menu(options: int = 1, **more) -> dict:
    chosen = [{"label": f"o{number}", "value": str(number)} for number in range(options)]
    return {"type": 3, "custom_id": "menu", "options": chosen} | more


def box(*inside: dict, **more) -> dict:
    return {"type": 17, "components": list(inside)} | more


def layout(*components: dict, **more) -> dict:
    return {"flags": V2, "components": list(components)} | more


LONG_TEXTS = [text("a" * 2_000), text("b" * 2_001)]
MESSAGES = {
    "content beside the layout": (layout(text(), content="x"), "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS"),
    "embeds beside the layout": (layout(text(), embeds=[{"title": "x"}]), "embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS"),
    "a layout without its flag": ({"components": [text()]}, "components.0.type", "BASE_TYPE_CHOICES"),
    "long content": ({"content": "x" * 2_001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "41 components": (layout(*[text()] * 41), "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    "41 nested": (layout(box(*[text()] * 40)), "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    "4,001 characters": (layout(*LONG_TEXTS), "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    "an empty text": (layout(text("")), "components.0.content", "BASE_TYPE_REQUIRED"),
    "six buttons in a row": (
        layout(row(*(button(custom_id=str(number)) for number in range(6)))),
        "components.0.components", "BASE_TYPE_BAD_LENGTH",
    ),
    "an empty row": (layout(row()), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "a button beside a menu": (layout(row(button(), menu())), "components.0.components", "COMPONENT_LAYOUT_WIDTH"),
    "a button on its own": (layout(button()), "components.0.type", "BASE_TYPE_CHOICES"),
    "a container in a container": (layout(box(box(text()))), "components.0.components.0.type", "BASE_TYPE_CHOICES"),
    "an empty container": (layout(box()), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "a colour beyond white": (layout(box(text(), accent_color=1 << 24)), "components.0.accent_color", "NUMBER_TYPE"),
    "an unknown field": (layout(box(text(), colour=1)), "components.0.colour", "UNKNOWN_FIELD"),
    "an unknown field of a message": ({"content": "x", "view": 1}, "view", "UNKNOWN_FIELD"),
    "a section without an accessory": (
        layout({"type": 9, "components": [text()]}), "components.0.accessory.type", "BASE_TYPE_REQUIRED",
    ),
    "a section of four texts": (
        layout({"type": 9, "components": [text()] * 4, "accessory": button()}),
        "components.0.components", "BASE_TYPE_BAD_LENGTH",
    ),
    "a long label": (layout(row(button(label="x" * 81))), "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
    "a long custom id": (
        layout(row(button(custom_id="x" * 101))), "components.0.components.0.custom_id", "BASE_TYPE_MAX_LENGTH",
    ),
    "the same custom id twice": (
        layout(row(button()), row(button())), "components.1.components.0.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "the same id twice": (layout(text() | {"id": 5}, text() | {"id": 5}), "components", "COMPONENT_ID_DUPLICATED"),
    "a button of no style": (layout(row(button(style=7))), "components.0.components.0.style", "BASE_TYPE_CHOICES"),
    "a button that says nothing": (
        layout(row({"type": 2, "style": 1, "custom_id": "x"})), "components.0.components.0", "BUTTON_COMPONENT_INVALID",
    ),
    "a link with a custom id": (
        layout(row(button(style=5, url="https://example.org"))), "components.0.components.0", "CUSTOM_ID_FORBIDDEN",
    ),
    "a link to a script": (
        layout(row({"type": 2, "style": 5, "label": "x", "url": "javascript:x"})),
        "components.0.components.0.url", "URL_TYPE_INVALID_SCHEME",
    ),
    "an emoji of letters": (
        layout(row(button(emoji={"name": "moon"}))), "components.0.components.0.emoji.name", "INVALID_EMOJI",
    ),
    "no options": (layout(row(menu(0))), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    "26 options": (layout(row(menu(26))), "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH"),
    "more choices than options": (
        layout(row(menu(2, max_values=3))), "components.0.components.0.max_values", "NUMBER_TYPE_MAX",
    ),
    "the same value twice": (
        layout(row(menu(options=0) | {"options": [{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]})),
        "components.0.components.0.options", "OPTION_VALUE_DUPLICATED",
    ),
    "a long placeholder": (
        layout(row(menu(1, placeholder="x" * 151))), "components.0.components.0.placeholder", "BASE_TYPE_MAX_LENGTH",
    ),
    "a picture that did not come": (
        layout({"type": 12, "items": [{"media": {"url": "attachment://card.png"}}]}),
        "components.0.items.0.media", "REFERENCED_ATTACHMENT_NOT_FOUND",
    ),
    "eleven pictures": (
        layout({"type": 12, "items": [{"media": {"url": "https://example.org/x.png"}}] * 11}),
        "components.0.items", "BASE_TYPE_BAD_LENGTH",
    ),
    "an ephemeral message in a channel": ({"content": "x", "flags": 64}, "flags", "MESSAGE_FLAGS_INVALID"),
    "a long nonce": ({"content": "x", "nonce": "x" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
    "mentions parsed and listed": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions.parse", "PARSE_EXCLUSIVE",
    ),
    "an attachment that did not come": (
        {"content": "x", "attachments": [{"id": 0, "filename": "x.png"}]}, "attachments.0.id", "ATTACHMENT_NOT_FOUND",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_refused_for(name):
    payload, path, why = MESSAGES[name]

    async def talk(server, bot, general):
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=general.id)
        with pytest.raises(discord.HTTPException) as raised:
            await bot.http.request(route, json=payload)
        assert (raised.value.status, raised.value.code) == (400, 50035)
        tree = raised.value._errors
        for step in path.split("."):
            tree = tree[step]
        assert any(why in each["code"] for each in tree["_errors"]), tree
        assert general.messages == [] and len(server.violations) == 1

    with_bot(talk)


def test_an_empty_message_is_refused():
    async def talk(server, bot, general):
        for payload in ({}, {"content": ""}, layout()):
            route = Route("POST", "/channels/{channel_id}/messages", channel_id=general.id)
            with pytest.raises(discord.HTTPException) as raised:
                await bot.http.request(route, json=payload)
            assert raised.value.code == 50006

    with_bot(talk)


def test_a_message_of_the_second_kind_stays_one():
    async def talk(server, bot, general):
        where = bot.get_partial_messageable(general.id)
        message = await where.send(view=card("new"))
        with pytest.raises(discord.HTTPException, match="content"):
            await message.edit(content="old")
        old = await where.send("old")
        with pytest.raises(discord.HTTPException, match="content"):
            await old.edit(view=card("new"))
        await old.edit(content=None, view=card("new"))
        assert [each.lines[0] for each in general.messages] == ["new", "new"]

    with_bot(talk)


def command(**more) -> dict:
    return {"name": "long", "description": "Open a long"} | more


def option(**more) -> dict:
    return {"type": 4, "name": "margin", "description": "Points"} | more


COMMANDS = {
    "capitals in a name": ([command(name="Long")], "0.name", "INVALID_NAME"),
    "a space in a name": ([command(name="long btc")], "0.name", "INVALID_NAME"),
    "a long name": ([command(name="x" * 33)], "0.name", "BASE_TYPE_MAX_LENGTH"),
    "no description": ([command(description="")], "0.description", "BASE_TYPE_REQUIRED"),
    "a long description": ([command(description="x" * 101)], "0.description", "BASE_TYPE_MAX_LENGTH"),
    "the same name twice": ([command(), command()], "1.name", "DUPLICATE_NAME"),
    "101 commands": ([command(name=f"c{number}") for number in range(101)], None, "COMMANDS_MAX"),
    "a locale of nowhere": (
        [command(description_localizations={"xx": "x"})], "0.description_localizations.xx", "LOCALE_INVALID",
    ),
    "a long translation": (
        [command(description_localizations={"de": "x" * 101})], "0.description_localizations.de", "MAX_LENGTH",
    ),
    "required after optional": (
        [command(options=[option(), option(name="market", required=True)])], "0.options.1", "REQUIRED_INVALID",
    ),
    "26 options": ([command(options=[option(name=f"o{n}") for n in range(26)])], "0.options", "BAD_LENGTH"),
    "an option of no type": ([command(options=[option(type=12)])], "0.options.0.type", "BASE_TYPE_CHOICES"),
    "26 choices": (
        [command(options=[option(choices=[{"name": f"c{n}", "value": n} for n in range(26)])])],
        "0.options.0.choices", "BAD_LENGTH",
    ),
    "a choice of the wrong type": (
        [command(options=[option(choices=[{"name": "x", "value": "x"}])])], "0.options.0.choices.0.value", "COERCE",
    ),
    "choices and autocomplete": (
        [command(options=[option(autocomplete=True, choices=[{"name": "x", "value": 1}])])],
        "0.options.0", "AUTOCOMPLETE_CHOICES",
    ),
    "a range of a text": ([command(options=[option(type=3, min_value=1)])], "0.options.0.min_value", "UNKNOWN_FIELD"),
    "a range upside down": ([command(options=[option(min_value=2, max_value=1)])], "0.options.0.min_value", "MIN_OVER"),
    "a place that is none": ([command(contexts=[3])], "0.contexts", "BASE_TYPE_CHOICES"),
    "an install that is none": ([command(integration_types=[])], "0.integration_types", "BAD_LENGTH"),
    "too much text": (
        [command(options=[
            option(name=f"o{n}", choices=[{"name": f"{k}{'x' * 97}", "value": k} for k in range(25)]) for n in range(4)
        ])],
        "0", "TOO_LARGE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_refused_for(name):
    payload, path, why = COMMANDS[name]

    async def talk(server, bot, general):
        with pytest.raises(discord.HTTPException) as raised:
            await bot.http.bulk_upsert_global_commands(bot.application_id, payload=payload)
        assert (raised.value.status, raised.value.code) == (400, 50035)
        tree = raised.value._errors
        for step in path.split(".") if path else ():
            tree = tree[step]
        assert any(why in each["code"] for each in tree["_errors"]), tree
        assert server.commands[None] == []

    with_bot(talk)


def modal(*parts: dict, **more) -> dict:
    return {"type": 9, "data": {"custom_id": "m", "title": "Custom", "components": list(parts)} | more}


def labelled(**more) -> dict:
    return {"type": 18, "label": "Margin", "component": {"type": 4, "custom_id": "i", "style": 1} | more}


ANSWERS = {
    "a long title": (modal(labelled(), title="x" * 46), "data.title", "MAX_LENGTH"),
    "no inputs": (modal(), "data.components", "BAD_LENGTH"),
    "six inputs": (modal(*(labelled(custom_id=str(n)) for n in range(6))), "data.components", "BAD_LENGTH"),
    "a long preset": (
        modal(labelled(value="x" * 6, max_length=5)), "data.components.0.component.value", "MAX_LENGTH",
    ),
    "the same input twice": (
        modal(labelled(), labelled()), "data.components.1.component.custom_id", "CUSTOM_ID_DUPLICATED",
    ),
    "a button in a form": (
        modal({"type": 18, "label": "x", "component": button()}), "data.components.0.component.type", "CHOICES",
    ),
    "choices for a command": ({"type": 8, "data": {"choices": []}}, "type", "BASE_TYPE_CHOICES"),
    "an edit for a command": ({"type": 7, "data": {"content": "x"}}, "type", "BASE_TYPE_CHOICES"),
    "a layout while thinking": ({"type": 5, "data": {"flags": V2}}, "data.flags", "BASE_TYPE_CHOICES"),
    "an unknown flag": ({"type": 4, "data": {"content": "x", "flags": 2}}, "data.flags", "MESSAGE_FLAGS_INVALID"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_refused_for(name):
    payload, path, why = ANSWERS[name]

    async def run():
        async with DiscordServer(TOKEN) as server:
            ann = server.user("Ann")
            with server.hooked():
                async with running(server) as bot:
                    asking = asyncio.create_task(ann.slash("hold"))
                    held = await server.until(lambda: bot.held and bot.held[0])
                    route = Route("POST", f"/interactions/{held.id}/{held.token}/callback")
                    with pytest.raises(discord.HTTPException) as raised:
                        await bot.http.request(route, json=payload)
                    await held.response.send_message("fine")
                    assert (await asking).text == "fine"
        tree = raised.value._errors
        for step in path.split("."):
            tree = tree[step]
        assert any(why in each["code"] for each in tree["_errors"]), tree

    asyncio.run(run())


# The wire


def test_the_librarys_own_pace_meets_no_limit():
    async def talk(server, bot, general):
        where = bot.get_partial_messageable(general.id)
        await asyncio.gather(*(where.send(str(number)) for number in range(12)))
        assert len(general.messages) == 12 and server.rates.hits == 0

    with_bot(talk, DiscordLimits().scaled(20), rates=True)


def test_who_does_not_read_the_headers_is_limited():
    async def talk(server, bot, general):
        url = f"{server.api_url}/channels/{general.id}/messages"
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
            for left in (4, 3, 2, 1, 0):
                async with session.post(url, json={"content": "x"}) as response:
                    assert (response.status, response.headers["X-RateLimit-Remaining"]) == (200, str(left))
                    assert response.headers["Content-Type"] == "application/json"
            async with session.post(url, json={"content": "x"}) as response:
                assert response.status == 429 and response.headers["Via"]
                assert response.headers["X-RateLimit-Scope"] == "user"
                body = await response.json()
                assert 0 < body["retry_after"] <= 5 and body["global"] is False
            assert len(server.rates.invalid) == 1 and len(general.messages) == 5
            server.pass_ms(5_000)
            async with session.post(url, json={"content": "x"}) as response:
                assert response.status == 200

    with_bot(talk, rates=True)


def test_fifty_a_second_over_all_routes():
    async def talk(server, bot, general):
        rooms = [server.channel(general.guild, f"room{number}") for number in range(60)]
        server.rates._all.until_ms = 0  # what logging in took does not count here
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:

            async def ask(room) -> tuple[int, str | None]:
                async with session.get(f"{server.api_url}/channels/{room.id}") as response:
                    return response.status, response.headers.get("X-RateLimit-Global")

            answers = await asyncio.gather(*map(ask, rooms))
        assert answers.count((200, None)) == 50 and answers.count((429, "true")) == 10

    with_bot(talk, DiscordLimits(window_ms=60_000), rates=True)


def test_too_many_invalid_requests_end_in_a_ban():
    rates = Rates(DiscordLimits(invalid=3))
    rates.invalid = [1, 2, 3]
    assert rates.take(10, "GET /users/@me", "", True)[1].banned
    assert rates.take(600_003, "GET /users/@me", "", True)[1] is None


def test_scaled_limits_keep_what_is_no_time():
    quick = DiscordLimits().scaled(10)
    assert (quick.answer_ms, quick.token_ms, quick.window_ms) == (300, 90_000, 100)
    assert (quick.components, quick.requests) == (40, 50)
