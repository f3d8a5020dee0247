"""宣传牌匾: publicity boards, their number and what they cost."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models.owners import Confirmable, EntryQuerySet, Owned, has_owners
from wenming.exact import ExactDecimalField


class BoardKind(models.TextChoices):
    COLUMN = "column", "宣传栏"
    LANDMARK = "landmark", "标志性牌匾"
    WALL = "wall", "文化墙"
    SCREEN = "screen", "电子屏"
    OTHER = "other", "其他"


class BoardQuerySet(EntryQuerySet["PublicityBoard"]):
    pass


class PublicityBoard(Owned, Confirmable):
    """Boards of one kind put up at one place. The owner is who put them up."""

    kind = models.CharField("类别", max_length=10, choices=BoardKind)
    place = models.CharField("地点", max_length=60)
    year = models.PositiveSmallIntegerField("年度", db_index=True, editable=False)
    installed_on = models.DateField("安装日期")
    count = models.PositiveSmallIntegerField("数量")
    money = ExactDecimalField("投入资金", places=2, null=True)
    keeper = models.CharField("管护人", max_length=30, blank=True)
    summary = models.CharField("内容", max_length=200, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "宣传牌匾"
        constraints = (
            has_owners("at most one", "board_has_one_owner"),
            models.CheckConstraint(
                name="board_entry_counts_a_board",
                condition=Q(count__gte=1),
                violation_error_message="数量至少为 1。",
            ),
            models.CheckConstraint(
                name="board_money_above_nothing",
                condition=Q(money=None) | Q(money__gt=0),
                violation_error_message="投入资金应大于 0；没有花钱的空着。",
            ),
        )
        indexes = (models.Index(fields=["year", "status"]),)

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()} {self.count} 块"

    def get_absolute_url(self) -> str:
        return reverse("districts:board-detail", args=[self.pk])

    def unit_of(self, name: str) -> str:
        return {"count": "块", "money": "元"}.get(name, "")
