"""目标责任书: the year's list, one letter with its targets, on paper and as a Word file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions import pairings as acts
from districts.exports.letters import WORD, letter_docx
from districts.forms.follow_ups import StepNoteForm
from districts.forms.pairings import LetterForm, TargetFormSet
from districts.forms.records import initial_of_record
from districts.models import QuantityKind, ResponsibilityLetter
from districts.policies import pairings as rules
from districts.requests import standing_for
from districts.results.fieldwork import gallery_of, history_of
from districts.results.pairings.letters import LetterFilters, letter_counts, letter_rows
from districts.results.pairings.story import letter_bars
from districts.views.fieldwork.common import (
    find_record,
    number_in,
    refuse_at_field,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.views.pairings.common import (
    FORM_METHODS,
    for_concerned,
    for_office,
    pairing_years,
    word_in,
)
from districts.workflow.pairings import LETTER_STEPS, LetterStatus
from districts.workflow.steps import open_steps
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.numbers import plain
from wenming.paging import page_of

RELATED = ("township", "pairing__unit", "pairing__village__township", "pairing__leader")
TEMPLATE_TEXT = (
    "一、对照“六个一”“两个转变”的各项要求，与结对村一起定出帮扶计划。\n"
    "二、按下列目标投入资金和物资，年底前完成。\n"
    "三、每季度至少到村走访一次，投入及时登记，接受县文明办检查。"
)


@require_safe
@for_concerned
def letter_list(request: UserRequest) -> HttpResponse:
    """The year's letters, with units and with township party committees."""
    standing, years = standing_for(request), pairing_years(request)
    filters = LetterFilters(
        year=years.year,
        q=words_in(request),
        state=word_in(request, "state", LetterStatus.values),
        township=number_in(request, "township"),
    )
    visible = ResponsibilityLetter.objects.visible_to(request.user, standing)
    context = {
        "page": page_of(request, letter_rows(visible, filters)),
        "counts": letter_counts(visible.filter(year=years.year)),
        "filters": filters,
        "is_filtered": filters != LetterFilters(years.year),
        "years": years,
        "states": LetterStatus.choices,
        "townships": township_choices(request),
        "can_keep": rules.can_keep_pairings(standing),
    }
    return render_page(
        request,
        "districts/pairings/letter_list.html",
        "districts/pairings/_letter_rows.html",
        context,
    )


@require_http_methods(FORM_METHODS)
@for_office
def letter_create(request: UserRequest) -> HttpResponse:
    year = pairing_years(request).year
    form = LetterForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        year=year,
        initial={"text": TEMPLATE_TEXT, "party": request.GET.get("party")},
    )
    lines = _lines(request)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            letter = acts.create_letter(
                year=year,
                text=form.cleaned_data["text"],
                targets=lines.lines,
                by=request.user,
                at=timezone.now(),
                **form.chosen,
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已存为草稿，核对后请下发。")
            return redirect(letter)
    return _form_page(request, form, lines, None)


@require_http_methods(FORM_METHODS)
def letter_edit(request: UserRequest, pk: int) -> HttpResponse:
    """While it is a draft."""
    letter = letter_of(request, pk)
    if not rules.can_keep_pairings(standing_for(request)):
        raise NotAllowed("目标责任书由县文明办起草。")
    if letter.status != LetterStatus.DRAFT:
        raise Conflict(f"“{letter}”{letter.get_status_display()}，要改请先收回。")
    form = LetterForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        year=letter.year,
        row=letter,
        initial=initial_of_record(letter, ["text"]),
    )
    lines = _lines(request, letter)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        given = form.cleaned_data
        try:
            acts.edit_letter(
                letter,
                text=given["text"],
                targets=lines.lines,
                version=given["version"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(letter)
    return _form_page(request, form, lines, letter)


@require_safe
def letter_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, letter_of(request, pk))


@require_POST
def letter_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    letter = letter_of(request, pk)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, letter, form=form, verb=verb, status=status)

    return take_step(
        request, letter, verb, steps=LETTER_STEPS, act=acts.advance_letter, again=again
    )


@require_safe
def letter_print(request: UserRequest, pk: int) -> HttpResponse:
    """On A4, for both signatures."""
    letter = letter_of(request, pk)
    context = {"row": letter, "targets": letter.targets.select_related("kind")}
    return render(request, "districts/pairings/letter_print.html", context)


@require_safe
def letter_word(request: UserRequest, pk: int) -> HttpResponseBase:
    """As the Word file that the office's template makes."""
    letter = letter_of(request, pk)
    return attachment(f"{letter}.docx", letter_docx(letter), WORD)


def letter_of(request: UserRequest, pk: int) -> ResponsibilityLetter:
    return find_record(request, ResponsibilityLetter, pk, *RELATED)


def _lines(request: UserRequest, letter: ResponsibilityLetter | None = None) -> Any:
    initial = []
    if letter:
        targets = letter.targets.select_related("kind")
        initial = [{"kind": row.kind_id, "amount": plain(row.amount)} for row in targets]
    kinds = QuantityKind.objects.filter(is_active=True)
    return TargetFormSet(
        posted(request), prefix="targets", initial=initial, form_kwargs={"kinds": kinds}
    )


def _page(
    request: UserRequest,
    letter: ResponsibilityLetter,
    *,
    form: forms.Form | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_for(request)
    context = {
        "row": letter,
        "bars": letter_bars(letter),
        "steps": open_steps(LETTER_STEPS, rules.office_alone(standing, letter), letter.status),
        "step_url": "districts:letter-step",
        "form": form or StepNoteForm(),
        "verb": verb,
        "can_edit": rules.can_edit_letter(standing, letter),
        "gallery": gallery_of(letter, standing),
        "history": history_of(letter),
    }
    return render(request, "districts/pairings/letter_detail.html", context, status=status)


def _form_page(
    request: UserRequest, form: LetterForm, lines: Any, letter: ResponsibilityLetter | None
) -> HttpResponse:
    title = "修改目标责任书" if letter else "起草目标责任书"
    context = {"form": form, "lines": lines, "row": letter, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "districts/pairings/letter_form.html", context, status=status)
