"""Ask whether anybody has touched the trail: exit status 1 if so."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wenming.audit.verification import verify_trail


class Command(BaseCommand):
    help = "Verifies the chain of the audit trail and everything that can be checked against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            default="",
            help="a head noted earlier (NUMBER:HASH, as this command prints it) that must be there",
        )

    def handle(self, *_args: Any, anchor: str, **_options: Any) -> None:
        verdict = verify_trail(anchor=anchor)
        for fault in verdict.faults:
            self.stdout.write(f"  × {fault}")
        if not verdict.is_sound:
            self.stdout.write(f"操作留痕有问题：核对 {verdict.entries} 条，发现上述异常。")
            sys.exit(1)
        self.stdout.write(f"操作留痕完好：共 {verdict.entries} 条。")
        self.stdout.write(f"校验点（请记在系统之外）：{verdict.head}")
