"""How one wants to be told."""

from typing import Any

from django import forms

from wenming.accounts.models import User
from wenming.notices.making import channels
from wenming.notices.models import OPTIONAL, STAGES, Channel, NoticeSettings

STAGE_CHOICES = [(str(stage), f"提前 {stage} 个工作日") for stage in STAGES]
CHANNEL_NEEDED = {
    Channel.MAIL: ("email", "请填写接收通知的电子邮箱。"),
    Channel.WEBHOOK: ("channel", "您的账号没有登记手机号码，请先请系统管理员登记。"),
}


class SettingsForm(forms.Form):
    """Ticks say what one wants; what is overdue or sent back always comes."""

    kinds = forms.MultipleChoiceField(
        label="接收哪些通知",
        choices=[(kind.value, kind.label) for kind in OPTIONAL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="退回和逾期的通知总会收到。",
    )
    stages = forms.MultipleChoiceField(
        label="到期提醒",
        choices=STAGE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="到期当天和逾期总会提醒。",
    )
    channel = forms.ChoiceField(label="同时发送", required=False, widget=forms.RadioSelect)
    email = forms.EmailField(label="电子邮箱", max_length=100, required=False)

    def __init__(self, data: Any = None, *, user: User, wishes: NoticeSettings) -> None:
        is_new = wishes.pk is None
        initial = {
            "kinds": [kind.value for kind in OPTIONAL if kind.value not in wishes.muted],
            "stages": [str(n) for n in (STAGES if is_new else wishes.stages)],
            "channel": wishes.channel,
            "email": wishes.email,
        }
        super().__init__(data, initial=initial)
        self.user, self.wishes = user, wishes
        ways = [(way.value, way.label) for way in channels()]
        self.fields["channel"].choices = [("", "只在系统内通知"), *ways]  # type: ignore[attr-defined]
        if not ways:
            del self.fields["channel"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        channel = cleaned.get("channel", "")
        has_address = {Channel.MAIL: cleaned.get("email"), Channel.WEBHOOK: self.user.phone}
        if channel and not has_address[channel] and "email" not in self.errors:
            self.add_error(*CHANNEL_NEEDED[channel])
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The columns. What the form does not show stays as it was."""
        wanted = self.cleaned_data["kinds"]
        return {
            "muted": [kind.value for kind in OPTIONAL if kind.value not in wanted],
            "stages": [int(stage) for stage in self.cleaned_data["stages"]],
            "channel": self.cleaned_data.get("channel", self.wishes.channel),
            "email": self.cleaned_data.get("email", self.wishes.email),
        }
