"""年度报表: one workbook of the year, to print and to check."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from assessments.exports_annual import assessed, culture, fieldwork, sources
from assessments.exports_annual.told import Part, Told
from assessments.results.figures import figures_of
from wenming.dates import cn_date
from wenming.jobs.kinds import Progress
from wenming.snapshots import one_snapshot
from wenming.xlsx import Cover, Sheet, workbook

TITLE = "精神文明建设年度报表"


def annual_xlsx(year: int, at: datetime, progress: Progress | None = None) -> bytes:
    """Every sheet of the year from one snapshot. Rows go out as they come in."""
    progress, today = progress or Progress(), timezone.localdate(at)
    with one_snapshot():
        told = Told(year, today, figures_of(year, today))
        parts = [
            *fieldwork.parts(told),
            *culture.parts(told),
            *assessed.parts(told, at),
            sources.comparison(told, figures_of(year - 1, today)),
            sources.sources(told),
        ]
        progress(0, sum(part.rows for part in parts), "正在写报表")
        office = f"{settings.COUNTY}文明办"
        cover = Cover(f"{year}年度\n{TITLE}", settings.COUNTY, (office, cn_date(today)))
        return workbook([_followed(part, progress) for part in parts], cover)


def _followed(part: Part, progress: Progress) -> Sheet:
    """The sheet, telling how far it is while it is written."""

    def rows() -> Iterator[object]:
        progress(progress.done, step=f"正在写“{part.sheet.tab}”")
        yield from progress.counted(part.sheet.rows)

    return replace(part.sheet, rows=rows())  # type: ignore[arg-type]
