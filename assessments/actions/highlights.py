"""典型事例: the office marks a record for a year's summary, with its line about it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Model

from assessments.actions.summaries.common import open_version, require_writer
from assessments.models import Highlight
from assessments.roles import SummarySection
from districts.models import about
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict


@transaction.atomic
def mark(
    row: Model,
    *,
    year: int,
    section: SummarySection,
    line: str,
    version: int,
    by: User,
    at: datetime,
) -> Highlight:
    """Mark the record for the year, or reword its mark. `version` 0: it had none on screen."""
    require_writer(by)
    open_version(year)
    found = mark_of(row, year)
    typed = {"事例": line}
    if (found.version if found else 0) != version:
        current = {"事例": found.line if found else ""}
        raise Conflict("这条事例已被同事修改。", current=current, typed=typed)
    before = found.line if found else None
    if found is None:
        found = Highlight.objects.create(
            **about(row),
            year=year,
            section=section,
            line=line,
            title=str(row)[:200],
            marked_by=by,
            marked_at=at,
        )
    else:
        rows = Highlight.objects.filter(pk=found.pk)
        rows.update(section=section, line=line, version=F("version") + 1)
        found.refresh_from_db()
    record("highlight.mark", on=found, by=by, at=at, before=before, after=line)
    return found


@transaction.atomic
def unmark(row: Model, *, year: int, version: int, by: User, at: datetime) -> None:
    """It is no example after all; the summary drops it when it is generated again."""
    require_writer(by)
    open_version(year)
    found = mark_of(row, year)
    if found is None or found.version != version:
        raise Conflict("这条事例已被同事修改或取消，请刷新后再看。")
    record("highlight.unmark", on=found, by=by, at=at, before=found.line)
    found.delete()


def mark_of(row: Model, year: int) -> Highlight | None:
    rows = Highlight.objects.select_for_update()
    return rows.filter(**about(row), year=year).first()
