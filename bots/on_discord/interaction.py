"""What an interaction tells of itself: who speaks, where, who can see it, and what is allowed there.

Rights are those that Discord tells with the interaction itself, so they are as fresh as the act.
"""

from dataclasses import dataclass, replace

import discord

from bots.desk.place import Occasion, Pressed, Where
from bots.languages.texts import Wording
from bots.on_discord.buttons import Press
from bots.on_discord.sender import PLATFORM
from bots.screens.kit.screen import Screen
from bots.screens.refusals import refused
from core.book import Identity


@dataclass(frozen=True, slots=True)
class Scene:
    """`chat`: the channel or thread, where the bot is a member of the server, else empty; `alone`: our direct
    conversation; `roles`: theirs in this server; `hidden`: others could see the answer."""

    who: Identity
    name: str
    chat: str
    admin: bool
    roles: tuple[str, ...]
    alone: bool
    hidden: bool


def scene_of(interaction: discord.Interaction) -> Scene:
    """The scene of an interaction."""
    server = interaction.guild_id
    here = server is not None and interaction.client.get_guild(server) is not None
    rights = interaction.permissions
    alone = server is None and not interaction.context.private_channel
    return Scene(
        who=Identity(PLATFORM, str(interaction.user.id)),
        name=interaction.user.display_name,
        chat=str(interaction.channel_id) if here and interaction.channel_id else "",
        admin=here and (rights.manage_guild or rights.administrator),
        roles=tuple(str(role.id) for role in getattr(interaction.user, "roles", ())),
        alone=alone,
        hidden=not alone,
    )


def cannot_write(say: Wording, interaction: discord.Interaction) -> Screen:
    """Why no card comes, for whom it concerns: who can mend it is told how, everybody else whom to ask."""
    code = "discord_cannot_write" if can_mend(interaction) else "discord_cannot_write_ask"
    return refused(say, code, {"permissions": ", ".join(missing(say, interaction)) or say("its permissions here")})


def wording_of(interaction: discord.Interaction) -> Wording:
    """How somebody is spoken to before the game is asked for their language: in that of their own Discord."""
    return Wording(interaction.locale.value.partition("-")[0])


def with_rights(setup: Screen) -> Screen:
    """What a chat plays, and where Discord itself keeps who may say what in which channel."""
    note = setup.say(
        "Which roles may use which command, and in which channels: Server Settings, Integrations, my name."
    )
    return replace(setup, notes=(*setup.notes, note))


def missing(say: Wording, interaction: discord.Interaction) -> list[str]:
    """The permissions that we need in a channel and do not have, as Discord calls them."""
    ours = interaction.app_permissions
    thread = isinstance(interaction.channel, discord.Thread)
    needed = {
        say("View Channel"): ours.view_channel,
        say("Send Messages in Threads") if thread else say("Send Messages"): (
            ours.send_messages_in_threads if thread else ours.send_messages
        ),
    }
    return [] if ours.administrator else [name for name, given in needed.items() if not given]


def can_mend(interaction: discord.Interaction) -> bool:
    """Whether somebody may give us what we lack."""
    theirs = interaction.permissions
    return theirs.administrator or theirs.manage_roles or theirs.manage_channels or theirs.manage_guild


def occasion(interaction: discord.Interaction, scene: Scene, press: Press | None, screen: Screen) -> Occasion:
    """How a sentence was said, and whether the message that was pressed on may become this answer."""
    where = Where.ALONE if scene.alone else Where.CHAT if scene.chat else Where.CROWD
    return Occasion(where, _pressed(interaction, scene, press, screen), whispers=True)


def _pressed(interaction: discord.Interaction, scene: Scene, press: Press | None, screen: Screen) -> Pressed:
    message = interaction.message
    if press is None:
        return Pressed.NOTHING
    if message is None or press.on not in ("", _thing_of(screen)):
        return Pressed.KEPT
    if message.flags.ephemeral or scene.alone:
        return Pressed.THEIRS
    asked = message.interaction_metadata
    return Pressed.SHARED if asked is not None and asked.user.id == interaction.user.id else Pressed.KEPT


def _thing_of(screen: Screen) -> str:
    """The thing that a screen is about, as edit keys name it."""
    number = next((field.value for field in screen.fields if field.key == "Id"), "")
    return screen.edit_key or f"{screen.about} {number}"
