"""The tree in the rubric editor: a row written, moved, copied, deleted; sums while it is typed."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.actions import branches
from assessments.forms.rubric_rows import RULE_EXAMPLES, ItemForm, PlaceForm, item_initial
from assessments.models import Indicator, Rubric
from assessments.results.rubric_editor import Sum, outline_of, seen_of, sums_of, total_of
from assessments.results.rubric_outline import Outline, Way, Where
from assessments.results.rubrics import item_row, item_rows
from assessments.scoring import ItemRow
from assessments.views.editor import CHANGE, FOLDER, done, draft_of, form_part, number_of
from districts.models import UnitAttribute
from wenming.errors import BadRequest, Conflict, DomainError
from wenming.http import UserRequest, posted

ROW, ROW_ADD, PLACE, PREVIEW = (
    f"admin:assessments_rubric_{name}" for name in ("row", "row_add", "row_place", "row_preview")
)
NEW_KEY = "new"
UNUSED = 10_000  # a number that no stored row can have
STEPS = {
    Way.UP: "已上移",
    Way.DOWN: "已下移",
    Way.OUT: "已升一级",
    Way.IN: "已降一级",
}
BODIES = ("考核组", "文明办")


@dataclass(frozen=True, slots=True)
class Tree:
    """The rows of a draft, read once for one request."""

    rubric: Rubric
    by_id: dict[int, Indicator]
    outline: Outline

    def row(self, pk: int) -> Indicator:
        if pk not in self.by_id:
            raise Conflict("这一行已被他人删除，或重新导入过。请刷新页面后再试。")
        return self.by_id[pk]

    def seen(self, pk: int) -> str:
        branch = [self.by_id[each] for each in self.outline.branch(pk)]
        return seen_of(self.row(pk), branch)

    def code_at(self, target: int | None, where: Where) -> str:
        """The 编号 that a new row would have there."""
        trial = outline_of(self.by_id.values())
        trial.insert(branches.NEW, trial.spot(target, where))
        return trial.codes()[branches.NEW]


def rows_act(request: UserRequest, pk: int) -> HttpResponse:
    """A button or key of the tree, for the row that is selected there."""
    rubric = draft_of(request, pk)
    act, seen = request.POST.get("act", ""), request.POST.get("row", "")
    if act in set(Way):
        return _stepped(request, rubric, seen, Way(act))
    if act in ("move", "copy"):
        return _placed(request, rubric, seen, act, _goal(request))
    if act == "delete":
        outcome = branches.delete_branch(rubric, seen, by=request.user, at=timezone.now())
        return _arranged(request, rubric, outcome, "和它的下级已删除")
    return _form_for(request, rubric, act, seen)


def row_add(request: UserRequest, pk: int) -> HttpResponse:
    """A new row below or beside another one, or as the last 大项."""
    rubric = draft_of(request, pk)
    tree = tree_of(rubric)
    target, where = _target(request.GET.get("target")), _where(request.GET.get("where"))
    if target is not None:
        tree.row(target)
    form = _item_form(request, rubric, code=tree.code_at(target, where))
    if request.method == "POST" and form.is_valid():
        outcome = branches.add_row(
            rubric, form.row, target=target, where=where, by=request.user, at=timezone.now()
        )
        said = f"已新增“{outcome.label}”。{outcome.numbers}"
        return done(request, rubric, said, f"row-{outcome.row_id}")
    url = _add_url(rubric, target, where)
    last = 0 if target is None else list(tree.outline.branch(target))[-1]
    slot = f"slot-row-{last}" if last else "slot-end"
    heading = f"新增 {form.code}"
    return _row_form(request, tree, form, heading=heading, url=url, slot=slot)


def row_edit(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """What one row says. A stale save shows both versions, with the two ways on."""
    rubric = draft_of(request, pk)
    tree = tree_of(rubric)
    stored = tree.row(row)
    form = _item_form(request, rubric, code=stored.code, stored=stored, tree=tree)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            branches.save_row(
                stored,
                form.row,
                version=number_of(request.POST.get("version")),
                by=request.user,
                at=timezone.now(),
            )
        except Conflict as stale:
            if not stale.versions:
                raise
            conflict = stale
        else:
            return done(request, rubric, f"“{stored.code} {form.row.title}”已保存。", f"row-{row}")
    return _row_form(
        request,
        tree,
        form,
        stored=stored,
        conflict=conflict,
        heading=f"{stored.code} {stored.title}",
        url=reverse(ROW, args=[rubric.pk, row]),
        slot=f"slot-row-{row}",
    )


def row_preview(request: UserRequest, pk: int) -> HttpResponse:
    """While a row is typed: what its rule means, and the sums as they would be."""
    rubric = draft_of(request, pk)
    tree = tree_of(rubric)
    target, where = _target(request.GET.get("target")), _where(request.GET.get("where"))
    row = _target(request.GET.get("row"))
    stored = None if row is None else tree.row(row)
    code = tree.code_at(target, where) if stored is None else stored.code
    form = _item_form(request, rubric, code=code, stored=stored, tree=tree)
    form.is_valid()
    parent = tree.outline.parent(row) if row else tree.outline.spot(target, where).parent
    sums, total = _sums(tree, form.row, stored, parent)
    key = NEW_KEY if row is None else f"row-{row}"
    url = request.get_full_path()
    context = {"form": form, "key": key, "sums": sums, "total": total, "preview_url": url}
    return render(request, f"{FOLDER}/_row_preview.html", context)


def row_place(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """Move or copy a branch to any place of the tree."""
    rubric = draft_of(request, pk)
    tree = tree_of(rubric)
    moved = tree.row(row)
    rows = [
        (each, f"{'　' * tree.by_id[each].code.count('.')}{tree.by_id[each]}")
        for each in tree.outline.branch(None)
    ]
    initial = {"target": tree.outline.parent(row), "where": Where.INSIDE}
    form = PlaceForm(posted(request), rows=rows, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = "copy" if request.POST.get("act") == "copy" else "move"
        return _placed(request, rubric, request.POST.get("row", ""), act, form.goal)
    context = {
        "rubric": rubric,
        "moved": moved,
        "seen": tree.seen(row),
        "form": form,
        "url": reverse(PLACE, args=[rubric.pk, row]),
        "back_url": f"{reverse(CHANGE, args=[rubric.pk])}?row=row-{row}",
        "form_id": f"place-{row}",
        "slot": f"slot-row-{row}",
    }
    status = 422 if form.is_bound else 200
    return form_part(request, "place.html", "_place_form.html", context, status=status)


def tree_of(rubric: Rubric) -> Tree:
    by_id = {each.pk: each for each in rubric.indicators.all()}
    return Tree(rubric, by_id, outline_of(by_id.values()))


def _form_for(request: UserRequest, rubric: Rubric, act: str, seen: str) -> HttpResponse:
    """The buttons that open a form: at once for a script, by its address without one."""
    if act == "add-head":
        url = _add_url(rubric, None, Where.INSIDE)
    else:
        pk = _target(seen.partition(":")[0])
        if pk is None:
            raise DomainError("请先选中一行。", field="row")
        addresses = {
            "edit": reverse(ROW, args=[rubric.pk, pk]),
            "add-after": _add_url(rubric, pk, Where.AFTER),
            "add-inside": _add_url(rubric, pk, Where.INSIDE),
            "place": reverse(PLACE, args=[rubric.pk, pk]),
        }
        if act not in addresses:
            raise BadRequest("没有这个操作。")
        url = addresses[act]
    return redirect(url)


def _stepped(request: UserRequest, rubric: Rubric, seen: str, way: Way) -> HttpResponse:
    """One step of a row; at the edge of the tree that is said, and nothing else happens."""
    try:
        outcome = branches.move_branch(rubric, seen, way, by=request.user, at=timezone.now())
    except branches.EdgeReached as edge:
        row = f"row-{seen.partition(':')[0]}"
        return done(request, rubric, edge.message, row, level=messages.INFO)
    return _arranged(request, rubric, outcome, STEPS[way])


def _placed(
    request: UserRequest, rubric: Rubric, seen: str, act: str, goal: tuple[int | None, Where]
) -> HttpResponse:
    write = branches.copy_branch if act == "copy" else branches.move_branch
    outcome = write(rubric, seen, goal, by=request.user, at=timezone.now())
    return _arranged(request, rubric, outcome, "已复制" if act == "copy" else "已移动")


def _arranged(
    request: UserRequest, rubric: Rubric, outcome: branches.Outcome, word: str
) -> HttpResponse:
    said = f"“{outcome.label}”{word}。{outcome.numbers}"
    return done(request, rubric, said, f"row-{outcome.row_id}")


def _row_form(
    request: UserRequest,
    tree: Tree,
    form: ItemForm,
    *,
    heading: str,
    url: str,
    slot: str,
    stored: Indicator | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    key = NEW_KEY if stored is None else f"row-{stored.pk}"
    query = f"?row={stored.pk}" if stored else f"?{url.partition('?')[2]}"
    version = stored.version if stored else 0
    context = {
        "rubric": tree.rubric,
        "form": form,
        "heading": heading,
        "url": url,
        "preview_url": reverse(PREVIEW, args=[tree.rubric.pk]) + query,
        "key": key,
        "form_id": f"form-{key}",
        "slot": slot,
        "back_url": f"{reverse(CHANGE, args=[tree.rubric.pk])}?row={key}",
        "version": version if conflict else request.POST.get("version") or version,
        "conflict": conflict,
        "examples": [(rule.word, text) for rule, text in RULE_EXAMPLES.items()],
        "attributes": UnitAttribute.objects.values_list("name", flat=True),
        "bodies": BODIES,
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return form_part(request, "row.html", "_row_form.html", context, status=status)


def _item_form(
    request: UserRequest,
    rubric: Rubric,
    *,
    code: str,
    stored: Indicator | None = None,
    tree: Tree | None = None,
) -> ItemForm:
    has_children = bool(stored and tree and tree.outline.children(stored.pk))
    return ItemForm(
        posted(request),
        code=code,
        has_children=has_children,
        year=rubric.year,
        initial=item_initial(item_row(stored)) if stored else None,
        auto_id=f"{'new' if stored is None else stored.pk}_%s",
    )


def _sums(
    tree: Tree, typed: ItemRow, stored: Indicator | None, parent: int | None
) -> tuple[list[tuple[int, Sum]], Sum]:
    """The sums that a row takes part in, with what is typed in place of what is stored."""
    above = "" if parent is None else f"{tree.by_id[parent].code}."
    code = stored.code if stored else f"{above}{UNUSED}"
    rows = [row for row in item_rows(tree.by_id.values()) if stored is None or row.id != stored.pk]
    rows.append(replace(typed, code=code))
    sums = sums_of(rows)
    beside = (parent, stored.pk if stored else None)
    groups = [tree.by_id[pk] for pk in beside if pk and tree.outline.children(pk)]
    shown = [(each.pk, sums[each.code]) for each in groups if each.code in sums]
    return shown, total_of(rows, tree.rubric.full_points)


def _add_url(rubric: Rubric, target: int | None, where: Where) -> str:
    url = reverse(ROW_ADD, args=[rubric.pk])
    return url if target is None else f"{url}?target={target}&where={where}"


def _goal(request: UserRequest) -> tuple[int | None, Where]:
    return _target(request.POST.get("target")), _where(request.POST.get("where"))


def _target(text: str | None) -> int | None:
    """The id of a row in an address or a form, if there is one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _where(text: str | None) -> Where:
    return Where(text) if text in set(Where) else Where.INSIDE
