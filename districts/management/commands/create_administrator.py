"""`manage.py create_administrator`: the first account of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from districts import actions
from wenming.errors import DomainError


class Command(BaseCommand):
    help = "建立第一个系统管理员账号；其余账号由管理员在系统中建立。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="用户名；不给出时会询问")
        parser.add_argument("--name", help="姓名；不给出时会询问")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"] or input("用户名：")
        name = options["name"] or input("姓名：")
        try:
            user, password = actions.create_first_administrator(
                username=username, name=name, at=timezone.now()
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"已建立系统管理员“{user.username}”，初始密码（只显示这一次）：{password}"
        )
