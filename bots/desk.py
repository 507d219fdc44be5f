"""The desk: hears a sentence from anywhere, asks the engine, and shows the answer. Runs on the engine's thread.

    Said --menu.read--> Command --engine.handle--> Answer --screens.screen_of--> Screen

A sentence from a button, a link, a slash command or a keyboard is the same sentence. Who speaks, and whether they may
administrate the chat, is told by the platform in `Said`, never by the text.
"""

from dataclasses import dataclass, replace

from bots import help_screens, menu
from bots.cards import thing_card
from bots.names import clean_name
from bots.nonces import stamped
from bots.privacy_screens import unknown_screen
from bots.screen import Kind, Screen
from bots.screens import refused, screen_of
from core.accounts import Ring
from core.answers import PositionNow, Refusal, Thing, WriteAnswer
from core.commands import Command, DeleteMe, Export, Open, Request, ShowPrivacy
from core.engine import Engine, Waiting
from core.notices import Notice
from core.ports import Chat, Identity
from core.positions import State


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it came in: `id` is the platform's own id of the message or press, `chat` None is private.

    `admin` None: the platform knows no admins, so that whoever spoke first in the chat is its admin.
    """

    who: Identity
    name: str
    chat: str | None
    admin: bool | None
    text: str
    id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way: to whom, as what kind of message, and its screen (None: the player wants none of these)."""

    notice: Notice
    to: Identity | Chat
    kind: Kind
    screen: Screen | None


class Desk:
    """Sentences in, screens out."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hear(self, said: Said) -> Screen:
        """Answer a sentence. The first one makes the speaker's account silently, unless it only asks what is stored."""
        if self._engine.known(said.who) is None and _asks_for_privacy(said.text):
            return unknown_screen()
        player = self._engine.player(said.who, clean_name(said.name), said.at_ms)
        chat = None
        if said.chat is not None:
            chat = self._engine.chat(said.who.platform, said.chat, player, said.at_ms)
        admin = said.admin if said.admin is not None else chat is not None and chat.founder == player
        request_id = said.id
        try:
            sentence = menu.read(said.text)
            request_id = f"#{sentence.nonce}" if sentence.nonce else said.id
            match sentence.command:
                case menu.Help(verb):
                    return help_screens.help_on(verb)
                case menu.Ping():
                    return help_screens.pong(said.at_ms)
                case menu.Confirm(number):
                    command = self._confirmed(player, number, request_id)
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
                    pressed=sentence.nonce is not None,
                )
                screen = screen_of(self._engine.handle(request))
            else:
                screen = screen_of(command)
        except Refusal as refusal:
            screen = refused(refusal.code, refusal.values)
        return stamped(screen, f"{player} {request_id}")

    def _confirmed(self, player: int, number: int, request_id: str) -> Command | WriteAnswer:
        """The command of a stored sentence, or what it was answered when it was confirmed before."""
        first = self._engine.answered(player, request_id)
        if first is not None:
            return first
        command = menu.read(self._engine.draft(player, number)).command
        assert isinstance(command, Open), "only opening a position is ever stored for a confirmation"
        return replace(command, draft=number)

    def waiting(self, limit: int) -> list[Delivery]:
        """The next notices to deliver, rendered from the state now."""
        return [_delivery(each) for each in self._engine.untold(limit)]

    def delivered(self, delivery: Delivery, at_ms: int) -> None:
        """Remember that a notice has arrived."""
        self._engine.told(delivery.notice, at_ms)


def _asks_for_privacy(text: str) -> bool:
    try:
        return isinstance(menu.read(text).command, ShowPrivacy | Export | DeleteMe)
    except Refusal:
        return False


def _delivery(waiting: Waiting) -> Delivery:
    notice, ring = waiting.notice, waiting.ring
    if ring is Ring.OFF:
        return Delivery(notice, waiting.to, Kind.ALERT, None)
    if notice.ring is None and _has_its_alert(waiting.thing):
        return Delivery(notice, waiting.to, Kind.UPDATE, None)
    screen = stamped(thing_card(waiting.thing), f"notice {notice.id}")
    if notice.ring is None:
        return Delivery(notice, waiting.to, Kind.UPDATE, screen)
    # An alert is a message of its own, or no phone would ring.
    alert = replace(screen, edit_key="", silent=ring is Ring.SILENT)
    return Delivery(notice, waiting.to, Kind.ALERT, alert)


def _has_its_alert(thing: Thing) -> bool:
    """Whether an update is outrun: what it is about has ended meanwhile, with an alert that says more."""
    return isinstance(thing, PositionNow) and thing.position.state not in (State.OPEN, State.CLOSED)
