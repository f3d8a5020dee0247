"""`manage.py work`: the worker of the background jobs, as a process of its own."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from wenming.jobs.queue import LEASE
from wenming.jobs.worker import Worker


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl+C. Any number of them may run, on any number of machines."""

    help = "处理后台任务（导出、核算、生成报告），直到收到停止信号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="处理完排队的任务后退出")
        parser.add_argument("--with-parent", type=int, metavar="PID", help="这个父进程结束时也退出")
        parser.add_argument(
            "--lease",
            type=int,
            default=int(LEASE.total_seconds()),
            metavar="秒",
            help="多久没有音讯就认为处理程序已中断（默认 %(default)s）",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(timedelta(seconds=options["lease"]))
        worker.stop_on_signals()
        if options["with_parent"]:
            worker.stop_with(options["with_parent"])
        worker.run(until_empty=options["until_empty"])
