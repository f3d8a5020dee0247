"""Finding a version; who may read, who may write."""

from django.http import Http404

from assessments.models import AnnualSummary
from assessments.policies import can_see_figures, can_write_summary
from districts.requests import standing_for
from districts.views.fieldwork.common import find_record
from wenming.errors import NotAllowed
from wenming.http import UserRequest

FORM_METHODS = ("GET", "HEAD", "POST")


def readers_only(request: UserRequest) -> None:
    """404 for whoever reads no figures of the year."""
    if not can_see_figures(standing_for(request)):
        raise Http404


def writers_only(request: UserRequest) -> None:
    readers_only(request)
    if not can_write_summary(standing_for(request)):
        raise NotAllowed("年度工作总结由县文明办起草，您只能查看。")


def find_summary(request: UserRequest, pk: int) -> AnnualSummary:
    return find_record(request, AnnualSummary, pk, "document")
