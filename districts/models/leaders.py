"""County leaders who look after a pairing, a task or a district, and what quantities there are."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.registers import RegisterQuerySet, RegisterRow
from districts.roles import Standing
from wenming.exact import ExactDecimalField

# 元 typed where 万元 was chosen is ten thousand times too much, kilograms for tons a thousand.
MONEY_SLIP, QUANTITY_SLIP = 10_000, 1_000


class LeaderQuerySet(RegisterQuerySet["Leader"]):
    def _own(self, standing: Standing) -> Q:
        """The register is the county's; others meet a leader's name on their own records."""
        return Q(pk__in=())


class Leader(RegisterRow):
    """A county leader as contact or responsible person; with `user`, one who signs in."""

    post = models.CharField("职务", max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="登录账号",
    )  # fmt: skip

    objects = LeaderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系领导"
        constraints = (
            models.UniqueConstraint(
                fields=["name_key", "post"],
                name="leader_name_once_with_post",
                violation_error_message="已有同名同职务的领导。",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("districts:leader-detail", args=[self.pk])

    @property
    def with_post(self) -> str:
        return f"{self.post}{self.name}"


class QuantityKind(models.Model):
    """What is given, built or pledged: 水泥 in 吨, 资金 in 元. Totals never mix kinds."""

    MONEY = "资金"

    name = models.CharField("名称", max_length=20, unique=True)
    unit = models.CharField("单位", max_length=10)
    is_money = models.BooleanField("是否资金", default=False)
    decimals = models.PositiveSmallIntegerField("小数位数", default=0)
    usual = ExactDecimalField(
        "一笔通常的数量",
        null=True,
        blank=True,
        help_text="大过它 1000 倍（资金 10000 倍）的，系统请填写人再确认一次。",
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "数量种类"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                name="quantity_kind_has_two_decimals_at_most",
                condition=Q(decimals__lte=2),
                violation_error_message="小数位数最多 2 位。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    def is_implausible(self, amount: Decimal) -> bool:
        """Whether a slip of the unit is likelier than the amount; then the form asks back."""
        if self.usual is None:
            return False
        return amount >= self.usual * (MONEY_SLIP if self.is_money else QUANTITY_SLIP)
