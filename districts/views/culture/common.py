"""Adding and changing a record of culture: one form, one action, one page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from districts.actions.culture import May, create_record, edit_record
from districts.forms.records import RecordForm, initial_of_record
from districts.requests import standing_for
from districts.views.fieldwork.common import refuse_at_field, today
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted

FORM_METHODS = ["GET", "HEAD", "POST"]


def keep_record(
    request: UserRequest,
    model: type[Model],
    form_class: type[RecordForm],
    *,
    may: May,
    row: Any = None,
    back: str,
    create: Callable[..., Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form of a new record, or of `row`; `back` is the list's URL name. A model that is made
    in a way of its own brings `create`; `initial` is what a new record's form shows first.
    """
    standing = standing_for(request)
    noun = model._meta.verbose_name
    if not may(standing, row):
        raise NotAllowed(f"{noun}不由您登记和修改。")
    first = initial_of_record(row, list(form_class.base_fields)) if row else initial
    form = form_class(posted(request), standing=standing, today=today(), row=row, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            if create is not None:
                saved = create(form.values, by=request.user, at=timezone.now())
            else:
                saved = _save(request, model, form, may, row)
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已保存“{saved}”。")
            return redirect(saved)
    context = {"form": form, "row": row, "noun": noun, "back": back}
    context["title"] = f"修改{noun}" if row else f"登记{noun}"
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)


def _save(request: UserRequest, model: type[Model], form: RecordForm, may: May, row: Any) -> Any:
    at = timezone.now()
    if row is None:
        return create_record(model, form.values, may=may, by=request.user, at=at)
    version = form.cleaned_data["version"]
    return edit_record(row, form.values, version=version, may=may, by=request.user, at=at)
