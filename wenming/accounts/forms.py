"""What is typed at the door."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from wenming.accounts.models import User
from wenming.accounts.passwords import MAX_LENGTH


class LoginForm(forms.Form):
    """Both fields as typed; whether they fit is asked of the backends, and answered in one text."""

    username = forms.CharField(label="用户名", max_length=150)
    password = forms.CharField(label="密码", strip=False, widget=forms.PasswordInput)


class PasswordForm(forms.Form):
    """A new password twice, and the current one unless it is the initial one just typed."""

    current_password = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=MAX_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 10 个字符；不能是常见的词、连续或重复的字符，不能含有用户名和手机号。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.must_change_password:
            del self.fields["current_password"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        again = cleaned.get("new_password_again")
        if "new_password" in cleaned and again and again != cleaned["new_password"]:
            self.add_error("new_password_again", "两次输入的新密码不一致。")
        return cleaned
