"""Making and changing pairings, and beginning the next year with this year's."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from districts.actions import pairings as acts
from districts.forms.pairings import CarryForm, PairingForm
from districts.forms.records import initial_of_record
from districts.models import Pairing
from districts.policies.pairings import can_keep_pairings
from districts.requests import standing_for
from districts.results.pairings.lists import told, with_warnings
from districts.views.fieldwork.common import find_record, refuse_at_field, today
from districts.views.pairings.common import FORM_METHODS, for_office, pairing_years
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted


@require_http_methods(FORM_METHODS)
@for_office
def pairing_create(request: UserRequest) -> HttpResponse:
    initial = {"started_on": today(), "village": request.GET.get("village")}
    form = PairingForm(
        posted(request), standing=standing_for(request), today=today(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("unit", "village", "leader", "started_on")
        try:
            pairing = acts.create_pairing(
                year=given["started_on"].year,
                **{name: given[name] for name in names},
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已安排{pairing.unit.name}与{pairing.village.name}结对。")
            return redirect(pairing)
    return _form_page(request, form, None)


@require_http_methods(FORM_METHODS)
def pairing_edit(request: UserRequest, pk: int) -> HttpResponse:
    pairing = find_record(request, Pairing, pk, "unit", "village__township", "leader")
    if not can_keep_pairings(standing_for(request)):
        raise NotAllowed("结对由县文明办安排，您没有这一权限。")
    form = PairingForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        row=pairing,
        initial=initial_of_record(pairing, ["village", "leader", "started_on"]),
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            acts.edit_pairing(
                pairing, form.values, version=version, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(pairing)
    return _form_page(request, form, pairing)


@require_http_methods(FORM_METHODS)
@for_office
def carry_over(request: UserRequest) -> HttpResponse:
    """Choose pairings of a year that go on into the next, with what is open of their targets."""
    years = pairing_years(request)
    taken = Pairing.objects.of_year(years.year + 1).values("unit")
    offered = Pairing.objects.of_year(years.year).active().exclude(unit__in=taken)
    form = CarryForm(posted(request), offered=offered.with_places())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["pairings"].with_places().select_related("letter")
        carried = acts.carry_over(chosen, year=years.year + 1, by=request.user, at=timezone.now())
        messages.success(request, f"已接续 {len(carried)} 个结对，未完成的目标写进了责任书草稿。")
        return redirect(f"{reverse('districts:pairing-list')}?year={years.year + 1}")
    rows = with_warnings(offered).with_places()
    context: dict[str, Any] = {
        "form": form,
        "years": years,
        "next_year": years.year + 1,
        "rows": told(rows.order_by("village__township__name", "unit__name"), today()),
        "chosen": set(request.POST.getlist("pairings")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "districts/pairings/carry_over.html", context, status=status)


def _form_page(request: UserRequest, form: PairingForm, pairing: Pairing | None) -> HttpResponse:
    context = {"form": form, "row": pairing, "title": "修改结对" if pairing else "新增结对"}
    context |= {"noun": "结对共建", "back": "districts:pairing-list"}
    context["subheading"] = (
        f"{pairing.unit.name} · {pairing.year}年"
        if pairing
        else "一个单位一年与一个核心村结对，一个核心村可以有几个单位"
    )
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)
