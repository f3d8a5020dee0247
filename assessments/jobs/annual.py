"""The year's summary: its text written anew, and its Word file; the year's workbook."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments.actions.summaries import regenerate
from assessments.exports_annual import TITLE, annual_xlsx
from assessments.exports_summary import summary_docx
from assessments.models import AnnualSummary
from assessments.policies import can_see_figures, can_write_summary
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.jobs.kinds import Download, Link, Progress, job
from wenming.jobs.models import Job

REGENERATE, DOCUMENT = "assessments.annual-summary", "assessments.annual-summary-docx"
WORKBOOK = "assessments.annual-workbook"


def may_write(user: User, params: Mapping[str, Any]) -> bool:
    return can_write_summary(standing_of(user))


def may_read(user: User, params: Mapping[str, Any]) -> bool:
    return can_see_figures(standing_of(user))


@job(REGENERATE, label="生成年度工作总结", may=may_write)
def generate(job: Job, progress: Progress, *, summary: int) -> Link:
    """Run again after an interruption it writes the same text."""
    found = summary_of(summary)
    regenerate(found, by=job.owner, at=timezone.now(), progress=progress)
    return Link(found.get_absolute_url())


@job(DOCUMENT, label="年度工作总结（Word）", may=may_read)
def document(job: Job, progress: Progress, *, summary: int) -> Download:
    found = summary_of(summary)
    progress(0, 1, "正在排版")
    content = summary_docx(found)
    progress(1, 1, "已生成")
    return Download(f"{found}.docx", content)


@job(WORKBOOK, label="年度报表（Excel）", may=may_read, is_shared=True)
def workbook(job: Job, progress: Progress, *, year: int) -> Download:
    """Office and leaders read the same workbook, whoever had it made."""
    now = timezone.now()
    content = annual_xlsx(year, now, progress)
    return Download(f"{year}年{TITLE}{timezone.localdate(now):%Y%m%d}.xlsx", content)


def summary_of(pk: int) -> AnnualSummary:
    found = AnnualSummary.objects.filter(pk=pk).first()
    if found is None:
        raise DomainError("这一稿总结已经不存在。")
    return found
