"""`manage.py recompute_results [--year 2026] [--write]`: do the stored results still hold?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.actions.results import recompute
from assessments.models import Cycle, Term
from assessments.results.terms import term_faults


class Command(BaseCommand):
    """Prints every stored total, rank or breakdown that differs; exit code 1 if one is left."""

    help = "重新计算总分、位次和分项得分，与保存的结果比较；加 --write 时按重新计算的结果更正。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="只核对这个年度；不填则核对全部年度")
        parser.add_argument("--write", action="store_true", help="更正不一致的结果，并留痕")

    def handle(self, *args: Any, **options: Any) -> None:
        cycles = Cycle.objects.order_by("year")
        if options["year"] is not None:
            cycles = cycles.filter(year=options["year"])
            if not cycles:
                raise CommandError(f"没有 {options['year']} 年度的考核。")
        differing = sum(self._check(cycle, write=options["write"]) for cycle in cycles)
        settled = sum(self._check_term(term) for term in Term.objects.exclude(frozen_at=None))
        if settled:
            raise CommandError(f"已定案的届期有 {settled} 处不一致，不能自动更正，请核对年度得分。")
        if differing and not options["write"]:
            raise CommandError(f"共 {differing} 处不一致，加 --write 可以更正。")

    def _check_term(self, term: Term) -> int:
        """A settled term is what was decided: it is compared, never rewritten."""
        found = term_faults(term)
        for fault in found:
            self.stdout.write(f"{term} {fault}")
        self.stdout.write(f"{term}：{f'{len(found)} 处不一致' if found else '全部一致'}")
        return len(found)

    def _check(self, cycle: Cycle, *, write: bool) -> int:
        found = recompute(cycle, write=write, at=timezone.now())
        for difference in found:
            self.stdout.write(f"{cycle.year}年 {difference}")
        done = "已更正" if write and found else "不一致" if found else "全部一致"
        count = f"{len(found)} 处" if found else ""
        self.stdout.write(f"{cycle.name}：{count}{done}")
        return len(found)
