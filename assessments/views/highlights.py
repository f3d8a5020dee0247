"""典型事例: the mark on any record, made by the office."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.highlights import mark, unmark
from assessments.forms.summaries import FIRST_YEAR, LAST_YEAR, HighlightForm, VersionForm
from assessments.models import Highlight
from assessments.results.highlights import BY_NOUN, MARKABLE, marks_of
from assessments.roles import SummarySection
from assessments.views.summaries.common import FORM_METHODS, writers_only
from districts.views.fieldwork.common import answer_form, find_record, number_in, today
from wenming.errors import BadRequest
from wenming.http import UserRequest, posted


@require_http_methods(FORM_METHODS)
def highlight(request: UserRequest, noun: str, pk: int) -> HttpResponse:
    """The record's mark for a year: its own, else the one asked for, else this."""
    row = _find(request, noun, pk)
    year, marks = _year(request, row), marks_of(row)
    mine = next((each for each in marks if each.year == year), None)
    form = HighlightForm(posted(request), initial=_initial(row, mine))

    def act() -> Highlight:
        given = form.cleaned_data | {"section": SummarySection(form.cleaned_data["section"])}
        return mark(row, year=year, **given, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        context = {"form": form, "record": row, "noun": noun, "year": year, "mark": mine,
                   "marks": marks, "has_year": _own_year(row) is not None}  # fmt: skip
        status = 422 if form.is_bound else 200
        return render(request, "assessments/summaries/highlight.html", context, status=status)

    if request.method != "POST":
        return again()
    return answer_form(request, form, act, done="已标为典型事例。", again=again)


@require_POST
def highlight_remove(request: UserRequest, noun: str, pk: int) -> HttpResponse:
    row = _find(request, noun, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadRequest("请刷新页面后再试。")
    year = _year(request, row)
    unmark(row, year=year, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "已取消典型事例。")
    return redirect(row)


def _find(request: UserRequest, noun: str, pk: int) -> Any:
    writers_only(request)
    if noun not in BY_NOUN:
        raise Http404
    return find_record(request, BY_NOUN[noun], pk)


def _own_year(row: Any) -> int | None:
    """A district belongs to every year from its first; other records to theirs, or to none."""
    return getattr(row, "year", None)


def _year(request: UserRequest, row: Any) -> int:
    asked = number_in(request, "year")
    if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR:
        return asked
    return _own_year(row) or today().year


def _initial(row: Any, mine: Highlight | None) -> dict[str, Any]:
    if mine is not None:
        return {"section": mine.section, "line": mine.line, "version": mine.version}
    return {"section": MARKABLE[type(row)], "version": 0}
