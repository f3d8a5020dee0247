"""Drafts of rubrics for the tests of their editor."""

from typing import Any

from assessments.models import Bonus, Rubric
from assessments.results.rubric_editor import seen_of
from assessments.results.rubrics import sort_key


def seen(rubric: Rubric, code: str) -> str:
    """A row of a draft as the editor's page names it."""
    rows = sorted(rubric.indicators.all(), key=lambda row: sort_key(row.code))
    branch = [row for row in rows if row.code == code or row.code.startswith(f"{code}.")]
    return seen_of(branch[0], branch)


def make_bonus(rubric: Rubric, **fields: Any) -> Bonus:
    """A bonus of a draft, behind the others."""
    place = rubric.bonus_rows.count()
    values = {"code": f"J{place + 1}", "title": f"第{place + 1}项加分", "points": 2, "rule": "met"}
    return Bonus.objects.create(rubric=rubric, place=place, **{**values, **fields})
