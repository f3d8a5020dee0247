"""结果反馈: the unit's page, the office's list of a year, and one objection."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import policies
from assessments.actions import feedback as actions
from assessments.forms.answers import NOTHING_TYPED, Typed, answer_input, read_answer
from assessments.forms.feedback import ObjectionForm, ObjectionStepForm
from assessments.models import Agreement, Assessment, Cycle, Objection, ObjectionFile
from assessments.results import feedback as results
from assessments.roles import Actor, CycleStatus, ObjectionStatus, PhaseKind
from assessments.views.cycles import for_county
from assessments.views.results import visible_assessment
from assessments.workflow import OBJECTION_STEPS, Step
from districts.requests import standing_for
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.serving import serve
from wenming.files.types import ACCEPT, LIMITS_TEXT
from wenming.http import UserRequest
from wenming.paging import page_of

JOINED = (
    "assessment__unit",
    "assessment__unit_type",
    "assessment__cycle",
    "assessment__rubric",
    "indicator",
    "filed_by",
    "decided_by",
)


@require_safe
@for_county
def feedback_list(request: UserRequest, pk: int) -> HttpResponse:
    """Who has answered, what waits for a second look, and where objections cluster."""
    cycle = get_object_or_404(Cycle.objects.prefetch_related("phases"), pk=pk)
    calendar = policies.calendar_of(cycle, timezone.now())
    page = page_of(request, results.units_of(cycle))
    clusters = results.clusters_of(cycle)
    context = {
        "cycle": cycle,
        "phase": calendar.phases.get(PhaseKind.FEEDBACK),
        "is_open": calendar.is_open(PhaseKind.FEEDBACK),
        "answers": results.answers_of(cycle),
        "clusters": clusters,
        "most": max((each.objections for each in clusters), default=1),
        "page": page,
        "rows": results.unit_rows(page.object_list, calendar),
        "can_run": policies.can_run_cycles(standing_for(request)),
    }
    return render(request, "assessments/feedback_list.html", context)


@require_safe
def feedback(request: UserRequest, pk: int) -> HttpResponse:
    """Every mark of one unit with its reasons; the unit agrees or objects item by item."""
    return _unit_page(request, _find_unit(request, pk))


@require_POST
def feedback_agree(request: UserRequest, pk: int) -> HttpResponse:
    assessment = _find_unit(request, pk)
    actions.agree(assessment, by=request.user, at=timezone.now())
    messages.success(request, "已反馈：对全部得分无异议。")
    return redirect("assessments:feedback", assessment.pk)


@require_POST
def feedback_object(request: UserRequest, pk: int) -> HttpResponse:
    """File one objection, with its papers."""
    assessment = _find_unit(request, pk)
    form = ObjectionForm(request.POST)
    if form.is_valid():
        try:
            objection = actions.file_objection(
                assessment,
                uploads=request.FILES.getlist("files"),
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except (NotAllowed, Conflict):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "异议已提出，县文明办将安排未参加评分的同志复核。")
            return redirect(objection)
    return _unit_page(request, assessment, refused=form, status=422)


@require_safe
def objection_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One objection: what the unit says, what the scorers gave, what was decided."""
    return _objection_page(request, _find(request, pk), ObjectionStepForm())


@require_POST
def objection_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Take it back, decide it, or look at it again."""
    objection = _find(request, pk)
    if verb not in OBJECTION_STEPS:
        raise Http404
    step = OBJECTION_STEPS[verb]
    form = ObjectionStepForm(request.POST, needs_note=step.needs_note)
    if form.is_valid():
        try:
            actions.advance_objection(
                objection,
                verb,
                answer=read_answer(request.POST) if verb == "adjust" else None,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except (NotAllowed, Conflict):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, f"已{step.label}。")
            return redirect(objection)
    return _objection_page(request, objection, form, typed=Typed(request.POST), status=422)


@require_safe
def objection_file(request: UserRequest, pk: int) -> HttpResponseBase:
    """A paper behind an objection, for whoever sees the objection."""
    visible = Objection.objects.visible_to(request.user, standing_for(request))
    row = get_object_or_404(
        ObjectionFile.objects.select_related("file").filter(objection__in=visible), pk=pk
    )
    return serve(row.file, inline=row.file.is_image)


def _find_unit(request: UserRequest, pk: int) -> Assessment:
    """The unit's year for the unit itself, office and leaders; anybody else gets 404."""
    assessment = visible_assessment(request, pk)
    standing = standing_for(request)
    if not standing.sees_whole_county and assessment.unit_id not in standing.unit_ids:
        raise Http404
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing, assessment)
    if not assessment.is_confirmed or not policies.can_see_result(
        actors, standing, assessment, calendar
    ):
        raise NotAllowed("该单位的得分现在还不能查看。")
    return assessment


def _unit_page(
    request: UserRequest,
    assessment: Assessment,
    *,
    refused: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    actors = policies.actors_of(request.user, standing_for(request), assessment)
    can_answer = policies.can_answer_marks(actors, assessment, calendar)
    named = policies.can_name_scorers(actors, standing_for(request), assessment)
    heads = results.heads_of(assessment, named=named)
    agreement = Agreement.objects.filter(assessment=assessment).select_related("by").first()
    objections = [row.objection for head in heads for row in head.items if row.objection]
    waiting = sum(not each.is_decided for each in objections)
    word, chip = results.state_of(
        calendar,
        agreed=agreement is not None,
        filed=waiting,
        decided=len(objections) - waiting,
    )
    context = {
        "assessment": assessment,
        "heads": heads,
        "agreement": agreement,
        "objections": objections,
        "can_answer": can_answer,
        "is_reporter": Actor.REPORTER in actors,
        "word": word,
        "chip": chip,
        "phase": calendar.phases.get(PhaseKind.FEEDBACK),
        "form": _form(request, heads, refused) if can_answer else None,
        "accept": ACCEPT,
        "limits": LIMITS_TEXT,
    }
    return render(request, "assessments/feedback.html", context, status=status)


def _form(
    request: UserRequest, heads: list[results.HeadRow], refused: ObjectionForm | None
) -> ObjectionForm | None:
    """The form of the item that was asked for, or what was typed and refused."""
    code = request.GET.get("item", "")
    is_open = any(row.item.code == code and not row.objection for h in heads for row in h.items)
    return refused or (ObjectionForm(code=code) if is_open else None)


def _find(request: UserRequest, pk: int) -> Objection:
    visible = Objection.objects.visible_to(request.user, standing_for(request))
    joined = visible.select_related(*JOINED).defer("assessment__breakdown")
    return get_object_or_404(joined.prefetch_related("files__file"), pk=pk)


def _objection_page(
    request: UserRequest,
    objection: Objection,
    form: ObjectionStepForm,
    *,
    typed: Typed = NOTHING_TYPED,
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    assessment = objection.assessment
    actors = policies.actors_of(request.user, standing, assessment)
    actors = policies.reviewers_of(actors, request.user, assessment)
    steps = _steps(objection, actors)
    item = results.item_of(objection)
    named = policies.can_name_scorers(actors, standing, assessment)
    answer = answer_input(item, objection.answer, key="decided", typed=typed)
    context = {
        "objection": objection,
        "assessment": assessment,
        "item": item,
        "given": results.given_to(objection, named=named),
        "chip": results.CHIPS[ObjectionStatus(objection.status)],
        "steps": steps,
        "form": form,
        "answer": answer.html,
        "decides": "adjust" in steps,
        "can_rectify": policies.can_rectify(standing, assessment),
        "has_judged": Actor.OFFICE in actors and Actor.REVIEWER not in actors,
    }
    return render(request, "assessments/objection_detail.html", context, status=status)


def _steps(objection: Objection, actors: frozenset[Actor]) -> dict[str, Step]:
    cycle = objection.assessment.cycle
    calendar = policies.calendar_of(cycle, timezone.now())
    if cycle.status != CycleStatus.OPEN:
        return {}
    return policies.steps_open_to(OBJECTION_STEPS, actors, objection.status, calendar)
