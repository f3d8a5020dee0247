"""The ledger of contributions as a workbook, as its reader sees it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from districts.exports.pairings import contributions_xlsx
from districts.policies import standing_of
from districts.policies.pairings import can_see_pairings
from districts.results.pairings.ledger import LedgerFilters, contribution_rows
from districts.results.pairings.sums import kind_totals
from wenming.accounts.models import User
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

LEDGER = "districts.contributions"
CHUNK = 500


def may_read(user: User, params: Mapping[str, Any]) -> bool:
    """Whoever has to do with pairings; the file holds only what they see."""
    return can_see_pairings(standing_of(user))


@job(LEDGER, label="帮扶投入台账", may=may_read)
def contributions(job: Job, progress: Progress, *, filters: dict[str, Any]) -> Download:
    given, today = LedgerFilters(**filters), timezone.localdate()
    rows = contribution_rows(job.owner, standing_of(job.owner), given)
    progress(0, rows.count(), "正在写台账")
    in_order = rows.order_by("given_on", "pk").iterator(chunk_size=CHUNK)
    book = contributions_xlsx(progress.counted(in_order), kind_totals(rows), given.year, today)
    return Download(f"{given.year}年帮扶投入台账{today:%Y%m%d}.xlsx", book)
