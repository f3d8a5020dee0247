"""From an uploaded workbook to a plan: what is new, what changes from what to what, what is wrong.

The plan is plain JSON and is kept as `ImportDraft.payload`; it touches no register.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Model, QuerySet

from districts.imports.accounts import AccountPlanner
from districts.imports.rows import (
    CHANGED,
    NEW,
    ROW_FORMS,
    SAME,
    ImportRow,
    Planned,
    headings,
    known_rows,
)
from districts.models import (
    DRAFT_LIFETIME,
    Department,
    ImportDraft,
    ImportKind,
    RegisterRow,
    Township,
    Unit,
    Village,
)
from wenming.accounts.models import User
from wenming.errors import RowError
from wenming.text import clean_text
from wenming.xlsx import read_table

EXAMPLE = "示例"
GUIDE = "填写说明"  # the second sheet of our own template
MODELS: dict[str, type[RegisterRow]] = {
    ImportKind.UNITS: Unit,
    ImportKind.VILLAGES: Village,
    ImportKind.TOWNSHIPS: Township,
    ImportKind.DEPARTMENTS: Department,
}
CONTACT_FIELDS = ("contact", "contact_post", "contact_phone")


@transaction.atomic
def preview(kind: str, file: IO[bytes], *, filename: str, by: User, at: datetime) -> ImportDraft:
    """Read the workbook and keep the plan for its owner; nothing is imported yet.

    A file that is no workbook, or lacks a column, raises ImportRejected and keeps nothing.
    """
    payload = read_plan(kind, file)
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    ImportDraft.objects.filter(created_at__lt=at - DRAFT_LIFETIME).delete()
    return ImportDraft.objects.create(
        kind=kind,
        owner=by,
        filename=clean_text(filename, single_line=True)[:200],
        digest=digest,
        payload=payload,
        created_at=at,
    )


def read_plan(kind: str, file: IO[bytes]) -> dict[str, Any]:
    """Everything the preview shows and the confirmation writes."""
    form = ROW_FORMS[kind]
    heads = headings(form)
    required = [heads[name] for name in form.required]
    optional = [head for head in heads.values() if head not in required]
    table = read_table(file, required=required, optional=optional)
    planner = planner_for(kind, heads)
    rows: list[Planned] = []
    errors = list(table.errors)
    spoilt = {(error.row, error.column) for error in errors}
    places: dict[str, list[int]] = defaultdict(list)
    for number, row in _forms(form, table.rows, known_rows(form)):
        is_valid = row.is_valid()
        if row.has_key:
            places[row.key].append(number)
        if not is_valid:
            found = row_errors(table.sheet, number, row)
            errors += [error for error in found if (error.row, error.column) not in spoilt]
            continue
        planned = planner(row)
        if problem := planned.pop("problem", None):
            errors.append(RowError(table.sheet, number, heads[problem[0]], problem[1]))
        rows.append({"number": number, **planned})
    errors += duplicates(table.sheet, places, heads[form.required[0]])
    errors.sort(key=lambda error: error.row)
    return {
        "sheet": table.sheet,
        "rows": rows,
        "errors": [[error.sheet, error.row, error.column, error.message] for error in errors],
        "warnings": [warning for warning in table.warnings if GUIDE not in warning],
    }


def _forms(
    form: type[ImportRow], rows: Iterable[Any], known: Mapping[str, Any]
) -> Iterable[tuple[int, ImportRow]]:
    """A bound form for each row, without the template's own example."""
    for row in rows:
        first = next((value for value in row.values.values() if value is not None), "")
        if not str(first).startswith(EXAMPLE):
            yield row.number, form(row.values, known=known)


def planner_for(kind: str, heads: Mapping[str, str]) -> Callable[[ImportRow], Planned]:
    """The function that plans one valid row; what it compares with is loaded here, once."""
    if kind == ImportKind.ACCOUNTS:
        return AccountPlanner()
    stored = stored_rows(kind)
    return lambda row: plan_row(row, stored, heads)


def stored_rows(kind: str) -> dict[str, Model]:
    """What is in the register now, by the key of an import row."""
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    if kind == ImportKind.UNITS:
        rows = rows.select_related("type", "department", "township")
        rows = rows.prefetch_related("attributes", "contacts")
    if kind == ImportKind.VILLAGES:
        return {f"{row.township_id}:{row.name_key}": row for row in rows.select_related("township")}
    return {row.name_key: row for row in rows}


def plan_row(row: ImportRow, stored: Mapping[str, Any], heads: Mapping[str, str]) -> Planned:
    """One row: its state, the stored row and version it is based on, old and new texts."""
    before = stored.get(row.key)
    given = row.given
    values = {name: plain(value) for name, value in given.items()}
    name = row.cleaned_data["name"]
    if before is None:
        changes = [[heads[field], "", shown(value)] for field, value in given.items()]
        return {"state": NEW, "name": name, "values": values, "changes": changes}
    planned: Planned = {"name": before.name, "pk": before.pk, "version": before.version}
    if not before.is_active:
        planned["problem"] = ("name", f"“{before}”在登记册中已停用，请先启用。")
    old = {field: old_value(before, field, given) for field in given if field != "name"}
    differing = [field for field, value in old.items() if shown(value) != shown(given[field])]
    return planned | {
        "state": CHANGED if differing else SAME,
        "values": {
            field: value
            for field, value in values.items()
            if field in differing or (field == "contact" and set(differing) & set(CONTACT_FIELDS))
        },
        "changes": [[heads[field], shown(old[field]), shown(given[field])] for field in differing],
    }


def old_value(row: Any, field: str, given: Mapping[str, Any]) -> Any:
    """What the register says now; for a contact, of the person who has that name."""
    if field == "attributes":
        return list(row.attributes.all())
    if field not in CONTACT_FIELDS:
        return getattr(row, field)
    person = next((one for one in row.contacts.all() if one.name == given.get("contact")), None)
    if person is None:
        return ""
    return {"contact": person.name, "contact_post": person.post, "contact_phone": person.phone}[
        field
    ]


def duplicates(sheet: str, places: Mapping[str, list[int]], head: str) -> list[RowError]:
    """An error on every row that speaks of the same thing as another."""
    return [
        RowError(
            sheet,
            number,
            head,
            f"与第 {'、'.join(str(other) for other in numbers if other != number)} 行重复，"
            "请只保留一行。",
        )
        for numbers in places.values()
        if len(numbers) > 1
        for number in numbers
    ]


def row_errors(sheet: str, number: int, row: ImportRow) -> list[RowError]:
    """Every fault of one row, under the head of its column."""
    return [
        RowError(sheet, number, str(row.fields[name].label), str(message))
        for name, messages in row.errors.items()
        for message in messages
    ]


def plain(value: Any) -> Any:
    """As JSON: a row by its key."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.pk if isinstance(value, Model) else value


def shown(value: Any) -> str:
    """As the preview shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(sorted(str(item) for item in value))
    return str(value)
