"""The year's workbooks as downloads; each under the same permission as the page it prints."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments import exports, policies
from assessments.jobs import tables
from assessments.models import Cycle
from assessments.views.results import score_of
from districts.requests import standing_for
from wenming.http import UserRequest, attachment
from wenming.jobs.delivery import deliver

READ_OR_POST = ("GET", "HEAD", "POST")


@require_safe
def score_sheet(request: UserRequest, pk: int) -> HttpResponseBase:
    """考核评分表 of one unit."""
    assessment, trail = score_of(request, pk)
    content = exports.score_sheet_xlsx(assessment, trail, timezone.now())
    year, unit = assessment.cycle.year, assessment.unit.name
    return attachment(f"{year}年文明单位考核评分表（{unit}）.xlsx", content)


@require_http_methods(READ_OR_POST)
def ranking_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, tables.RANKING)


@require_http_methods(READ_OR_POST)
def summary_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, tables.SUMMARY)


@require_http_methods(READ_OR_POST)
def self_check_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, tables.SELF_CHECKS)


def _table(request: UserRequest, pk: int, kind: str) -> HttpResponseBase:
    """A table of the whole county: for whoever sees the ranking."""
    if not policies.can_see_ranking(standing_for(request)):
        raise Http404
    cycle = get_object_or_404(Cycle, pk=pk)
    return deliver(
        request,
        kind,
        rows=tables.rows_of(kind, cycle),
        title=tables.title_of(kind, cycle),
        params={"cycle": cycle.pk},
    )
