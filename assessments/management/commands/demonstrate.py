"""`demonstrate`: build the demonstration county, or say how to sign in to it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.demonstration import LOGINS, PASSWORD, build, is_built
from wenming.errors import DomainError


class Command(BaseCommand):
    help = "建立演示县；--logins 只显示演示账号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logins", action="store_true", help="只显示演示账号，不建立数据")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self._show_logins()
            return
        if settings.IS_PRODUCTION:
            raise CommandError("正式环境不能建立演示县。")
        if is_built():
            self.stdout.write("演示县已经建好，未作改动。")
            return
        try:
            build(timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write("演示县已建立。")

    def _show_logins(self) -> None:
        if not is_built():
            raise CommandError("数据库中没有演示县，请先运行 make demo。")
        self.stdout.write(f"演示账号（密码均为 {PASSWORD}）：")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<10} {login.role} — {login.first}")
