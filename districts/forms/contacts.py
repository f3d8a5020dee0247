"""The people to call at a unit, as lines of one form."""

from django import forms
from django.forms import BaseFormSet, formset_factory

from districts.actions import ContactLine
from districts.forms.fields import PhoneField
from wenming.text import CleanCharField


class ContactForm(forms.Form):
    """One contact. An empty new line is left out by the formset."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**63 - 1)
    name = CleanCharField(label="姓名", max_length=30)
    post = CleanCharField(label="职务", max_length=30, required=False)
    phone = PhoneField(label="电话", required=False)


class ContactLines(BaseFormSet[ContactForm]):
    """Contacts in the order shown; nobody twice."""

    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            line = getattr(form, "cleaned_data", None) or {}
            if not line.get("name") or line.get("DELETE"):
                continue
            key = (line["name"], line.get("phone", ""))
            if key in seen:
                form.add_error("name", "这位联系人填写了两次。")
            seen.add(key)

    @property
    def lines(self) -> list[ContactLine]:
        return [
            ContactLine(
                pk=line.get("pk"),
                name=line.get("name", ""),
                post=line.get("post", ""),
                phone=line.get("phone", ""),
                is_removed=bool(line.get("DELETE")),
            )
            for line in (getattr(form, "cleaned_data", None) for form in self.forms)
            if line and (line.get("name") or line.get("pk"))
        ]


ContactFormSet = formset_factory(
    ContactForm, formset=ContactLines, extra=2, can_delete=True, max_num=20, validate_max=True
)
