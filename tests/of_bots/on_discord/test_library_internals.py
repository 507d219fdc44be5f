"""The parts of discord.py that we use without its promise are there; the sentence names those that are not."""

import importlib
import re

import discord

from bots.on_discord import library_internals

INTERNALS = (
    "discord.http.Route.BASE",
    "discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY",
    "discord.voice_client.VoiceClient.warn_nacl",
    "discord.voice_client.VoiceClient.warn_dave",
    "discord.http.HTTPClient.request",
    "discord.http.HTTPClient.close",
    "discord.http.HTTPClient.get_bot_gateway",
    "discord.http.HTTPClient.bulk_upsert_global_commands",
    "discord.utils.MISSING",
    "discord.shard.AutoShardedClient.launch_shards",
    "discord.ui.LayoutView.to_components",
    "discord.ui.LayoutView.has_components_v2",
    "discord.ui.LayoutView.is_finished",
)


def gone() -> str:
    """What is not there any more, in a sentence; empty if all of it is."""
    missing = []
    for name in INTERNALS:
        module, class_or_name, *attribute = re.match(r"(discord\.\w+)\.(\w+)(?:\.(\w+))?", name).groups()
        thing = getattr(importlib.import_module(module), class_or_name, None)
        if thing is None or (attribute[0] and not hasattr(thing, attribute[0])):
            missing.append(name)
    return missing and (
        f"discord.py {discord.__version__} has no {', '.join(missing)} any more: "
        f"read bots/on_discord/library_internals.py again, written for {library_internals.READ_IN}."
    )


def test_what_we_use_of_the_library_is_there():
    assert not gone()


def test_what_is_gone_is_named(monkeypatch):
    monkeypatch.delattr(discord.http.Route, "BASE")
    assert "has no discord.http.Route.BASE any more: read bots/on_discord/library_internals.py" in gone()


def test_a_client_has_a_session_that_can_be_opened_again():
    assert "connector" in vars(discord.http.HTTPClient(loop=None))
