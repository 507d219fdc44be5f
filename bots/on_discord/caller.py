"""Discord as a caller: slash commands, buttons, menus and forms become sentences, and screens become messages.

    INTERACTION_CREATE --sentence--> inbox --Screen--> the interaction's answer    personal: for one's own eyes only
                                                      --> the channel, by the post     a round's card, which must last
    notices ----------------------------------------> post --> on_discord/sender.py    direct messages, cards, results

Who speaks, where and with which rights is told by the interaction; the bot reads no messages. A chat of the game is a
channel or a thread. A server that has not added the bot is nobody's chat: people play alone there, as in a direct
conversation.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord
from cachetools import TTLCache
from discord import InteractionType, app_commands

from bots.delivery.platform import Address, Platform
from bots.delivery.post import Post
from bots.delivery.rate_limit import Pace
from bots.desk.inbox import Inbox
from bots.desk.place import Place, place
from bots.desk.said import Said
from bots.on_discord import slash_commands
from bots.on_discord.answer import Answer, AnsweredError, TooLateError
from bots.on_discord.autocomplete import Choice, Suggestions
from bots.on_discord.buttons import Press, Spoken, read_press
from bots.on_discord.connection import Connection
from bots.on_discord.escape import cut
from bots.on_discord.files import Drawing, documents
from bots.on_discord.interaction import (
    Scene,
    can_mend,
    cannot_write,
    missing,
    occasion,
    scene_of,
    with_rights,
    wording_of,
)
from bots.on_discord.library_internals import payload_of
from bots.on_discord.limits import DiscordLimits
from bots.on_discord.modals import modal_of, sent_in
from bots.on_discord.render import Way, laid_out
from bots.on_discord.sender import PLATFORM, DiscordSender, pace, said_ms
from bots.screens.kit.forms import filled_in
from bots.screens.kit.screen import Screen
from bots.screens.refusals import refused
from bots.sentences import verbs
from bots.sentences.row import Help, Ping
from core.book import Identity
from core.messages.all import Read, Refusal

_log = logging.getLogger(__name__)

_AGAIN_MS = 3_600_000  # who was not reached is tried again after this, and who can mend something is told again
_MOST = 20_000  # people and channels kept in mind


class DiscordClient(Connection):
    """The bot; its `post`, made by who calls us, must run beside `serve`. `now`: ms UTC."""

    def __init__(
        self,
        inbox: Inbox,
        now: Callable[[], int],
        post: Callable[[Platform, Pace], Post],
        limits: DiscordLimits | None = None,
        guild_ready_timeout: float = 2.0,
    ) -> None:
        self._limits = limits or DiscordLimits()
        super().__init__(self._limits, guild_ready_timeout)
        self._inbox = inbox
        self._now = now
        self.sender = DiscordSender(self, self._limits, now)
        self.post = post(self.sender, pace(self._limits))
        self._heard: TTLCache[str, int] = TTLCache(_MOST, _AGAIN_MS, now)  # users made reachable lately
        self._drawing = Drawing()
        self._suggestions = Suggestions(inbox.look, now)
        self._said: TTLCache[str, int] = TTLCache(_MOST, _AGAIN_MS, now)  # what somebody was told to mend lately
        self._tasks: set[asyncio.Task[None]] = set()
        self.add_dynamic_items(Spoken)

    # What people do

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hear a command, a form, or what is being typed. Presses come by themselves, see `pressed`."""
        match interaction.type:
            case InteractionType.application_command:
                await self._converse(interaction, [slash_commands.spoken(payload_of(interaction))], None)
            case InteractionType.autocomplete:
                await self._suggest(interaction)
            case InteractionType.modal_submit:
                press = read_press(payload_of(interaction)["custom_id"], [])
                if press is not None and press.form:
                    await self._converse(
                        interaction, filled_in(press.sentence, sent_in(payload_of(interaction))), press
                    )

    async def pressed(self, interaction: discord.Interaction, press: Press) -> None:
        """Hear a button or a menu, or show the form that it asks for."""
        if not press.form:
            await self._converse(interaction, [press.sentence], press)
            return
        try:
            form = modal_of(wording_of(interaction), payload_of(interaction)["custom_id"], press.sentence)
            await interaction.response.send_modal(form)
        except discord.NotFound as error:
            _log.info("a form came too late: %s", error.code)

    async def _converse(self, interaction: discord.Interaction, sentences: list[str], press: Press | None) -> None:
        scene = scene_of(interaction)
        answer = Answer(interaction, scene.hidden)
        obstacle = self._obstacle(interaction, scene, sentences)
        if obstacle is not None:
            screens = [obstacle]
        else:
            # Half of the time that Discord gives, then it is acknowledged without its answer.
            wait_s = self._limits.answer_ms / 2_000
            screens = await answer.in_time(self._hear(interaction, scene, sentences), wait_s)
        if not screens:
            await answer.say_nothing()
        else:
            await self._show(interaction, answer, scene, screens, _asks_again(sentences), press)
        self._afterwards(interaction, scene, answer)

    async def _hear(self, interaction: discord.Interaction, scene: Scene, sentences: list[str]) -> list[Screen]:
        """What the desk answers to each; nothing where it stays silent."""
        screens = []
        for number, sentence in enumerate(sentences):
            said_id = f"{interaction.id}-{number}" if number else str(interaction.id)
            sent_ms = said_ms(interaction.id)
            chat = scene.chat or None
            said = Said(
                scene.who, scene.name, chat, scene.admin, sentence, said_id, self._now(), sent_ms,
                roles=scene.roles, language=wording_of(interaction).language,
            )  # fmt: skip
            screen = await self._inbox.hear(said)
            screens += [] if screen is None else [screen]
        return screens

    # Where answers go

    async def _show(
        self,
        interaction: discord.Interaction,
        answer: Answer,
        scene: Scene,
        screens: list[Screen],
        said: str | None,
        press: Press | None,
    ) -> None:
        """Show the answer where it belongs, and by a direct message where it is too late for that."""
        where = place(screens[-1], occasion(interaction, scene, press, screens[-1]))
        if where is Place.FOR_ALL_TO_LAST:
            await self._show_to_chat(interaction, answer, scene, screens[-1])
            return
        if screens[-1].about == "setup":
            screens = [*screens[:-1], with_rights(screens[-1])]
        screen = screens[-1]
        way = Way(said=said, first=press.first if press else 0)
        view = laid_out(tuple(screens), way)[0]
        with self.sender.answering(scene.who.user, screen.edit_key) as coming:
            try:
                message_id = await answer.show(
                    view, documents(tuple(screens)), where is Place.INSTEAD, where is Place.FOR_ONE
                )
            except AnsweredError:
                return
            except TooLateError:
                for each in screens:
                    self._later(self._write(scene.who.user, each))
                return
            if screen.picture is not None:
                self._later(self._draw(answer, message_id, screen, way))
            if screen.edit_key:
                reference = self._reference(interaction, scene, message_id)
                coming.set_result(reference)
                await self.post.remember(Address(PLATFORM, user=scene.who.user), screen, reference)

    def _reference(self, interaction: discord.Interaction, scene: Scene, message_id: int) -> str:
        """How a card that answers an interaction is edited later."""
        if scene.alone:
            return f"{interaction.channel_id}/{message_id}"
        reference = f"@{interaction.id}/{message_id}"
        self.sender.can_edit(reference, interaction.followup)
        return reference

    async def _draw(self, answer: Answer, message_id: int, screen: Screen, way: Way) -> None:
        """Add the picture to a card that is read meanwhile."""
        assert screen.picture is not None and self.user is not None
        file = await self._drawing.draw(screen.picture, f"@{self.user.name}")
        await answer.add(message_id, laid_out((screen,), replace(way, drawn=True))[0], file)

    async def _write(self, user: str, screen: Screen) -> None:
        await self.post.reply(Address(PLATFORM, user=user), screen)

    async def _show_to_chat(
        self, interaction: discord.Interaction, answer: Answer, scene: Scene, screen: Screen
    ) -> None:
        """Put a card of the whole chat where it lasts, and take an earlier one of the same thing away."""
        address = Address(PLATFORM, chat=scene.chat)
        before = await self._inbox.reference(PLATFORM, address.key, screen.edit_key)
        await answer.acknowledge()
        reference = await self.post.reply(address, screen)
        if reference and before and before != reference:
            await self.sender.delete(before)
        obstacle = None if reference else laid_out((cannot_write(screen.say, interaction),), Way())[0]
        await answer.finish(obstacle)

    # Besides

    def _obstacle(self, interaction: discord.Interaction, scene: Scene, sentences: list[str]) -> Screen | None:
        """Why this cannot be done here, whatever the game says: a round needs a channel that we may write in."""
        if interaction.guild_id is None or not any(map(_is_for_groups, sentences)):
            return None
        say = wording_of(interaction)
        if not scene.chat:
            return refused(say, "discord_not_here", {})
        return cannot_write(say, interaction) if missing(say, interaction) else None

    def _afterwards(self, interaction: discord.Interaction, scene: Scene, answer: Answer) -> None:
        """What an interaction tells besides its sentence: who can be reached, and what somebody could mend."""
        user, say = scene.who.user, wording_of(interaction)
        if scene.alone and interaction.channel_id is not None:
            self.sender.met(user, interaction.channel_id)
        closed = user in self.sender.closed
        if (scene.alone and closed) or user not in self._heard:
            self.sender.closed.discard(user)
            self._heard[user] = self._now()
            self._later(self._reachable(scene.who))
        elif closed and self._once(f"closed {user}"):
            self._later(answer.besides(laid_out((refused(say, "discord_closed", {}),), Way())[0]))
        if scene.chat and missing(say, interaction) and can_mend(interaction) and self._once(f"mute {scene.chat}"):
            self._later(answer.besides(laid_out((cannot_write(say, interaction),), Way())[0]))

    def _once(self, what: str) -> bool:
        """Whether this was not said for an hour."""
        if what in self._said:
            return False
        self._said[what] = self._now()
        return True

    async def _reachable(self, who: Identity) -> None:
        """Open the direct conversation with somebody at first contact, and let what has waited for them go out."""
        if not self.sender.knows(who.user):
            try:
                await self.sender.open_conversation(who.user)
            except discord.HTTPException as error:
                _log.info("no conversation with %s: %s %s", who.user, error.status, error.code)
        await self._inbox.returned(who)

    async def _suggest(self, interaction: discord.Interaction) -> None:
        """Offer what may be meant by what is being typed."""
        found = slash_commands.focused(payload_of(interaction))
        choices: list[Choice] = []
        if found is not None:
            who = Identity(PLATFORM, str(interaction.user.id))
            name, language = interaction.user.display_name, wording_of(interaction).language
            choices = await self._suggestions.offer(who, name, language, *found)
        shown = [app_commands.Choice(name=cut(name, self._limits.choice), value=value) for name, value in choices]
        try:
            await interaction.response.autocomplete(shown)
        except discord.HTTPException as error:
            _log.info("suggestions came too late: %s", error.code)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that no answer waits for."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a background task failed", exc_info=task.exception())


def _is_for_groups(sentence: str) -> bool:
    verb = verbs.verb_named(sentence.split()[0])
    return verb is not None and verb.groups_only


def _asks_again(sentences: list[str]) -> str | None:
    """The sentence that asks for the same answer again; None where saying it again does something."""
    try:
        (sentence,) = sentences
        return sentence if isinstance(verbs.read(sentence).command, Read | Help | Ping) else None
    except (ValueError, Refusal):
        return None
