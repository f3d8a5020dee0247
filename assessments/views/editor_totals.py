"""加分, 扣分, 否决 and 等次 in the rubric editor: a row written, moved, deleted."""

import re
from itertools import count
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.actions import total_rows
from assessments.forms.rubric_rows import RULE_EXAMPLES, TOTAL_FORMS, TotalForm
from assessments.models import Rubric
from assessments.results.rubric_totals import TOTAL_KINDS, TotalKind, row_of
from assessments.views.editor import CHANGE, FOLDER, done, draft_of, form_part, number_of
from wenming.errors import BadRequest, Conflict, DomainError
from wenming.http import UserRequest, posted

ADD, EDIT, PREVIEW = (
    f"admin:assessments_rubric_{name}" for name in ("total_add", "total", "total_preview")
)


# With what letter a 编号 begins in the county's own workbooks.
PREFIXES = {"bonus": "J", "deduction": "K", "veto": "F"}


def totals_act(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A button or key of one of the four tables, for the row that is selected there."""
    rubric, table = draft_of(request, pk), _kind(kind)
    act = request.POST.get("act", "")
    if act == "add":
        return redirect(ADD, rubric.pk, kind)
    row, _, version = request.POST.get("row", "").partition(":")
    chosen = number_of(row)
    if not chosen:
        raise DomainError("请先选中一行。", field="row")
    if act == "edit":
        return redirect(EDIT, rubric.pk, kind, chosen)
    by: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if act in ("up", "down"):
        total_rows.move_total(rubric, kind, chosen, down=act == "down", **by)
        word = "下移" if act == "down" else "上移"
        return done(request, rubric, f"{table.noun}已{word}。", f"{kind}-{chosen}")
    if act == "delete":
        total_rows.delete_total(rubric, kind, chosen, version=number_of(version), **by)
        return done(request, rubric, f"{table.noun}已删除。")
    raise BadRequest("没有这个操作。")


def total_add(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A new row behind the last one."""
    rubric, table = draft_of(request, pk), _kind(kind)
    initial = {"code": _next_code(rubric, kind)} if kind in PREFIXES else None
    form = TOTAL_FORMS[kind](posted(request), initial=initial, auto_id=f"{kind}_new_%s")
    if request.method == "POST" and form.is_valid():
        try:
            added = total_rows.add_total(
                rubric, kind, form.canonical, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            _at_field(form, refusal)
        else:
            return done(request, rubric, f"已新增{table.noun}。", f"{kind}-{added}")
    url = reverse(ADD, args=[rubric.pk, kind])
    return _total_form(request, rubric, kind, form, url=url, slot=f"slot-{kind}-end")


def total_edit(request: UserRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """What one row says. A stale save shows both versions, with the two ways on."""
    rubric, table = draft_of(request, pk), _kind(kind)
    stored = table.stored(rubric).filter(pk=row).first()
    if stored is None:
        raise Conflict("这一行已被他人删除，或重新导入过。请刷新页面后再试。")
    values = row_of(stored)
    initial = {name: getattr(values, name) for name in table.columns}
    form = TOTAL_FORMS[kind](posted(request), initial=initial, auto_id=f"{kind}_{row}_%s")
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            total_rows.save_total(
                rubric,
                kind,
                row,
                form.canonical,
                version=number_of(request.POST.get("version")),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            conflict = _at_field(form, refusal)
        else:
            return done(request, rubric, f"{table.noun}已保存。", f"{kind}-{row}")
    url = reverse(EDIT, args=[rubric.pk, kind, row])
    slot = f"slot-{kind}-{row}"
    return _total_form(
        request, rubric, kind, form, url=url, slot=slot, stored=stored, conflict=conflict
    )


def total_preview(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """While a row is typed: what the engine cannot read in it, and what its rule means."""
    draft_of(request, pk)
    _kind(kind)
    form = TOTAL_FORMS[kind](request.POST)
    form.is_valid()
    asked = request.GET.get("key", "")
    key = asked if re.fullmatch(rf"{kind}-[0-9]{{1,19}}", asked) else f"{kind}-new"
    context = {"form": form, "key": key, "preview_url": request.get_full_path()}
    return render(request, f"{FOLDER}/_total_preview.html", context)


def _next_code(rubric: Rubric, kind: str) -> str:
    """The first 编号 that is free."""
    used = {each.code for each in TOTAL_KINDS[kind].stored(rubric)}
    return next(code for n in count(1) if (code := f"{PREFIXES[kind]}{n}") not in used)


def _kind(kind: str) -> TotalKind:
    if kind not in TOTAL_KINDS:
        raise Http404
    return TOTAL_KINDS[kind]


def _at_field(form: TotalForm, refusal: DomainError) -> Conflict | None:
    """A refusal that belongs to this form: at its field, or as two versions to choose from."""
    if isinstance(refusal, Conflict) and refusal.versions:
        return refusal
    if refusal.status != 422:
        raise refusal
    form.add_error(refusal.field, refusal.message)
    return None


def _total_form(
    request: UserRequest,
    rubric: Rubric,
    kind: str,
    form: TotalForm,
    *,
    url: str,
    slot: str,
    stored: Any = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    key = f"{kind}-{'new' if stored is None else stored.pk}"
    version = stored.version if stored else 0
    context = {
        "rubric": rubric,
        "form": form,
        "heading": f"新增{TOTAL_KINDS[kind].noun}" if stored is None else str(stored),
        "url": url,
        "preview_url": f"{reverse(PREVIEW, args=[rubric.pk, kind])}?key={key}",
        "key": key,
        "form_id": f"form-{key}",
        "slot": slot,
        "back_url": f"{reverse(CHANGE, args=[rubric.pk])}?row={key}",
        "version": version if conflict else request.POST.get("version") or version,
        "conflict": conflict,
        "examples": [(rule.word, text) for rule, text in RULE_EXAMPLES.items()],
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return form_part(request, "total.html", "_total_form.html", context, status=status)
