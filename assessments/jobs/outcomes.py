"""The notices to all units of a year as one archive."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from assessments import exports_outcomes as exports
from assessments.models import OutcomeList, OutcomeRow
from assessments.results.outcomes import rows_of
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.jobs.kinds import Download, Progress, job
from wenming.jobs.models import Job

NOTICES = "assessments.outcome-notices"


def may_send(user: User, params: Mapping[str, Any]) -> bool:
    return standing_of(user).is_office


@job(NOTICES, label="定等通知书", may=may_send)
def notices(job: Job, progress: Progress, *, cycle: int) -> Download:
    found = OutcomeList.objects.select_related("cycle").filter(cycle=cycle).first()
    if found is None or not found.is_published:
        raise DomainError("定等表还没有公布，不能出通知书。")
    rows = list(rows_of(found))
    progress(0, len(rows), "正在写通知书")
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for number, row in enumerate(progress.counted(rows), start=1):
            row.list = found
            package.writestr(_name(number, row), exports.notice_docx(row, exports.WORD_TEMPLATE))
    return Download(f"{found.cycle.year}年度考核结果通知书.zip", archive.getvalue())


def _name(number: int, row: OutcomeRow) -> str:
    """Numbered, so that two units of one name keep two notices."""
    return f"{number:03d} {row.assessment.unit.name.replace('/', '／')}.docx"
