"""The console as a process: killed, resumed, started twice, steered wrongly."""

import json
import signal
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests import ROOT
from tests.whole.conversations.test_conversations import BTC, NEW
from tests.worlds.console import PROGRAM, Console, about, replies, talk


def test_it_resumes_after_it_was_killed(tmp_path):
    file = tmp_path / "game.db"
    program = subprocess.Popen(
        [*PROGRAM, "chat", "--manual", "--json", "--db", str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    lines = [NEW, BTC, "long btc 25 1001x", BTC, "up 10 5m", "long btc 30 10x at 99000", "!in group1", "round 5m"]
    assert program.stdin and program.stdout
    program.stdin.write("\n".join([*lines, "up 20", "!in dm", "ping", ""]))
    program.stdin.flush()
    while '"pong"' not in (line := program.stdout.readline()).lower() and "ping" not in line:
        assert line
    program.kill()
    program.wait()
    screens = talk(BTC, "start", "positions", "orders", "!wait 60s hold", "!price BTC 99000", "start", db=file)
    assert replies(screens)[0]["fields"]["Balance"] == "915"
    assert [each["State"] for each in replies(screens)[1]["items"]] == ["open", "running"]
    assert replies(screens)[2]["fields"]["State"] == "waiting"
    assert len(about(screens, "liquidation")) >= 1
    assert {each["fields"]["State"] for each in about(screens, "round", "*")} == {"void"}
    assert replies(screens)[-1]["fields"]["Balance"] == "935"
    assert replies(talk("start", db=file))[0]["fields"]["Balance"] == "935"


def test_a_repeat_across_a_restart_is_done_once(tmp_path):
    file = tmp_path / "game.db"
    first = talk(NEW, BTC, "long btc 25 100x #abcd1234", BTC, db=file)
    second = talk(BTC, "long btc 25 100x #abcd1234", BTC, "start", db=file)
    assert replies(second)[0] == replies(first)[0]
    assert replies(second)[-1]["fields"]["Balance"] == "975"


def test_a_second_process_on_the_file_is_refused(tmp_path):
    file = tmp_path / "game.db"
    with Console(NEW, BTC, db=file):
        assert talk("start", db=file, status=4) == []
    assert replies(talk("start", db=file))[0]["fields"]["Balance"] == "1000"


@pytest.mark.parametrize("bad", [
    "!price BTC", "!price DOGE 1", "!price BTC -5", "!price BTC nan", "!at yesterday", "!at 2025-12-31T00:00:00Z",
    "!wait", "!wait 5", "!wait -5s", "!tape /nowhere.csv", "!fly", "!as", "!in a b", "!",
])  # fmt: skip
def test_a_bad_steering_line_makes_the_exit_status_two_and_the_rest_goes_on(bad):
    screens = talk(NEW, BTC, bad, "start", status=2)
    assert replies(screens)[-1]["fields"]["Balance"] == "1000"


def test_again_before_anything_was_said_is_an_error():
    talk("!again", status=2)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_in_the_middle_of_a_tape_ends_it_in_an_orderly_way(tmp_path, number, status):
    file = tmp_path / "game.db"
    program = subprocess.Popen(
        [*PROGRAM, "chat", "--manual", "--json", "--db", str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert program.stdin and program.stdout
    program.stdin.write(f"{NEW}\n{BTC}\nlong btc 25 10x\n!wait 9d hold\n")
    program.stdin.flush()
    while "is open" not in program.stdout.readline():
        assert program.poll() is None
    program.send_signal(number)
    _, errors = program.communicate(timeout=5)
    assert (program.returncode, errors) == (status, "")
    assert replies(talk("positions", db=file))[0]["fields"]["State"] == "open"


def test_python_m_bots_is_the_program():
    program = [sys.executable, "-m", "bots"]
    said = subprocess.run([*program, "--version"], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (said.returncode, said.stdout) == (0, f"dumbdegen {version('dumbdegen')}\n")
    steered = subprocess.run(
        [*program, "--manual", "--json"], input="!fly\nping\n", capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert steered.returncode == 2 and json.loads(steered.stdout)["about"] == "ping"
