"""A rubric made ready to be tried: what the engine reads, kept as long as it says the same.

Somebody who tries a rubric asks again with every keystroke, so a draft is built once for each
state it is in and found again by its content.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from assessments.models import Rubric
from assessments.results.rubrics import draft_rows
from assessments.scoring import Problem, RubricRows, RubricSpec, build_spec


@dataclass(frozen=True, slots=True)
class Basis:
    """What a trial is computed with. `spec` is None while a draft has errors; `state` is another
    text once the rubric says something else."""

    spec: RubricSpec | None
    errors: tuple[Problem, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Written:
    """A draft's rows, which its digest stands for."""

    digest: str
    rows: RubricRows = field(compare=False, repr=False)


def basis_of(rubric: Rubric) -> Basis:
    """A published version as it was frozen; a draft from its rows (six queries)."""
    if not rubric.is_draft:
        return Basis(rubric.spec, (), f"{rubric.pk}")
    rows = draft_rows(rubric, rubric.indicators.all())
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return _built(Written(digest, rows))


@lru_cache(maxsize=32)
def _built(written: Written) -> Basis:
    built = build_spec(written.rows)
    return Basis(built.spec, tuple(built.errors), written.digest[:16])
