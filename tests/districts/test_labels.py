"""Every verb of the trail has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from districts.labels import verb_labels

ROOT = Path(__file__).resolve().parent.parent.parent


def recorded_verbs() -> Iterator[str]:
    """Every literal verb that some code passes to `record`."""
    for app in ("wenming", "districts", "assessments"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                    first = node.args[0]
                    if isinstance(first, ast.Constant):
                        yield str(first.value)


def test_no_verb_is_shown_to_the_office_in_english() -> None:
    verbs = set(recorded_verbs())

    assert len(verbs) > 20
    assert sorted(verbs - verb_labels().keys()) == []
