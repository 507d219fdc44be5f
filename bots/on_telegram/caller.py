"""Telegram as a caller: people in private chats, groups and topics.

    update --telegram_updates--> what happened --inbox--> Screen --post--> message
                                                                     --------> the few words over the chat (a toast)

Where an answer is shown is told by bots/desk/place.py. What would be a private message to somebody who never wrote to
us is, in the group, the way to our private chat.

An update is heard before the next ones are fetched, so that a crash repeats it; answering goes on meanwhile.
"""

import asyncio
import logging
import warnings
from collections.abc import Callable, Coroutine, Sequence
from typing import assert_never

from cachetools import TTLCache
from telegram import Bot, Update
from telegram.error import BadRequest, TelegramError
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bots.delivery.platform import Address
from bots.delivery.post import Post
from bots.desk.inbox import Inbox
from bots.desk.place import Occasion, Place, Pressed, Where, place
from bots.desk.said import Said
from bots.languages.texts import Wording
from bots.on_telegram import deep_links
from bots.on_telegram.admins import Admins, asks_for_rights
from bots.on_telegram.command_menu import publish
from bots.on_telegram.escape import length
from bots.on_telegram.limits import LIMITS
from bots.on_telegram.polling import persist, poll
from bots.on_telegram.render import pages, toast
from bots.on_telegram.sender import ATTACHED, PLATFORM, reference_of
from bots.on_telegram.updates import Added, Idle, Moved, Nameless, Removed, Returned, Spoke, read_update
from bots.on_telegram.webhook import listen
from bots.screens.kit.screen import ELSEWHERE, Audience, Button, Screen, Tone
from core.book import Identity

_MOST_ANSWERS = 2_000  # under way; then nothing more is fetched
_NAMELESS_MS = 60_000  # a group is told this seldom that nobody cannot play
_MOST_TOLD = 1_000

_log = logging.getLogger(__name__)


class Telegram:
    """The frontend. `now`: ms UTC."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        post: Post,
        now: Callable[[], int],
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._post = post
        self._now = now
        self._admins = Admins(bot)
        self._answers: set[asyncio.Task[None]] = set()
        self._told_nameless: TTLCache[str, bool] = TTLCache(_MOST_TOLD, _NAMELESS_MS, now)

    # Coming and going

    async def poll(self, on_caught_up: Callable[[], None] = lambda: None) -> None:
        """Be there, by long polling, until cancelled; `on_caught_up`: what waited for us was heard.

        Raises TokenError, RivalError.
        """
        await self._be_there(lambda: poll(self._bot, self.take, on_caught_up))

    async def listen(self, url: str, secret: str, host: str, port: int) -> None:
        """Be there, by webhook, until cancelled. Raises TokenError; OSError where the port is taken."""
        await self._be_there(lambda: listen(self._bot, self.take, url, secret, host, port))

    async def _be_there(self, fetch: Callable[[], Coroutine[None, None, None]]) -> None:
        _hush()
        try:
            await persist(self._bot.initialize)
            self._begin(self._publish())
            await fetch()
        finally:
            for task in self._answers:
                task.cancel()
            await asyncio.gather(*self._answers, return_exceptions=True)
            await self._bot.shutdown()

    async def _publish(self) -> None:
        try:
            await publish(self._bot)
        except TelegramError as error:
            _log.warning("menus and descriptions are as they were: %s", error.message)

    async def take(self, updates: Sequence[Update], young: bool) -> None:
        """Hear what came in; returns when all of it was heard. `young`: presses among it are not older than 10 s."""
        heard = []
        for update in updates:
            heard.append(asyncio.get_running_loop().create_future())
            self._begin(self._hear_and_answer(update, young, heard[-1]))
        if heard:
            await asyncio.wait(heard)
        while len(self._answers) > _MOST_ANSWERS:
            await asyncio.wait(self._answers, return_when=asyncio.FIRST_COMPLETED)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    # What happened

    async def _hear_and_answer(self, update: Update, young: bool, heard: asyncio.Future[None]) -> None:
        """All about one update. `heard` is told when it may be confirmed: also after a bug, which would only repeat."""
        try:
            answer = await self._heard(update, young)
        finally:
            heard.set_result(None)
        if answer is not None:
            await answer

    async def _heard(self, update: Update, young: bool) -> Coroutine[None, None, None] | None:
        """Do what an update asks; what is left to do to answer it."""
        happened = read_update(update, self._bot.bot)
        match happened:
            case Spoke():
                if not happened.chat:  # whoever speaks here can be written to, also who was only met in groups before
                    await self._inbox.returned(Identity(PLATFORM, happened.user))
                return self._answer(happened, await self._inbox.hear(await self._said(happened, young)))
            case Idle(press):
                return self._acknowledge(press)
            case Nameless():
                return self._tell_nameless(happened)
            case Moved(old, new):
                await self._inbox.moved(PLATFORM, old, new)
            case Added(chat):
                return self._welcome(chat)
            case Removed(chat):
                await self._inbox.left(PLATFORM, chat, self._now())
            case Returned(user):
                await self._inbox.returned(Identity(PLATFORM, user))
            case None:
                pass
            case _:
                assert_never(happened)
        return None

    async def _said(self, spoke: Spoke, young: bool) -> Said:
        admin = False
        if spoke.chat and asks_for_rights(spoke.sentence):
            admin = await self._admins.is_admin(spoke.chat, spoke.user)
        now = self._now()
        sent = min(now, spoke.sent_ms) if spoke.sent_ms is not None else now if young else None
        who = Identity(PLATFORM, spoke.user)
        chat = spoke.chat or None
        said_id = f"tg:{spoke.update}"
        return Said(
            who, spoke.name, chat, admin, spoke.sentence, said_id, now, sent, spoke.thread, language=spoke.language
        )

    # What is answered

    async def _answer(self, spoke: Spoke, screen: Screen | None) -> None:
        """Show an answer where it belongs, and acknowledge the press that it answers."""
        if screen is None:
            await self._acknowledge(spoke.press)
            return
        private = Address(PLATFORM, user=spoke.user)
        here = Address(PLATFORM, chat=spoke.chat, thread=spoke.thread) if spoke.chat else private
        message = reference_of(spoke.chat or spoke.user, spoke.message)
        match place(screen, await self._occasion(spoke, screen, here, message)):
            case Place.IN_WORDS:
                await self._acknowledge(spoke.press, screen)
            case Place.IN_WORDS_AND_PRIVATE:
                await self._acknowledge(spoke.press, screen)
                await self._send(private, screen)
            case Place.IN_PRIVATE if spoke.chat:
                if not await self._send(private, screen):
                    await self._post.reply(here, _elsewhere(screen.say, spoke.sentence), answers=message)
            case Place.IN_PRIVATE:
                await asyncio.gather(self._acknowledge(spoke.press), self._send(here, _part(spoke, screen)))
            case Place.INSTEAD:
                sending = self._send(here, _part(spoke, screen), edit=message)
                await asyncio.gather(self._acknowledge(spoke.press), sending)
            case Place.FOR_ALL:
                sending = self._send(here, _part(spoke, screen), answers=message)
                await asyncio.gather(self._acknowledge(spoke.press), sending)
            case Place.FOR_ONE | Place.FOR_ALL_TO_LAST as unknown:
                raise AssertionError(f"Telegram does not whisper: {unknown}")

    async def _occasion(self, spoke: Spoke, screen: Screen, here: Address, message: str) -> Occasion:
        """How a sentence was said, `here` and by a button of this message."""
        where = Where.CHAT if spoke.chat else Where.ALONE
        if not spoke.press:
            pressed = Pressed.NOTHING
        elif spoke.below and not await self._shows(here, screen, message):
            pressed = Pressed.KEPT
        else:
            pressed = Pressed.SHARED if spoke.chat else Pressed.THEIRS
        return Occasion(where, pressed, whispers=False, brief=length("\n".join(screen.notes)) <= LIMITS.toast)

    async def _send(self, address: Address, screen: Screen, edit: str = "", answers: str = "") -> str:
        """Send an answer; what is attached to it comes below, without a sound. Its reference, empty if it was lost."""
        reference = await self._post.reply(address, screen, edit, answers)
        if reference and (screen.picture or screen.document):
            attached = Screen(ATTACHED, screen.title, picture=screen.picture, document=screen.document, silent=True)
            await self._post.reply(address, attached, answers=reference)
        return reference

    async def _shows(self, address: Address, screen: Screen, reference: str) -> bool:
        """Whether this message is where the thing of a screen is shown."""
        return (
            bool(screen.edit_key) and await self._inbox.reference(PLATFORM, address.key, screen.edit_key) == reference
        )

    async def _acknowledge(self, press: str, screen: Screen | None = None) -> None:
        """Answer a press, if it was one, perhaps with a few words over the chat; refusals wait to be read."""
        if not press:
            return
        try:
            await self._bot.answer_callback_query(
                press, toast(screen) if screen else None, show_alert=screen is not None and screen.about == "refused"
            )
        except BadRequest as error:
            _log.info("a press was acknowledged too late: %s", error.message)
        except TelegramError as error:
            _log.warning("a press was not acknowledged: %s", error.message)

    # What we say by ourselves

    async def _tell_nameless(self, nameless: Nameless) -> None:
        if nameless.chat in self._told_nameless:
            return
        self._told_nameless[nameless.chat] = True
        say = Wording(await self._inbox.language_of_chat(PLATFORM, nameless.chat))
        here = Address(PLATFORM, chat=nameless.chat, thread=nameless.thread)
        await self._post.reply(here, _who_are_you(say), answers=reference_of(nameless.chat, nameless.message))

    async def _welcome(self, chat: str) -> None:
        await self._inbox.added(PLATFORM, chat)
        say = Wording(await self._inbox.language_of_chat(PLATFORM, chat))
        await self._post.reply(Address(PLATFORM, chat=chat), _greeting(say))


def _part(spoke: Spoke, screen: Screen) -> Screen:
    """The page of a screen that a press asks for; what was typed is answered by all of it."""
    if not spoke.press:
        return screen
    parts = pages(screen)
    return parts[min(spoke.page, len(parts)) - 1]


def _who_are_you(say: Wording) -> Screen:
    """How to be somebody, for who speaks in a group as nobody."""
    notes = (
        say("I cannot tell who you are: a channel or an anonymous admin has no points."),
        say("Speak as yourself: tap your picture beside the text field, or let an owner of the group turn off "
          "“Remain anonymous” in your admin rights."),
    )  # fmt: skip
    return Screen("refused", say("Who are you?"), notes=notes, tone=Tone.WARNING, say=say)


def _greeting(say: Wording) -> Screen:
    """What a group reads that has just got us."""
    return Screen(
        "welcome",
        say("Rounds for this group: up or down, winners share"),
        notes=(
            say("Everybody begins with points of their own. It is play money, all of it."),
            say("Open a round with a button, or say “/round 5m”. “/help” has the rest."),
        ),
        buttons=(
            tuple(Button(say("{minutes} min round").format(minutes=each), f"round {each}m") for each in (1, 5, 15)),
            (Button(say("Prices"), "price"), Button(say("Top"), "top")),
        ),
        audience=Audience.OPEN,
        say=say,
    )


def _elsewhere(say: Wording, sentence: str) -> Screen:
    """Where the private answer is to be had."""
    said = sentence.lower().removeprefix("/").strip()
    button = Button(say("Open our private chat"), said if deep_links.may_say(said) else deep_links.START)
    return Screen(ELSEWHERE, say("That is yours alone: I answer in private"), buttons=((button,),), say=say)


def _hush() -> None:
    """Warnings of the library that its users cannot heed: we read its answers ourselves, and both kinds of spans."""
    warnings.filterwarnings("ignore", "Please use 'Bot.(getUpdates|sendMessage|editMessageText)'", PTBUserWarning)
    warnings.filterwarnings("ignore", ".*`retry_after` will be of type", PTBDeprecationWarning)


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception:
        _log.exception("something that came in was not dealt with")
