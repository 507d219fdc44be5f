"""The terminal as a caller: one person in front of a living market, who may play several players and groups.

    anything        a sentence of the present player, in the present chat
    1, 2, 3 …       the button of that number
    !as ana         speak as another player         !in friends, !in dm     speak in a group, or privately
    quit            end, as Ctrl-D and Ctrl-C do

Companions (bots/on_console/companions.py) live in the lounge: a person in the lounge sees what everybody there sees, a
person elsewhere gets a line of news now and then.
"""

import asyncio
import secrets
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bots.delivery.courier import Courier
from bots.desk.desk import Desk
from bots.desk.notices import Delivery
from bots.desk.said import Said
from bots.languages.texts import ENGLISH as say  # the terminal itself speaks no other language
from bots.on_console.companions import LOUNGE, PREFIX, Companions
from bots.on_console.completion import words_after
from bots.on_console.display import Display, Speaker
from bots.on_console.price_line import price_line
from bots.on_console.saved_files import save
from bots.on_console.steering import NAME, PLATFORM
from bots.on_console.terminals import Terminal
from bots.on_console.transcript import DM, EVERYBODY, addressee
from bots.runtime.engine_thread import EngineThread
from bots.screens.kit.screen import Field, Group, Kind, Screen
from core.book import Identity
from core.engine import Engine
from core.rules.chats import Chat

_QUIT = ("quit", "exit", "q")


class Console:
    """The chat. `companions` None: the lounge is empty; `json`: one object a line, for programs.

    `folder` is where pictures and documents go.
    """

    def __init__(
        self,
        engine: Engine,
        desk: Desk,
        thread: EngineThread,
        courier: Courier,
        now: Callable[[], int],
        terminal: Terminal,
        companions: Companions | None,
        json: bool,
        folder: Path,
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._thread = thread
        self._courier = courier
        self._now = now
        self._terminal = terminal
        self._companions = companions
        self._folder = folder
        self._display = Display(terminal, json)
        self._speaker = Speaker()
        self._spoke: list[str] = []  # local players of this session
        self._prices: dict[str, int] = {}
        self._session = secrets.token_hex(8)
        self._count = 0

    # What the person does

    async def chat(self) -> int:
        """Talk until the person ends it, by the end of input or `quit` (0), or by Ctrl-C (the signal's number)."""
        await self._say("start")
        self._display.tell(*_welcome(self._companions is not None))
        while True:
            try:
                text = await self._terminal.read(self._speaker.prompt, self._complete)
            except EOFError:
                return 0
            except KeyboardInterrupt:
                return signal.SIGINT
            for line in filter(None, map(str.strip, text.splitlines())):
                if line.lower() in _QUIT:
                    return 0
                await self._line(line)

    async def _line(self, line: str) -> None:
        if line.startswith("!"):
            await self._move(line.split())
        elif line.isascii() and line.isdigit():
            await self._press(line)
        else:
            await self._say(line)
            if line.lower() in ("help", "/help"):
                self._display.tell(*_manual())

    async def _move(self, words: list[str]) -> None:
        match words:
            case ["!as", name] if NAME.fullmatch(name) and not name.startswith(PREFIX):
                self._speaker = replace(self._speaker, name=name)
            case ["!in", chat] if NAME.fullmatch(chat):
                self._speaker = replace(self._speaker, chat=chat)
            case _:
                self._display.tell(
                    say("Say “!as ana” to speak as ana, “!in friends” to be in a group, “!in dm” to leave it.")
                )
                return
        self._display.forget_buttons()  # a number means a button only to whom it was shown
        if words[0] == "!in" and self._speaker.chat != DM:
            await self._say("round")  # what a group looks at

    async def _press(self, number: str) -> None:
        button = self._display.button(int(number[:6]))
        if button is None:
            self._display.tell(say("There is no button {number} now.").format(number=number[:6]))
            return
        self._display.echo(self._speaker, button.sentence.partition(" #")[0])
        await self._say(button.sentence)

    async def _say(self, text: str) -> None:
        speaker = self._speaker
        if speaker.name not in self._spoke:
            self._spoke.append(speaker.name)
        self._count += 1
        said = self._said(speaker, text, f"{self._session}-{self._count}")
        screen = await self._thread.call(self._desk.hear, said)
        self._display.forget_buttons()
        self._show(addressee(speaker.name, speaker.chat, screen), speaker.chat, Kind.REPLY, screen)
        await self._save(screen)
        await self._courier.deliver(self._now())

    async def _save(self, screen: Screen) -> None:
        """Keep what a terminal cannot show as files, and say where."""
        if screen.picture is None and screen.document is None:
            return
        try:
            files = await asyncio.to_thread(save, self._folder, screen)
        except OSError as error:
            self._display.tell(say("It could not be saved: {error}.").format(error=error))
            return
        self._display.tell(*(say("Saved as {file}").format(file=file) for file in files))

    def _said(self, speaker: Speaker, text: str, number: str) -> Said:
        chat = None if speaker.chat == DM else speaker.chat
        admin = True  # whoever sits at this terminal may cancel what the companions began
        now = self._now()
        return Said(Identity(PLATFORM, speaker.name), speaker.name, chat, admin, text, number, now, now)

    # What happens meanwhile

    async def second(self, at_ms: int) -> None:
        """Another second: companions speak, and the price line moves."""
        for said in self._companions.speak(at_ms) if self._companions else ():
            self._overheard(said, await self._thread.call(self._desk.hear, said))
            await self._courier.deliver(at_ms)
        prices = await self._thread.call(self._engine.prices)
        line = price_line(self._desk.speech.tag(say), await self._equity(), self._prices, prices, self._terminal.width)
        self._terminal.show_prices(line)
        self._prices = prices

    async def _equity(self) -> str:
        """What the present player has, with all that is open; nothing before they ever spoke."""
        if self._speaker.name not in self._spoke:
            return ""
        start = await self._ask(self._speaker, "start")
        return _by_key(start.fields)["Equity"].shown if start else ""

    async def deliver(self, delivery: Delivery) -> None:
        """Show what the courier brings."""
        assert delivery.screen is not None
        if isinstance(delivery.to, Chat):
            self._show(EVERYBODY, delivery.to.key, delivery.kind, delivery.screen)
        elif delivery.to.user.startswith(PREFIX):
            self._gossip(delivery.to.user.removeprefix(PREFIX), delivery.screen)
        else:
            self._show(delivery.to.user, DM, delivery.kind, delivery.screen)
            if delivery.kind is Kind.ALERT and not delivery.screen.silent:
                self._terminal.ring()

    def _overheard(self, said: Said, screen: Screen) -> None:
        """A companion spoke: in the lounge everybody hears it, and sees an answer that is for everybody."""
        if screen.about == "refused" or said.chat is None:
            return
        if self._speaker.chat == said.chat:
            self._display.pass_on(f"{said.name}: {said.text}")
        if addressee(said.name, said.chat, screen) == EVERYBODY:
            self._show(EVERYBODY, said.chat, Kind.REPLY, screen)

    def _gossip(self, name: str, screen: Screen) -> None:
        """What happens to a companion is nobody's business but a liquidation, which the lounge hears of."""
        if screen.about == "liquidation" and self._speaker.chat == LOUNGE:
            self._display.pass_on(f"{name}: {screen.title}")

    def _show(self, to: str, chat: str, kind: Kind, screen: Screen) -> None:
        if self._companions and chat == LOUNGE and screen.about == "round" and _is_open(screen):
            self._companions.saw_round(self._now())
        self._display.show(self._speaker, to, chat, kind, screen)

    # What the terminal asks

    async def _complete(self, before: str) -> list[str]:
        return await words_after(before, self._spoke, self._display.chats(), self._numbers)

    async def _numbers(self) -> list[str]:
        """The numbers of what the present player has open."""
        return [each["Id"].shown for each in await self._open_things(self._speaker)]

    async def _open_things(self, speaker: Speaker) -> list[dict[str, Field]]:
        screens = [await self._ask(speaker, verb) for verb in ("positions", "orders")]
        return [_by_key(item) for screen in screens if screen for item in screen.items]

    async def _ask(self, speaker: Speaker, verb: str) -> Screen | None:
        """What a player would be answered in private, without showing it; nothing if they have left meanwhile."""
        return await self._thread.call(self._look, self._said(replace(speaker, chat=DM), verb, ""))

    def _look(self, said: Said) -> Screen | None:
        """On the engine's thread: an answer that makes nobody a player."""
        return self._desk.hear(said) if self._engine.known(said.who) is not None else None

    async def farewell(self) -> None:
        """Say what stays open, of every player who spoke."""
        lines = []
        for name in self._spoke:
            limits = await self._ask(Speaker(name), "limits")
            if limits is None:
                continue
            risk = _by_key(limits.fields)["AtRisk"]
            if risk.value == "0":
                continue
            things = [_brief(each) for each in await self._open_things(Speaker(name))] or [say("a stake in a round")]
            text = say("{name} › still open: {things}; {risk} at risk in all.")
            lines.append(text.format(name=name, things=", ".join(things), risk=risk.shown))
        lines.append(
            say("The market rests until you are back; what should have ended meanwhile is refunded.")
            if lines
            else say("Nothing is open. See you.")
        )
        self._display.tell(*lines)


def _by_key(fields: Group) -> dict[str, Field]:
    return {field.key: field for field in fields}


def _is_open(screen: Screen) -> bool:
    return any(field.key == "State" and field.value == "open" for field in screen.fields)


def _brief(thing: dict[str, Field]) -> str:
    """`#3 BTC/USD long 1001x`."""
    size = thing.get("Leverage") or thing["Window"]
    return " ".join([f"#{thing['Id'].shown}", thing["Market"].shown, thing["Side"].shown, size.shown])


def _welcome(lounge: bool) -> tuple[str, ...]:
    texts = [
        say("Type 1 and Enter to press [1], or say it in words: up 25 1m. Tab completes, help helps, Ctrl-D ends.")
    ]
    if lounge:
        texts.append(say("You are not alone: “!in lounge” is a group of simulated players; “!in dm” leads back."))
    return tuple(texts)


def _manual() -> tuple[str, ...]:
    return (
        say("A number presses the button of that number. Tab completes; arrows bring back what you said."),
        say("“!as ana” speaks as another player, “!in friends” in a group, “!in dm” privately again."),
        say("Ctrl-D, Ctrl-C or “quit” ends; everything is kept for the next time."),
    )
