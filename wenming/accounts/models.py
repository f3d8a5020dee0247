"""The people who may sign in. What they may do is told by `districts.Membership`, not here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from wenming.text import username_key

PREVIOUS_PASSWORDS = 5


class UserManager(BaseUserManager["User"]):
    """Creates users; a user without a password cannot sign in until one is set."""

    def create_user(
        self, username: str, password: str | None = None, *, name: str, **fields: object
    ) -> User:
        """Create and save one user. `password=None` leaves the password unusable."""
        user = self.model(username=username_key(username), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find the account however the name was typed: full width, capitals, blanks around it."""
        return self.get(username=username_key(username or ""))


class User(AbstractBaseUser):
    """One person. There is no superuser: every right comes from a membership."""

    username = models.CharField(
        "用户名",
        max_length=30,
        unique=True,
        error_messages={"unique": "这个用户名已经有人使用。"},
    )
    name = models.CharField("姓名", max_length=64)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    is_demonstration = models.BooleanField("演示账号", default=False, editable=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, editable=False)
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

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return username_key(username)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def is_staff(self) -> bool:
        """May use the Django admin, by the rule that `settings.ADMIN_RULE` names.

        Who that is follows from memberships, which this app does not know. Asked once per request.
        """
        rule = import_string(settings.ADMIN_RULE)
        return self.is_active and bool(rule(self))

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The admin's own question; each ModelAdmin narrows it by a policy where it must."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class PreviousPassword(models.Model):
    """A password somebody has used, hashed, so that the last few cannot come back."""

    user = models.ForeignKey(User, models.CASCADE, related_name="previous_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "历史密码"
        verbose_name_plural = "历史密码"
        ordering = ("-set_at", "-pk")

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"
