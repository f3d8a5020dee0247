"""What the forms of campaigns and nominations do alike."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from districts.forms.records import RecordForm
from districts.views.fieldwork.common import refuse_at_field
from wenming.errors import DomainError
from wenming.http import UserRequest

FORM_METHODS = ["GET", "HEAD", "POST"]


def form_page(
    request: UserRequest,
    form: RecordForm,
    act: Callable[[], Any],
    *,
    done: str,
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """A form on a page of its own: saved, or shown again with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            saved = act()
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, done)
            return redirect(saved)
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
