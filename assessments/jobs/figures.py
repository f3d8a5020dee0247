"""The rows behind a figure as a workbook: of a large county they are many."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments.exports_figures import behind_xlsx
from assessments.policies import can_see_figures
from assessments.results.figures import figures_of, rows_behind
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

ROWS = "assessments.figure-rows"
CHUNK = 500


def may_see(user: User, params: Mapping[str, Any]) -> bool:
    return can_see_figures(standing_of(user))


@job(ROWS, label="数据明细", may=may_see)
def figure_rows(job: Job, progress: Progress, *, year: int, name: str) -> Download:
    value = figures_of(year).get(name)
    if value is None:
        raise DomainError("这项数据已经不存在。")
    behind = rows_behind(value.figure, year)
    progress(0, value.rows, "正在写明细")
    rows = progress.counted(behind.rows.iterator(chunk_size=CHUNK))
    book = behind_xlsx(value, behind, rows, year, timezone.localdate())
    return Download(f"{year}年{value.figure.label}明细.xlsx", book)
