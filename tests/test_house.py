"""The house rules, checked by reading the code instead of promising them.

Most tests walk the syntax trees of `core/`, `storage/` and `bots/` and collect complaints as `file:line what`, so that
one run names everything that is wrong.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bots.settings import env_example
from tests import ROOT, mutants

LAYERS = ("core", "storage", "bots")  # each imports itself and those before it
MAX_LINES = 500
OUTSIDE_CORE = {"decimal", "fractions", "random", "secrets", "time", "uuid"}  # floats, chance, clocks
HIDDEN = {"__init__.py", "__pycache__", "py.typed"}  # entries that nobody reads a folder for
CLOCKS = {"now", "today", "utcnow"}  # of datetime and date


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def files(*folders: str) -> list[Path]:
    """Every Python file under these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def at(path: Path, node: ast.AST) -> str:
    """Where a complaint belongs."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def module(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every dotted name a file imports; `from a import b` counts as both `a` and `a.b`, for b may be a module."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*above, *filter(None, [node.module])))
            yield node, source
            yield from ((node, f"{source}.{alias.name}") for alias in node.names)


def tracked() -> Iterator[tuple[Path, str]]:
    """Every text file of the repository, with what is about to be added."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield path, content.decode("utf-8")


# Layers


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_go_one_way(layer):
    allowed = LAYERS[: LAYERS.index(layer) + 1]
    wrong = [
        f"{at(path, node)} imports {name}"
        for path in files(layer)
        for node, name in imports(path)
        if (top := name.partition(".")[0]) in {*LAYERS, "tests"} - set(allowed)
        or (layer == "core" and top != "core" and top not in sys.stdlib_module_names)
    ]
    assert not wrong


CORE = "units money steps prices rules ledger messages book turn checks queries actions telling engine"
BOTS = (
    "markets settings languages runtime screens.kit sentences screens pictures desk delivery callers command_line app"
    " __main__"
)


def _floor(name: str, order: list[str]) -> int:
    """Where a module stands in its order; who can call us (bots/on_*) shares a floor, for none knows another."""
    inner = re.sub(r"^on_\w+", "callers", name.partition(".")[2])
    return next((at for at, room in enumerate(order) if re.match(rf"{re.escape(room)}(\.|$)", inner)), -1)


@pytest.mark.parametrize(("layer", "order"), [("core", CORE.split()), ("bots", BOTS.split())])
def test_a_room_imports_itself_and_those_before_it(layer, order):
    wrong = [
        f"{at(path, node)} imports {name}"
        for path in files(layer)
        for node, name in imports(path)
        if name.startswith(f"{layer}.") and _floor(module(path), order) < _floor(name, order)
    ]
    assert not wrong


def test_callers_know_nothing_of_each_other():
    """But who steers the game by hand plays recordings."""
    allowed = {("bots.on_console", "bots.on_prices")}
    caller = re.compile(r"bots\.on_\w+")
    wrong = [
        f"{at(path, node)} imports {name}"
        for path in files("bots")
        for node, name in imports(path)
        if (mine := caller.match(module(path)))
        and (other := caller.match(name))
        and mine[0] != other[0]
        and (mine[0], other[0]) not in allowed
    ]
    assert not wrong


def test_folders_are_read_at_a_glance():
    folders = {path.parent for path in [*files(*LAYERS, "tests"), *(ROOT / "docs").rglob("*")]}
    entries = {folder: [each for each in folder.iterdir() if each.name not in HIDDEN] for folder in folders}
    most = {ROOT / "bots": 18}
    assert not {str(each): len(inside) for each, inside in entries.items() if len(inside) > most.get(each, 14)}


def test_no_file_is_named_after_a_library_it_imports():
    wrong = [
        f"{at(path, node)} imports {name}"
        for path in files(*LAYERS, "tests")
        for node, name in imports(path)
        if name.partition(".")[0] == path.stem
    ]
    assert not wrong


def test_nothing_happens_at_import():
    wrong = [
        at(path, node)
        for path in files(*LAYERS)
        for node in tree(path).body
        if isinstance(node, ast.For | ast.While | ast.With)
        or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant))
    ]
    assert not wrong


# The core: integers, no clock, no chance, no waiting


def _not_in_core(node: ast.AST) -> str | None:
    """Why this node has no place in the core, or None."""
    match node:
        case ast.Constant(value=float() | complex()):
            return "a float literal"
        case ast.Name(id="float" | "complex"):
            return "a float"
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return "a true division"
        case ast.Attribute(attr=name) if name in CLOCKS:
            return f"a clock: {name}"
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            return "async"
    return None


def test_the_core_counts_in_integers_and_is_told_the_time():
    wrong = [
        f"{at(path, node)} {why}"
        for path in files("core")
        for node in ast.walk(tree(path))
        if (why := _not_in_core(node))
    ]
    wrong += [
        f"{at(path, node)} imports {name}"
        for path in files("core")
        for node, name in imports(path)
        if name.partition(".")[0] in OUTSIDE_CORE
    ]
    assert not wrong


@pytest.mark.parametrize("code", ["1.5", "float(x)", "a / b", "a /= b", "datetime.now()", "async def f(): pass"])
def test_the_check_of_the_core_sees(code):
    assert any(map(_not_in_core, ast.walk(ast.parse(code))))


# Manners


def _is_protocol(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Protocol") for base in node.bases)


def test_everything_public_says_what_it_is():
    """Modules, classes, functions, and the methods of ports; other methods where they have something to say."""
    definitions = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    wrong = []
    for path in files(*LAYERS):
        if not ast.get_docstring(tree(path)):
            wrong.append(f"{path.relative_to(ROOT)}:1")
        outer = [node for node in tree(path).body if isinstance(node, definitions)]
        inner = [node for port in outer if _is_protocol(port) for node in port.body if isinstance(node, definitions)]
        wrong += [
            f"{at(path, node)} {node.name}"
            for node in outer + inner
            if not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert not wrong


def test_nothing_is_ambient():
    """What a function needs to know is handed to it: no variable of a context holds a language or a currency."""
    assert not [
        f"{at(path, node)} imports {name}"
        for path in files(*LAYERS)
        for node, name in imports(path)
        if name == "contextvars"
    ]


def test_no_error_is_swallowed_whole():
    def silent(node: ast.AST) -> bool:
        match node:
            case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException"), body=[only]):
                return isinstance(only, ast.Pass | ast.Continue) or ast.unparse(only) == "..."
            case ast.Call(args=[ast.Name(id="Exception" | "BaseException"), *_]):
                return ast.unparse(node.func).endswith("suppress")
        return False

    assert not [at(path, node) for path in files(*LAYERS, "tests") for node in ast.walk(tree(path)) if silent(node)]


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
    assert not [path for path in files(*LAYERS, "tests") if later.search(path.read_text(encoding="utf-8"))]


def test_files_are_short():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(*LAYERS, "tests")}
    assert not {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > MAX_LINES}


# What is written twice says the same


def test_env_example_is_the_settings():
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example(), (
        "run: .venv/bin/python -m bots.settings > .env.example"
    )


def test_readme_names_every_verb():
    from bots.sentences.verbs import VERBS

    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL))
    assert not [verb for verb in VERBS if not re.search(rf"(?<!\w){re.escape(verb)}(?!\w)", code)]


def test_every_path_in_the_papers_is_there():
    named = re.compile(r"`((?:bots|core|storage|tests|docs)/[\w./-]+)`")
    papers = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    paths = [(paper.name, path) for paper in papers for path in named.findall(paper.read_text(encoding="utf-8"))]
    assert len(paths) > 100
    assert not [f"{paper}: {path}" for paper, path in paths if not (ROOT / path).exists()]


def _locked() -> dict[str, str]:
    """Each locked package, by normalised name, with its version and hashes as written."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {_normal(entry.partition("==")[0]): entry for entry in entries if entry.strip()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_dependencies_are_locked_with_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    locked = _locked()
    assert not [line for line in wanted if _normal(re.match(r"[\w.-]+", line)[0]) not in locked]
    pinned = re.compile(r"==\S+.* \\\n +--hash=sha256:[0-9a-f]{64}")
    assert not [name for name, entry in locked.items() if not pinned.search(entry)]


def test_no_package_index_and_no_folder_of_a_machine_is_named():
    """Where packages come from is the operator's choice (pip's own settings); where we worked is nobody's business."""
    named = re.compile(
        r"p[y]pi\.|pythonhoste[d]|://\S+/simpl[e]\b"
        r"|(?:index-url|find-links)[ =]+[\"']?(?:\w+:)?/"
        r"|(?<![\w.~/-])/(?:roo[t]|wor[k])(?![\w-])"
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for path, text in tracked()
        for number, line in enumerate(text.splitlines(), 1)
        if named.search(line)
    ]
    assert not wrong


def test_what_make_mutants_names_is_there():
    """It must not excuse changes of code that is gone, nor leave out tests that have moved."""
    assert not [name for name in mutants.TESTS if not (ROOT / "tests" / name).exists()]
    gone = []
    for name in mutants.EQUIVALENT:
        place, _, change = name.partition(": ")
        module = next(each for each in mutants.MONEY if place.startswith(f"{each}."))
        statements = {ast.unparse(node).partition("\n")[0] for node in ast.walk(tree(mutants.file_of(module)))}
        gone += [name] if change.partition(" -> ")[0] not in statements else []
    assert not gone
