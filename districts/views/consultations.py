"""征求意见: the list, one draft with its opinions, answering, judging, the final text."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions import consultations as acts
from districts.exports.consultations import consultation_xlsx
from districts.forms.consultations import (
    AnswerForm,
    ConsultationForm,
    FinalTextForm,
    JudgeForm,
    consultation_initial,
)
from districts.forms.follow_ups import StepNoteForm
from districts.models import Consultation, Opinion
from districts.policies import consultations as rules
from districts.requests import standing_for
from districts.results.consultations import (
    consultation_rows,
    light_of_consultation,
    opinions_of,
)
from districts.results.fieldwork import gallery_of, history_of
from districts.results.years import chosen_year
from districts.views.fieldwork.common import (
    answer_form,
    find_record,
    refuse_at_field,
    take_step,
    today,
    words_in,
)
from districts.workflow.consultations import CONSULTATION_STEPS, ConsultationStatus
from districts.workflow.steps import open_steps
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def consultation_list(request: UserRequest) -> HttpResponse:
    """The year's drafts that the person sees."""
    standing, day = standing_for(request), today()
    if not rules.can_see_consultations(standing):
        raise Http404
    visible = Consultation.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, day)
    words, status = words_in(request), request.GET.get("status", "")
    page = page_of(request, consultation_rows(request.user, standing, years.year, words, status))
    context = {
        "page": page,
        "rows": [(row, light_of_consultation(row, day)) for row in page.object_list],
        "years": years,
        "q": words,
        "status": status,
        "statuses": ConsultationStatus.choices,
        "is_filtered": bool(words or status),
        "reads_all": standing.sees_whole_county,
        "can_keep": rules.can_keep_consultations(standing),
    }
    return render_page(
        request,
        "districts/consultations/consultation_list.html",
        "districts/consultations/_consultation_rows.html",
        context,
    )


@require_http_methods(FORM_METHODS)
def consultation_create(request: UserRequest) -> HttpResponse:
    """A new draft; the document is uploaded on its page."""
    standing = standing_for(request)
    if not rules.can_keep_consultations(standing):
        raise NotAllowed("征求意见由县文明办办理。")
    form = ConsultationForm(posted(request), standing=standing, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.create_consultation(
                form.values, form.recipients, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存，请上传征求意见稿后发出。")
            return redirect(row)
    return _form_page(request, form, None)


@require_http_methods(FORM_METHODS)
def consultation_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = find_record(request, Consultation, pk)
    standing = standing_for(request)
    if not rules.can_edit_consultation(standing, row):
        raise NotAllowed("征求意见由县文明办在发出前修改。")
    form = ConsultationForm(
        posted(request),
        standing=standing,
        today=today(),
        row=row,
        initial=consultation_initial(row),
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            acts.edit_consultation(row, form.values, form.recipients, version=version, **who)
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(row)
    return _form_page(request, form, row)


@require_safe
def consultation_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, Consultation, pk))


@require_POST
def consultation_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, Consultation, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(
        request, row, verb, steps=CONSULTATION_STEPS, act=acts.advance_consultation, again=again
    )


@require_safe
def consultation_print(request: UserRequest, pk: int) -> HttpResponse:
    """采纳情况表 on paper."""
    row = _for_county(request, pk)
    opinions = opinions_of(row, request.user, standing_for(request))
    context = {"row": row, "opinions": opinions, "today": today()}
    return render(request, "districts/consultations/consultation_print.html", context)


@require_safe
def consultation_export(request: UserRequest, pk: int) -> HttpResponseBase:
    row = _for_county(request, pk)
    opinions = opinions_of(row, request.user, standing_for(request))
    name = f"{row.title[:60]}征求意见采纳情况表.xlsx"
    return attachment(name, consultation_xlsx(row, opinions.in_all))


@require_POST
def consultation_final(request: UserRequest, pk: int) -> HttpResponse:
    """The text as it stands after the opinions."""
    row = find_record(request, Consultation, pk)
    form = FinalTextForm(request.POST)

    def act() -> Model:
        return acts.revise(row, **form.cleaned_data, by=request.user, at=timezone.now())

    return _answer(request, row, form, act, done="定稿已保存。", final_form=form)


@require_POST
def opinion_answer(request: UserRequest, pk: int) -> HttpResponse:
    """A recipient's opinion, or none."""
    opinion = find_record(request, Opinion, pk, "consultation")
    form = AnswerForm(request.POST)

    def act() -> Model:
        return acts.answer(opinion, **form.cleaned_data, by=request.user, at=timezone.now())

    typed = {"answer_form": form, "answering": opinion}
    return _answer(request, opinion.consultation, form, act, done="意见已反馈。", **typed)


@require_POST
def opinion_judge(request: UserRequest, pk: int) -> HttpResponse:
    """What became of one opinion."""
    opinion = find_record(request, Opinion, pk, "consultation", "department", "township", "unit")
    form = JudgeForm(request.POST, opinion=opinion)

    def act() -> Model:
        return acts.judge(opinion, **form.cleaned_data, by=request.user, at=timezone.now())

    typed = {"judge_form": form, "judging": opinion}
    return _answer(request, opinion.consultation, form, act, done="采纳情况已保存。", **typed)


def _for_county(request: UserRequest, pk: int) -> Consultation:
    """The table of all opinions is for those who read all of them."""
    if not standing_for(request).sees_whole_county:
        raise Http404
    return find_record(request, Consultation, pk)


def _answer(
    request: UserRequest,
    row: Consultation,
    form: forms.Form,
    act: Callable[[], Model],
    *,
    done: str,
    **typed: Any,
) -> HttpResponse:
    """`typed` are the forms that the page shows again where something is refused."""

    def again() -> HttpResponse:
        return _page(request, row, status=422, **typed)

    return answer_form(request, form, act, done=done, again=again)


def _page(
    request: UserRequest, row: Consultation, *, status: int = 200, **typed: Any
) -> HttpResponse:
    standing = standing_for(request)
    opinions = opinions_of(row, request.user, standing)
    can_revise = rules.can_revise(standing, row)
    final = {"text": row.final_text, "version": row.version}
    context: dict[str, Any] = {
        "row": row,
        "light": light_of_consultation(row, today()),
        "opinions": opinions,
        "lines": [(one, _judge_form(one, can_revise, typed)) for one in opinions.in_all],
        "own": [
            (one, _answer_form(one, typed))
            for one in opinions.in_all
            if rules.can_answer(standing, one, row)
        ],
        "reads_all": standing.sees_whole_county,
        "can_edit": rules.can_edit_consultation(standing, row),
        "can_revise": can_revise,
        "final_form": FinalTextForm(initial=final),
        "steps": open_steps(
            CONSULTATION_STEPS, rules.consultation_actors(standing, row), row.status
        ),
        "step_url": "districts:consultation-step",
        "form": StepNoteForm(),
        "verb": "",
        "gallery": gallery_of(row, standing),
        "history": history_of(row) if standing.sees_whole_county else [],
        **typed,
    }
    template = "districts/consultations/consultation_detail.html"
    return render(request, template, context, status=status)


def _judge_form(one: Opinion, can_revise: bool, typed: dict[str, Any]) -> JudgeForm | None:
    """For what has been said, once judging is open; the one refused as it was typed."""
    if typed.get("judging") == one:
        form: JudgeForm = typed["judge_form"]
        return form
    return JudgeForm(opinion=one) if can_revise and one.text else None


def _answer_form(one: Opinion, typed: dict[str, Any]) -> AnswerForm:
    if typed.get("answering") == one:
        form: AnswerForm = typed["answer_form"]
        return form
    given = {"text": one.text, "is_content": one.is_content, "version": one.version}
    return AnswerForm(initial=given, auto_id=f"id_{one.pk}_%s")


def _form_page(
    request: UserRequest, form: ConsultationForm, row: Consultation | None
) -> HttpResponse:
    title = "修改征求意见" if row else "拟订征求意见"
    context = {"form": form, "row": row, "title": title, "noun": "征求意见"}
    context |= {
        "back": "districts:consultation-list",
        "subheading": "保存以后上传征求意见稿，再发出",
    }
    template = "districts/fieldwork/record_form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
