"""Making, publishing and copying rubrics. The rows of a draft are written in `branches`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from assessments import policies
from assessments.actions.rubric_totals import copy_totals
from assessments.models import Indicator, Rubric
from assessments.results.rubrics import Review, review
from assessments.roles import RubricStatus
from assessments.scoring import to_document
from assessments.workflow import RUBRIC_STEPS
from districts.models import UnitType
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.numbers import plain
from wenming.text import clean_text

# What an editor may set on a draft besides its name, year and types.
SETTINGS = (
    "full_points",
    "not_applicable",
    "base_by_status",
    "bonus_cap",
    "bonus_inside",
    "self_gate",
    "pass_line",
)
# What `copy_rubric` takes over of every row.
COPIED = (
    "code",
    "title",
    "standard",
    "points",
    "rule",
    "params",
    "weight",
    "methods",
    "scored_by",
    "applies_if",
    "exempt_if",
    "evidence_rule",
    "window",
)
_FIELDS = (*Rubric._meta.fields, *Rubric._meta.many_to_many)


class RubricRefused(DomainError):
    """A draft that cannot be published as it is; `review` says everything that is against it."""

    def __init__(self, message: str, found: Review, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.review = found


def require_editor(user: User) -> None:
    if not policies.can_edit_rubrics(standing_of(user)):
        raise NotAllowed("您没有编辑考核细则的权限。")


def locked_draft(rubric: Rubric) -> Rubric:
    """The rubric as it is now, locked until the transaction ends; Conflict unless it is a draft."""
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    require_draft(rubric)
    return rubric


def require_draft(rubric: Rubric) -> None:
    if not rubric.is_draft:
        raise Conflict(f"{rubric}{rubric.get_status_display()}，不能再改。请另起新版。")


@transaction.atomic
def create_rubric(
    *,
    year: int,
    name: str,
    unit_types: Iterable[UnitType],
    by: User,
    at: datetime,
    **fields: Any,
) -> Rubric:
    """Start an empty draft; `fields` are any of SETTINGS."""
    require_editor(by)
    rubric = _new_draft(year, name, fields)
    rubric.unit_types.set(unit_types)
    record("rubric.create", on=rubric, by=by, at=at, after=described(rubric))
    return rubric


@transaction.atomic
def update_rubric(
    rubric: Rubric,
    *,
    revision: int,
    by: User,
    at: datetime,
    unit_types: Iterable[UnitType] | None = None,
    **fields: Any,
) -> Rubric:
    """Change a draft's own fields: `name`, `year` and any of SETTINGS; what is left out stays.

    `revision` is the one that the editor had on screen: a later one is a Conflict with both.
    """
    rubric = locked_draft(rubric)
    require_editor(by)
    before = described(rubric)
    for field, value in fields.items():
        setattr(rubric, field, value)
    if rubric.revision != revision:
        raise Conflict(
            "细则在您编辑期间已被他人修改。",
            current=_labelled(before),
            typed=_labelled(described(rubric)),
        )
    rubric.revision += 1
    try:
        with transaction.atomic():
            rubric.save(update_fields=[*fields, "revision"])
    except IntegrityError as error:
        raise Conflict("该年度已有同名同版次的细则。", field="name") from error
    if unit_types is not None:
        rubric.unit_types.set(unit_types)
    record("rubric.update", on=rubric, by=by, at=at, before=before, after=described(rubric))
    return rubric


@transaction.atomic
def publish(rubric: Rubric, *, by: User, at: datetime, reason: str = "") -> Rubric:
    """Freeze a draft and put it in force; what it replaces is superseded.

    Errors refuse it with the full list. Doubts (sums that differ, a type left without a rubric)
    need a reason. Assessments that were enrolled with an earlier version keep it.
    """
    # Two rubrics for one type are published one after the other, whoever comes first.
    list(UnitType.objects.select_for_update().filter(rubrics=rubric))
    rubric = locked_draft(rubric)
    if not policies.can_publish_rubrics(standing_of(by)):
        raise NotAllowed(f"您没有“{RUBRIC_STEPS['publish'].label}”考核细则的权限。")
    found = review(rubric)
    if found.spec is None:
        raise RubricRefused(f"细则有 {len(found.errors)} 处错误，不能发布。", found)
    if found.doubts and not reason:
        raise RubricRefused("细则有需要说明的问题，请填写发布说明。", found, field="reason")
    replaced = list(Rubric.objects.replaced_by(rubric))
    for old in replaced:
        old.status = RubricStatus.SUPERSEDED
        old.save(update_fields=["status"])
    rubric.status, rubric.frozen = RubricStatus.PUBLISHED, to_document(found.spec)
    rubric.published_at, rubric.published_by, rubric.publish_reason = at, by, reason
    rubric.save(
        update_fields=["status", "frozen", "published_at", "published_by", "publish_reason"]
    )
    after = {
        "doubts": [each.message for each in found.doubts],
        "replaces": [o.pk for o in replaced],
    }
    record(
        "rubric.publish",
        on=rubric,
        by=by,
        at=at,
        before=RubricStatus.DRAFT,
        after=after,
        note=reason,
    )
    return rubric


@transaction.atomic
def copy_rubric(rubric: Rubric, *, year: int, by: User, at: datetime) -> Rubric:
    """A new draft with the same rows: the next version in the same year, or another year's first.

    Nothing of the original changes. A year named in the rubric's name moves along.
    """
    source = Rubric.objects.select_for_update().get(pk=rubric.pk)
    require_editor(by)
    name = source.name.replace(str(source.year), str(year))
    draft = Rubric.objects.filter(year=year, name=name, status=RubricStatus.DRAFT).first()
    if draft is not None:
        raise Conflict(f"已有草稿{draft}，请直接编辑，或先删除它。")
    values = {field: getattr(source, field) for field in SETTINGS}
    copy = _new_draft(year, name, values, based_on=source)
    copy.unit_types.set(source.unit_types.all())
    rows = source.indicators.values(*COPIED)
    Indicator.objects.bulk_create([Indicator(rubric=copy, **row) for row in rows])
    copy_totals(source, copy)
    record(
        "rubric.copy", on=copy, by=by, at=at, before={"rubric": source.pk}, after=described(copy)
    )
    return copy


@transaction.atomic
def discard_draft(rubric: Rubric, *, by: User, at: datetime) -> None:
    """Delete a draft that nobody needs. A published version is never deleted."""
    rubric = locked_draft(rubric)
    require_editor(by)
    if rubric.successors.exists():
        raise Conflict("已有其他细则以此为底稿，不能删除。")
    rows = list(rubric.indicators.values_list("code", "title"))
    record("rubric.discard", on=rubric, by=by, at=at, before={**described(rubric), "rows": rows})
    rubric.delete()


def described(rubric: Rubric) -> dict[str, Any]:
    """What the trail keeps of a rubric's own fields."""
    return {
        "name": rubric.name,
        "year": rubric.year,
        "unit_types": [each.name for each in rubric.unit_types.all()],
        **{field: getattr(rubric, field) for field in SETTINGS},
    }


def _new_draft(
    year: int, name: str, fields: Mapping[str, Any], based_on: Rubric | None = None
) -> Rubric:
    """An empty draft as the next version of that year and name."""
    name = clean_text(name, single_line=True)
    versions = Rubric.objects.filter(year=year, name=name).aggregate(latest=Max("version"))
    version = (versions["latest"] or 0) + 1
    try:
        with transaction.atomic():
            return Rubric.objects.create(
                year=year, name=name, version=version, based_on=based_on, **fields
            )
    except IntegrityError as error:
        raise Conflict("该年度已有同名同版次的细则。", field="name") from error


def _labelled(values: Mapping[str, Any]) -> dict[str, str]:
    """`described` as label and text, for the page that shows two versions."""
    labels = {field.name: str(field.verbose_name) for field in _FIELDS}
    return {labels[name]: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
