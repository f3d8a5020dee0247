"""The trail as a workbook, as far as its reader may read it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from districts import exports, results
from districts.exports.trail import MOST_ENTRIES
from districts.forms.filters import trail_filters
from districts.policies import can_read_trail, standing_of
from wenming.accounts.models import User
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

TRAIL = "districts.trail"
CHUNK = 1000


def may_read(user: User, params: Mapping[str, Any]) -> bool:
    return can_read_trail(standing_of(user))


@job(TRAIL, label="操作记录", may=may_read)
def trail(job: Job, progress: Progress, *, filters: dict[str, str]) -> Download:
    """What is read is decided anew: rights may have changed since the job was started."""
    rows = results.trail_rows(job.owner, standing_of(job.owner), trail_filters(filters))
    count = rows.count()
    progress(0, min(count, MOST_ENTRIES), "正在写表格")
    entries = progress.counted(rows[:MOST_ENTRIES].iterator(chunk_size=CHUNK))
    book = exports.trail_xlsx(entries, is_cut=count > MOST_ENTRIES)
    return Download(f"操作记录{timezone.localdate():%Y%m%d}.xlsx", book)
