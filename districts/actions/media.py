"""What the press said of a task or of an exemplar."""

from datetime import date, datetime

from django.db import transaction

from districts.actions.steps import locked
from districts.actions.tasks.locking import hold
from districts.labels import noun_of
from districts.models import Exemplar, MediaReport, ServiceTask
from districts.policies import standing_of
from districts.policies.exemplars import can_keep_exemplars
from districts.policies.tasks import can_add_media
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import NotAllowed


@transaction.atomic
def add_media_report(
    row: ServiceTask | Exemplar,
    *,
    outlet: str,
    title: str,
    on: date,
    link: str = "",
    by: User,
    at: datetime,
) -> MediaReport:
    """Note what the press said of it."""
    row = _held(row, by)
    column = {noun_of(ServiceTask): "task", noun_of(Exemplar): "exemplar"}[noun_of(type(row))]
    report = MediaReport.objects.create(
        **{column: row}, outlet=outlet, title=title, on=on, link=link
    )
    record(f"{noun_of(type(row))}.add-media", on=row, by=by, at=at, after=_said(report))
    return report


@transaction.atomic
def remove_media_report(report: MediaReport, *, by: User, at: datetime) -> None:
    """Take back an entry made by mistake; the trail keeps it."""
    row = _held(report.about, by)
    before = _said(report)
    report.delete()
    record(f"{noun_of(type(row))}.remove-media", on=row, by=by, at=at, before=before)


def _held(row: ServiceTask | Exemplar, by: User) -> ServiceTask | Exemplar:
    """The record, locked, if `by` may note what the press says of it."""
    if isinstance(row, Exemplar):
        exemplar = locked(row)
        if not can_keep_exemplars(standing_of(by, lock=True), exemplar):
            raise NotAllowed("典型的媒体报道由县文明办登记。")
        return exemplar
    task, actors = hold(row, by=by)
    if not can_add_media(actors, task):
        raise NotAllowed("媒体报道由县文明办或牵头单位登记。")
    return task


def _said(report: MediaReport) -> dict[str, object]:
    return {"媒体": report.outlet, "标题": report.title, "日期": report.on}
