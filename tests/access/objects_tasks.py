"""Public-service tasks: the county's, led by the department, and townships' own."""

from datetime import timedelta

from django.utils import timezone

from districts.actions.media import add_media_report
from districts.actions.tasks import (
    MilestoneLine,
    Progress,
    report_progress,
    supervise,
)
from districts.workflow.tasks import SlipGrade, TaskStatus
from tests.access.cast import Cast
from tests.districts.tasks.world import make_task

TITLES = {
    "draft": "拟定的实事",
    "active": "推进中的实事",
    "requested": "待验收的实事",
    "accepted": "已验收的实事",
}


def add(cast: Cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    lead = cast["department"]
    for status, title in TITLES.items():
        task = make_task(TaskStatus(status), department=cast.department1, lead=lead, title=title)
        cast.objects[f"task-{status}"] = (task.pk,)
        for verb in ("issue", "recall", "request", "withdraw", "close", "reopen", "nonsense"):
            cast.objects[f"task-{status}-{verb}"] = (task.pk, verb)
    line = MilestoneLine(None, "节点一", today)
    task = make_task(
        department=cast.department1, lead=lead, title="有记录的实事", milestones=(line,)
    )
    cast.objects["task-full"] = (task.pk,)
    cast.objects["milestone"] = (task.milestones.get().pk,)
    month = today.replace(day=1)
    progress = Progress(month, 20, "开工")
    report = report_progress(task, progress, version=0, by=lead, at=now)
    cast.objects["progress-report"] = (report.pk,)
    cast.objects["files-of-progress"] = ("progressreport", report.pk)
    slip = supervise(task, text="进度慢", on=today, grade=SlipGrade.NOTICE,
                     due_on=today + timedelta(days=5), by=cast["office"], at=now)  # fmt: skip
    cast.objects["slip"] = (slip.pk,)
    media = add_media_report(
        task, outlet="县电视台", title="报道", on=today, by=cast["office"], at=now
    )
    cast.objects["media"] = (media.pk,)
    own = make_task(TaskStatus.DRAFT, township=cast.township1, title="乡镇自办的实事")
    cast.objects["task-of-township1"] = (own.pk,)
    cast.objects["task-of-township1-issue"] = (own.pk, "issue")
    cast.objects["county-list"], cast.objects["township-list"] = ("county",), ("township",)
    cast.objects["no-list"] = ("nonsense",)
