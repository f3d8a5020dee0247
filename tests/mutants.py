"""Mutation testing of the engine: `make mutants`, or `python -m tests.mutants [module …]`.

Each mutant is the engine with one small fault: a comparison at its boundary, a sign, a constant, a
condition turned round, a step left out. The tests of tests/assessments/scoring are run against it;
a mutant that none of them notices is printed, and judged in docs/mutants.md.

The tests are collected once. A mutant inside a function is tried in a fork that exchanges the code
of that function, which takes a tenth of a second; what survives there, and what stands outside
functions, is tried again in a process that imports the faulty module from the start.
"""

from __future__ import annotations

import ast
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
TESTS = "tests/assessments/scoring"
PACKAGE = "assessments.scoring"
CORE = (
    "numbers combine applicability nodes extras vetoes compute result ranking"
    " rules.base rules.chosen rules.counted rules.measured rules.parameters"
).split()
# Hypothesis is imported here before pytest can rewrite its assertions, which it would warn about.
OPTIONS = "-q -s -n0 -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()
SECONDS = 60
SLOW = ("test_reference", "test_properties", "test_language", "test_build")
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
# How strictly pairs are zipped and classes are made is a net below the code, not what it does.
NETS = {"strict", "frozen", "slots", "kw_only", "compare", "repr"}
Variant = tuple[str, ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One fault of one module: which node (in the order of `ast.walk`), which of its variants."""

    module: str
    node: int
    variant: int
    line: int
    fault: str
    function: str

    @property
    def key(self) -> str:
        return f"{self.module}:{self.node}:{self.variant}"

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function or 'module'}: {self.fault}"


# Making mutants


def source_of(module: str) -> Path:
    return ROOT / f"{PACKAGE}.{module}".replace(".", "/")


def parsed(module: str) -> ast.Module:
    path = source_of(module).with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def mutants_of(module: str) -> Iterator[Mutant]:
    tree = parsed(module)
    owners = {
        id(node): function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for node in ast.walk(statement)
    }
    nets = {
        id(keyword.value)
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword) and keyword.arg in NETS
    }
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in nets:
            continue
        for place, (fault, _) in enumerate(variants(node)):
            line = getattr(node, "lineno", 0)
            yield Mutant(module, number, place, line, fault, owners.get(id(node), ""))


def variants(node: ast.AST) -> list[Variant]:
    """What may be wrong at this node: words for it, and the node as it would then be."""
    maker = MAKERS.get(type(node))
    if maker is None:
        return []
    return [(f"{shown(node)} → {shown(other)}", other) for other in maker(node)]


def shown(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()[0]
    return text if len(text) <= 70 else f"{text[:67]}…"


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of the node with other fields, at the same place."""
    copy = deepcopy(node)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for place, sign in enumerate(node.ops):
        for other in COMPARED[type(sign)]:
            yield changed(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def _sums(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.BitOr) and _is_type(node):
        return
    if type(node.op) in CALCULATED:
        yield changed(node, op=CALCULATED[type(node.op)]())


def _is_type(node: ast.BinOp | ast.AugAssign) -> bool:
    """`Fraction | None` in an annotation says nothing at run time."""
    return isinstance(node, ast.BinOp) and isinstance(node.right, ast.Name | ast.Constant)


def _logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield rest[0] if len(rest) == 1 else changed(node, values=rest)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield changed(node, value=not node.value)
    elif isinstance(node.value, int):
        yield changed(node, value=node.value + 1)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in CALLED:
        if node.func.id == "sorted" and node.keywords:
            return
        yield changed(node, func=ast.Name(CALLED[node.func.id], ast.Load()))


def _choices(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    if not isinstance(node.test, ast.Compare):  # a comparison is turned round by itself
        yield changed(node, test=ast.UnaryOp(ast.Not(), node.test))


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if not is_text:
        yield ast.Pass()


def _returns(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield changed(node, value=ast.Constant(None))


def _filters(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield changed(node, ifs=[])


MAKERS: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _comparisons,
    ast.BinOp: _sums,
    ast.AugAssign: _sums,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.Constant: _constants,
    ast.Call: _calls,
    ast.If: _choices,
    ast.IfExp: _choices,
    ast.While: _choices,
    ast.Raise: _left_out,
    ast.Continue: _left_out,
    ast.Expr: _left_out,
    ast.Return: _returns,
    ast.comprehension: _filters,
}


class Exchange(ast.NodeTransformer):
    """Puts the faulty node into its place."""

    def __init__(self, wanted: ast.AST, other: ast.AST) -> None:
        self.wanted, self.other = wanted, other

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.wanted:
            return ast.copy_location(self.other, node) if hasattr(node, "lineno") else self.other
        return self.generic_visit(node)


def compiled(mutant: Mutant) -> CodeType:
    """The whole module with its one fault."""
    tree = parsed(mutant.module)
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == mutant.node)
    Exchange(node, variants(node)[mutant.variant][1]).visit(tree)
    path = str(source_of(mutant.module).with_suffix(".py"))
    code: CodeType = compile(ast.fix_missing_locations(tree), path, "exec")
    return code


# Trying them


class Trial:
    """A pytest plugin: instead of running the tests once, runs them against every mutant."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.survivors: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if not _is_repetition(item)]
        items.sort(key=lambda item: any(name in item.nodeid for name in SLOW))
        quick_settings()
        for number, mutant in enumerate(self.mutants, 1):
            is_dead = bool(mutant.function) and killed_in_fork(mutant, items)
            if not is_dead and not killed_from_start(mutant):
                self.survivors.append(mutant)
                print(f"survives: {mutant}", flush=True)  # noqa: T201
            if number % 100 == 0:
                print(f"{number} of {len(self.mutants)}", flush=True)  # noqa: T201
        return True


def _is_repetition(item: pytest.Item) -> bool:
    """Two of the twenty seeds of the second engine are enough to kill quickly."""
    return "test_reference" in item.nodeid and not item.nodeid.endswith(("[0]", "[1]"))


def quick_settings() -> None:
    """A mutant is dead with its first failure: nobody reads the smallest example."""
    phases = (Phase.explicit, Phase.generate)
    hypothesis_settings.register_profile(
        "mutants", parent=hypothesis_settings.default, phases=phases, derandomize=True
    )
    hypothesis_settings.load_profile("mutants")


def killed_in_fork(mutant: Mutant, items: list[pytest.Item]) -> bool:
    """Whether a test fails; that test comes first for the next mutant, which is its neighbour."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        try:
            exchange_code(compiled(mutant), mutant)
            failed = first_failure(items)
            os.write(writes, b"" if failed is None else str(failed).encode())
            os._exit(failed is not None)
        except BaseException:  # whatever it was, the mutant was noticed
            os._exit(1)
    os.close(writes)
    is_dead = os.waitpid(child, 0)[1] != 0
    with os.fdopen(reads, "rb") as told:
        if place := told.read():
            items.insert(0, items.pop(int(place)))
    return is_dead


def first_failure(items: Sequence[pytest.Item]) -> int | None:
    for place, item in enumerate(items):
        if not all(one.passed for one in runtestprotocol(item, log=False, nextitem=None)):
            return place
    return None


def exchange_code(faulty: CodeType, mutant: Mutant) -> None:
    """Give the module's functions their code from the faulty one; forget what was remembered."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in functions_in(faulty)}
    path = faulty.co_filename
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == path:
            place = (thing.__code__.co_qualname, thing.__code__.co_firstlineno)
            if place in codes:
                thing.__code__ = codes[place]
        elif hasattr(type(thing), "cache_clear") and PACKAGE in str(thing.__module__):
            thing.cache_clear()


def functions_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from functions_in(constant)


def killed_from_start(mutant: Mutant) -> bool:
    """In a process of its own, which never saw the sound module."""
    command = [sys.executable, "-m", "tests.mutants", "--one", mutant.key]
    try:
        done = subprocess.run(  # noqa: S603  # our own words
            command, cwd=ROOT, capture_output=True, timeout=5 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def run_one(key: str) -> int:
    """The tests against one mutant, imported in place of the sound module."""
    module, number, place = key.split(":")
    mutant = next(
        each
        for each in mutants_of(module)
        if (each.node, each.variant) == (int(number), int(place))
    )
    sys.meta_path.insert(0, FaultyFinder(mutant))
    return pytest.main([*OPTIONS, "-x", TESTS])


class FaultyFinder:
    """Imports the faulty module where the sound one is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.code = f"{PACKAGE}.{mutant.module}", compiled(mutant)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        found = PathFinder.find_spec(name, path)
        assert found is not None
        code = self.code

        class Loader(SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return code

        found.loader = Loader(name, str(found.origin))
        return found


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        return run_one(arguments[1])
    mutants = [mutant for module in arguments or CORE for mutant in mutants_of(module)]
    trial = Trial(mutants)
    pytest.main([*OPTIONS, TESTS], plugins=[trial])
    dead = len(mutants) - len(trial.survivors)
    print(f"{dead} of {len(mutants)} mutants were noticed; these survive:")  # noqa: T201
    print("\n".join(map(str, trial.survivors)))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
