"""A platform brings its own library and no other's: an operator who runs one of them loads one of them."""

import subprocess
import sys

import pytest

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
