"""The terminal chat as people meet it: the real process behind a pseudo-terminal, and behind pipes."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests import ROOT

PROGRAM = [sys.executable, "-c", "from bots.app import main; main()"]
PATIENCE_S = 20
ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07)")
WHERE_IS_THE_CURSOR = b"\x1b[6n"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The surroundings of a newcomer: a folder of their own, and no settings."""
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    root = str(ROOT)
    return known | {"HOME": str(folder), "TERM": "xterm-256color", "PYTHONPATH": root, "PYTHONUTF8": "1"} | more


class Terminal(AbstractContextManager):
    """The program at a terminal of so many columns; `until` reads on until a text has appeared."""

    def __init__(self, folder: Path, *options: str, before: str = "", **more: str) -> None:
        self.seen = ""
        self.raw = b""
        self._from = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        self.process = subprocess.Popen(
            [*PROGRAM[:2], before + PROGRAM[2], "chat", "--seed", "5", *options],
            stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=environment(folder, **more),
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)

    def _read(self, seconds: float) -> bool:
        """Read what is there within so many seconds; False at the end."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            part = os.read(self._master, 65_536)
        except OSError:  # the other side has closed
            part = b""
        if WHERE_IS_THE_CURSOR in part:
            os.write(self._master, b"\x1b[5;1R")
        self.raw += part
        self.seen = ESCAPE.sub(b"", self.raw).replace(b"\r", b"").decode("utf-8", "ignore")
        return bool(part)

    def until(self, text: str) -> str:
        """What came until this text, from where the last call ended."""
        deadline = time.monotonic() + PATIENCE_S
        while (found := self.seen.find(text, self._from)) < 0:
            if time.monotonic() > deadline or not self._read(0.2):
                raise AssertionError(f"no {text!r} in {self.seen[self._from :]!r}")
        begin, self._from = self._from, found + len(text)
        return self.seen[begin : self._from]

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self._master, text.encode())

    def say(self, text: str) -> None:
        """Type a line and Enter."""
        self.type(f"{text}\r")

    def end(self) -> int:
        """Read to the end; the exit status."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._read(0.2):
            continue
        return self.process.wait(5)

    def __exit__(self, *_exception: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


def piped(folder: Path, text: str, *options: str, **more: str) -> subprocess.CompletedProcess:
    """The program with this on its standard input."""
    return subprocess.run(
        [*PROGRAM, *options], input=text, capture_output=True, text=True, timeout=60, cwd=folder,
        env=environment(folder, **more), check=False,
    )  # fmt: skip


def test_the_first_minute(tmp_path):
    """A prediction in two taps, a position in three, with what is live at the bottom."""
    with Terminal(tmp_path) as terminal:
        first = terminal.until("you › ")
        assert "[1] Up with 25 pt" in first and "play money" in first and "!in lounge" in first
        terminal.until("simulated  1,000 pt  BTC ")
        terminal.say("1")
        assert "[1] 1 min +70 %" in terminal.until("[4] 30 min")
        terminal.say("1")
        terminal.until("you › up 25 1m btc")
        terminal.until("BTC up 1 min: running")
        terminal.say("long btc")
        terminal.until("[2] 25 pt")
        terminal.say("2")
        offers = terminal.until("[7] 1001x")
        assert "Liquidation" in offers and "Bankruptcy" in offers and "Funding/h" in offers
        terminal.say("7")
        terminal.until("BTC long 1001x is open")
        terminal.type("\x04")
        assert "#2 BTC/USD long 1001x, #1 BTC/USD up 1 min" in terminal.until("rests until you are back")
        assert terminal.end() == 0


def test_what_happens_meanwhile_leaves_the_typed_line_whole(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("long btc 25 10x")
        terminal.until("opening at the next price")
        terminal.type("help lo")
        terminal.until("BTC long 10x is open")
        terminal.until("you › help lo")  # drawn again below the card
        terminal.type("ng\r")
        assert "gains when the price rises" in terminal.until("Example: ")


def test_numbers_keep_their_meaning_while_things_happen(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("long btc 25 10x")
        terminal.until("[1] Orders")
        terminal.until("[2] Close  [3] Close half")
        terminal.say("1")
        terminal.until("No order waits")
        terminal.say("3")
        terminal.until("There is no button 3")


def test_several_players_and_groups_at_one_terminal(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("!in friends")
        terminal.until("you in friends › ")
        terminal.say("round 1m")
        terminal.until("Round 1: BTC 1 min, bets until")
        terminal.say("up 25")
        terminal.until("Your bet in round 1: up 25 pt")
        terminal.until("Round 1 · Up 25 pt, Pool 25 pt, Players 1")  # one line, not the card again
        terminal.say("!as ana")
        terminal.until("ana in friends › ")
        terminal.say("down 10")
        terminal.until("Round 1 · Down 10 pt, Pool 35 pt, Players 2")
        terminal.say("!in dm")
        terminal.until("ana › ")
        terminal.say("!as you")
        terminal.say("long btc 10 10x")
        terminal.say("!as ana")
        terminal.until("you: BTC long 10x is open")
        assert "[1] " not in terminal.until("per hour.")  # the buttons are not ana's to press
        terminal.type("\x04")
        terminal.until("you › still open: #1 BTC/USD long 10x; 34.92 pt at risk in all")
        terminal.until("ana › still open: a stake in a round; 10 pt at risk in all")


def test_completion_of_verbs_markets_and_ids(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("long eth 10 10x")
        terminal.until("ETH long 10x is open")
        terminal.type("posi\t")  # one word begins so: it is completed, and only what is new is drawn
        terminal.until("tions")
        terminal.say("")
        terminal.until("[1] Close")
        terminal.type("short b\t")  # several: they are offered
        terminal.until("bnb")
        terminal.type("\x15close \t")
        terminal.until("50%")


@pytest.mark.parametrize(("key", "status"), [("\x03", 130), ("\x04", 0)], ids=["Ctrl-C", "Ctrl-D"])
def test_a_key_ends_it_and_says_what_stays_open(tmp_path, key, status):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("long btc 25 10x")
        terminal.until("is open")
        terminal.type(key)
        terminal.until("still open: #1 BTC/USD long 10x")
        assert terminal.end() == status


def test_sigterm_stops_it_and_the_next_start_goes_on(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        terminal.say("long btc 25 10x")
        terminal.until("is open")
        terminal.type("half a sent")
        begin = time.monotonic()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.end() == 128 + signal.SIGTERM
        assert time.monotonic() - begin < 5
    folder = tmp_path / ".local/share/dumbdegen" if sys.platform == "linux" else None
    if folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        assert "Balance                975 pt" in terminal.until("you › ")
        terminal.say("close 1")
        terminal.until("Closed BTC long 10x")


def test_narrow_terminals_are_not_overrun(tmp_path):
    said = ("help", "up 25", "long btc 25", "whatif", "price", "settings", "limits", "top", "up 25 1m", "x" * 60)
    done = piped(tmp_path, "\n".join(said), "--db", "game.db", COLUMNS="40")
    assert done.returncode == 0 and not done.stderr
    assert [line for line in done.stdout.splitlines() if len(line) > 40] == []


def test_without_a_terminal_it_reads_lines_and_writes_plain_text(tmp_path):
    done = piped(tmp_path, "up 25\n1\nnonsense\n!as\n99\n")
    assert done.returncode == 0 and "\x1b" not in done.stdout
    assert "BTC up 1 min: starts at the next price" in done.stdout
    assert all("simulated" in line or len(line) > 60 for line in done.stdout.splitlines() if line.startswith("── "))
    assert "I do not know “nonsense”" in done.stdout
    assert "There is no button 99" in done.stdout
    assert "still open: #1 BTC/USD up 1 min" in done.stdout


def test_json_is_one_object_a_line(tmp_path):
    done = piped(tmp_path, "price\nlong btc 25 1001x\n", "chat", "--json", "--quiet-lounge")
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["about"] for each in shown[:3]] == ["account", "market", "order"]
    assert "simulated" in shown[1]["notes"][0]
    assert "#1 BTC/USD long 1001x" in done.stderr


def test_the_same_seed_is_the_same_market(tmp_path):
    first, again, other = (
        json.loads(piped(tmp_path, "price\n", "--json", "--seed", seed, "--db", f"{name}.db").stdout.splitlines()[1])
        for name, seed in (("a", "7"), ("b", "7"), ("c", "8"))
    )
    marks = [[item["Mark"] for item in each["items"]] for each in (first, again, other)]
    assert marks[0] == marks[1] != marks[2]


def test_a_second_terminal_on_the_same_file_is_refused(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge") as terminal:
        terminal.until("you › ")
        second = piped(tmp_path, "price\n")
        assert second.returncode == 4
        assert "already in use" in second.stderr


def test_an_error_anywhere_is_told_and_stops_it(tmp_path):
    broken = "from core.engine import Engine; Engine.on_clock = lambda *_: 1 / 0; "
    with Terminal(tmp_path, "--quiet-lounge", before=broken) as terminal:
        terminal.until("ZeroDivisionError: division by zero")
        assert terminal.end() == 1
        assert "stopped by an error" in terminal.seen


def test_ctrl_c_in_a_pipe_ends_in_an_orderly_way_too(tmp_path):
    program = subprocess.Popen(
        [*PROGRAM, "--quiet-lounge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path,
        env=environment(tmp_path),
    )  # fmt: skip
    with program:
        program.stdin.write("up 25 1m\n")
        program.stdin.flush()
        for line in program.stdout:
            if "starts at the next price" in line:
                program.send_signal(signal.SIGINT)
            if "still open: #1 BTC/USD up 1 min" in line:
                break
        program.stdin.close()
        assert program.wait(PATIENCE_S) == 130


def test_no_color_is_respected(tmp_path):
    with Terminal(tmp_path, "--quiet-lounge", NO_COLOR="1") as terminal:
        terminal.until("simulated  1,000 pt")
        terminal.type("\x04")
        assert terminal.end() == 0
        assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38;[25])[;m]", terminal.raw)


def test_a_document_is_saved_and_who_left_stays_gone(tmp_path):
    """The price line asks what the player has each second; that must make nobody a player again."""
    with Terminal(tmp_path) as terminal:
        terminal.until("simulated  1,000 pt  BTC ")
        terminal.say("privacy export")
        terminal.until("Saved as")
        terminal.say("privacy delete confirm")
        terminal.until("nobody here knows you any more")
        for _ in range(3):
            terminal.until("BTC ")
        terminal.say("privacy")
        terminal.until("Nothing is stored about you")
    (saved,) = tmp_path.rglob("saved/*.json")
    assert json.loads(saved.read_text())["tables"]["identities"][0]["user"] == "you"
