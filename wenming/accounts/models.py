"""The people who may sign in. What they may do is told by `districts.Membership`, not here."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Creates users; a user without a password cannot sign in until one is set."""

    def create_user(
        self, username: str, password: str | None = None, *, name: str, **fields: object
    ) -> User:
        """Create and save one user. `password=None` leaves the password unusable."""
        user = self.model(username=self.model.normalize_username(username), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person. There is no superuser: every right comes from a membership."""

    username = models.CharField(
        "登录名",
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[\w.@-]+\Z", "登录名只能用汉字、字母、数字和 . @ - _")],
        error_messages={"unique": "这个登录名已经有人使用。"},
    )
    name = models.CharField("姓名", max_length=64)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    is_demonstration = models.BooleanField("演示账号", default=False, editable=False)
    date_joined = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
