"""The ledger of contributions: the list, one entry, entering, confirming and correcting it."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions import pairings as acts
from districts.actions.entries import advance_entry
from districts.forms.pairings import ContributionForm
from districts.forms.records import initial_of_record
from districts.jobs.pairings import LEDGER
from districts.models import Contribution, Pairing
from districts.policies.fieldwork import can_correct, can_edit_entry
from districts.policies.pairings import can_contribute
from districts.requests import standing_for
from districts.results.fieldwork import corrections_by
from districts.results.pairings.ledger import LedgerFilters, contribution_rows
from districts.results.pairings.sums import kind_totals, kinds_for
from districts.roles import EntryStatus
from districts.views.fieldwork.common import (
    entry_page,
    find_record,
    number_in,
    refuse_at_field,
    save_entry,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.views.pairings.common import FORM_METHODS, for_concerned, pairing_years, word_in
from districts.workflow.entries import ENTRY_STEPS
from districts.workflow.pairings import MoneySource
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, posted, render_page
from wenming.jobs.delivery import deliver
from wenming.paging import page_of

RELATED = (
    "kind",
    "activity",
    "pairing__unit",
    "pairing__village__township",
    "entered_by",
    "confirmed_by",
)
FIELDS = ["kind", "amount", "source", "given_on", "purpose", "activity"]
BESIDE = ("amount",)  # corrections shown beside their figure


@require_safe
@for_concerned
def contribution_list(request: UserRequest) -> HttpResponse:
    """The year's entries, newest first, with the sums by kind of what is confirmed."""
    standing, years = standing_for(request), pairing_years(request)
    filters = _filters(request, years.year)
    rows = contribution_rows(request.user, standing, filters)
    page = page_of(request, rows)
    visible = Contribution.objects.visible_to(request.user, standing).filter(year=years.year)
    own = Pairing.objects.of_year(today().year).active().filter(unit_id__in=standing.unit_ids)
    context = {
        "page": page,
        "corrections": corrections_by(Contribution, [row.pk for row in page.object_list]),
        "totals": kind_totals(rows),
        "filters": filters,
        "is_filtered": filters != LedgerFilters(years.year),
        "years": years,
        "kinds": [(kind.pk, kind.name) for kind in kinds_for(visible)],
        "sources": MoneySource.choices,
        "states": EntryStatus.choices,
        "months": [(month, f"{month}月") for month in range(1, 13)],
        "townships": township_choices(request),
        "own": own.with_places().first() if standing.unit_ids else None,
        "can_import": standing.is_office or bool(standing.unit_ids),
    }
    return render_page(
        request,
        "districts/pairings/contribution_list.html",
        "districts/pairings/_contribution_rows.html",
        context,
    )


@require_http_methods(FORM_METHODS)
@for_concerned
def contribution_export(request: UserRequest) -> HttpResponseBase:
    """The ledger as it is filtered now; in the background where it is long."""
    filters = _filters(request, pairing_years(request).year)
    return deliver(
        request,
        LEDGER,
        rows=contribution_rows(request.user, standing_for(request), filters).count(),
        title=f"{filters.year}年帮扶投入台账",
        params={"filters": asdict(filters)},
    )


@require_http_methods(FORM_METHODS)
def contribution_create(request: UserRequest, pk: int) -> HttpResponse:
    """A new entry of one pairing; the unit's own stays a draft until it is handed in."""
    pairing = find_record(request, Pairing, pk, "unit", "village__township")
    standing = standing_for(request)
    if not can_contribute(standing, pairing):
        raise NotAllowed("帮扶投入由结对单位在结对期间登记。")
    day = today() if today().year == pairing.year else None
    form = ContributionForm(
        posted(request),
        standing=standing,
        today=today(),
        pairing=pairing,
        initial={"given_on": day},
    )
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            row = acts.create_contribution(pairing, form.values, **who)
            if request.POST.get("then") == "submit" and row.status == EntryStatus.DRAFT:
                row = advance_entry(row, "submit", **who)
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"{row.get_status_display()}，可以继续上传佐证材料。")
            return redirect(row)
    return _form_page(request, form, pairing, None, "登记帮扶投入")


@require_safe
def contribution_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Contribution, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def contribution_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Before it is confirmed."""
    row = find_record(request, Contribution, pk, *RELATED)
    if not can_edit_entry(standing_for(request), row):
        raise NotAllowed("这条记录现在不能由您修改。")
    form = _form(request, row)

    def again() -> HttpResponse:
        return _form_page(request, form, row.pairing, row, "修改帮扶投入")

    return save_entry(request, form, acts.edit_contribution, row, done="已保存。", again=again)


@require_http_methods(FORM_METHODS)
def contribution_correct(request: UserRequest, pk: int) -> HttpResponse:
    """After it is confirmed: the old figure stays beside the new one."""
    row = find_record(request, Contribution, pk, *RELATED)
    if not can_correct(standing_for(request), row):
        raise NotAllowed("已确认的投入由县文明办更正。")
    form = _form(request, row, is_correction=True)

    def again() -> HttpResponse:
        return _form_page(request, form, row.pairing, row, "更正帮扶投入")

    done = "已更正，原来的数保留在记录旁边。"
    return save_entry(request, form, acts.correct_contribution, row, done=done, again=again)


@require_POST
def contribution_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, Contribution, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=ENTRY_STEPS, act=advance_entry, again=again)


def _page(
    request: UserRequest,
    row: Contribution,
    *,
    form: forms.Form | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    context = entry_page(
        request, row, step_url="districts:contribution-step", beside=BESIDE, form=form, verb=verb
    )
    return render(request, "districts/pairings/contribution_detail.html", context, status=status)


def _form(
    request: UserRequest, row: Contribution, *, is_correction: bool = False
) -> ContributionForm:
    initial = initial_of_record(row, FIELDS)
    if row.activity_id:
        initial["amount"] = ""
    return ContributionForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        pairing=row.pairing,
        row=row,
        is_correction=is_correction,
        initial=initial,
    )


def _form_page(
    request: UserRequest,
    form: ContributionForm,
    pairing: Pairing,
    row: Contribution | None,
    title: str,
) -> HttpResponse:
    context = {
        "form": form,
        "pairing": pairing,
        "row": row,
        "title": title,
        "can_submit": row is None and not standing_for(request).is_office,
    }
    status = 422 if form.is_bound else 200
    return render(request, "districts/pairings/contribution_form.html", context, status=status)


def _filters(request: UserRequest, year: int) -> LedgerFilters:
    return LedgerFilters(
        year=year,
        q=words_in(request),
        kind=number_in(request, "kind"),
        source=word_in(request, "source", MoneySource.values),
        state=word_in(request, "state", EntryStatus.values),
        township=number_in(request, "township"),
        month=number_in(request, "month", most=12) or None,
    )
