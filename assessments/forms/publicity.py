"""What the office types about a notice, and what the public types into it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer

from assessments.actions.public_objections import LONGEST_TEXT
from assessments.forms.summaries import VersionForm
from assessments.models import Cycle
from assessments.models.publicity import MOST_WORKING_DAYS
from assessments.results.publicity import Section
from assessments.roles import PublicField
from wenming.accounts.models import User
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

HOUR = timedelta(hours=1)
HOURS_VALID = 12
_signer = Signer(salt="assessments.forms.publicity")
CHOSEN = [field.value for field in PublicField if field != PublicField.OUTCOME]


class PublicationForm(VersionForm):
    """A draft. A new one also says of which year; its version is then of no account."""

    cycle = forms.ModelChoiceField(Cycle.objects.none(), label="考核年度", empty_label=None)
    title = CleanCharField(label="标题", max_length=80)
    intro = CleanCharField(
        label="正文",
        max_length=2000,
        single_line=False,
        help_text="印在名单前面：依据、结果怎样产生、怎样提出异议。",
    )
    shows = forms.MultipleChoiceField(
        label="公示内容",
        choices=[(f.value, f.label) for f in PublicField if f != PublicField.UNIT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="单位名称一定公示；没有勾选的内容不会出现在公开的页面上。",
    )
    opens_on = StrictDateField(label="开始日期", help_text="从这一天零时起公开，须先批准。")
    working_days = StrictIntegerField(
        label="公示期（工作日）",
        minimum=1,
        maximum=MOST_WORKING_DAYS,
        help_text="开始当日不计，从次日起按工作日历数，最后一天结束时自动关闭。",
    )
    contact = CleanCharField(
        label="联系方式",
        max_length=300,
        single_line=False,
        help_text="受理异议的科室、电话、地址和接待时间。",
    )
    without_result = CleanCharField(
        label="未出结果单位的说明",
        max_length=500,
        single_line=False,
        required=False,
        help_text="有单位没有得分时必填，内部留存，不公开；这些单位不列入名单。",
    )

    def __init__(self, *args: Any, cycles: Iterable[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cycles is None:
            del self.fields["cycle"]
            return
        del self.fields["version"]
        field: Any = self.fields["cycle"]
        field.queryset = Cycle.objects.filter(pk__in=list(cycles))


class AssignForm(forms.Form):
    handler = forms.ModelChoiceField(
        User.objects.none(),
        label="承办人",
        empty_label="请选择",
        help_text="只列出县文明办没有参加该单位评分的同志。",
    )

    def __init__(self, *args: Any, handlers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handler"]
        field.queryset = handlers
        field.label_from_instance = lambda user: user.name


class PublicObjectionForm(forms.Form):
    """What anybody may send while a notice is open.

    There is no session that another site could misuse. `token` says that the page of this notice
    was opened lately; `website` is out of sight and only machines fill it in.
    """

    about = forms.TypedChoiceField(label="涉及的单位", coerce=int, empty_value=None, required=False)
    text = CleanCharField(
        label="异议内容",
        max_length=LONGEST_TEXT,
        single_line=False,
        help_text=f"写明事实和依据，最多 {LONGEST_TEXT} 字。",
        error_messages={
            "required": "请写明异议内容。",
            "max_length": f"最多 {LONGEST_TEXT} 字，现在有 %(show_value)d 字，请压缩后再提交。",
        },
    )
    name = CleanCharField(label="姓名", max_length=30, required=False)
    phone = CleanCharField(label="联系电话", max_length=30, required=False)
    website = forms.CharField(required=False, label="网址")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, slug: str, at: datetime, sections: Sequence[Section], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "objection-%s", **kwargs})
        self.slug, self.at = slug, at
        about: Any = self.fields["about"]
        units = [(line.number, line.head) for section in sections for line in section.lines]
        about.choices = [("", "整个公示，不针对某一家单位"), *units]
        # A browser would cut a long text without a word; we say how much too long it is.
        self.fields["text"].widget.attrs.pop("maxlength", None)
        self.fields["text"].widget.attrs["rows"] = 6

    @property
    def fresh_token(self) -> str:
        return _signer.sign(f"{self.slug}:{hour_of(self.at)}")

    def clean_website(self) -> None:
        if self.cleaned_data["website"]:
            raise ValidationError("请把“网址”一栏清空后再提交。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self._is_lately_opened(cleaned.get("token", "")):
            raise ValidationError("页面打开的时间太长，请核对填写的内容，再提交一次。")
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return {name: self.cleaned_data[name] for name in ("about", "text", "name", "phone")}

    def _is_lately_opened(self, token: str) -> bool:
        try:
            slug, _, hour = _signer.unsign(token).rpartition(":")
        except BadSignature:
            return False
        return slug == self.slug and 0 <= hour_of(self.at) - int(hour) <= HOURS_VALID


class ReceiptForm(forms.Form):
    receipt = CleanCharField(
        label="回执号",
        max_length=40,
        help_text="12 位字母和数字，例如 4F7K-9QWX-2M3P；不分大小写。",
    )


def hour_of(at: datetime) -> int:
    return int(at.timestamp() // HOUR.total_seconds())
