"""A rubric workbook into a draft: preview of everything it would do, then exactly that or nothing.

What was read stays on the server between the two; the second click writes what the first showed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import models, transaction

from assessments.actions.rubric_import import import_rubric
from assessments.actions.rubrics import locked_draft, require_editor
from assessments.imports.rubric_workbook import CONTENT, Reading, read_rubric
from assessments.models import (
    IMPORT_LIFETIME,
    Bonus,
    Deduction,
    Grade,
    Indicator,
    Rubric,
    RubricImport,
    Veto,
)
from assessments.results.rubric_changes import fingerprint_of, workbook_rows
from assessments.scoring import (
    BONUS_COLUMNS,
    BONUS_SHEET,
    DEDUCTION_COLUMNS,
    DEDUCTION_SHEET,
    GRADE_COLUMNS,
    GRADE_SHEET,
    ITEM_COLUMNS,
    ITEM_SHEET,
    SETTINGS_SHEET,
    VETO_COLUMNS,
    VETO_SHEET,
    Problem,
    RubricRows,
    RubricSpec,
    fold,
    from_document,
    to_document,
    to_rows,
)
from districts.models import UnitType
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.numbers import parse_decimal
from wenming.text import clean_text

FIRST_YEAR, LAST_YEAR = 2000, 2100
# What a column is called in the table where it differs from the row's own field.
COLUMN_NAMES = {
    "parameters": "params",
    "condition": "applies_if",
    "exemption": "exempt_if",
    "evidence": "evidence_rule",
}
SETTING_FIELDS = {
    "名称": "name",
    "满分": "full_points",
    "身份基数": "base_by_status",
    "加分封顶": "bonus_cap",
    "自评门槛": "self_gate",
    "合格线": "pass_line",
}


@transaction.atomic
def preview(
    rubric: Rubric, file: IO[bytes], *, filename: str, by: User, at: datetime
) -> RubricImport:
    """Read a workbook for a draft and keep it for its owner; the draft does not change."""
    rubric = locked_draft(rubric)
    require_editor(by)
    reading = read_rubric(file)
    errors = [*reading.errors, *(storage_problems(reading) if reading.spec else ())]
    document = None if errors or reading.spec is None else to_document(reading.spec)
    RubricImport.objects.filter(created_at__lt=at - IMPORT_LIFETIME).delete()
    return RubricImport.objects.create(
        rubric=rubric,
        owner=by,
        filename=clean_text(filename, single_line=True)[:200],
        fingerprint=fingerprint_of(workbook_rows(rubric)),
        payload={
            "document": document,
            "errors": [problem.as_dict() for problem in errors],
            "warnings": [
                problem.as_dict() | {"code": problem.code} for problem in reading.warnings
            ],
        },
        created_at=at,
    )


def confirm(draft: RubricImport, *, by: User, at: datetime) -> bool:
    """Import what the preview showed. False if that has been done before: nothing happens twice."""
    document = draft.payload["document"]
    if document is None:
        raise DomainError("文件中还有错误，请改好后重新上传。")
    with transaction.atomic():
        if not RubricImport.objects.filter(pk=draft.pk, done_at=None).update(done_at=at):
            return False
        import_rubric(
            draft.rubric,
            from_document(document),
            fingerprint=draft.fingerprint,
            filename=draft.filename,
            by=by,
            at=at,
        )
    return True


def storage_problems(reading: Reading) -> Iterator[Problem]:
    """What the engine could score but a draft cannot keep: too long, too many decimals, a unit
    type that does not exist. One query."""
    if reading.spec is None:
        return
    stored, typed = to_rows(reading.spec), reading.rows
    yield from _setting_problems(reading.spec, stored, typed)
    parts: list[tuple[str, Mapping[str, str], type[models.Model], Sequence[Any], Sequence[Any]]] = [
        (ITEM_SHEET, ITEM_COLUMNS, Indicator, stored.items, typed.items),
        (BONUS_SHEET, BONUS_COLUMNS, Bonus, stored.bonuses, typed.bonuses),
        (DEDUCTION_SHEET, DEDUCTION_COLUMNS, Deduction, stored.deductions, typed.deductions),
        (VETO_SHEET, VETO_COLUMNS, Veto, stored.vetoes, typed.vetoes),
        (GRADE_SHEET, GRADE_COLUMNS, Grade, stored.grades, typed.grades),
    ]
    for sheet, columns, model, rows, source in parts:
        key = next(iter(columns))
        places = {fold(getattr(row, key)): row.row for row in source}
        known = {field.name: field for field in model._meta.get_fields()}
        for row in rows:
            for name, head in columns.items():
                complaint = _complaint(known.get(COLUMN_NAMES.get(name, name)), getattr(row, name))
                if complaint:
                    yield Problem(head, complaint, sheet, places.get(getattr(row, key)))


def _setting_problems(spec: RubricSpec, stored: RubricRows, typed: RubricRows) -> Iterator[Problem]:
    found = []
    for name, field in SETTING_FIELDS.items():
        complaint = _complaint(Rubric._meta.get_field(field), stored.settings[name])
        found.append((name, complaint))
    if spec.year is not None and not FIRST_YEAR <= spec.year <= LAST_YEAR:
        found.append(("年度", f"年度应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"))
    known = list(UnitType.objects.values_list("name", flat=True)) if spec.types else []
    unknown = [name for name in spec.types if name not in known]
    if unknown:
        said = f"没有名为“{'、'.join(unknown)}”的单位类型，应为：{'、'.join(known)}。"
        found.append(("适用类型", said))
    for name, complaint in found:
        if complaint:
            row = typed.setting_rows.get(name)
            yield Problem(CONTENT, f"{name}：{complaint}", SETTINGS_SHEET, row)


def _complaint(field: Any, text: str) -> str:
    """Why a column cannot keep a text; empty where it can."""
    if not text:
        return ""
    if isinstance(field, models.DecimalField):
        most = 10 ** (field.max_digits - field.decimal_places) - 1
        try:
            parse_decimal(text.removesuffix("%"), places=field.decimal_places, maximum=most)
        except DomainError as error:
            return error.message
    elif isinstance(field, models.CharField | models.TextField) and not field.choices:
        most = field.max_length or len(text)
        if len(text) > most:
            return f"{field.verbose_name}有 {len(text)} 字，最多 {most} 字。"
    return ""
