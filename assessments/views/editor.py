"""The rubric editor inside the admin: a draft's own fields, its heads, one 大项 at a time.

Which methods each view takes stands beside its address in `assessments.admin`.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments import policies
from assessments.actions import branches, rubrics
from assessments.forms.rubrics import (
    RULE_EXAMPLES,
    BranchFormSet,
    HeadForm,
    RubricForm,
    branch_initial,
    rubric_initial,
)
from assessments.models import Indicator, Rubric
from assessments.results.rubrics import Tree, counted_points, item_rows, tree_of
from districts.requests import standing_for
from wenming.http import UserRequest, posted

CHANGE = "admin:assessments_rubric_change"
BRANCH = "admin:assessments_rubric_branch"


def rubric_add(request: UserRequest) -> HttpResponse:
    """A new draft, still without rows."""
    _require_editor(request)
    form = RubricForm(posted(request), initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        rubric = rubrics.create_rubric(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"已建立{rubric}。下一步：新增大项。")
        return redirect(CHANGE, rubric.pk)
    status = 422 if form.is_bound else 200
    return render(request, "admin/assessments/rubric/add.html", {"form": form}, status=status)


def rubric_change(request: UserRequest, pk: int) -> HttpResponse:
    """A draft's own fields and its heads; a published version is only pointed at."""
    rubric = _rubric(request, pk)
    if not rubric.is_draft and request.method != "POST":
        return redirect(rubric)
    form = RubricForm(posted(request), initial=rubric_initial(rubric))
    if request.method == "POST" and form.is_valid():
        rubrics.update_rubric(
            rubric,
            revision=_number(request.POST.get("revision")),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, "细则设置已保存。")
        return redirect(CHANGE, rubric.pk)
    return _change_page(request, rubric, form=form, status=422 if form.is_bound else 200)


def rubric_delete(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a draft that nobody needs."""
    rubric = _rubric(request, pk)
    if request.method == "POST":
        rubrics.discard_draft(rubric, by=request.user, at=timezone.now())
        messages.success(request, f"草稿{rubric}已删除。")
        return redirect("assessments:rubric-list")
    rubrics.require_draft(rubric)
    context = {"rubric": rubric, "tree": tree_of(rubric)}
    return render(request, "admin/assessments/rubric/delete.html", context)


def branch_add(request: UserRequest, pk: int) -> HttpResponse:
    """A new 大项 behind the last one; its page opens for the rows."""
    rubric = _rubric(request, pk)
    form = HeadForm(request.POST)
    if not form.is_valid():
        return _change_page(request, rubric, head_form=form, status=422)
    head = branches.add_branch(rubric, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"已新增大项“{head}”。请填写它的评分点。")
    return redirect(BRANCH, rubric.pk, head.pk)


def branch_edit(request: UserRequest, pk: int, head: int) -> HttpResponse:
    """The rows of one 大项 as a form; what cannot be read is said at its field."""
    rubric = _rubric(request, pk)
    top = _head(rubric, head)
    rubrics.require_draft(rubric)
    rows = item_rows(branches.branch_rows(top))
    formset = BranchFormSet(posted(request), head=top, initial=branch_initial(rows))
    if request.method == "POST" and formset.is_valid():
        version = _number(request.POST.get("version"))
        branches.save_branch(top, formset.rows, version=version, by=request.user, at=timezone.now())
        messages.success(request, f"大项“{top}”已保存。")
        return redirect(CHANGE, rubric.pk)
    others = [row for row in item_rows(rubric.indicators.all()) if "." not in row.code]
    context = {
        "rubric": rubric,
        "head": top,
        "formset": formset,
        "version": request.POST.get("version") or top.version,
        "others": sum(counted_points(row) for row in others if row.id != top.pk),
        "examples": [(rule.word, text) for rule, text in RULE_EXAMPLES.items()],
        "most": branches.MAX_BRANCH_ROWS,
    }
    status = 422 if formset.is_bound else 200
    return render(request, "admin/assessments/rubric/branch.html", context, status=status)


def branch_delete(request: UserRequest, pk: int, head: int) -> HttpResponse:
    rubric = _rubric(request, pk)
    top = _head(rubric, head)
    version = _number(request.POST.get("version"))
    branches.delete_branch(top, version=version, by=request.user, at=timezone.now())
    messages.success(request, f"大项“{top}”已删除。")
    return redirect(CHANGE, rubric.pk)


def branch_move(request: UserRequest, pk: int, head: int) -> HttpResponse:
    rubric = _rubric(request, pk)
    top = _head(rubric, head)
    is_down = request.POST.get("to") == "down"
    branches.move_branch(top, down=is_down, by=request.user, at=timezone.now())
    return redirect(CHANGE, rubric.pk)


def _require_editor(request: HttpRequest) -> None:
    if not policies.can_edit_rubrics(standing_for(request)):
        raise Http404


def _rubric(request: UserRequest, pk: int) -> Rubric:
    _require_editor(request)
    return get_object_or_404(Rubric.objects.prefetch_related("unit_types"), pk=pk)


def _head(rubric: Rubric, pk: int) -> Indicator:
    heads = rubric.indicators.exclude(code__contains=".")
    return get_object_or_404(heads, pk=pk)


def _change_page(
    request: UserRequest,
    rubric: Rubric,
    *,
    form: RubricForm | None = None,
    head_form: HeadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rubrics.require_draft(rubric)
    tree: Tree = tree_of(rubric)
    context: dict[str, Any] = {
        "rubric": rubric,
        "tree": tree,
        "form": form or RubricForm(initial=rubric_initial(rubric)),
        "head_form": head_form or HeadForm(),
        "revision": request.POST.get("revision") or rubric.revision,
        "can_publish": policies.can_publish_rubrics(standing_for(request)),
    }
    return render(request, "admin/assessments/rubric/change.html", context, status=status)


def _number(text: str | None) -> int:
    """A version that came with a form; 0 matches none, so a bad one is stale."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
