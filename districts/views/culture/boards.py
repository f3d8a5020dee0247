"""宣传牌匾: the year's list with its sums, one entry, entering, confirming and correcting it."""

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.actions.boards import create_board
from districts.actions.entries import advance_entry, correct, edit_entry
from districts.exports.facilities import boards_xlsx
from districts.forms.facilities import BoardForm
from districts.forms.records import initial_of_record
from districts.models import BoardKind, PublicityBoard
from districts.policies.culture import can_enter_boards
from districts.policies.fieldwork import can_correct, can_edit_entry
from districts.requests import standing_for
from districts.results.boards import BoardFilters, board_rows, board_totals
from districts.results.fieldwork import corrections_by
from districts.results.years import chosen_year
from districts.roles import EntryStatus
from districts.views.culture.common import FORM_METHODS, keep_record
from districts.views.fieldwork.common import (
    entry_page,
    find_record,
    for_participants,
    number_in,
    save_entry,
    take_step,
    today,
    township_choices,
    words_in,
)
from districts.workflow.entries import ENTRY_STEPS
from wenming.errors import NotAllowed
from wenming.http import UserRequest, attachment, posted, render_page
from wenming.paging import page_of

BACK = "districts:board-list"
RELATED = ("township", "department", "unit", "entered_by", "confirmed_by")
BESIDE = ("count", "money")  # corrections shown beside their figure


@require_safe
@for_participants
def board_list(request: UserRequest) -> HttpResponse:
    """The year's boards, newest first, with the sums of what is confirmed."""
    standing = standing_for(request)
    visible = PublicityBoard.objects.visible_to(request.user, standing)
    years = chosen_year(request.GET.get("year"), visible, today())
    filters = _filters(request, years.year)
    rows = board_rows(request.user, standing, filters)
    page = page_of(request, rows)
    context = {
        "page": page,
        "corrections": corrections_by(PublicityBoard, [row.pk for row in page.object_list]),
        "totals": board_totals(rows),
        "filters": filters,
        "is_filtered": filters != BoardFilters(years.year),
        "years": years,
        "kinds": BoardKind.choices,
        "states": EntryStatus.choices,
        "townships": township_choices(request),
        "can_enter": can_enter_boards(standing),
    }
    template = "districts/culture/board_list.html"
    return render_page(request, template, "districts/culture/_board_rows.html", context)


@require_safe
@for_participants
def board_export(request: UserRequest) -> HttpResponseBase:
    """The list as it is filtered now, as the office's ledger."""
    standing, day = standing_for(request), today()
    visible = PublicityBoard.objects.visible_to(request.user, standing)
    year = chosen_year(request.GET.get("year"), visible, day).year
    rows = board_rows(request.user, standing, _filters(request, year))
    book = boards_xlsx(rows.order_by("installed_on", "pk"), board_totals(rows), year, day)
    return attachment(f"{year}年宣传牌匾台账{day:%Y%m%d}.xlsx", book)


@require_http_methods(FORM_METHODS)
@for_participants
def board_create(request: UserRequest) -> HttpResponse:
    may = lambda standing, row: can_enter_boards(standing)  # noqa: E731
    return keep_record(request, PublicityBoard, BoardForm, may=may, back=BACK, create=create_board)


@require_safe
def board_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, find_record(request, PublicityBoard, pk, *RELATED))


@require_http_methods(FORM_METHODS)
def board_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Before it is confirmed."""
    row = find_record(request, PublicityBoard, pk, *RELATED)
    if not can_edit_entry(standing_for(request), row):
        raise NotAllowed("这条记录现在不能由您修改。")
    form = _form(request, row)

    def again() -> HttpResponse:
        return _form_page(request, form, row, "修改宣传牌匾")

    return save_entry(request, form, edit_entry, row, done="已保存。", again=again)


@require_http_methods(FORM_METHODS)
def board_correct(request: UserRequest, pk: int) -> HttpResponse:
    """After it is confirmed: the old figure stays beside the new one."""
    row = find_record(request, PublicityBoard, pk, *RELATED)
    if not can_correct(standing_for(request), row):
        raise NotAllowed("已确认的宣传牌匾由县文明办更正。")
    form = _form(request, row, is_correction=True)

    def again() -> HttpResponse:
        return _form_page(request, form, row, "更正宣传牌匾")

    done = "已更正，原来的数保留在记录旁边。"
    return save_entry(request, form, correct, row, done=done, again=again)


@require_POST
def board_step(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    row = find_record(request, PublicityBoard, pk, *RELATED)

    def again(form: forms.Form, verb: str, status: int) -> HttpResponse:
        return _page(request, row, form=form, verb=verb, status=status)

    return take_step(request, row, verb, steps=ENTRY_STEPS, act=advance_entry, again=again)


def _page(
    request: UserRequest,
    row: PublicityBoard,
    *,
    form: forms.Form | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    step_url = "districts:board-step"
    context = entry_page(request, row, step_url=step_url, beside=BESIDE, form=form, verb=verb)
    return render(request, "districts/culture/board_detail.html", context, status=status)


def _form(request: UserRequest, row: PublicityBoard, *, is_correction: bool = False) -> BoardForm:
    return BoardForm(
        posted(request),
        standing=standing_for(request),
        today=today(),
        row=row,
        is_correction=is_correction,
        initial=initial_of_record(row, list(BoardForm.base_fields)),
    )


def _form_page(
    request: UserRequest, form: BoardForm, row: PublicityBoard, title: str
) -> HttpResponse:
    context = {"form": form, "row": row, "title": title, "noun": "宣传牌匾", "back": BACK}
    status = 422 if form.is_bound else 200
    return render(request, "districts/fieldwork/record_form.html", context, status=status)


def _filters(request: UserRequest, year: int) -> BoardFilters:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return BoardFilters(
        year=year,
        q=words_in(request),
        kind=kind if kind in BoardKind.values else "",
        state=state if state in EntryStatus.values else "",
        township=number_in(request, "township"),
    )
