"""What the pages of the pairings share: for whom they exist, years, small readings of addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from districts.models import Pairing
from districts.policies.pairings import can_keep_pairings, can_see_pairings
from districts.requests import standing_for
from districts.results.years import YearChoice, chosen_year
from districts.views.fieldwork.common import today
from wenming.errors import NotAllowed
from wenming.http import UserRequest

View = Callable[..., HttpResponseBase]
FORM_METHODS = ("GET", "HEAD", "POST")


def for_concerned(view: View) -> View:
    """404 for whoever has nothing to do with pairings."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_see_pairings(standing_for(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_office(view: View) -> View:
    """404 for strangers, 403 for those who may only read."""

    @wraps(view)
    def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_keep_pairings(standing_for(request)):
            raise NotAllowed("结对、责任书和调度会由县文明办办理，您没有这一权限。")
        return view(request, *args, **kwargs)

    return for_concerned(guarded)


def pairing_years(request: UserRequest) -> YearChoice:
    """The year of any list about pairings: those in which there are some. One query."""
    visible = Pairing.objects.visible_to(request.user, standing_for(request))
    return chosen_year(request.GET.get("year"), visible, today())


def word_in(request: HttpRequest, name: str, known: Any) -> str:
    """A filter's value if it is one of the known; else none."""
    value = request.GET.get(name, "")
    return value if value in known else ""
