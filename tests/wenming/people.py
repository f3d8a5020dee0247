"""Accounts for the tests of the shared core, which knows no roles."""

from itertools import count

from wenming.accounts.models import User

PASSWORD = "liyuan-7Chunfeng"  # noqa: S105  a fake one
_numbers = count(1)


def make_account(*, username: str = "", password: str | None = None, **fields: object) -> User:
    """An account past its first password; `password=None` leaves it unusable, which is quicker."""
    username = username or f"account{next(_numbers)}"
    values = {"name": "张三", "must_change_password": False} | fields
    return User.objects.create_user(username, password, **values)  # type: ignore[arg-type]
