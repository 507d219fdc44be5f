"""The desk: hears a sentence from anywhere, asks the engine, and shows the answer. Runs on the engine's thread.

    Said --menu.read--> Command --engine.handle--> Answer --screens.screen_of--> Screen

A sentence from a button, a link, a slash command or a keyboard is the same sentence. Who speaks, and whether they may
administrate the chat, is told by the platform in `Said`, never by the text.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial

from bots.desk import help
from bots.desk.names import clean_name
from bots.desk.nonces import stamped
from bots.languages.texts import TRANSLATED, Wording
from bots.runtime.operators import Operators
from bots.runtime.source_health import SourcesReport
from bots.screens.alerts.of_notice import call_card, lateness, notice_card
from bots.screens.alerts.storm import storm_card
from bots.screens.cards import thing_card
from bots.screens.kit.screen import MAX_BUTTON, Button, Call, Kind, Screen
from bots.screens.markets.prices import with_sources
from bots.screens.of_answer import refused, screen_of
from bots.screens.operator import with_program
from bots.screens.people.privacy import unknown_screen
from bots.sentences import verbs
from bots.sentences.row import Confirm, Help, NewCode, Ping
from core.book import Identity
from core.engine import Engine
from core.messages.all import Command, Refusal, Refused, Request, Thing, WriteAnswer
from core.messages.chats import SetChatLanguage
from core.messages.links import OfferLink
from core.messages.operator import OperatorRead, OperatorWrite, StatusShown
from core.messages.players import SetLanguage
from core.messages.positions import Open, PositionNow
from core.messages.prices import HaltNow, PriceShown
from core.messages.privacy import DeleteMe, Export, ShowPrivacy
from core.messages.rounds import RoundNow
from core.rules.chats import Chat
from core.rules.notices import Notice, Outcome, Receipt
from core.rules.players import Ring
from core.rules.positions import State
from core.rules.rounds import RoundState
from core.telling import AddressedNotice

_BUGS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)  # and no full disk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it came in: `id` is the platform's own id of the message or press, `chat` None is private.

    `admin` None: the platform knows no admins, so that whoever spoke first in the chat is its admin. `at_ms` is when it
    came to us and `sent_ms` the latest moment at which it can have been said, None where that may be long ago.
    `thread`: the topic or thread of the chat. `roles`: what who speaks is there; None: the platform knows no roles.
    `language`: that of their own app, by its code; a newcomer begins in it.
    """

    who: Identity
    name: str
    chat: str | None
    admin: bool | None
    text: str
    id: str
    at_ms: int
    sent_ms: int | None
    thread: str = ""
    roles: tuple[str, ...] | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way: to whom, as what kind of message, and its screen (None: the player wants none of these).

    `again`: what it says is worth a message of its own, below the one that it changes. `card`: what the card of the
    thing that an alert is about says now. `calls`: who is called in a chat. `thing`: what it is about, as it is now.
    """

    notice: Notice
    to: Identity | Chat
    kind: Kind
    screen: Screen | None
    again: bool = False
    card: Screen | None = None
    calls: Call | None = None
    thing: Thing | None = None


class Desk:
    """Sentences in, screens out. `draw`: numbers of 64 bits that nobody can guess, for codes."""

    def __init__(
        self,
        engine: Engine,
        sources: Callable[[], SourcesReport] = SourcesReport,
        tag: Callable[[Wording], str] = lambda _say: "",
        draw: Callable[[], int] | None = None,
        operators: Operators | None = None,
    ) -> None:
        """`sources`: how the sources of prices are; `tag`: what every screen says of prices that are not real."""
        self._engine = engine
        self._sources = sources
        self._tag = tag
        self._operators = operators or Operators()
        self._draw = draw or partial(secrets.randbits, 64)

    def tag(self, say: Wording) -> str:
        """What every screen says of prices that are not real."""
        return self._tag(say)

    def _wording(self, language: str) -> Wording:
        """How somebody is spoken to in this language now."""
        return Wording(language, self._engine.currencies())

    def _signed(self, say: Wording, screen: Screen) -> Screen:
        """A screen with how it was worded, and with what every screen says of the prices."""
        return replace(screen, tag=self._tag(say), say=say)

    def hear(self, said: Said) -> Screen:
        """Answer a sentence. The first one makes the speaker's account silently, unless it only asks what is stored."""
        if self._engine.known(said.who) is None and _asks_for_privacy(said.text):
            say = Wording(said.language)
            return self._signed(say, unknown_screen(say))
        begins_in = said.language if said.language in TRANSLATED else ""
        player = self._engine.player(said.who, clean_name(said.name), said.at_ms, begins_in)
        chat = None
        if said.chat is not None:
            chat = self._engine.chat(said.who.platform, said.chat, player, said.at_ms)
        return self._answer(self._wording(self._language(player, chat)), said, player, chat)

    def hear_all(self, all_said: Sequence[Said]) -> list[Screen | Exception]:
        """Answer sentences, in order and in one transaction; a bug that one of them meets is its outcome."""
        with self.together():  # also for one: to look for each figure by itself would cost SQLite more than all of them
            return [self._outcome(said) for said in all_said]

    def together(self) -> AbstractContextManager[None]:
        """What is done inside is safe at its end, all of it at once."""
        return self._engine.together()

    def _outcome(self, said: Said) -> Screen | Exception:
        try:
            return self.hear(said)
        except Exception as error:
            return error

    def _language(self, player: int, chat: Chat | None) -> str:
        """A group's own language; in private the player's."""
        return chat.language if chat is not None else self._engine.language(player)

    def _answer(self, say: Wording, said: Said, player: int, chat: Chat | None) -> Screen:
        admin = said.admin if said.admin is not None else chat is not None and chat.founder == player
        request_id = said.id
        try:
            operator = self._operators.is_operator(said.who)
            sentence = verbs.read(said.text, operator)
            if isinstance(sentence.command, OperatorWrite | OperatorRead) and chat is not None:
                raise Refusal("private_only", verb=sentence.verb)
            request_id = f"#{sentence.nonce}" if sentence.nonce else said.id
            match sentence.command:
                case Help(verb):
                    return self._signed(say, help.help_on(say, verb))
                case Ping():
                    return self._signed(say, help.pong(say, said.at_ms))
                case Confirm(number):
                    command = self._confirmed(player, number, request_id)
                case NewCode():
                    command = OfferLink(self._draw())
                case understood:
                    command = understood
            if isinstance(command, Command):
                request = Request(
                    player=player,
                    chat=chat.number if chat else None,
                    admin=admin,
                    id=request_id,
                    at_ms=said.at_ms,
                    sentence=said.text,
                    command=command,
                    sent_ms=said.sent_ms,
                    thread=said.thread,
                    roles=said.roles,
                    pressed=sentence.nonce is not None,
                    operator=operator,
                )
                answer = self._engine.handle(request)
                if isinstance(command, SetLanguage | SetChatLanguage) and not isinstance(answer, Refused):
                    say = replace(say, language=command.language)
                screen = screen_of(say, answer)
                if isinstance(command, OperatorWrite):
                    outcome = answer.code if isinstance(answer, Refused) else type(answer).__name__
                    self._operators.note(said.who, command, outcome)
                if isinstance(answer, StatusShown):
                    screen = with_program(say, screen, self._operators.vitals(said.at_ms), self._sources())
                if isinstance(answer, PriceShown):
                    screen = with_sources(say, screen, answer, self._sources())
                if isinstance(answer, Refused) and answer.code == "said_long_ago":
                    screen = _with_retry(say, screen, said.text, sentence.nonce)
            else:
                screen = screen_of(say, command)
        except Refusal as refusal:
            screen = refused(say, refusal.code, refusal.values)
        return self._signed(say, stamped(screen, f"{player} {request_id}"))

    def _confirmed(self, player: int, number: int, request_id: str) -> Command | WriteAnswer:
        """The command of a stored sentence, or what it was answered when it was confirmed before."""
        first = self._engine.answered(player, request_id)
        if first is not None:
            return first
        command = verbs.read(self._engine.draft(player, number)).command
        assert isinstance(command, Open), "only opening a position is ever stored for a confirmation"
        return replace(command, draft=number)

    def untold(self, first: bool, after: int, limit: int) -> list[AddressedNotice]:
        """The next notices to deliver: see Engine.untold."""
        return self._engine.telling.untold(first, after, limit)

    def delivery(self, addressed: AddressedNotice, at_ms: int) -> Delivery:
        """A notice as a message, from the state now (`at_ms`)."""
        try:
            return self._delivery(addressed, at_ms)
        except _BUGS:
            # Told again it would fail again, and nobody behind it would hear anything: the log says what to mend.
            _log.exception("notice %d cannot be told", addressed.notice.id)
            assert addressed.to is not None
            return Delivery(addressed.notice, addressed.to, Kind.UPDATE, None)

    def _delivery(self, addressed: AddressedNotice, at_ms: int) -> Delivery:
        notice, to = addressed.notice, addressed.to
        assert to is not None
        told = self._engine.telling.look_up(notice, at_ms)
        if told is None or _is_outrun(notice, told.thing):
            return Delivery(notice, to, Kind.UPDATE, None)
        language = to.language if isinstance(to, Chat) else told.language
        say = self._wording(language)
        if addressed.calls is None:
            card = notice_card(say, notice, told.thing)
        else:
            card = call_card(say, notice, told.thing, told.name)
        if card is None:
            return Delivery(notice, to, Kind.ALERT, None)
        screen = self._signed(say, stamped(lateness(say, card, notice, at_ms), f"notice {notice.id}"))
        if notice.ring is None:
            return Delivery(notice, to, Kind.UPDATE, screen, again=_is_result_of_a_chat(told.thing))
        # An alert is a message of its own, or no phone would ring; the card that it is about changes with it.
        alert = replace(screen, edit_key="", silent=told.ring is Ring.SILENT)
        wanted = None if told.ring is Ring.OFF else alert
        if addressed.calls is not None:
            return Delivery(notice, to, Kind.ALERT, wanted, calls=Call(addressed.calls.user, told.name))
        return Delivery(notice, to, Kind.ALERT, wanted, card=screen, thing=told.thing)

    def storm(self, deliveries: Sequence[Delivery], at_ms: int) -> Screen:
        """One message instead of these alerts, which are of one kind and for one address."""
        first = min((delivery.notice for delivery in deliveries), key=lambda notice: notice.at_ms)
        to = deliveries[0].to
        assert first.player is not None
        say = self._wording(self._language(first.player, to if isinstance(to, Chat) else None))
        card = storm_card(say, [delivery.thing for delivery in deliveries if delivery.thing is not None])
        silent = all(delivery.screen is None or delivery.screen.silent for delivery in deliveries)
        return replace(self._signed(say, lateness(say, card, first, at_ms)), silent=silent)

    def live_card(self, who: Identity, number: int) -> Screen | None:
        """An open position as it is now, without changing anything; None if it is not open, or the person has left."""
        player = self._engine.known(who)
        now = None if player is None else self._engine.open_position(player, number)
        if player is None or now is None:
            return None
        say = self._wording(self._engine.language(player))
        return self._signed(say, thing_card(say, now))

    def reference(self, platform: str, address: str, edit_key: str) -> str:
        """The message that shows a thing at an address; empty if there is none."""
        return self._engine.telling.reference(platform, address, edit_key)

    def begin_telling(self, notices: list[int]) -> None:
        """Remember that notices are about to be sent."""
        self._engine.telling.begin_telling(notices)

    def language_of_chat(self, platform: str, chat: str) -> str:
        """The language that a chat has chosen; empty if none."""
        return self._engine.language_of_chat(platform, chat)

    def moved(self, platform: str, old: str, new: str) -> None:
        """A chat has another id now."""
        self._engine.telling.moved(platform, old, new)

    def added(self, platform: str, chat: str) -> str:
        """The bot is in a chat, perhaps again; the language that the chat has chosen, empty if none."""
        self._engine.telling.added(platform, chat)
        return self.language_of_chat(platform, chat)

    def left(self, platform: str, chat: str, at_ms: int) -> None:
        """The bot was removed from a chat."""
        self._engine.telling.left(platform, chat, at_ms)

    def returned(self, identity: Identity) -> None:
        """A person can be reached again."""
        self._engine.telling.returned(identity)

    def on_delivered(self, receipt: Receipt) -> list[Notice]:
        """Remember what became of a message; what must be told again."""
        return self._engine.on_delivered(receipt)

    def on_all_delivered(self, receipts: Sequence[Receipt]) -> list[list[Notice] | Exception]:
        """The same of several messages, in one transaction."""
        with self.together():
            return [self._engine.on_delivered(receipt) for receipt in receipts]


def receipt_for(to: Identity | Chat, outcome: Outcome, at_ms: int, notices: tuple[Notice, ...]) -> Receipt:
    """What became of notices at the address that they went to."""
    if isinstance(to, Chat):
        return Receipt(to.platform, "", to.key, outcome, at_ms, notices)
    return Receipt(to.platform, to.user, "", outcome, at_ms, notices)


def _with_retry(say: Wording, screen: Screen, text: str, nonce: str | None) -> Screen:
    """The refusal of what came too late, with a button that says it again now; what is too long for one is typed."""
    again = " ".join(text.split()).removesuffix(f" #{nonce}")
    if len(again) > MAX_BUTTON:
        return screen
    return replace(screen, buttons=((Button(say("Do it at the next price"), again, once=True),),))


def _asks_for_privacy(text: str) -> bool:
    try:
        return isinstance(verbs.read(text).command, ShowPrivacy | Export | DeleteMe)
    except Refusal:
        return False


def _is_outrun(notice: Notice, thing: Thing) -> bool:
    """Whether what a notice is about has ended meanwhile, with another that says more."""
    if isinstance(thing, HaltNow):
        return thing.halt.to_ms not in (None, notice.at_ms)
    ended = isinstance(thing, PositionNow) and thing.position.state not in (State.OPEN, State.CLOSED)
    return ended and notice.ring is None


def _is_result_of_a_chat(thing: Thing) -> bool:
    """Whether a chat's round has ended: its card may be far above by now."""
    return (
        isinstance(thing, RoundNow) and thing.bet is None and thing.round.state in (RoundState.SETTLED, RoundState.VOID)
    )
