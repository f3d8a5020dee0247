"""What the pages of projects and inspections share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from districts.forms.records import RecordForm
from districts.models import District
from districts.policies.areas import can_see_areas
from districts.requests import standing_for
from districts.views.fieldwork.common import number_in
from wenming.http import UserRequest

View = Callable[..., HttpResponseBase]
FORM_METHODS = ("GET", "HEAD", "POST")


def for_area_people(view: View) -> View:
    """404 for whoever has nothing to do with districts."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_see_areas(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def asked_area(request: UserRequest) -> District | None:
    """The planned district that `?area=` names, if this person sees it."""
    visible = District.objects.visible_to(request.user, standing_for(request)).planned()
    wanted = number_in(request, "area")
    return visible.select_related("township").filter(pk=wanted).first() if wanted else None


def choose_area(request: UserRequest, *, noun: str, back: str) -> HttpResponse:
    """In which district? Asked before the form, because that depends on it."""
    visible = District.objects.visible_to(request.user, standing_for(request)).planned()
    areas = visible.select_related("township").order_by("township__name", "name", "pk")
    context = {"areas": areas, "noun": noun, "back": back}
    return render(request, "districts/areas/area_choice.html", context)


def work_form(
    request: UserRequest, form: RecordForm, area: District, row: Any, **context: Any
) -> HttpResponse:
    """The form of a project or an inspection; `context` has title, noun and back."""
    status = 422 if form.is_bound else 200
    given = {"form": form, "row": row, "subheading": f"{area.township} · {area}", **context}
    return render(request, "districts/fieldwork/record_form.html", given, status=status)
