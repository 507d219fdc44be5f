"""Two kinds of terminal, as the chat sees them: lines in, styled lines out.

    LineTerminal    a person at a real terminal: line editing, history, completion, colour, a price line at the bottom;
                    what is written appears above the line being typed and leaves it whole
    PlainTerminal   a pipe, a file, TERM=dumb: lines as they come, text without colour, ends with the input

NO_COLOR takes the colours from the first and leaves it the rest.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from shutil import get_terminal_size
from typing import Any, Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.patch_stdout import StdoutProxy
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import Style

from bots.screens.kit.text_layout import Line, plain

_READ_BYTES = 65_536

_STYLE = Style.from_dict(
    {
        "title.plain": "bold",
        "title.good": "bold ansigreen",
        "title.bad": "bold ansired",
        "title.warning": "bold ansiyellow",
        "rule": "ansibrightblack",
        "label": "ansibrightblack",
        "dim": "ansibrightblack",
        "note": "italic",
        "number": "bold ansicyan",
        "button.up": "ansigreen",
        "button.down": "ansired",
        "button.danger": "ansimagenta",
        "rising": "ansigreen",
        "falling": "ansired",
        "prompt": "bold ansicyan",
        "bottom-toolbar": "noreverse",
    }
)

_Handler = logging.StreamHandler[Any]  # also of a proxy, which the library does not call a stream
Complete = Callable[[str], Awaitable[Iterable[str]]]


class Terminal(Protocol):
    """Where a person reads and writes."""

    @property
    def width(self) -> int:
        """How many columns it has now."""

    async def read(self, prompt: str, complete: Complete) -> str:
        """The next line; `complete` gives the words that may follow what was typed, where words can be completed.

        Raises EOFError at the end of input, KeyboardInterrupt for Ctrl-C.
        """

    def write(self, lines: Sequence[Line]) -> None:
        """Show lines, above what is being typed."""

    def show_prices(self, line: Line) -> None:
        """Show this in the price line, if there is one."""

    def ring(self) -> None:
        """Make a sound, if it can."""

    def close(self) -> None:
        """Leave everything as it was found."""


def terminal_here(json: bool) -> Terminal:
    """The terminal this process was started in; JSON is for pipes."""
    capable = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return LineTerminal() if capable and not json else PlainTerminal(sys.stdin.fileno())


class LineTerminal:
    """A terminal that can move its cursor."""

    def __init__(self) -> None:
        self._prices: Line = ()
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            complete_while_typing=False,
            reserve_space_for_menu=5,
            bottom_toolbar=lambda: FormattedText(self._prices),
            style=_STYLE,
            enable_suspend=True,
        )
        self._logs = _logs_above_the_line()

    @property
    def width(self) -> int:
        """Columns, now."""
        return self._session.output.get_size().columns

    async def read(self, prompt: str, complete: Complete) -> str:
        text = FormattedText([("class:prompt", prompt)])
        return await self._session.prompt_async(text, completer=_Words(complete))

    def write(self, lines: Sequence[Line]) -> None:
        app, output = self._session.app, self._session.output
        # Not run_in_terminal, which takes the terminal out of raw mode and so loses a Ctrl-D typed meanwhile.
        if app.is_running:
            app.renderer.erase()
        spans = [span for line in lines for span in (*_classes(line), ("", "\n"))]
        print_formatted_text(output, FormattedText(spans), _STYLE, color_depth=output.get_default_color_depth())
        if app.is_running:
            app.renderer.request_absolute_cursor_position()
            app.invalidate()

    def show_prices(self, line: Line) -> None:
        self._prices = _classes(line)
        self._session.app.invalidate()

    def ring(self) -> None:
        self._session.output.bell()
        self._session.output.flush()

    def close(self) -> None:
        for handler, stream, proxy in self._logs:
            handler.setStream(stream)
            proxy.close()


def _classes(line: Line) -> Line:
    return tuple((f"class:{style}" if style else "", text) for style, text in line)


def _logs_above_the_line() -> list[tuple[_Handler, TextIO, StdoutProxy]]:
    """Let log lines that go to this terminal appear as other lines do; those that go to a file stay as they are."""
    handlers = [each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)]
    moved = []
    for handler in handlers:
        stream = handler.stream
        if stream.isatty():
            proxy = StdoutProxy(sleep_between_writes=0, raw=True)
            handler.setStream(proxy)
            moved.append((handler, stream, proxy))
    return moved


class _Words(Completer):
    """Completes the last word."""

    def __init__(self, complete: Complete) -> None:
        self._complete = complete

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        raise NotImplementedError("the terminal asks for completions asynchronously")

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        begun = document.get_word_before_cursor(WORD=True)
        for word in await self._complete(document.text_before_cursor[: -len(begun) or None]):
            if word.startswith(begun.lower()):
                yield Completion(word + " ", -len(begun), display=word)


class PlainTerminal:
    """Lines from a file descriptor, text to standard output. No thread waits for input, so nothing delays the end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self._ended = False

    @property
    def width(self) -> int:
        """Columns, or what COLUMNS says."""
        return get_terminal_size().columns

    async def read(self, prompt: str, complete: Complete) -> str:
        while b"\n" not in self._rest and not self._ended and len(self._rest) < _READ_BYTES:
            await _readable(self._descriptor)
            part = os.read(self._descriptor, _READ_BYTES)
            self._rest += part
            self._ended = not part
        if not self._rest:
            raise EOFError
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode("utf-8", "replace")

    def write(self, lines: Sequence[Line]) -> None:
        print(plain(list(lines)), flush=True)

    def show_prices(self, line: Line) -> None:
        pass

    def ring(self) -> None:
        pass

    def close(self) -> None:
        pass


async def _readable(descriptor: int) -> None:
    """Wait until there is something to read, or the end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # a plain file, which is always ready
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
