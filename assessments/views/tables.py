"""The year's workbooks as downloads; each under the same permission as the page it prints."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import exports, policies
from assessments.models import Cycle
from assessments.views.results import score_of
from districts.requests import standing_for
from wenming.http import UserRequest, attachment


@require_safe
def score_sheet(request: UserRequest, pk: int) -> HttpResponseBase:
    """考核评分表 of one unit."""
    assessment, trail = score_of(request, pk)
    content = exports.score_sheet_xlsx(assessment, trail, timezone.now())
    year, unit = assessment.cycle.year, assessment.unit.name
    return attachment(f"{year}年文明单位考核评分表（{unit}）.xlsx", content)


@require_safe
def ranking_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, "得分排名表", exports.ranking_xlsx)


@require_safe
def summary_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, "考核汇总表", exports.summary_xlsx)


@require_safe
def self_check_table(request: UserRequest, pk: int) -> HttpResponseBase:
    return _table(request, pk, "自查情况表", exports.self_checks_xlsx)


def _table(
    request: UserRequest, pk: int, name: str, write: Callable[[Cycle, datetime], bytes]
) -> HttpResponseBase:
    """A table of the whole county: for whoever sees the ranking."""
    if not policies.can_see_ranking(standing_for(request)):
        raise Http404
    cycle = get_object_or_404(Cycle, pk=pk)
    return attachment(f"{cycle.year}年文明单位{name}.xlsx", write(cycle, timezone.now()))
