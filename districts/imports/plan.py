"""From an uploaded workbook to a plan: what is new, what changes from what to what, what is wrong.

The plan is plain JSON and is kept as `ImportDraft.payload`; it touches no register.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from districts.imports.catalogue import SPECS
from districts.imports.rows import ImportRow, Known, Planned, headings
from districts.imports.specs import EXAMPLE, GUIDE, SUMS, Asker, ImportSpec
from districts.models import DRAFT_LIFETIME, ImportDraft
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import RowError
from wenming.text import clean_text
from wenming.xlsx import read_table


@transaction.atomic
def preview(kind: str, file: IO[bytes], *, filename: str, by: User, at: datetime) -> ImportDraft:
    """Read the workbook and keep the plan for its owner; nothing is imported yet.

    A file that is no workbook, or lacks a column, raises ImportRejected and keeps nothing.
    """
    spec = SPECS[kind]
    payload = read_plan(spec, file, Asker(by, standing_of(by)))
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    ImportDraft.objects.filter(created_at__lt=at - DRAFT_LIFETIME).delete()
    return ImportDraft.objects.create(
        kind=spec.code,
        owner=by,
        filename=clean_text(filename, single_line=True)[:200],
        digest=digest,
        payload=payload,
        created_at=at,
    )


def read_plan(spec: ImportSpec, file: IO[bytes], asker: Asker) -> dict[str, Any]:
    """Everything the preview shows and the confirmation writes."""
    form = spec.form
    heads = headings(form)
    required = [heads[name] for name in form.required]
    optional = [head for head in heads.values() if head not in required]
    table = read_table(file, required=required, optional=optional)
    planner = spec.planner(asker)
    rows: list[Planned] = []
    errors = list(table.errors)
    spoilt = {(error.row, error.column) for error in errors}
    places: dict[str, list[int]] = defaultdict(list)
    for number, row in _forms(form, table.rows, spec.known(asker)):
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
    form: type[ImportRow], rows: Iterable[Any], known: Mapping[str, Known]
) -> Iterable[tuple[int, ImportRow]]:
    """A bound form for each row, without the template's own example and an export's own sums."""
    for row in rows:
        first = next((value for value in row.values.values() if value is not None), "")
        if not str(first).startswith((EXAMPLE, SUMS)):
            yield row.number, form(row.values, known=known)


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
