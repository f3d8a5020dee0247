"""Writing the rows of a draft rubric: the whole tree, or one 大项 at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from assessments.actions.rubrics import locked_draft, require_editor
from assessments.models import Indicator, Rubric
from assessments.results.rubrics import head_code, item_row, item_rows
from assessments.scoring import ItemRow, ScoringRule, build_tree, parse_code
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError
from wenming.numbers import parse_decimal, parse_optional_decimal

POINT_PLACES = 3
WEIGHT_PLACES = 2
MAX_POINTS = 99999
# A page of the editor stays well below Django's limit of 1,000 form fields.
MAX_BRANCH_ROWS = 60
WRITTEN = (
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


@transaction.atomic
def fill_rubric(rubric: Rubric, rows: Sequence[ItemRow], *, by: User, at: datetime) -> None:
    """Replace every row of a draft, or refuse all of them with everything that is wrong."""
    rubric = locked_draft(rubric)
    require_editor(by)
    require_readable(rows)
    before = rubric.indicators.count()
    rubric.indicators.all().delete()
    Indicator.objects.bulk_create([Indicator(rubric=rubric, **fields_of(row)) for row in rows])
    record(
        "rubric.fill", on=rubric, by=by, at=at, before={"rows": before}, after={"rows": len(rows)}
    )


@transaction.atomic
def add_branch(
    rubric: Rubric, *, title: str, points: str, weight: str = "", by: User, at: datetime
) -> Indicator:
    """Add an empty 大项 behind the last one. It counts as unfinished until it has rows."""
    rubric = locked_draft(rubric)
    require_editor(by)
    heads = [int(code) for code in _codes(rubric) if code.isdigit()]
    row = ItemRow(code=str(max(heads, default=0) + 1), title=title, points=points, weight=weight)
    head = Indicator.objects.create(rubric=rubric, **fields_of(row))
    record("rubric.add-branch", on=rubric, by=by, at=at, after=_texts([item_row(head)]))
    return head


@transaction.atomic
def save_branch(
    head: Indicator, rows: Sequence[ItemRow], *, version: int, by: User, at: datetime
) -> None:
    """Make a 大项 exactly these rows. A row with an id is changed, the rest added or removed.

    `version` is the one the editor had on screen; a later one is a Conflict with both versions.
    """
    rubric = locked_draft(head.rubric)
    require_editor(by)
    stored = branch_rows(head)
    before = _texts(item_rows(stored))
    if not Indicator.objects.filter(pk=head.pk, version=version).update(version=F("version") + 1):
        raise Conflict("这一大项在您编辑期间已被他人修改。", current=before, typed=_texts(rows))
    _require_one_branch(head, rows)
    require_readable(rows)
    _write(rubric, stored, rows)
    after = _texts(rows)
    if before != after:
        record("rubric.save-branch", on=rubric, by=by, at=at, before=before, after=after)


@transaction.atomic
def delete_branch(head: Indicator, *, version: int, by: User, at: datetime) -> None:
    """Remove a 大项 with everything below it; those behind it move up."""
    rubric = locked_draft(head.rubric)
    require_editor(by)
    rows = branch_rows(head)
    before = _texts(item_rows(rows))
    if version != next((row.version for row in rows if row.pk == head.pk), None):
        raise Conflict("这一大项在您编辑期间已被他人修改或删除。", current=before)
    Indicator.objects.filter(pk__in=[row.pk for row in rows]).delete()
    remaining = [code for code in _heads(rubric) if code != head.code]
    _renumber(rubric, {code: str(index) for index, code in enumerate(remaining, 1)})
    record("rubric.delete-branch", on=rubric, by=by, at=at, before=before)


@transaction.atomic
def move_branch(head: Indicator, *, down: bool, by: User, at: datetime) -> None:
    """Swap a 大项 with its neighbour. At the end of the list nothing happens."""
    rubric = locked_draft(head.rubric)
    require_editor(by)
    heads = _heads(rubric)
    if head.code not in heads:
        raise Conflict("这一大项已被他人移动，请刷新后再试。")
    here = heads.index(head.code)
    there = here + 1 if down else here - 1
    if not 0 <= there < len(heads):
        return
    _renumber(rubric, {heads[here]: heads[there], heads[there]: heads[here]})
    record("rubric.move-branch", on=rubric, by=by, at=at, before=heads[here], after=heads[there])


def branch_rows(head: Indicator) -> list[Indicator]:
    """The rows of one 大项, itself first. One query."""
    rows = Indicator.objects.filter(rubric=head.rubric_id).order_by("pk")
    return [row for row in rows if head_code(row.code) == head_code(head.code)]


def require_readable(rows: Sequence[ItemRow]) -> None:
    """The engine must be able to read every row; its sums may still be wrong in a draft."""
    problems = build_tree(rows).errors
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        first = problems[0]
        raise DomainError(f"{first.code} {first.column}：{first.message}{more}".strip())


def fields_of(row: ItemRow) -> dict[str, Any]:
    """A row's texts as the columns of an Indicator; a number that is none is a DomainError."""
    return {
        "code": parse_code(row.code),
        "title": row.title,
        "standard": row.standard,
        "points": parse_decimal(row.points, places=POINT_PLACES, minimum=0, maximum=MAX_POINTS),
        "rule": ScoringRule.from_word(row.rule).value if row.rule else "",
        "params": row.parameters,
        "weight": parse_optional_decimal(
            row.weight.rstrip("%％"), places=WEIGHT_PLACES, minimum=0, maximum=100
        ),
        "methods": row.methods,
        "scored_by": row.scored_by,
        "applies_if": row.condition,
        "exempt_if": row.exemption,
        "evidence_rule": row.evidence,
        "window": row.window,
    }


def _require_one_branch(head: Indicator, rows: Sequence[ItemRow]) -> None:
    codes = [row.code for row in rows]
    if head.code not in codes or any(head_code(code) != head.code for code in codes):
        raise DomainError(f"编号须以 {head.code} 开头，并保留大项本身。", field="code")
    if len(rows) > MAX_BRANCH_ROWS:
        raise DomainError(f"一个大项最多 {MAX_BRANCH_ROWS} 行，请拆成几个大项。")


def _write(rubric: Rubric, stored: Iterable[Indicator], rows: Sequence[ItemRow]) -> None:
    """Change, add and remove rows. Codes are parked first, so that two rows can swap theirs."""
    by_id = {indicator.pk: indicator for indicator in stored}
    kept = {row.id for row in rows if row.id in by_id}
    Indicator.objects.filter(pk__in=by_id.keys() - kept).delete()
    _park(by_id[pk] for pk in kept)
    new, changed = [], []
    for row in rows:
        indicator = by_id.get(row.id or 0)
        if indicator is None:
            new.append(Indicator(rubric=rubric, **fields_of(row)))
            continue
        for field, value in fields_of(row).items():
            setattr(indicator, field, value)
        changed.append(indicator)
    Indicator.objects.bulk_update(changed, WRITTEN)
    Indicator.objects.bulk_create(new)


def _renumber(rubric: Rubric, moves: Mapping[str, str]) -> None:
    """Give whole branches new numbers, every 编号 below them along."""
    moved = [row for row in rubric.indicators.all() if head_code(row.code) in moves]
    _park(moved)
    for row in moved:
        head, dot, rest = row.code.partition(".")
        row.code = f"{moves[head]}{dot}{rest}"
        row.version += 1
    Indicator.objects.bulk_update(moved, ["code", "version"])


def _park(rows: Iterable[Indicator]) -> None:
    """Free the 编号 of these rows for a moment; a 编号 never starts with "~"."""
    parked = [Indicator(pk=row.pk, code=f"~{row.pk}") for row in rows]
    Indicator.objects.bulk_update(parked, ["code"])


def _codes(rubric: Rubric) -> list[str]:
    return list(rubric.indicators.values_list("code", flat=True))


def _heads(rubric: Rubric) -> list[str]:
    return sorted((code for code in _codes(rubric) if "." not in code), key=int)


def _texts(rows: Iterable[ItemRow]) -> dict[str, str]:
    """Rows as one line of text each, for the trail and for the page that shows two versions."""
    return {row.code: _line(replace(row, id=None)) for row in rows}


def _line(row: ItemRow) -> str:
    said = {
        "分值": row.points,
        "给分方式": row.rule,
        "参数": row.parameters,
        "权重": row.weight,
        "考核方式": row.methods,
        "评分主体": row.scored_by,
        "适用条件": row.condition,
        "免评条件": row.exemption,
        "佐证要求": row.evidence,
        "填报窗口": row.window,
        "标准": row.standard,
    }
    rest = "；".join(f"{label} {text}" for label, text in said.items() if text)
    return f"{row.title}（{rest}）"
