"""Why a year's results are written anew."""

from django import forms

from wenming.text import CleanCharField


class RecomputeForm(forms.Form):
    reason = CleanCharField(
        label="原因",
        max_length=300,
        single_line=False,
        help_text="写入操作留痕，例如：更正县水泥厂测试成绩后重新核算。",
    )
