"""Rubrics to read, to print, to publish and to copy. They are edited in the admin."""

import re

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments import policies
from assessments.actions import rubrics as actions
from assessments.forms.rubrics import CopyForm, PublishForm
from assessments.models import Rubric
from assessments.results.rubric_totals import TOTALS, totals_of
from assessments.results.rubrics import review, shelf_of, tree_of
from districts.requests import standing_for
from wenming.errors import Conflict, NotAllowed
from wenming.http import UserRequest, posted


@require_safe
def rubric_list(request: UserRequest) -> HttpResponse:
    """Every rubric the person may read, newest year first."""
    standing = standing_for(request)
    context = {
        "shelf": shelf_of(standing, _year(request.GET.get("year", ""))),
        "can_edit": policies.can_edit_rubrics(standing),
    }
    return render(request, "assessments/rubric_list.html", context)


@require_safe
def rubric_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The whole tree, with what may be done with it."""
    return _reading(request, pk, "assessments/rubric_detail.html")


@require_safe
def rubric_print(request: UserRequest, pk: int) -> HttpResponse:
    """The whole tree on A4."""
    return _reading(request, pk, "assessments/rubric_print.html")


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_publish(request: UserRequest, pk: int) -> HttpResponse:
    """What stands against publishing a draft; then publish it."""
    rubric = _visible(request, pk)
    if not policies.can_publish_rubrics(standing_for(request)):
        raise NotAllowed("考核细则由县文明办发布。")
    if not rubric.is_draft:
        raise Conflict(f"{rubric}{rubric.get_status_display()}，不能再次发布。")
    found = review(rubric)
    form = PublishForm(posted(request), needs_reason=bool(found.doubts))
    if request.method == "POST" and form.is_valid() and found.spec is not None:
        reason = form.cleaned_data["reason"]
        actions.publish(rubric, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, f"已发布{rubric}。")
        return redirect(rubric)
    context = {
        "rubric": rubric,
        "found": found,
        "form": form,
        "replaced": Rubric.objects.replaced_by(rubric).light(),
        "tree": tree_of(rubric),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/rubric_publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Start a draft from this rubric: its next version, or another year's."""
    rubric = _visible(request, pk)
    if not policies.can_edit_rubrics(standing_for(request)):
        raise NotAllowed("您没有编辑考核细则的权限。")
    form = CopyForm(posted(request), initial={"year": request.GET.get("year", rubric.year)})
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        draft = actions.copy_rubric(rubric, year=year, by=request.user, at=timezone.now())
        messages.success(request, f"已建立草稿{draft}，可以开始修改。")
        return redirect("admin:assessments_rubric_change", draft.pk)
    context = {"rubric": rubric, "form": form, "next_year": timezone.localdate().year}
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/rubric_copy.html", context, status=status)


def _visible(request: UserRequest, pk: int) -> Rubric:
    rubrics = Rubric.objects.visible_to(standing_for(request))
    return get_object_or_404(
        rubrics.select_related("published_by", "based_on").prefetch_related("unit_types"), pk=pk
    )


def _reading(request: UserRequest, pk: int, template: str) -> HttpResponse:
    rubric = _visible(request, pk)
    standing = standing_for(request)
    if rubric.is_draft:
        prefetch_related_objects([rubric], *TOTALS)
    context = {
        "rubric": rubric,
        "tree": tree_of(rubric),
        "totals": totals_of(rubric),
        "can_edit": policies.can_edit_rubrics(standing),
        "can_publish": policies.can_publish_rubrics(standing) and rubric.is_draft,
    }
    return render(request, template, context)


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{4}", text) else None
