"""A platform brings its own library and no other's: an operator who runs one of them loads one of them."""

import ast
import re
import subprocess
import sys

import pytest

from tests import ROOT

_ALL_OF = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, sys.argv[1] + "."):
    importlib.import_module(found.name)
print(*sorted({"prompt_toolkit", "telegram", "discord"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("package", "libraries"),
    [
        ("bots.on_telegram", ["telegram"]),
        ("bots.on_discord", ["discord"]),
        ("bots.on_console", ["prompt_toolkit"]),
        ("bots.on_prices", []),
        ("bots.delivery", []),
        ("bots.screens", []),
    ],
)
def test_a_package_imports_the_library_of_its_own_platform_alone(package, libraries):
    loaded = subprocess.run([sys.executable, "-c", _ALL_OF, package], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == libraries


# What the libraries of the platforms do not promise: modules with an underscore, and discord.py's own plumbing
_UNPROMISED = re.compile(r"\b(?:telegram|discord)\b.*\._|\bdiscord\.(?:http|gateway|state|shard|utils)\b|\.http\.\w")


def test_what_a_library_does_not_promise_is_used_in_one_file():
    wrong = []
    for path in sorted((ROOT / "bots").rglob("*.py")):
        if path.name == "library_internals.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            used = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            used = ast.unparse(node) if isinstance(node, ast.Attribute) else used
            if _UNPROMISED.search(used):
                wrong.append(f"{path.relative_to(ROOT)} uses {used}")
    assert not wrong
