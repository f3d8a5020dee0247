"""A register as a workbook, as its reader sees it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from districts import exports, results
from districts.forms.filters import register_filters
from districts.models import Department, ImportKind, Leader, RegisterRow, Township, Unit, Village
from districts.policies import standing_of
from districts.results import Filters
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

Rows = Callable[[User, Standing, Filters], QuerySet[Any]]

REGISTER = "districts.register"
CHUNK = 500
SOURCES: Mapping[str, tuple[type[RegisterRow], ImportKind, Rows]] = {
    "unit": (Unit, ImportKind.UNITS, results.unit_rows),
    "village": (Village, ImportKind.VILLAGES, results.village_rows),
    "township": (Township, ImportKind.TOWNSHIPS, results.township_rows),
    "department": (Department, ImportKind.DEPARTMENTS, results.department_rows),
    "leader": (Leader, ImportKind.LEADERS, results.leader_rows),
}


def may_list(user: User, params: Mapping[str, Any]) -> bool:
    """Anybody may ask for a list: it holds only the rows that they see."""
    return user.is_active


@job(REGISTER, label="名册", may=may_list)
def register(job: Job, progress: Progress, *, noun: str, filters: dict[str, str]) -> Download:
    """The rows that the owner sees when it is made."""
    model, kind, rows_of = SOURCES[noun]
    rows = rows_of(job.owner, standing_of(job.owner), register_filters(filters))
    progress(0, rows.count(), "正在写表格")
    today = timezone.localdate()
    book = exports.register_xlsx(kind, progress.counted(rows.iterator(chunk_size=CHUNK)), today)
    return Download(f"{model._meta.verbose_name}名册{today:%Y%m%d}.xlsx", book)
