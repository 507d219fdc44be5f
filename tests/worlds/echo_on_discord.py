"""A bot on discord.py that answers in every way there is, and the world it is tried in.

It is what the strict Discord is tested with, and the bare echo that answers of the real bot are timed against.
"""

import asyncio
from contextlib import asynccontextmanager

import discord
from discord import app_commands, ui

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.server import DiscordServer

TOKEN = "a.loopback.token"


class Pick(ui.DynamicItem[ui.Button], template=r"say:(?P<what>.+)"):
    """A button that says a sentence."""

    def __init__(self, what: str, label: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"say:{what}", style=discord.ButtonStyle.success))
        self.what = what

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls(match["what"], item.label)

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=card(f"said {self.what} by {interaction.user.global_name}"))


class Window(ui.DynamicItem[ui.Select], template=r"window"):
    """A menu."""

    def __init__(self) -> None:
        options = [discord.SelectOption(label="5 min", value="300"), discord.SelectOption(label="1 h", value="3600")]
        super().__init__(ui.Select(custom_id="window", placeholder="Window", options=options))

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=card(f"window {interaction.data['values'][0]}"))


class Form(ui.Modal, title="Custom"):
    """A form."""

    margin = ui.Label(text="Margin", component=ui.TextInput(max_length=5))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"margin {self.margin.component.value}", ephemeral=True)


def card(text: str, colour: int = 0x00AA55) -> ui.LayoutView:
    """Text, a separator, buttons and a menu in a container."""
    view = ui.LayoutView(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay(text),
            ui.Separator(),
            ui.Section(ui.TextDisplay("beside"), accessory=Pick("aside", "Aside")),
            ui.ActionRow(Pick("close 7", "Close"), ui.Button(label="Help", url="https://example.org")),
            ui.ActionRow(Window()),
            accent_colour=colour,
        )
    )
    return view


class Bot(discord.AutoShardedClient):
    """A bot with a command for each way to answer."""

    def __init__(self, sync: bool = True, **options) -> None:
        options.setdefault("guild_ready_timeout", 0.02)
        quiet = discord.AllowedMentions.none()
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=quiet, **options)
        self.tree = app_commands.CommandTree(self)
        self.sync = sync
        self.held: list[discord.Interaction] = []
        self.heard: list[discord.Interaction] = []
        for command in (_long, _slow, _form, _setup, _hold):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Pick, Window)
        if self.sync:
            await self.tree.sync()

    async def before_identify_hook(self, shard_id, *, initial=False) -> None:
        """No five seconds between shards here."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.heard.append(interaction)


@app_commands.command(name="long", description="Open a long")
@app_commands.describe(market="Which", margin="Points", leverage="Times")
@app_commands.choices(leverage=[app_commands.Choice(name="1001x", value=1001)])
async def _long(interaction, market: str, margin: app_commands.Range[int, 1, 1000], leverage: int = 10):
    await interaction.response.send_message(view=card(f"# LONG {market} {margin} {leverage}x"))


@_long.autocomplete("market")
async def _markets(interaction, current):
    return [app_commands.Choice(name=each, value=each.lower()) for each in ("BTC", "ETH") if current in each.lower()]


@app_commands.command(name="slow", description="Think first")
async def _slow(interaction):
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.followup.send(view=card("thought"), ephemeral=True)


@app_commands.command(name="form", description="A form")
async def _form(interaction):
    await interaction.response.send_modal(Form())


@app_commands.command(name="setup", description="For moderators")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def _setup(interaction, where: discord.TextChannel):
    await interaction.response.send_message(f"set up {where.name}")


@app_commands.command(name="hold", description="Leave the answer to the test")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def _hold(interaction):
    interaction.client.held.append(interaction)


@asynccontextmanager
async def running(server: DiscordServer, **options):
    """A bot that is connected to the server this process is hooked to."""
    bot = Bot(**options)
    async with bot:
        life = asyncio.create_task(bot.start(TOKEN))
        await server.until(lambda: life.done() or len(server.gateway.connected) >= server.shards)
        yield bot
    await life


@asynccontextmanager
async def world(limits: DiscordLimits | None = None, shards: int = 1, **options):
    """A server, a bot that is connected to it, and Ann in a channel."""
    async with DiscordServer(TOKEN, limits, shards) as server:
        ann = server.user("Ann")
        guild = server.guild("Degens", ann)
        general = server.channel(guild, "general")
        with server.hooked():
            async with running(server, **options) as bot:
                await server.until(lambda: bot.get_channel(general.id))
                yield server, bot, ann, general
