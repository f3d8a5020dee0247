"""One paragraph: edited, taken as generated, kept; and the sentence behind it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import summaries as acts
from assessments.forms.summaries import ParagraphForm, SentenceForm, VersionForm
from assessments.models import SummaryParagraph
from assessments.results.figures import figures_of
from assessments.results.summaries.skeleton import BY_KEY, Sentence, plain_fields, sentences_of
from assessments.views.summaries.common import FORM_METHODS, find_summary, writers_only
from districts.views.fieldwork.common import answer_form
from wenming.errors import BadRequest
from wenming.http import UserRequest, posted

CHOICES: dict[str, tuple[Callable[..., SummaryParagraph], str]] = {
    "adopt": (acts.adopt, "已采用新稿。"),
    "keep": (acts.keep_edit, "已保留改稿。"),
}


@require_http_methods(FORM_METHODS)
def paragraph_edit(request: UserRequest, pk: int) -> HttpResponse:
    """The office's own text for one paragraph."""
    paragraph = _find(request, pk)
    initial = {"text": paragraph.text, "version": paragraph.version}
    form = ParagraphForm(posted(request), initial=initial)

    def act() -> SummaryParagraph:
        given = form.cleaned_data
        return acts.edit_paragraph(paragraph, **given, by=request.user, at=timezone.now())

    def again() -> HttpResponse:
        context = {"form": form, "paragraph": paragraph, "row": paragraph.summary}
        status = 422 if form.is_bound else 200
        return render(request, "assessments/summaries/paragraph.html", context, status=status)

    if request.method != "POST":
        return again()
    return answer_form(request, form, act, done="这一段已保存。", again=again)


@require_POST
def paragraph_choose(request: UserRequest, pk: int, choice: str) -> HttpResponse:
    """采用新稿, or 保留改稿."""
    if choice not in CHOICES:
        raise Http404
    paragraph = _find(request, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadRequest("请刷新页面后再试。")
    act, words = CHOICES[choice]
    chosen = act(paragraph, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, words)
    return redirect(chosen)


@require_http_methods(FORM_METHODS)
def sentence_edit(request: UserRequest, year: int, key: str) -> HttpResponse:
    """The sentence with its fields, for one year."""
    writers_only(request)
    sentence = _sentence(year, key)
    version = sentence.own.version if sentence.own else 0
    form = SentenceForm(posted(request), initial={"text": sentence.text, "version": version})

    def act() -> str:
        acts.reword(year, key, **form.cleaned_data, by=request.user, at=timezone.now())
        return f"{_summary_of(year)}#section-{sentence.section}"

    def again() -> HttpResponse:
        figures = figures_of(year)
        context = {
            "form": form,
            "sentence": sentence,
            "year": year,
            "back": _summary_of(year),
            "plain": plain_fields(year),
            "offered": [
                each
                for each in figures.values()
                if each.figure.section.value == sentence.section.value and not each.figure.is_fine
            ],
        }
        status = 422 if form.is_bound else 200
        return render(request, "assessments/summaries/sentence.html", context, status=status)

    if request.method != "POST":
        return again()
    words = "句式已保存，重新生成后写入总结。"
    return answer_form(request, form, act, done=words, again=again)


@require_POST
def sentence_reset(request: UserRequest, year: int, key: str) -> HttpResponse:
    writers_only(request)
    sentence = _sentence(year, key)
    acts.reset_sentence(year, key, by=request.user, at=timezone.now())
    messages.success(request, "已恢复系统的句式，重新生成后写入总结。")
    return redirect(f"{_summary_of(year)}#section-{sentence.section}")


def _find(request: UserRequest, pk: int) -> SummaryParagraph:
    rows = SummaryParagraph.objects.select_related("summary", "edited_by")
    paragraph = get_object_or_404(rows, pk=pk)
    find_summary(request, paragraph.summary_id)
    writers_only(request)
    return paragraph


def _sentence(year: int, key: str) -> Sentence:
    if key not in BY_KEY:
        raise Http404
    return next(each for each in sentences_of(year) if each.key == key)


def _summary_of(year: int) -> str:
    return reverse("assessments:annual-summary", args=[year])
