"""`manage.py annual_figures 2020`: the year's figures as one JSON object."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.results.figures import figures_of
from assessments.results.figures.pages import as_json

FIRST, LAST = 2000, 2099


class Command(BaseCommand):
    """name → {value, unit, wording, rows}, in the catalogue's order; exit code 2 for no year."""

    help = "以 JSON 输出一个年度的全部数据：名称 → 数值、单位、写法、行数。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help=f"年度，{FIRST} 到 {LAST}")

    def handle(self, *args: Any, **options: Any) -> None:
        text = str(options["year"])
        if not (text.isascii() and text.isdigit() and FIRST <= int(text) <= LAST):
            raise CommandError(f"“{text}”不是 {FIRST} 到 {LAST} 之间的年度。", returncode=2)
        found = {name: as_json(value) for name, value in figures_of(int(text)).items()}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
