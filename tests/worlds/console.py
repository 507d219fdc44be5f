"""The steering console as tests use it.

`talk` is the true door: a process of its own, lines in, parsed screens out. `Console` is the same console in this
process, for conversations that press the buttons of the screen before, and for thousands of quick lines.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import storage
from bots.desk.desk import Desk
from bots.desk.notices import NoticeScreens
from bots.on_console.steering import PLATFORM, Steering
from bots.on_console.transcript import as_json
from bots.runtime.engine_thread import EngineThread
from bots.runtime.operators import Operators
from bots.settings import read_settings
from core.engine import Engine
from tests import ROOT

PROGRAM = [sys.executable, "-c", "from bots.app import main; main()"]
Shown = dict


class ConsoleError(AssertionError):
    """The console ended with a status that was not expected."""


def lines_of(*lines: str) -> list[str]:
    """Single lines from lines and blocks of lines; `# ...` at the start of one is a comment of the test."""
    each = (line.strip() for block in lines for line in block.splitlines())
    return [line for line in each if line and not line.startswith("# ")]


def talk(*lines: str, db: Path | None = None, status: int = 0, seconds: float = 120) -> list[Shown]:
    """Feed a fresh console; every object it printed. Raises unless it ends with this status."""
    options = ["chat", "--manual", "--json", *(["--db", str(db)] if db else [])]
    text = "".join(f"{line}\n" for line in lines_of(*lines))
    done = subprocess.run(
        [*PROGRAM, *options], input=text, capture_output=True, text=True, timeout=seconds, cwd=ROOT, check=False
    )
    if done.returncode != status:
        raise ConsoleError(f"exit status {done.returncode}, expected {status}\n{done.stderr}\n{done.stdout[-2_000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Console(AbstractContextManager):
    """A console in this process. `say` follows lines and returns what they printed; `shown` is all of it."""

    def __init__(self, *lines: str, db: Path | None = None) -> None:
        self.shown: list[Shown] = []
        self._runner, self._thread = asyncio.Runner(), EngineThread()
        self._book = self._runner.run(self._thread.call(storage.open, db))
        engine = Engine(self._book, read_settings({}, Path("/nonexistent")).rules(), live=False)
        self.engine, self.book = engine, self._book
        operators = Operators(lambda who: who.platform == PLATFORM)
        self._steering = Steering(
            engine, Desk(engine, operators=operators), NoticeScreens(engine), self._thread, self._show
        )
        self._runner.run(self._steering.resume())
        self.say(*lines)

    def _show(self, *screen: object) -> None:
        self.shown.append(json.loads(as_json(*screen)))  # type: ignore[arg-type]

    def say(self, *lines: str) -> list[Shown]:
        """Follow these lines; the screens they printed."""
        before = len(self.shown)
        for line in lines_of(*lines):
            self._runner.run(self._steering.line(line))
        return self.shown[before:]

    def ask(self, *lines: str) -> Shown:
        """Follow these lines; the answer to the last sentence among them."""
        return replies(self.say(*lines))[-1]

    def press(self, screen: Shown, label: str) -> Shown:
        """Press the first button whose label or sentence begins with this; the answer."""
        return self.ask(button(screen, label))

    def look(self, at: Callable[..., Any], *arguments: Any) -> Any:
        """What this says of the book, asked on the thread that the book lives on."""
        return self._runner.run(self._thread.call(at, self.book, *arguments))

    def balance(self, player: str) -> str:
        """The balance of a player, in points."""
        return self.ask(f"!as {player}", "start")["fields"]["Balance"]

    def close(self) -> None:
        """End it in an orderly way."""
        self._runner.run(self._thread.call(self._book.close))
        self._thread.close()
        self._runner.close()

    def __exit__(self, *_exception: object) -> None:
        self.close()


def button(screen: Shown, label: str) -> str:
    """What the first button whose label or sentence begins with this says."""
    buttons = [each for row in screen["buttons"] for each in row]
    for each in buttons:
        if each["label"].startswith(label) or each["says"].startswith(label):
            return each["says"]
    raise AssertionError(f"no button {label!r} among {buttons}")


def replies(screens: list[Shown]) -> list[Shown]:
    """The answers among screens."""
    return [each for each in screens if each["kind"] == "reply"]


def about(screens: list[Shown], what: str, to: str | None = None, **fields: str) -> list[Shown]:
    """The screens about something, to somebody, with these fields."""
    return [
        each
        for each in screens
        if each["about"] == what
        and to in (None, each["to"])
        and all(each["fields"].get(key) == value for key, value in fields.items())
    ]


def last(screens: list[Shown], what: str, to: str | None = None, **fields: str) -> Shown:
    """The last of them."""
    found = about(screens, what, to, **fields)
    assert found, (
        f"no screen about {what} to {to} with {fields} among {[(each['to'], each['about']) for each in screens]}"
    )
    return found[-1]


def refused(screen: Shown) -> str:
    """The code of a refusal; fails where it is none."""
    assert screen["about"] == "refused", screen
    assert screen["notes"], "a refusal says why"
    return screen["fields"]["Code"]
