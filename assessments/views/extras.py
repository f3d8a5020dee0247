"""加分减分与否决: what the office records on a unit's total, and the list of the whole year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import extras as actions
from assessments.forms.answers import NOTHING_TYPED, Typed, answer_input, read_answer
from assessments.forms.extras import (
    CorrectionForm,
    DecisionForm,
    DeductionForm,
    OwnClaimForm,
    VetoForm,
    WithdrawalForm,
)
from assessments.models import Assessment, BonusClaim, Cycle, DeductionEntry
from assessments.results.claims import ClaimRow, claims_of
from assessments.results.deductions import deduction_in_words, deduction_of, deductions_of
from assessments.results.extras_year import YearFilter, year_extras
from assessments.results.vetoes import findings_of
from assessments.roles import Actor, ClaimStatus, CycleStatus
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest
from wenming.paging import page_of

READ_OR_POST = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused just now: shown again where it stood, with all that was typed."""

    name: str = ""
    form: forms.Form | None = None
    status: int = 200


NOTHING_REFUSED = Refused()


@dataclass(frozen=True, slots=True)
class Asked:
    """One form of the page: its name there, what it does, and what is said when it is done."""

    name: str
    form: forms.Form
    act: Callable[[dict[str, Any]], None]
    done: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One claim with the office's form, or one bonus that the office may enter itself."""

    row: ClaimRow
    form: forms.Form
    inputs: SafeString
    is_refused: bool


@require_safe
def extras(request: UserRequest, pk: int) -> HttpResponse:
    """Everything recorded on one unit's total, and how it counts."""
    return _page(request, _assessment(request, pk))


@require_safe
def extras_list(request: UserRequest, pk: int) -> HttpResponse:
    """The whole year: who claims what, what was deducted, which vetoes wait."""
    if not policies.can_see_cycles(standing_for(request)):
        raise Http404
    cycle = get_object_or_404(Cycle, pk=pk)
    chosen = YearFilter.of(request.GET)
    rows, tabs = year_extras(cycle, chosen)
    context = {"cycle": cycle, "chosen": chosen, "tabs": tabs, "page": page_of(request, rows)}
    return render(request, "assessments/extras_list.html", context)


@require_POST
def claim_decide(request: UserRequest, pk: int) -> HttpResponse:
    """认可, 部分认可 or 不认可."""
    claim, assessment = _claim(request, pk)
    form = DecisionForm(request.POST)

    def decide(data: dict[str, Any]) -> None:
        answer = read_answer(request.POST)
        actions.decide_claim(claim, answer=answer, by=request.user, at=timezone.now(), **data)

    return _taken(request, assessment, Asked(f"claim-{pk}", form, decide, "已认定。"))


@require_POST
def claim_record(request: UserRequest, pk: int) -> HttpResponse:
    """A bonus that the office enters for the unit."""
    claim, assessment = _claim(request, pk)
    form = OwnClaimForm(request.POST)

    def enter(data: dict[str, Any]) -> None:
        answer = read_answer(request.POST)
        actions.record_claim(claim, answer=answer, by=request.user, at=timezone.now(), **data)

    return _taken(request, assessment, Asked(f"claim-{pk}", form, enter, "已登记，计入加分。"))


@require_POST
def deduction_add(request: UserRequest, pk: int) -> HttpResponse:
    """One more event."""
    assessment = _assessment(request, pk)
    code = request.POST.get("code", "")
    deduction = deduction_of(assessment, code)
    if deduction is None:
        raise Http404
    form = DeductionForm(request.POST, deduction=deduction, prefix=code)

    def add(_: dict[str, Any]) -> None:
        given = {"answer": form.answer, **form.document}
        actions.record_deduction(assessment, code=code, by=request.user, at=timezone.now(), **given)

    return _taken(request, assessment, Asked(f"deduction-{code}", form, add, "已登记扣分。"))


@require_http_methods(READ_OR_POST)
def deduction_correct(request: UserRequest, pk: int) -> HttpResponse:
    """The entry as it should have been; the old one stays, struck through."""
    entry, assessment = _entry(request, pk)
    _require_office(request, assessment)
    deduction = deduction_of(assessment, entry.code)
    if deduction is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, deduction=deduction, initial=_as_typed(entry))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("why", "version")}
        try:
            actions.correct_deduction(
                entry, answer=form.answer, by=request.user, at=timezone.now(),
                **form.document, **given,
            )  # fmt: skip
        except DomainError as refusal:
            _into_form(form, refusal)
        else:
            messages.success(request, "已更正，原登记保留备查。")
            return redirect(_place(assessment))
    context = {
        "assessment": assessment,
        "entry": entry,
        "words": deduction_in_words(entry),
        "deduction": deduction,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/deduction_correct.html", context, status=status)


@require_POST
def deduction_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take an entry back, with the reason."""
    entry, assessment = _entry(request, pk)
    form = WithdrawalForm(request.POST)

    def withdraw(data: dict[str, Any]) -> None:
        actions.withdraw_deduction(entry, by=request.user, at=timezone.now(), **data)

    return _taken(
        request, assessment, Asked(f"withdraw-{pk}", form, withdraw, "已撤销，原登记保留备查。")
    )


@require_POST
def veto_add(request: UserRequest, pk: int) -> HttpResponse:
    """What happened; it vetoes once the department has confirmed it."""
    assessment = _assessment(request, pk)
    form = VetoForm(request.POST, vetoes=assessment.rubric.spec.vetoes, prefix="veto")

    def add(data: dict[str, Any]) -> None:
        actions.record_veto(assessment, by=request.user, at=timezone.now(), **data)

    return _taken(request, assessment, Asked("veto", form, add, "已登记，待部门确认。"))


def _taken(request: UserRequest, assessment: Assessment, asked: Asked) -> HttpResponse:
    """Do what a form asks and go back to the page, or show it again where it stood."""
    _require_office(request, assessment)
    if asked.form.is_valid():
        try:
            asked.act(asked.form.cleaned_data)
        except DomainError as refusal:
            _into_form(asked.form, refusal)
        else:
            messages.success(request, asked.done)
            return redirect(f"{_place(assessment)}#{asked.name}")
    return _page(request, assessment, Refused(asked.name, asked.form, 422))


def _into_form(form: forms.Form, refusal: DomainError) -> None:
    """A refusal at its field; who may not act, or was too late, gets the page that says so."""
    if isinstance(refusal, NotAllowed | Conflict):
        raise refusal
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)


def _page(
    request: UserRequest, assessment: Assessment, refused: Refused = NOTHING_REFUSED
) -> HttpResponse:
    may_act = _may_act(request, assessment)
    claims = claims_of(assessment)
    deductions = deductions_of(assessment)
    vetoes = assessment.rubric.spec.vetoes
    typed = Typed(request.POST) if refused.form else NOTHING_TYPED
    context = {
        "assessment": assessment,
        "claims": claims,
        "cards": [_card(row, refused, typed) for row in claims.rows],
        "deductions": deductions,
        "deduction_forms": [
            (row, _named(refused, f"deduction-{row.deduction.code}") or _deduction_form(row))
            for row in deductions.rows
        ],
        "findings": findings_of(assessment),
        "vetoes": vetoes,
        "veto_form": _named(refused, "veto") or VetoForm(vetoes=vetoes, prefix="veto"),
        "refused_form": refused.form if refused.name.startswith("withdraw-") else None,
        "refused_entry": refused.name.removeprefix("withdraw-"),
        "may_act": may_act,
    }
    return render(request, "assessments/extras.html", context, status=refused.status)


def _deduction_form(row: Any) -> DeductionForm:
    return DeductionForm(deduction=row.deduction, prefix=row.deduction.code)


def _named(refused: Refused, name: str) -> Any:
    return refused.form if refused.name == name else None


def _card(row: ClaimRow, refused: Refused, typed: Typed) -> DecisionCard:
    """The form of one claim, or for entering it where nobody claims it."""
    claim = row.claim
    form = _named(refused, f"claim-{claim.pk}")
    is_refused = form is not None
    if form is None:
        made = DecisionForm if row.is_made else OwnClaimForm
        verdict = claim.status if claim.is_decided else ClaimStatus.ACCEPTED
        initial = {"version": claim.version, "verdict": verdict, "reason": claim.reason}
        form = made(initial=initial)
    stored = claim.answer if claim.accepted is None else claim.accepted
    mine = typed if is_refused else NOTHING_TYPED
    error = next(iter(form.non_field_errors()), "") if is_refused else ""
    inputs = answer_input(row.item, stored, key=row.key, typed=mine, error=error)
    return DecisionCard(row, form, inputs.html, is_refused)


def _as_typed(entry: DeductionEntry) -> dict[str, Any]:
    answer = entry.answer
    return {
        "count": answer.get("count"),
        "values": "、".join(answer.get("values", ())),
        "concealed": answer.get("concealed", False),
        "reason": entry.reason,
        "document_number": entry.document_number,
        "document_date": entry.document_date,
        "version": entry.version,
        "save_key": uuid4(),
    }


def _assessment(request: UserRequest, pk: int) -> Assessment:
    """The unit with all that its page touches, or 404 for whoever does not read such pages."""
    standing = standing_for(request)
    rows = Assessment.objects.visible_to(request.user, standing)
    joined = rows.select_related("unit", "unit_type", "cycle", "rubric", "report").defer(
        "breakdown"
    )
    assessment = get_object_or_404(joined.defer("breakdown"), pk=pk)
    actors = policies.actors_of(request.user, standing, assessment)
    if not policies.can_see_extras(actors, standing):
        raise NotAllowed("加分、扣分和一票否决由县文明办办理，您不能查看这一页。")
    return assessment


def _claim(request: UserRequest, pk: int) -> tuple[BonusClaim, Assessment]:
    seen = Assessment.objects.visible_to(request.user, standing_for(request))
    claim = get_object_or_404(BonusClaim, pk=pk, assessment__in=seen)
    return claim, _assessment(request, claim.assessment_id)


def _entry(request: UserRequest, pk: int) -> tuple[DeductionEntry, Assessment]:
    seen = Assessment.objects.visible_to(request.user, standing_for(request))
    entry = get_object_or_404(DeductionEntry, pk=pk, assessment__in=seen)
    return entry, _assessment(request, entry.assessment_id)


def _may_act(request: UserRequest, assessment: Assessment) -> bool:
    actors = policies.actors_of(request.user, standing_for(request), assessment)
    return Actor.OFFICE in actors and assessment.cycle.status == CycleStatus.OPEN


def _require_office(request: UserRequest, assessment: Assessment) -> None:
    actors = policies.actors_of(request.user, standing_for(request), assessment)
    if Actor.OFFICE not in actors:
        raise NotAllowed("加分、扣分和一票否决由县文明办办理，您可以查看，不能修改。")


def _place(assessment: Assessment) -> str:
    return reverse("assessments:extras", args=[assessment.pk])
