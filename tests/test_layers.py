"""The layering rules, executable; a new module has to be given its place."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("districts", "assessments")
# A module imports from its own row and the rows before it; a package counts as its name. Template
# tags stand in the first row because they format what they are given and never ask a model.
LAYERS = (
    "roles workflow scoring wording labels templatetags | models"
    " | policies openings results todos | actions"
    " | forms imports exports exports_annual exports_figures exports_rubric exports_simulation"
    " exports_outcomes exports_summary exports_terms"
    " | jobs ticks | demonstration examples"
    " | management requests context views admin office_admin | urls apps"
).split("|")
RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row.split()}
SEES_REQUEST = {"requests", "context", "views", "admin", "office_admin"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 35

SOURCES = [
    path.relative_to(ROOT)
    for package in ("wenming", *APPS)
    for path in sorted((ROOT / package).rglob("*.py"))
]
WRITTEN = [path for path in SOURCES if "migrations" not in path.parts]
MIGRATIONS = [path for path in SOURCES if "migrations" in path.parts]
MODULES = [path for path in WRITTEN if path.parts[0] in APPS and path.parts[1:] != ("__init__.py",)]
SCORING = [path for path in MODULES if path.parts[1].removesuffix(".py") == "scoring"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def layer_of(path: Path) -> str:
    """`models` for districts/models.py and for districts/models/units.py alike."""
    return path.parts[1].removesuffix(".py")


def imported(tree: ast.Module) -> Iterator[list[str]]:
    """Every imported name as dotted parts: `from a.b import c` gives a, b, c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ([*(node.module or "").split("."), alias.name] for alias in node.names)


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_upwards(path: Path) -> None:
    allowed = RANK[layer_of(path)]
    for app, *inner in imported(tree_of(path)):
        if app in APPS:
            assert (path.parts[0], app) != ("districts", "assessments"), "districts comes first"
            assert RANK[inner[0]] <= allowed, f"{path} must not import {inner[0]}"


@pytest.mark.parametrize("path", [p for p in WRITTEN if p.parts[0] == "wenming"], ids=str)
def test_wenming_knows_neither_app(path: Path) -> None:
    assert not [name for name in imported(tree_of(path)) if name[0] in APPS]


@pytest.mark.parametrize(
    "path", [p for p in WRITTEN if p.parts[:2] == ("assessments", "scoring")], ids=str
)
def test_scoring_is_plain_python(path: Path) -> None:
    for name in imported(tree_of(path)):
        is_own = name[:2] == ["assessments", "scoring"]
        assert is_own or name[0] in sys.stdlib_module_names, f"{path} imports {'.'.join(name)}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_the_edge_of_the_web_sees_a_request(path: Path) -> None:
    if layer_of(path) in SEES_REQUEST:
        return
    for function in functions(tree_of(path)):
        names = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
        assert "request" not in names, f"{path}: {function.name} takes a request"


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_imports_stand_at_the_top(path: Path) -> None:
    """What grep finds at the top of a file is all that the file needs."""
    for function in functions(tree_of(path)):
        if path.name == "apps.py" and function.name == "ready":
            continue  # Django's own place for registering checks
        inner = [
            node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert not inner, f"{path}: {function.name} imports"


@pytest.mark.parametrize("path", MIGRATIONS, ids=str)
def test_a_data_migration_asks_the_registry_for_its_models(path: Path) -> None:
    """Today's models are not those of the day the migration was written for."""
    tree = tree_of(path)
    if any(isinstance(node, ast.Attribute) and node.attr == "RunPython" for node in ast.walk(tree)):
        for name in imported(tree):
            assert name[0] not in {"wenming", *APPS}, f"{path} imports {'.'.join(name)}"


@pytest.mark.parametrize("path", WRITTEN, ids=str)
def test_modules_and_functions_can_be_read_at_one_sitting(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE, f"{path} wants to be a package"
    for function in functions(ast.parse(source)):
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        length = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
        assert length <= LONGEST_FUNCTION, f"{path}: {function.name} has {length} lines"
