"""What a body owes one unit: its own page, the spreads it settles, releases, who a name means."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import sheets as actions
from assessments.actions.duties import advance_duty, decide_body
from assessments.forms.bodies import DecideForm
from assessments.forms.sheets import SpreadForm, StepForm
from assessments.models import BodyMatch, ScoreSheet, ScoringDuty
from assessments.results.bodies import Bodies, Body, applicable, bodies_of
from assessments.results.field import Row, comparison, duty_rows
from assessments.roles import Actor, BodyKind, SheetStatus
from assessments.views.cycles import READ_OR_POST, for_office
from assessments.views.field import Settles, spread_forms
from assessments.workflow import DUTY_STEPS
from districts.requests import standing_for
from wenming.errors import DomainError
from wenming.http import UserRequest, posted
from wenming.numbers import plain


@require_safe
def duty_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One unit as a department sees it: its own items, with everybody's marks on them."""
    return _page(request, _own_duty(request, pk))


def _page(
    request: UserRequest, duty: ScoringDuty, refused: SpreadForm | None = None
) -> HttpResponse:
    assessment, standing = duty.assessment, standing_for(request)
    prefetch_related_objects([assessment], "sheets__scorer", "sheets__department")
    bodies, duties = bodies_of(assessment), duty_rows(assessment)
    own = next((s for s in assessment.sheets.all() if s.scorer_id == request.user.pk), None)
    sheets = _shown(duty, own, bodies)
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing, assessment)
    is_open = policies.can_open_sheet(actors | {Actor.BODY}, assessment, calendar)
    settles = Settles(actors, standing, assessment, is_open)
    rows = _rows(duty, sheets, bodies, [row.body for row in duties if row.duty.is_released])
    context = {
        "duty": duty,
        "assessment": assessment,
        "own": own,
        "sheets": sheets,
        "rows": spread_forms(rows, settles, refused),
        "wide": sum(row.is_wide for row in rows),
        "spread_percent": f"{plain(assessment.cycle.spread_share * 100)}%",
        "is_open": is_open and not duty.is_released,
    }
    status = 422 if refused else 200
    return render(request, "assessments/duty_detail.html", context, status=status)


def _shown(duty: ScoringDuty, own: ScoreSheet | None, bodies: Bodies) -> list[ScoreSheet] | None:
    """The handed-in sheets with marks on the body's items; None before one's own is in."""
    is_in = own is not None and own.status != SheetStatus.DRAFT
    if not (is_in or duty.assessment.is_confirmed):
        return None
    body, items = Body(BodyKind(duty.body), duty.department_id), applicable(duty.assessment)
    beside = {each for item in items if body in bodies.of(item) for each in bodies.of(item)}
    return [
        sheet
        for sheet in duty.assessment.sheets.all()
        if sheet.status == SheetStatus.SUBMITTED
        and Body(BodyKind(sheet.body), sheet.department_id) in beside
    ]


def _rows(
    duty: ScoringDuty, sheets: list[ScoreSheet] | None, bodies: Bodies, released: list[Body]
) -> list[Row]:
    """The body's own items; what the others alone score is not its business."""
    body = Body(BodyKind(duty.body), duty.department_id)
    notes = duty.assessment.spread_notes.all()
    rows = comparison(duty.assessment, sheets or [], notes, bodies, released)
    return [row for row in rows if body in bodies.of(row.item)]


@require_POST
def duty_spread(request: UserRequest, pk: int) -> HttpResponse:
    """The lead department's note on one item whose marks differ too much."""
    duty = _own_duty(request, pk)
    form = SpreadForm(request.POST, auto_id=f"spread{request.POST.get('indicator', '')[:20]}_%s")
    if not form.is_valid():
        return _page(request, duty, form)
    typed = form.cleaned_data
    actions.settle_spread(
        duty.assessment, typed["indicator"], text=typed["text"], by=request.user, at=timezone.now()
    )
    messages.success(request, "分差说明已保存。")
    return redirect("assessments:duty-detail", duty.pk)


@require_POST
def duty_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Release a body that never answered for one unit, or take that back."""
    standing = standing_for(request)
    duty = get_object_or_404(ScoringDuty.objects.visible_to(request.user, standing), pk=pk)
    step = DUTY_STEPS.get(verb)
    if step is None:
        raise Http404
    form = StepForm(request.POST, step=step)
    if not form.is_valid() and standing.is_office:
        raise DomainError(str(form.errors["note"][0]), field="note")
    note = form.cleaned_data.get("note", "")
    advance_duty(duty, verb, by=request.user, at=timezone.now(), note=note)
    messages.success(request, f"{step.label}已记录。")
    return redirect("assessments:field-detail", duty.assessment_id)


@require_http_methods(READ_OR_POST)
@for_office
def body_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Whom one name of the rubrics means this year."""
    matches = BodyMatch.objects.select_related("cycle", "department")
    match = get_object_or_404(matches, pk=pk)
    form = DecideForm(posted(request), match=match)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        decide_body(
            match,
            kind=BodyKind(typed["kind"]),
            department=typed["department"],
            note=typed["note"],
            version=typed["version"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"“{match.name}”的评分已确定。")
        return redirect(match.cycle)
    context = {"match": match, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/body_decide.html", context, status=status)


def _own_duty(request: UserRequest, pk: int) -> ScoringDuty:
    """What the signed-in person speaks for; to everybody else it is not there."""
    seen = ScoringDuty.objects.to_score_by(request.user, standing_for(request))
    rows = seen.select_related(
        "department", "assessment__unit", "assessment__cycle", "assessment__rubric",
        "assessment__unit_type",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)
