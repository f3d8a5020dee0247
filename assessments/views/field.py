"""One unit as its team sees it: who has handed in, all marks beside each other, confirmation."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import policies
from assessments.actions import sheets as actions
from assessments.forms.sheets import QuizForm, SpreadForm, StepForm
from assessments.models import Assessment, ScoreSheet
from assessments.results.bodies import bodies_of
from assessments.results.field import (
    DutyRow,
    QuizRow,
    Row,
    Seat,
    Standings,
    comparison,
    counted_sheets,
    duty_rows,
    open_matters,
    quiz_rows,
    seats_of,
)
from assessments.roles import Actor, ReportStatus
from assessments.workflow import DUTY_STEPS, FIELD_STEPS, Step
from districts.requests import standing_for
from districts.roles import Standing
from wenming.errors import Conflict, NotAllowed
from wenming.http import UserRequest
from wenming.numbers import plain

# Who may lead an item among those who open this page; departments settle on theirs.
LEADS = (Actor.TEAM_LEADER, Actor.OFFICE)


@require_safe
def field_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The unit's page for the team, its leader and the office."""
    return _page(request, _assessment(request, pk))


def _page(
    request: UserRequest,
    assessment: Assessment,
    *,
    quiz_form: QuizForm | None = None,
    spread_form: SpreadForm | None = None,
    step_form: StepForm | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The page; with a refused form its errors and what was typed."""
    now = timezone.now()
    actors = policies.actors_of(request.user, standing_for(request), assessment)
    calendar = policies.calendar_of(assessment.cycle, now)
    prefetch_related_objects([assessment], "sheets")
    seats, duties, bodies = seats_of(assessment, now), duty_rows(assessment), bodies_of(assessment)
    quizzes = quiz_rows(assessment, bodies)
    sheets = _sheets(request, assessment, seats, duties)
    released = [row.body for row in duties if row.duty.is_released]
    notes = assessment.spread_notes.all()
    rows = comparison(assessment, sheets or [], notes, bodies, released)
    is_open = policies.can_open_sheet(frozenset({Actor.MEMBER}), assessment, calendar)
    settles = Settles(actors, standing_for(request), assessment, is_open)
    refused = quiz_form or spread_form or step_form
    context = {
        "assessment": assessment,
        "seats": seats,
        "own": next((seat for seat in seats if seat.user.pk == request.user.pk), None),
        "quizzes": _quiz_forms(quizzes, quiz_form),
        "sheets": sheets,
        "rows": spread_forms(rows, settles, spread_form),
        "duties": _duty_steps(duties, actors, calendar),
        "spread_percent": f"{plain(assessment.cycle.spread_share * 100)}%",
        "wide": sum(row.is_wide for row in rows),
        "matters": _matters(assessment, Standings(seats, quizzes, rows, duties, bodies), sheets),
        "unreported": assessment.report.status != ReportStatus.ACCEPTED,
        "steps": policies.steps_open_to(FIELD_STEPS, actors, assessment.field_status, calendar),
        "may_record_quiz": policies.can_record_quiz(actors, assessment, calendar),
        "may_open": policies.can_open_sheet(actors, assessment, calendar),
        "step_form": step_form,
        "conflict": conflict,
    }
    status = conflict.status if conflict else 422 if refused else 200
    return render(request, "assessments/field_detail.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Settles:
    """Whether the signed-in person explains the spread of an item now."""

    actors: frozenset[Actor]
    standing: Standing
    assessment: Assessment
    is_open: bool

    def __call__(self, row: Row) -> bool:
        return self.is_open and policies.can_settle(
            self.actors, self.standing, self.assessment, row.lead
        )


def _duty_steps(
    duties: list[DutyRow], actors: frozenset[Actor], calendar: policies.Calendar
) -> list[tuple[DutyRow, dict[str, Step]]]:
    """What each body owes, with what the signed-in person may decide about it."""
    return [
        (row, policies.steps_open_to(DUTY_STEPS, actors, row.duty.status, calendar))
        if row.is_open or row.duty.is_released
        else (row, {})
        for row in duties
    ]


def _sheets(
    request: UserRequest, assessment: Assessment, seats: list[Seat], duties: list[DutyRow]
) -> list[ScoreSheet] | None:
    """The counted sheets, or None while some of them are hidden from this person. One query."""
    counted = counted_sheets(seats, assessment)
    seen = ScoreSheet.objects.visible_to(request.user, standing_for(request))
    visible = set(seen.filter(assessment=assessment).values_list("pk", flat=True))
    if any(sheet.pk not in visible for sheet in counted):
        return None
    names = {seat.user.pk: seat.user for seat in seats}
    known = {sheet.pk: sheet for row in duties for sheet in row.sheets}
    found = [known.get(sheet.pk, sheet) for sheet in counted]
    for sheet in found:
        sheet.assessment = assessment
        if sheet.scorer_id in names:
            sheet.scorer = names[sheet.scorer_id]
    return found


def _matters(assessment: Assessment, now: Standings, sheets: list[ScoreSheet] | None) -> list[str]:
    """What is still open. Spreads are named only to whoever may see the marks."""
    if assessment.is_confirmed:
        return []
    return open_matters(assessment, now if sheets is not None else replace(now, rows=()))


def _quiz_forms(rows: list[QuizRow], refused: QuizForm | None) -> list[tuple[QuizRow, QuizForm]]:
    """Each test with its form: the refused one as it was typed, the others as stored."""
    typed = refused.data.get("indicator") if refused else None
    return [
        (row, refused if refused and typed == str(row.item.id) else _quiz_form(row)) for row in rows
    ]


def _quiz_form(row: QuizRow) -> QuizForm:
    initial: dict[str, object] = {"indicator": row.item.id}
    if row.quiz is not None:
        initial |= {
            "people": row.quiz.people,
            "average": row.quiz.average,
            "version": row.quiz.version,
        }
    return QuizForm(initial=initial, auto_id=f"quiz{row.item.id}_%s")


def spread_forms(
    rows: list[Row], settles: Callable[[Row], bool], refused: SpreadForm | None = None
) -> list[tuple[Row, SpreadForm | None]]:
    """Each item; those whose marks differ too much with the form for the note, for its lead."""
    typed = refused.data.get("indicator") if refused else None
    return [
        (row, refused if refused and typed == str(row.item.id) else _spread_form(row))
        if settles(row)
        else (row, None)
        for row in rows
    ]


def _spread_form(row: Row) -> SpreadForm | None:
    if not row.is_wide:
        return None
    text = row.note.text if row.note else ""
    initial = {"indicator": row.item.id, "text": text}
    return SpreadForm(initial=initial, auto_id=f"spread{row.item.id}_%s")


@require_POST
def quiz_record(request: UserRequest, pk: int) -> HttpResponse:
    """Store a test's result; one form per item, told by its `indicator`."""
    assessment = _assessment(request, pk)
    _require(request, assessment, [Actor.MEMBER], "测试成绩由该单位的考核组录入。")
    form = QuizForm(request.POST, auto_id=f"quiz{request.POST.get('indicator', '')[:20]}_%s")
    if not form.is_valid():
        return _page(request, assessment, quiz_form=form)
    typed = form.cleaned_data
    try:
        actions.record_quiz(
            assessment,
            typed["indicator"],
            people=typed["people"],
            average=typed["average"],
            version=typed["version"],
            by=request.user,
            at=timezone.now(),
        )
    except Conflict as conflict:
        # Both versions on the page that the form stands on, with what was typed still in it.
        if not conflict.typed:
            raise
        return _page(request, assessment, quiz_form=form, conflict=conflict)
    messages.success(request, "测试成绩已保存。")
    return redirect("assessments:field-detail", assessment.pk)


@require_POST
def spread_settle(request: UserRequest, pk: int) -> HttpResponse:
    """The lead's note on one item whose marks differ too much; the action knows who leads it."""
    assessment = _assessment(request, pk)
    _require(request, assessment, LEADS, "分差说明由组长填写。")
    form = SpreadForm(request.POST, auto_id=f"spread{request.POST.get('indicator', '')[:20]}_%s")
    if not form.is_valid():
        return _page(request, assessment, spread_form=form)
    actions.settle_spread(
        assessment,
        form.cleaned_data["indicator"],
        text=form.cleaned_data["text"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "分差说明已保存。")
    return redirect("assessments:field-detail", assessment.pk)


@require_POST
def field_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm the team's result, or take it back."""
    assessment = _assessment(request, pk)
    step = FIELD_STEPS.get(verb)
    if step is None:
        raise Http404
    _require(request, assessment, [step.actor], f"您没有“{step.label}”的权限。")
    form = StepForm(request.POST, step=step)
    if not form.is_valid():
        return _page(request, assessment, step_form=form)
    note = form.cleaned_data["note"]
    assessment = actions.advance_field(
        assessment, verb, by=request.user, at=timezone.now(), note=note
    )
    messages.success(request, f"{assessment.unit.name}{assessment.get_field_status_display()}。")
    return redirect("assessments:field-detail", assessment.pk)


def _assessment(request: UserRequest, pk: int) -> Assessment:
    """The unit for whoever follows its scoring; its own reporter is told that it is not theirs."""
    standing = standing_for(request)
    seen = Assessment.objects.visible_to(request.user, standing).select_related(
        "unit__township", "unit_type", "cycle", "rubric", "team", "report", "confirmed_by"
    )
    assessment = get_object_or_404(seen.defer("report__summary"), pk=pk)
    actors = policies.actors_of(request.user, standing, assessment)
    if not policies.can_see_field(actors, standing, assessment):
        raise NotAllowed("集中考核由考核组和县文明办办理，您没有查看的权限。")
    return assessment


def _require(
    request: UserRequest, assessment: Assessment, allowed: Collection[Actor], refusal: str
) -> None:
    """Refuse before the form is read, so that nobody is told to correct what is not theirs."""
    if not policies.actors_of(request.user, standing_for(request), assessment) & set(allowed):
        raise NotAllowed(refusal)
