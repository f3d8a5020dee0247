"""The year's tables of the whole county."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments import exports
from assessments.models import Cycle
from assessments.policies import can_see_ranking
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

Write = Callable[[Cycle, datetime, Progress], bytes]

RANKING, SUMMARY, SELF_CHECKS = (
    "assessments.ranking",
    "assessments.summary",
    "assessments.self-checks",
)
NAMES = {RANKING: "得分排名表", SUMMARY: "考核汇总表", SELF_CHECKS: "自查情况表"}


def may_see_county(user: User, params: Mapping[str, Any]) -> bool:
    return can_see_ranking(standing_of(user))


@job(RANKING, label=NAMES[RANKING], may=may_see_county)
def ranking(job: Job, progress: Progress, *, cycle: int) -> Download:
    return _table(RANKING, cycle, exports.ranking_xlsx, progress)


@job(SUMMARY, label=NAMES[SUMMARY], may=may_see_county)
def summary(job: Job, progress: Progress, *, cycle: int) -> Download:
    return _table(SUMMARY, cycle, exports.summary_xlsx, progress)


@job(SELF_CHECKS, label=NAMES[SELF_CHECKS], may=may_see_county)
def self_checks(job: Job, progress: Progress, *, cycle: int) -> Download:
    return _table(SELF_CHECKS, cycle, exports.self_checks_xlsx, progress)


def title_of(kind: str, cycle: Cycle) -> str:
    return f"{cycle.year}年文明单位{NAMES[kind]}"


def rows_of(kind: str, cycle: Cycle) -> int:
    """How many lines the table has: the summary names every unit twice. One query."""
    return cycle.assessments.count() * (2 if kind == SUMMARY else 1)


def cycle_of(pk: int) -> Cycle:
    found = Cycle.objects.filter(pk=pk).first()
    if found is None:
        raise DomainError("这个考核年度已经不存在。")
    return found


def _table(kind: str, pk: int, write: Write, progress: Progress) -> Download:
    cycle = cycle_of(pk)
    progress(0, rows_of(kind, cycle), "正在写表格")
    return Download(f"{title_of(kind, cycle)}.xlsx", write(cycle, timezone.now(), progress))
