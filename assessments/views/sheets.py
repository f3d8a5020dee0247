"""An assessor's pages: today's units, the scoring form, and handing the sheet in."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import policies
from assessments.actions import sheets as actions
from assessments.actions.sheets.marks import StaleMark
from assessments.forms.answers import Typed
from assessments.forms.sheets import Addresses, Card, PhotoForm, StepForm, card_of, read_mark
from assessments.models import Assessment, Mark, MarkPhoto, ScoreSheet, TeamMember
from assessments.results.field import QuizRow, quiz_rows
from assessments.results.sheet_form import Beside, Head, beside, heads_of, photos_of, step_of
from assessments.results.sheets import (
    Line,
    answers_of,
    head_code,
    id_of,
    items_of,
    line_of,
    lines_of,
    progress_of,
)
from assessments.results.visits import units_to_visit, visits
from assessments.roles import Actor
from assessments.workflow import SHEET_STEPS, Step
from districts.requests import standing_for
from wenming.errors import DomainError
from wenming.files.serving import serve
from wenming.http import UserRequest, is_htmx
from wenming.paging import page_of

TABS = {"waiting": "待评", "done": "已交", "all": "全部"}


@require_safe
def my_units(request: UserRequest) -> HttpResponse:
    """The units of one's teams in visiting order, today's first."""
    show = request.GET.get("show", "")
    show = show if show in TABS else "waiting"
    units = units_to_visit(request.user, standing_for(request), only=show)
    page = page_of(request, units)
    today = timezone.localdate()
    context = {
        "page": page,
        "visits": visits(list(page.object_list), request.user, today),
        "today": today,
        "show": show,
        "tabs": TABS,
    }
    return render(request, "assessments/my_units.html", context)


@require_POST
def sheet_open(request: UserRequest, pk: int) -> HttpResponse:
    """Begin a sheet, or go on with the one that is begun.

    A member who must stay away from the unit is told so and put on record; to everybody else
    it is a unit they cannot see.
    """
    seat = TeamMember.objects.filter(team=OuterRef("team"), user=request.user)
    seen = Assessment.objects.visible_to(request.user, standing_for(request))
    known = seen | Assessment.objects.filter(Exists(seat))
    assessment = get_object_or_404(known, pk=pk)
    sheet = actions.open_sheet(assessment, by=request.user, at=timezone.now())
    return redirect(sheet)


@require_safe
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The scoring form for whoever may still mark; the sheet to read for everybody else."""
    sheet = _sheet(request, pk)
    if _steps(request, sheet).keys() & {"submit"}:
        return _form_page(request, sheet)
    return _read_page(request, sheet)


def _read_page(request: UserRequest, sheet: ScoreSheet) -> HttpResponse:
    context = {
        "sheet": sheet,
        "lines": lines_of(sheet),
        "quizzes": _quizzes(sheet),
        "steps": _steps(request, sheet),
        "is_own": sheet.scorer_id == request.user.pk,
        "is_department_s": sheet.department_id in standing_for(request).department_ids,
    }
    return render(request, "assessments/sheet_read.html", context)


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed for one mark and not accepted, to be shown again."""

    mark_id: int
    typed: Typed
    errors: dict[str, str]


def _form_page(
    request: UserRequest, sheet: ScoreSheet, refused: Refused | None = None, head: str = ""
) -> HttpResponse:
    """One 大项 of the form, or all of it (`?head=all`)."""
    assessment = sheet.assessment
    lines = lines_of(sheet)
    quizzes = _quizzes(sheet)
    wanted = head or request.GET.get("head", "")
    heads = heads_of(assessment, lines, quizzes, _current(lines, wanted))
    current = next((each for each in heads if each.is_current), None)
    shown = [line for line in lines if current is None or head_code(line.code) == current.code]
    around = beside(assessment, sheet.pk, items_of(sheet))
    addresses = Addresses.of_marks()
    context = {
        "sheet": sheet,
        "heads": heads,
        "current": current,
        "cards": [_card(line, around, addresses, refused) for line in shown],
        "quizzes": current.quizzes if current else quizzes,
        "progress": progress_of(sheet, {id_of(line.item): line.mark.answer for line in lines}),
        "beside": around,
        "previous": _neighbour(heads, current, -1),
        "next": _neighbour(heads, current, 1),
        "user_pk": str(request.user.pk),
        "csrf_input": csrf_input(request),
    }
    status = 422 if refused else 200
    return render(request, "assessments/sheet_form.html", context, status=status)


def _card(line: Line, around: Beside, addresses: Addresses, refused: Refused | None) -> Card:
    if refused is None or refused.mark_id != line.mark.pk:
        return card_of(line, around, addresses)
    return card_of(line, around, addresses, typed=refused.typed, errors=refused.errors)


def _current(lines: list[Line], wanted: str) -> str:
    """The 大项 to show: the one asked for, else the first with something left to do."""
    codes = [head_code(line.code) for line in lines]
    if wanted in codes or wanted == "all":
        return wanted
    return next((head_code(line.code) for line in lines if line.problem), codes[0] if codes else "")


def _neighbour(heads: list[Head], current: Head | None, step: int) -> Head | None:
    if current is None:
        return None
    place = heads.index(current) + step
    return heads[place] if 0 <= place < len(heads) else None


@require_POST
def mark_save(request: UserRequest, pk: int) -> HttpResponse:
    """Save one item. The answer to a script is the parts that changed, nothing else.

    What the scorer typed wrongly or too late is answered in place, with nothing lost: the two
    refusals that belong to one item are caught here, all others go their usual way.
    """
    try:
        change = read_mark(request.POST)
        mark = actions.save_mark(
            pk,
            answer=change.answer,
            reason=change.reason,
            methods=change.methods,
            version=change.version,
            save_key=change.save_key,
            by=request.user,
            at=timezone.now(),
        )
    except Mark.DoesNotExist as error:
        raise Http404 from error
    except StaleMark as conflict:
        return _stale(request, conflict)
    except DomainError as refusal:
        if refusal.status != 422:
            raise
        return _unsaved(request, pk, refusal)
    return _saved(mark) if is_htmx(request) else _go_on(request, mark)


def _saved(mark: Mark) -> HttpResponse:
    """The parts of the page that follow from the save. One query: the running total.

    Rendered without the request: no menu, no messages, nothing that would ask more.
    """
    item = next(item for item in items_of(mark.sheet) if item.id == mark.indicator_id)
    line = line_of(item, mark)
    progress = progress_of(mark.sheet, answers_of(mark.sheet))
    context = {"line": line, "mark": mark, "step": step_of(line), "progress": progress}
    return HttpResponse(render_to_string("assessments/_sheet_saved.html", context))


def _go_on(request: UserRequest, mark: Mark) -> HttpResponse:
    """Without scripts: back to the form, at this item or the next, or to the list of units."""
    if request.POST.get("go") == "list" and not mark.sheet.is_team_s:
        messages.success(request, f"已保存 {timezone.localtime(mark.updated_at):%H:%M}。")
        body = mark.sheet.department_id or mark.sheet.body
        url = reverse("assessments:marking", args=[mark.sheet.assessment.rubric_id, body])
        return redirect(f"{url}?item={mark.indicator.code}")
    lines = lines_of(mark.sheet)
    place = next(n for n, line in enumerate(lines) if line.mark.pk == mark.pk)
    if request.POST.get("go") == "next":
        if place + 1 == len(lines):
            return redirect("assessments:sheet-review", mark.sheet_id)
        place += 1
    messages.success(request, f"已保存 {timezone.localtime(mark.updated_at):%H:%M}。")
    return redirect(_address(lines[place]))


def _address(line: Line) -> str:
    url = reverse("assessments:sheet-detail", args=[line.mark.sheet_id])
    return f"{url}?head={head_code(line.code)}#item-{line.mark.pk}"


def _unsaved(request: UserRequest, pk: int, refusal: DomainError) -> HttpResponse:
    """A value that cannot be: the message at its field, everything typed still there."""
    errors = {refusal.field or "answer": refusal.message}
    if is_htmx(request):
        context = {"mark_id": pk, "error": refusal.message}
        html = render_to_string("assessments/_sheet_unsaved.html", context)
        return HttpResponse(html, status=refusal.status)
    mark = get_object_or_404(Mark, pk=pk, sheet__scorer=request.user)
    sheet = _sheet(request, mark.sheet_id)
    head = next(head_code(each.code) for each in items_of(sheet) if each.id == mark.indicator_id)
    return _form_page(request, sheet, Refused(pk, Typed(request.POST), errors), head)


def _stale(request: UserRequest, conflict: StaleMark) -> HttpResponse:
    """Both versions side by side, with the two ways on. Nothing is saved yet."""
    mark = conflict.mark
    url = reverse("assessments:sheet-detail", args=[mark.sheet_id])
    context = {
        "mark": mark,
        "version": mark.version,
        "message": conflict.message,
        "conflict_id": f"conflict-{mark.pk}",
        "rows": conflict.versions,
        "who": f"您在另一个页面 {timezone.localtime(mark.updated_at):%H:%M} 已保存",
        "current_url": f"{url}#item-{mark.pk}",
        "save_key": uuid4(),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "version", "save_key"}
            for value in values
        ],
    }
    if is_htmx(request):
        html = render_to_string("_ui/conflict.html", context)
        return HttpResponse(html, status=conflict.status)
    return render(request, "assessments/sheet_conflict.html", context, status=conflict.status)


@require_POST
def photo_add(request: UserRequest, pk: int) -> HttpResponse:
    """Keep a photo with one's own mark."""
    mark = get_object_or_404(Mark, pk=pk, sheet__scorer=request.user)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        raise DomainError(str(form.errors["photo"][0]), field="photo")
    actions.add_photo(
        mark.pk, upload=form.cleaned_data["photo"], by=request.user, at=timezone.now()
    )
    return _photos_of(request, mark)


@require_safe
def photo_file(request: UserRequest, pk: int) -> HttpResponseBase:
    """A photo for whoever may read its sheet; `?small` is the thumbnail."""
    photo = get_object_or_404(_photos(request), pk=pk)
    return serve(photo.file, thumbnail="small" in request.GET, inline=True)


@require_POST
def photo_remove(request: UserRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(_photos(request), pk=pk, mark__sheet__scorer=request.user)
    actions.remove_photo(photo, by=request.user, at=timezone.now())
    return _photos_of(request, photo.mark)


def _photos(request: UserRequest) -> QuerySet[MarkPhoto]:
    sheets = ScoreSheet.objects.visible_to(request.user, standing_for(request))
    return MarkPhoto.objects.filter(mark__sheet__in=sheets).select_related("file", "mark")


def _photos_of(request: UserRequest, mark: Mark) -> HttpResponse:
    """The item's photos as they are now; without scripts, the form at that item."""
    if is_htmx(request):
        title = mark.indicator.title
        context = {
            "mark_id": mark.pk,
            "add_url": reverse("assessments:photo-add", args=[mark.pk]),
            "photos": photos_of(mark),
            "title": title,
            "csrf_input": csrf_input(request),
        }
        return render(request, "assessments/_sheet_photos.html", context)
    messages.success(request, "照片已更新。")
    sheet = _sheet(request, mark.sheet_id)
    line = next(line for line in lines_of(sheet) if line.mark.pk == mark.pk)
    return redirect(_address(line))


@require_safe
def sheet_review(request: UserRequest, pk: int) -> HttpResponse:
    """Everything before handing in: what is missing, and the ways out."""
    sheet = _sheet(request, pk)
    if sheet.scorer_id != request.user.pk:
        return redirect(sheet)
    return _review_page(request, sheet, None)


def _review_page(
    request: UserRequest, sheet: ScoreSheet, form: StepForm | None, verb: str = ""
) -> HttpResponse:
    lines = lines_of(sheet)
    context = {
        "sheet": sheet,
        "lines": lines,
        "problems": [line for line in lines if line.problem],
        "quizzes": _quizzes(sheet),
        "progress": progress_of(sheet, {id_of(line.item): line.mark.answer for line in lines}),
        "steps": _steps(request, sheet),
        "form": form,
        "verb": verb,
    }
    status = 422 if form else 200
    return render(request, "assessments/sheet_review.html", context, status=status)


@require_POST
def sheet_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    sheet = _sheet(request, pk)
    step = SHEET_STEPS.get(verb)
    if step is None:
        raise Http404
    form = StepForm(request.POST, step=step)
    is_own = sheet.scorer_id == request.user.pk
    if not form.is_valid() and is_own:
        return _review_page(request, sheet, form, verb)
    note = form.cleaned_data.get("note", "")
    sheet = actions.advance_sheet(sheet, verb, by=request.user, at=timezone.now(), note=note)
    messages.success(request, f"{sheet.assessment.unit.name}：{DONE[verb]}")
    if verb == "recall":
        return redirect(sheet)
    return redirect("assessments:my-units" if sheet.is_team_s else "assessments:my-duties")


DONE = {
    "submit": "考核表已提交。",
    "abstain": "已弃权，原因已记录。",
    "recall": "考核表已撤回，可以继续修改。",
}


def _quizzes(sheet: ScoreSheet) -> list[QuizRow]:
    """The tests beside the items of a team's sheet; they are nobody else's business."""
    return quiz_rows(sheet.assessment) if sheet.is_team_s else []


def _sheet(request: UserRequest, pk: int) -> ScoreSheet:
    seen = ScoreSheet.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(seen.for_form(), pk=pk)


def _steps(request: UserRequest, sheet: ScoreSheet) -> dict[str, Step]:
    """What the signed-in person may do with the sheet now. Two queries, none if not theirs."""
    assessment = sheet.assessment
    if sheet.scorer_id != request.user.pk or assessment.is_confirmed:
        return {}
    actors = policies.actors_of(request.user, standing_for(request), assessment)
    actors = policies.sheet_actors(actors, request.user, standing_for(request), sheet)
    if Actor.SCORER not in actors:
        return {}
    calendar = policies.calendar_of(assessment.cycle, timezone.now())
    return policies.steps_open_to(SHEET_STEPS, actors, sheet.status, calendar)
