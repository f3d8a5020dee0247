"""The days that the yearly notice names, in the words of the notice."""

from django.db import models


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    WORK = "work", "调休上班"


class CalendarDay(models.Model):
    """One day that differs from its week, or a weekend that belongs to a holiday."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("安排", max_length=10, choices=DayKind)
    name = models.CharField("节日", max_length=20)
    # of the notice: the last days of December may belong to the next year's New Year
    year = models.PositiveSmallIntegerField("年度", db_index=True)

    class Meta:
        verbose_name = "放假调休安排"
        verbose_name_plural = "放假调休安排"
        ordering = ("date",)
        constraints = (
            models.CheckConstraint(
                name="calendar_day_kind_is_known",
                condition=models.Q(kind__in=DayKind.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()}（{self.name}）"
