"""The desk: hears a sentence from anywhere, asks the engine, and shows the answer. Runs on the engine's thread.

    Said --verbs.read--> Command --engine.handle--> Answer --screen_of--> Screen

A sentence from a button, a link, a slash command or a keyboard is the same sentence.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bots.desk import help
from bots.desk.names import clean_name
from bots.desk.nonces import stamped
from bots.desk.said import Said
from bots.desk.speech import Speech, no_tag
from bots.languages.texts import TRANSLATED, Wording
from bots.runtime.operators import Operators
from bots.runtime.source_health import SourcesReport
from bots.screens.answers import screen_of
from bots.screens.kit.screen import MAX_BUTTON, Button, Screen
from bots.screens.markets.prices import with_sources
from bots.screens.operator import with_program
from bots.screens.people.privacy import unknown_screen
from bots.screens.refusals import refused
from bots.sentences import verbs
from bots.sentences.row import Confirm, Help, NewCode, Ping
from core.engine import Engine
from core.messages.all import Command, Refusal, Refused, Request, WriteAnswer
from core.messages.chats import SetChatLanguage
from core.messages.links import OfferLink
from core.messages.operator import OperatorRead, OperatorWrite, StatusShown
from core.messages.players import SetLanguage
from core.messages.positions import Open
from core.messages.prices import PriceShown
from core.messages.privacy import DeleteMe, Export, ShowPrivacy
from core.rules.chats import Chat


class Desk:
    """Sentences in, screens out. `draw`: numbers of 64 bits that nobody can guess, for codes."""

    def __init__(
        self,
        engine: Engine,
        sources: Callable[[], SourcesReport] = SourcesReport,
        tag: Callable[[Wording], str] = no_tag,
        draw: Callable[[], int] | None = None,
        operators: Operators | None = None,
    ) -> None:
        """`sources`: how the sources of prices are; `tag`: what every screen says of prices that are not real."""
        self._engine = engine
        self._sources = sources
        self.speech = Speech(engine, tag)
        self._operators = operators or Operators()
        self._draw = draw or partial(secrets.randbits, 64)

    def hear(self, said: Said) -> Screen:
        """Answer a sentence. The first one makes the speaker's account silently, unless it only asks what is stored."""
        if self._engine.known(said.who) is None and _asks_for_privacy(said.text):
            say = Wording(said.language)
            return self.speech.signed(say, unknown_screen(say))
        begins_in = said.language if said.language in TRANSLATED else ""
        player = self._engine.player(said.who, clean_name(said.name), said.at_ms, begins_in)
        chat = None
        if said.chat is not None:
            chat = self._engine.chat(said.who.platform, said.chat, player, said.at_ms)
        return self._answer(self.speech.to(player, chat), said, player, chat)

    def hear_all(self, all_said: Sequence[Said]) -> list[Screen | Exception]:
        """Answer sentences, in order and in one transaction; a bug that one of them meets is its outcome."""
        with (
            self._engine.together()
        ):  # also for one: to look for each figure by itself would cost SQLite more than all of them
            return [self._outcome(said) for said in all_said]

    def _outcome(self, said: Said) -> Screen | Exception:
        try:
            return self.hear(said)
        except Exception as error:
            return error

    def _answer(self, say: Wording, said: Said, player: int, chat: Chat | None) -> Screen:
        request_id = said.id
        try:
            operator = self._operators.is_operator(said.who)
            sentence = verbs.read(said.text, operator)
            if isinstance(sentence.command, OperatorWrite | OperatorRead) and chat is not None:
                raise Refusal("private_only", verb=sentence.verb)
            request_id = f"#{sentence.nonce}" if sentence.nonce else said.id
            command: Command | WriteAnswer
            match sentence.command:
                case Help(verb):
                    return self.speech.signed(say, help.help_on(say, verb))
                case Ping():
                    return self.speech.signed(say, help.pong(say, said.at_ms))
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
                    admin=said.admin if said.admin is not None else chat is not None and chat.founder == player,
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
                screen = self._handle(say, said, request, sentence.nonce)
            else:
                screen = self.speech.signed(say, screen_of(say, command))
        except Refusal as refusal:
            screen = self.speech.signed(say, refused(say, refusal.code, refusal.values))
        return stamped(screen, f"{player} {request_id}")

    def _handle(self, say: Wording, said: Said, request: Request, nonce: str | None) -> Screen:
        """Ask the engine, and show the answer with what the program knows besides."""
        command, answer = request.command, self._engine.handle(request)
        if isinstance(command, SetLanguage | SetChatLanguage) and not isinstance(answer, Refused):
            say = replace(say, language=command.language)
        if isinstance(command, OperatorWrite):
            outcome = answer.code if isinstance(answer, Refused) else type(answer).__name__
            self._operators.note(said.who, command, outcome)
        screen = screen_of(say, answer)
        match answer:
            case StatusShown():
                screen = with_program(say, screen, self._operators.vitals(said.at_ms), self._sources())
            case PriceShown():
                screen = with_sources(say, screen, answer, self._sources())
            case Refused(code="said_long_ago"):
                screen = _with_retry(say, screen, said.text, nonce)
        return self.speech.signed(say, screen)

    def _confirmed(self, player: int, number: int, request_id: str) -> Command | WriteAnswer:
        """The command of a stored sentence, or what it was answered when it was confirmed before."""
        first = self._engine.answered(player, request_id)
        if first is not None:
            return first
        command = verbs.read(self._engine.draft(player, number)).command
        assert isinstance(command, Open), "only opening a position is ever stored for a confirmation"
        return replace(command, draft=number)


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
