"""`annual_report YEAR --docx FILE --xlsx FILE`: what the year's pages make, as files."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.exports_annual import annual_xlsx
from assessments.exports_summary import summary_docx, year_docx
from assessments.models import AnnualSummary
from wenming.errors import DomainError


def newest_docx(year: int) -> bytes:
    """What was signed, else the newest version, else the year as its records tell it."""
    rows = AnnualSummary.objects.filter(year=year).select_related("document")
    summary = rows.newest_first().first()
    if summary is None or summary.generated_at is None:
        return year_docx(year, timezone.localdate())
    if summary.document is None:
        return summary_docx(summary)
    with default_storage.open(summary.document.path) as file:
        content: bytes = file.read()
    return content


def year_xlsx(year: int) -> bytes:
    return annual_xlsx(year, timezone.now())


# Option → what writes it; at least one has to be asked for.
REPORTS: Mapping[str, tuple[str, Callable[[int], bytes]]] = {
    "docx": ("年度工作总结（Word）", newest_docx),
    "xlsx": ("年度报表（Excel）", year_xlsx),
}


class Command(BaseCommand):
    help = "生成年度报告：--docx 年度工作总结，--xlsx 年度报表"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="年度，例如 2020")
        for option, (label, _) in REPORTS.items():
            parser.add_argument(f"--{option}", type=Path, metavar="文件", help=label)

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {option: options[option] for option in REPORTS if options[option]}
        if not asked:
            names = "、".join(f"--{option}" for option in REPORTS)
            raise CommandError(f"请至少指定一个要生成的文件：{names}。")
        for option, path in asked.items():
            label, write = REPORTS[option]
            try:
                path.write_bytes(write(options["year"]))
            except DomainError as error:
                raise CommandError(error.message) from error
            except OSError as error:
                raise CommandError(f"文件没有写成：{error}") from error
            self.stdout.write(f"{label}已写入 {path}")
