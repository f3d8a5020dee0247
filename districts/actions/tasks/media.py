"""Media reports on a task."""

from datetime import date, datetime

from django.db import transaction

from districts.actions.tasks.locking import hold
from districts.models import MediaReport, ServiceTask
from districts.policies.tasks import can_add_media
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import NotAllowed


@transaction.atomic
def add_media_report(
    task: ServiceTask,
    *,
    outlet: str,
    title: str,
    on: date,
    link: str = "",
    by: User,
    at: datetime,
) -> MediaReport:
    """Note what the press said of a task."""
    task, actors = hold(task, by=by)
    if not can_add_media(actors, task):
        raise NotAllowed("媒体报道由县文明办或牵头单位登记。")
    report = MediaReport.objects.create(task=task, outlet=outlet, title=title, on=on, link=link)
    after = {"媒体": outlet, "标题": title, "日期": on}
    record("servicetask.add-media", on=task, by=by, at=at, after=after)
    return report


@transaction.atomic
def remove_media_report(report: MediaReport, *, by: User, at: datetime) -> None:
    """Take back an entry made by mistake; the trail keeps it."""
    task, actors = hold(report.task, by=by)
    if not can_add_media(actors, task):
        raise NotAllowed("媒体报道由县文明办或牵头单位登记。")
    before = {"媒体": report.outlet, "标题": report.title, "日期": report.on}
    report.delete()
    record("servicetask.remove-media", on=task, by=by, at=at, before=before)
