"""Replacing a draft rubric by what a workbook says."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from assessments.actions.branches import fields_of
from assessments.actions.rubric_totals import write_totals
from assessments.actions.rubrics import described, locked_draft, require_editor
from assessments.models import Indicator, Rubric
from assessments.results.rubric_changes import (
    Change,
    changes_between,
    fingerprint_of,
    workbook_rows,
)
from assessments.scoring import RubricSpec, format_bases, plain, to_rows
from districts.models import UnitType
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError

MOST_NAMED = 200


@transaction.atomic
def import_rubric(
    rubric: Rubric, spec: RubricSpec, *, fingerprint: str, filename: str, by: User, at: datetime
) -> Rubric:
    """Make a draft exactly this rubric: its own fields, its tree, what happens on the total.

    `fingerprint` is of the draft whose changes the editor was shown; a Conflict if it has been
    written since. A year or types that the workbook leaves blank stay as they are.
    """
    rubric = locked_draft(rubric)
    require_editor(by)
    stored = workbook_rows(rubric)
    if fingerprint_of(stored) != fingerprint:
        raise Conflict("草稿在预览之后被修改过，没有导入任何内容，请重新上传文件。")
    rows, before = to_rows(spec), described(rubric)
    _set_fields(rubric, spec)
    if spec.types:
        rubric.unit_types.set(_unit_types(spec.types))
    rubric.indicators.all().delete()
    Indicator.objects.bulk_create(
        [Indicator(rubric=rubric, **fields_of(row)) for row in rows.items]
    )
    write_totals(rubric, rows)
    after = {
        **described(rubric),
        "filename": filename,
        "changes": _named(changes_between(stored, rows)),
    }
    record("rubric.import", on=rubric, by=by, at=at, before=before, after=after)
    return rubric


def _set_fields(rubric: Rubric, spec: RubricSpec) -> None:
    """The draft's own fields; under another name or year it is the next version there."""
    name, year = spec.name, spec.year or rubric.year
    if (name, year) != (rubric.name, rubric.year):
        others = Rubric.objects.filter(name=name, year=year).aggregate(latest=Max("version"))
        rubric.version = (others["latest"] or 0) + 1
    rubric.name, rubric.year = name, year
    rubric.not_applicable = spec.not_applicable.value
    rubric.bonus_inside = spec.is_bonus_inside
    rubric.base_by_status = format_bases(spec.bases)
    figures = {
        "full_points": spec.full,
        "bonus_cap": spec.bonus_cap,
        "self_gate": spec.self_gate,
        "pass_line": spec.pass_line,
    }
    for field, value in figures.items():
        setattr(rubric, field, None if value is None else Decimal(plain(value)))
    rubric.revision += 1
    try:
        with transaction.atomic():
            rubric.save()
    except IntegrityError as error:
        raise Conflict("该年度刚刚建立了同名同版次的细则，请重新上传文件。") from error


def _unit_types(names: Sequence[str]) -> list[UnitType]:
    types = {each.name: each for each in UnitType.objects.filter(name__in=names)}
    missing = [name for name in names if name not in types]
    if missing:
        raise DomainError(f"没有名为“{'、'.join(missing)}”的单位类型。")
    return list(types.values())


def _named(changes: Sequence[Change]) -> dict[str, Any]:
    """For the trail: which rows changed. What they say now is in the rubric itself."""
    said = [f"{each.kind}{each.sheet} {each.code} {each.title}" for each in changes]
    return {"count": len(said), "rows": said[:MOST_NAMED]}
