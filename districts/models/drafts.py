"""What an administrator or the office has started and not yet finished: imports, new passwords."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from districts.models.memberships import Membership
from wenming.accounts.models import User
from wenming.accounts.passwords import ALPHABET

DRAFT_LIFETIME = timedelta(hours=2)
SLIP_LIFETIME = timedelta(minutes=30)
SALT = "districts.password-slip"


class ImportKind(models.TextChoices):
    """The imports of registers and accounts; each area names its own (see `imports.SPECS`)."""

    UNITS = "units", "单位"
    VILLAGES = "villages", "村"
    TOWNSHIPS = "townships", "乡镇"
    DEPARTMENTS = "departments", "部门"
    LEADERS = "leaders", "联系领导"
    ACCOUNTS = "accounts", "账号"


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """One's own, until it expires. Nobody sees another's upload, not even the office."""
        if not user.is_active:
            return self.none()
        return self.filter(owner=user, created_at__gt=at - DRAFT_LIFETIME)


class ImportDraft(models.Model):
    """An uploaded workbook between preview and confirmation.

    `payload` is what was read (see `districts.imports`): the rows to write with the version
    each stored row had, and every fault. Confirming writes exactly what the preview showed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("内容", max_length=30)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filename = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField("导入时间", null=True)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入预览"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.filename}（导入）"


class PasswordSlipQuerySet(models.QuerySet["PasswordSlip"]):
    def readable_by(self, user: User, at: datetime) -> Self:
        """Slips this administrator issued a moment ago, while the password is still that one."""
        return self.filter(
            issued_by=user,
            issued_at__gt=at - SLIP_LIFETIME,
            user__password=models.F("hashed"),
        )

    def with_scope(self) -> Self:
        """With what the printed sheet says about its holder: their current roles."""
        held = Membership.objects.filter(ended_on=None)
        held = held.select_related("unit", "township", "department").order_by("pk")
        return self.select_related("user").prefetch_related(
            models.Prefetch("user__memberships", held, to_attr="held")
        )


class PasswordSlip(models.Model):
    """That an initial password was issued; the password itself is stored nowhere.

    It follows from `nonce` and the server's secret key (see `password`), so a copy
    of the database gives nobody a password, and a double click prints the same sheet again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_slip"
    )
    nonce = models.CharField(max_length=64)
    hashed = models.CharField(max_length=128)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    issued_at = models.DateTimeField()

    objects = PasswordSlipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "初始密码"

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def password(self) -> str:
        """The password that was issued: 12 characters in three groups, readable aloud."""
        number = int(salted_hmac(SALT, self.nonce, algorithm="sha256").hexdigest(), 16)
        letters = []
        for _ in range(12):
            number, index = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[index])
        return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
