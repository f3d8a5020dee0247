"""The figures of a year, the rows behind each, and how each is spoken."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions.figures import choose_wording
from assessments.exports_figures import figures_xlsx
from assessments.jobs.figures import ROWS
from assessments.models import FigureWording
from assessments.results.figures import FigureValue, figures_of, rows_behind
from assessments.results.figures.pages import (
    choices_of,
    parts_of,
    shown_rows,
    sum_line,
    years_told,
)
from assessments.results.years import chosen_cycle
from assessments.wording import RULES_TEXT
from districts.requests import standing_for
from wenming.errors import DomainError
from wenming.http import UserRequest, attachment
from wenming.jobs.delivery import deliver
from wenming.paging import page_of
from wenming.snapshots import one_snapshot

READ_OR_POST = ("GET", "HEAD", "POST")


@require_safe
def current_figures(request: UserRequest) -> HttpResponse:
    """年度数据 in the menu: those of the year in progress."""
    _readers_only(request)
    cycle, _ = chosen_cycle(None)
    year = cycle.year if cycle else timezone.localdate().year
    return redirect("assessments:figure-list", year)


@require_safe
def figure_list(request: UserRequest, year: int) -> HttpResponse:
    """Every figure by section; what the year has no record of is marked."""
    _readers_only(request)
    with one_snapshot():
        parts = parts_of(figures_of(year))
        years = years_told(year, timezone.localdate())
    context = {
        "year": year,
        "years": years,
        "parts": parts,
        "missing": sum(part.missing for part in parts),
        "rules_text": RULES_TEXT,
    }
    return render(request, "assessments/figures/figure_list.html", context)


@require_safe
def figure_table(request: UserRequest, year: int) -> HttpResponseBase:
    """The same as a workbook."""
    _readers_only(request)
    today = timezone.localdate()
    book = figures_xlsx(figures_of(year), year, today)
    return attachment(f"{year}年度数据{today:%Y%m%d}.xlsx", book)


@require_safe
def figure_detail(request: UserRequest, year: int, name: str) -> HttpResponse:
    """One figure: what it means, what it says, and the rows that make it."""
    _readers_only(request)
    return _detail(request, year, name)


@require_POST
def figure_wording(request: UserRequest, year: int, name: str) -> HttpResponse:
    """Speak the figure by another rule."""
    _readers_only(request)
    value = _value(year, name)
    version = request.POST.get("version", "")
    try:
        choose_wording(
            value.figure,
            year,
            request.POST.get("rule", ""),
            version=int(version) if version.isascii() and version.isdigit() else 0,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        if refusal.field is None:
            raise
        return _detail(request, year, name, refusal=refusal)
    messages.success(request, f"“{value.figure.label}”的写法已保存。")
    return redirect("assessments:figure-detail", year, name)


@require_http_methods(READ_OR_POST)
def figure_rows(request: UserRequest, year: int, name: str) -> HttpResponseBase:
    """The rows as a workbook; very many of them in the background."""
    _readers_only(request)
    value = _value(year, name)
    title = f"{year}年{value.figure.label}明细"
    params = {"year": year, "name": name}
    return deliver(request, ROWS, rows=value.rows, title=title, params=params)


def _detail(
    request: UserRequest, year: int, name: str, refusal: DomainError | None = None
) -> HttpResponse:
    with one_snapshot():
        value = _value(year, name)
        behind = rows_behind(value.figure, year)
        page = page_of(request, behind.rows if value.rows else behind.rows.none())
        chosen = FigureWording.objects.filter(year=year, name=name).first()
        context: dict[str, Any] = {
            "year": year,
            "value": value,
            "figure": value.figure,
            "columns": behind.columns,
            "page": page,
            "rows": shown_rows(page.object_list, behind.columns),
            "sum_line": sum_line(value),
            "choices": choices_of(value, chosen),
            "version": chosen.version if chosen else 0,
            "can_word": policies.can_word_figures(standing_for(request)),
            "rules_text": RULES_TEXT,
            "refusal": refusal,
        }
    status = refusal.status if refusal else 200
    return render(request, "assessments/figures/figure_detail.html", context, status=status)


def _value(year: int, name: str) -> FigureValue:
    found = figures_of(year).get(name)
    if found is None:
        raise Http404
    return found


def _readers_only(request: UserRequest) -> None:
    if not policies.can_see_figures(standing_for(request)):
        raise Http404
