"""docs/security.md is true as far as a test can say: every line of it has defences and tests, and those exist."""

import ast
import re

import pytest

from tests import ROOT
from tests.test_house import tree

LINES = 16
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LISTED = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
ROWS = [[cell.strip("| ") for cell in line.split(" | ")] for line in LISTED]


def test_every_line_is_there_with_its_threat_defence_and_tests():
    assert [row[0] for row in ROWS] == [str(number) for number in range(1, LINES + 1)]
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_test_that_is_named_exists_and_every_file(row):
    _number, _threat, defence, shown = row
    named = re.findall(r"`([\w/]*test_\w+)::(test_\w+)`", shown)
    assert len(named) >= 2 and len(named) == shown.count("`") // 2
    missing = []
    for file, test in named:
        path = ROOT / "tests" / f"{file}.py"
        nodes = tree(path).body if path.exists() else []
        if test not in {node.name for node in nodes if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{test}")
    assert not missing
    files = re.findall(r"`((?:bots|core|storage)/[\w/]*(?:\.py)?)`", defence)
    assert files or "requirements.lock" in defence
    assert not [name for name in files if not (ROOT / name).exists()]


def test_what_can_be_run_at_any_length_is_there():
    for module in re.findall(r"python -m (tests\.[\w.]+)", PAGE):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()
    assert "\nmutants:" in (ROOT / "Makefile").read_text(encoding="utf-8")
