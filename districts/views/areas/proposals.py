"""Proposing a district and putting it right."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from districts.actions.areas.proposals import edit_area, propose
from districts.forms.areas import AreaForm
from districts.forms.records import initial_of_record
from districts.models import Township
from districts.policies.areas import can_edit_area, can_propose, can_see_areas, needs_reason
from districts.requests import standing_for
from districts.views.areas.detail import area_of
from districts.views.fieldwork.common import number_in, refuse_at_field, today
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def area_create(request: UserRequest) -> HttpResponse:
    """A proposal. With several townships to choose from, that is asked first."""
    standing = standing_for(request)
    if not can_see_areas(standing):
        raise Http404
    if not can_propose(standing):
        raise NotAllowed("片区由乡镇提报。")
    townships = Township.objects.filter(is_active=True).order_by("name")
    if not standing.is_office:
        townships = townships.filter(pk__in=standing.township_ids)
    wanted = number_in(request, "township")
    own = list(townships)
    chosen = next((each for each in own if each.pk == wanted or len(own) == 1), None)
    if chosen is None:
        return render(request, "districts/areas/area_township.html", {"townships": own})
    form = AreaForm(
        posted(request),
        standing=standing,
        today=today(),
        township=chosen,
        initial={"year": today().year},
    )
    if request.method == "POST" and form.is_valid():
        try:
            area = propose(form.values, township=chosen, by=request.user, at=timezone.now())
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已提报“{area}”，可以继续上传照片，等县文明办审核。")
            return redirect(area)
    return _form_page(request, {"form": form, "township": chosen, "title": "提报片区"})


@require_http_methods(FORM_METHODS)
def area_edit(request: UserRequest, pk: int) -> HttpResponse:
    area = area_of(request, pk)
    standing = standing_for(request)
    if not can_edit_area(standing, area):
        raise NotAllowed("片区提报后由乡镇在审核前修改，审核后由县文明办修改。")
    initial = initial_of_record(area, [name for name in AreaForm.base_fields if name != "villages"])
    initial["villages"] = list(area.villages.values_list("pk", flat=True))
    form = AreaForm(
        posted(request),
        standing=standing,
        today=today(),
        row=area,
        is_correction=needs_reason(area),
        township=area.township,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            edit_area(
                area,
                form.values,
                version=given["version"],
                note=given.get("reason", ""),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(area)
    context = {"form": form, "area": area, "township": area.township, "title": "修改片区"}
    return _form_page(request, context)


def _form_page(request: UserRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, "districts/areas/area_form.html", context, status=status)
