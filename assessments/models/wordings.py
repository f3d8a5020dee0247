"""How the office wants a figure of a year to be spoken, where it differs from the catalogue."""

from django.db import models

from assessments.wording import Rule


class FigureWording(models.Model):
    """One figure of one year in a wording of the office's choice (数据写法)."""

    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("数据", max_length=80)
    rule = models.CharField("写法", max_length=10, choices=Rule)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "数据写法"
        constraints = (
            models.UniqueConstraint(fields=["year", "name"], name="figure_worded_once_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.year}年 {self.name}"
