"""`manage.py tick`: the periodic work that is due, once. Run it from cron or a systemd timer."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wenming.upkeep.ticking import tick


class Command(BaseCommand):
    help = "办理到期的定期工作（清理、核对、提醒）；可以随时重复运行，同时运行也只办一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="不论是否到期，全部办理一遍")

    def handle(self, *_args: Any, **options: Any) -> None:
        is_sound = True
        for outcome in tick(all_now=options["all"]):
            is_sound = is_sound and outcome.is_sound
            mark = "✓" if outcome.is_sound else "×"
            self.stdout.write(f"  {mark} {outcome.task.label}：{outcome.said}")
        if not is_sound:
            sys.exit(1)
