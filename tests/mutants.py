"""`make mutants`: is every line of the money code held by a test? One small change at a time; the tests must notice.

    python -m tests.mutants [--only positions orders] [--share 0.2] [--seed 1] [--list]

Each mutant is a file of `core` with one change: a comparison moved or turned, plus for minus, floor for ceiling, min
for max, a constant one off, and for or, a condition negated, a result left out, a call not made. It lives in a process
of its own, forked when the tests below are collected and everything is imported: there the code of the one function is
replaced, and the tests that reach this function run until the first one fails, quick ones before slow ones. What a file
does while it is imported (its constants) is changed in a process that imports everything anew. A mutant that hangs is
as good as noticed. `EQUIVALENT` are those that change nothing anybody could see, each with its reason.
"""

import argparse
import ast
import importlib.abc
import importlib.util
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from random import Random
from types import CodeType, FrameType, FunctionType

import hypothesis
import pytest

from tests import ROOT

CORE = ROOT / "core"
MONEY = (
    "money", "ledger", "checks", "prices.funding", "rules.predictions", "rules.rounds", "rules.positions",
    "rules.fees_and_slippage", "rules.profit_cap", "rules.orders", "rules.stops", "rules.players", "rules.links",
    "actions.marks.anchor_changes", "actions.marks.halts", "actions.marks.late_prices", "actions.marks.matching",
    "actions.marks.order_of_events", "actions.orders", "actions.positions", "actions.predictions", "actions.rounds",
    "actions.links",
)  # fmt: skip
# Quick ones first: most mutants go no further.
TESTS = (
    "of_core/test_money.py",
    "of_core/prices/test_funding.py",
    "of_core/rules",
    "of_core/actions",
    "of_core/test_telling.py",
    "of_bots/on_telegram/test_deep_links.py",
    "of_bots/screens/test_refusals.py",
    "of_bots/delivery/test_calls.py",
    "of_bots/delivery/test_live_cards.py",
    "whole/alerts/test_digests.py",
    "whole/conversations",
    "whole/security/test_oracle.py",
)
CPU_S = 90  # of a mutant that hangs: three times what all tests take
GOAL = 0.9

# module.function of core, before and after -> why nobody could tell
EQUIVALENT: dict[str, str] = {
    "prices.funding.rate_8h: 1 -> 2": "nothing is nothing in any unit",
    "prices.funding.rate_8h: heavier * FLOOR_BPS -> heavier // FLOOR_BPS": "the floor is one basis point",
    "prices.funding.accrue: ticker.open_long > ticker.open_short -> ticker.open_long >= ticker.open_short":
        "between equal sides the rate is zero",
    "actions.links._not_again: -AGAIN_MS -> AGAIN_MS": "the first two months of 1970 are over",
    "actions.links.use: 0 -> 1": "whoever named no code yet has named the last one in 1970",
    "actions.links.use: 0 -> -1": "whoever named no code yet has named the last one in 1970",
    "actions.links.offer: draw += 1 -> draw -= 1": "any other code will do",
    "actions.links.offer: 1 -> 2": "any other code will do",
    "rules.players._tighter: new < now -> new <= now": "the same is named before",
    "rules.links.joined: 0 -> 1": "nobody claimed in 1970",
    "rules.links.joined: 0 -> -1": "nobody claimed in 1970",
    "rules.stops.stop_price: position.side.sign * stop.value * part * (1 if profit else -1) -> "
    "position.side.sign * stop.value * part // (1 if profit else -1)": "by one or minus one",
    "rules.positions._near_loss_bps: floor_div(LOSS_RATE_BPS * (100 - left), 100) -> "
    "ceil_div(LOSS_RATE_BPS * (100 - left), 100)": "whole percents of it are whole basis points",
    "rules.positions.breakeven_ppm: sign * SLIP_BPS -> sign // SLIP_BPS": "the slippage is one basis point",
    "rules.fees_and_slippage.close_fee: 0 -> 1": "the share of the notional is more",
    "rules.fees_and_slippage.close_fee: 0 -> -1": "the share of the notional is more",
    "rules.fees_and_slippage.close_fill: side.sign * SLIP_BPS -> side.sign // SLIP_BPS":
        "the slippage is one basis point",
    "rules.fees_and_slippage.open_fill: side.sign * SLIP_BPS -> side.sign // SLIP_BPS":
        "the slippage is one basis point",
    "rules.positions.preview: 0 -> 1": "in thought it is nobody's, and 1e-8 USD are as good as nothing",
    "rules.positions.preview: 0 -> -1": "in thought it is nobody's, and 1e-8 USD are as good as nothing",
    "rules.positions.with_chances: 0 -> 1": "1e-8 USD are as good as nothing",
    "rules.positions.with_chances: 0 -> -1": "1e-8 USD are as good as nothing",
    "rules.predictions.verdict: side.sign * (close - entry) > 0 -> side.sign * (close - entry) >= 0":
        "a tie ended above",
    "rules.predictions.verdict: 0 -> -1": "a tie ended above, and prices are whole",
    "rules.rounds.Round.winner: self.close > self.lock -> self.close >= self.lock": "a tie is void and has no winner",
    "actions.orders._check_offer: raise Refusal('liquidated_at_open', leverage_x=command.leverage) -> pass":
        "with the slippage of today no fill is that far away",
}  # fmt: skip

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
_OPTIONS = (
    "-q", "-s", "--assert=plain", "-o", "addopts=", "-p", "no:cacheprovider", "--rootdir", str(ROOT),
    "-k", "not true_door and not text_console",  # those run in a process that knows nothing of the mutant
)  # fmt: skip
_PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)  # the first failure will do
_NAMED = {"floor_div": "ceil_div", "ceil_div": "floor_div", "min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a module: where, the statement or expression before and after, and the tree with it."""

    module: str
    place: str
    line: int
    before: str
    after: str
    tree: ast.Module

    @property
    def code(self) -> CodeType:
        """The module with this change."""
        return compile(self.tree, str(file_of(self.module)), "exec")

    @property
    def function(self) -> str:
        """The function that it changes, with its module."""
        return f"{self.module}.{self.place}"

    @property
    def name(self) -> str:
        """How `EQUIVALENT` calls it; stands as long as the changed words do."""
        return f"{self.function}: {self.before} -> {self.after}"


def file_of(module: str) -> Path:
    """Where a module of `core` stands."""
    return CORE / f"{module.replace('.', os.sep)}.py"


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of a module of `core`."""
    tree = ast.parse(file_of(module).read_text(encoding="utf-8"))
    nodes = list(_places(tree, ""))
    for index, (node, place) in enumerate(nodes):
        for number, _change in enumerate(_changes(node)):
            copy = deepcopy(tree)
            twin = [each for each, _place in _places(copy, "")][index]
            changed = list(_changes(twin))[number]
            before = ast.unparse(node).splitlines()[0]
            _put(copy, twin, changed)
            yield Mutant(module, place, node.lineno, before, ast.unparse(changed).splitlines()[0], copy)


def _places(node: ast.AST, place: str) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that may change, and the function that each is in; no annotations, assertions, defaults of data."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "defaults", "kw_defaults"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.Assert | ast.Import | ast.ImportFrom):
                continue
            if isinstance(node, ast.ClassDef) and isinstance(child, ast.Assign | ast.AnnAssign):
                continue
            inner = place
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{place}.{child.name}".removeprefix(".")
            if hasattr(child, "lineno"):
                yield child, inner or "module"
            yield from _places(child, inner)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node."""
    match node:
        case ast.Compare(left, [op], [right]):
            for other in _COMPARED[type(op)]:
                yield ast.Compare(left, [other()], [right])
        case ast.Compare(left, [first, second], comparators):
            for other in _COMPARED[type(first)]:
                yield ast.Compare(left, [other(), second], comparators)
            for other in _COMPARED[type(second)]:
                yield ast.Compare(left, [first, other()], comparators)
        case ast.BinOp(left, op, right) if type(op) in _COUNTED:
            yield ast.BinOp(left, _COUNTED[type(op)](), right)
        case ast.AugAssign(target, op, value) if type(op) in _COUNTED:
            yield ast.AugAssign(target, _COUNTED[type(op)](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.If(test, body, orelse) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Call(ast.Name(name), arguments, keywords) if name in _NAMED:
            yield ast.Call(ast.Name(_NAMED[name], ast.Load()), arguments, keywords)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Name("floor_div" | "ceil_div" as name, ast.Load()):
            yield ast.Name(_NAMED[name], ast.Load())
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and not value.value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Pass()
        case ast.Raise():
            yield ast.Pass()


def _put(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                value[next(index for index, each in enumerate(value) if each is old)] = new
    ast.fix_missing_locations(tree)


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant in the place of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"core.{mutant.module}"
        self._code = mutant.code

    def find_spec(self, name, _path, _target=None):
        return importlib.util.spec_from_loader(name, self) if name == self._name else None

    def exec_module(self, module) -> None:
        exec(self._code, module.__dict__)


def _replace_code(mutant: Mutant) -> None:
    """Give the mutant's code to the functions that are imported already."""
    found = {code.co_qualname: code for code in _codes(mutant.code)}
    changed = 0
    for function in _functions(vars(sys.modules[f"core.{mutant.module}"]), f"core.{mutant.module}"):
        code = found.get(function.__qualname__)
        if code is not None and code != function.__code__:
            function.__code__ = code
            changed += 1
    assert changed == 1, mutant.name


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _functions(names: Mapping[str, object], module: str) -> Iterator[FunctionType]:
    for value in names.values():
        match value:
            case FunctionType() if value.__module__ == module:
                yield value
            case property(fget=FunctionType() as getter):
                yield getter
            case type() if value.__module__ == module:
                yield from _functions(vars(value), module)


def _at_import(mutant: Mutant) -> bool:
    return mutant.place == "module"


@dataclass(slots=True)
class Probe:
    """A test: how long it takes, the functions of `core` that it reaches, and how many mutants it has noticed."""

    item: pytest.Item
    seconds: float
    reached: frozenset[str]
    noticed: int = 0

    @property
    def price(self) -> float:
        """Seconds for a mutant; what noticed some will notice their neighbours."""
        return self.seconds / (1 + self.noticed)


class Bench:
    """Plays the tests against mutants, as pytest's loop after it has collected them."""

    def __init__(self, work: Callable[["Bench"], None]) -> None:
        self._work = work
        self._session: pytest.Session | None = None
        self._probes: list[Probe] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests once."""
        assert not session.testsfailed, "the tests can be collected"
        self._session = session
        self._work(self)
        return True

    def learn(self) -> bool:
        """Run every test of the code as it is, to know what each reaches; whether all of them passed."""
        assert self._session is not None
        with tempfile.NamedTemporaryFile("r") as learnt:
            end, _failed = _waited(lambda: self._run(self._session.items, Path(learnt.name)))
            lines = [json.loads(line) for line in learnt]
        if end == "survived":
            found = zip(self._session.items, lines, strict=True)
            self._probes = [Probe(item, seconds, frozenset(reached)) for item, (seconds, reached) in found]
        return end == "survived"

    def lives(self, mutant: Mutant) -> str:
        """What becomes of a mutant: `killed`, `survived` or `hung`."""
        if _at_import(mutant):
            return _waited(lambda: _import_and_run(mutant))[0]
        probes = sorted((each for each in self._probes if mutant.function in each.reached), key=lambda each: each.price)
        end, killer = _waited(lambda: self._patch_and_run(mutant, [each.item for each in probes]))
        if end == "killed":
            probes[killer].noticed += 1
        return end

    def _patch_and_run(self, mutant: Mutant, items: list[pytest.Item]) -> int | None:
        _replace_code(mutant)
        return self._run(items, None)

    def _run(self, items: list[pytest.Item], learnt: Path | None) -> int | None:
        """Run tests until one fails: its number. Write down what each reaches, if wanted."""
        session = self._session
        assert session is not None
        for number, (item, following) in enumerate(zip_longest(items, items[1:])):
            began, reached = time.perf_counter(), set[CodeType]()
            with _watched(reached) if learnt else nullcontext():
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return number
            if learnt:
                with learnt.open("a") as file:
                    file.write(json.dumps([time.perf_counter() - began, [*map(_function, reached)]]) + "\n")
        return None


@contextmanager
def _watched(reached: set[CodeType]) -> Iterator[None]:
    """Collect what of `core` is called, in this thread and in those that begin meanwhile."""

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(f"{CORE}{os.sep}"):
            reached.add(frame.f_code)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def _function(code: CodeType) -> str:
    """The function of a code, or the one it stands in if it has no name of its own."""
    names = [name for name in code.co_qualname.split(".") if not name.startswith("<")]
    return ".".join([*Path(code.co_filename).relative_to(CORE).with_suffix("").parts, *names])


def _import_and_run(mutant: Mutant) -> int | None:
    """The same from the beginning, with everything of ours imported anew."""
    for name in [each for each in sys.modules if each.partition(".")[0] in ("core", "storage", "bots", "tests")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Instead(mutant))
    return int(pytest.main([*_OPTIONS, "-x", *_files()])) or None


def _waited(run: Callable[[], int | None]) -> tuple[str, int]:
    """Run in a process of its own, without a word; what came of it, and the number of the test that failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))  # not time on the wall: others may need the machine
        nowhere, said = os.open(os.devnull, os.O_WRONLY), b"0"
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            failed = run()
            said = b"" if failed is None else str(failed).encode()
        finally:
            os.write(writing, said)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "hung", 0
    return ("killed", int(said)) if said else ("survived", 0)


def _files() -> list[str]:
    return [str(ROOT / "tests" / name) for name in TESTS]


def main() -> int:
    """0 if enough mutants were noticed."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants")
    options.add_argument("--only", nargs="+", choices=MONEY, default=MONEY, help="of these modules")
    options.add_argument("--share", type=float, default=1.0, help="try so many of all, chosen by the seed")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--list", action="store_true", help="name them, and try none")
    chosen = options.parse_args()
    mutants = [each for module in chosen.only for each in mutants_of(module)]
    Random(chosen.seed).shuffle(mutants)  # so that the beginning of a run says something of all of it
    mutants = mutants[: round(len(mutants) * chosen.share)]
    if chosen.list:
        print("\n".join(f"{each.line:>4} {each.name}" for each in mutants))
        return 0
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, phases=_PHASES)
    hypothesis.settings.load_profile("mutants")
    statuses: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(lambda bench: statuses.append(_tried(bench, mutants)))
        pytest.main([*_OPTIONS, "--basetemp", f"{folder}/tests", *_files()], plugins=[bench])
    return statuses[0] if statuses else 1


def _tried(bench: Bench, mutants: list[Mutant]) -> int:
    """Try all of them and say how it went; 0 if enough were noticed."""
    if not bench.learn():
        print("the tests fail without any mutant")
        return 1
    began, ends = time.monotonic(), Counter[str]()
    for number, mutant in enumerate(mutants, start=1):
        end = "equivalent" if mutant.name in EQUIVALENT else bench.lives(mutant)
        ends[end] += 1
        if end in ("survived", "hung"):
            print(f"{end}: line {mutant.line} of {mutant.name}", flush=True)
        if number % 25 == 0:
            print(f"{number} of {len(mutants)}, {time.monotonic() - began:.0f} s: {dict(ends)}", flush=True)
    noticed = ends["killed"] + ends["hung"]
    share = noticed / max(1, noticed + ends["survived"])
    print(f"{len(mutants)} mutants in {time.monotonic() - began:.0f} s: {dict(ends)}, {share:.1%} noticed")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
