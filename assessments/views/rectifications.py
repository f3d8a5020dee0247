"""整改: lost points turned into matters, a year's list, and one with its proof."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments import policies
from assessments.actions.rectifications import open_rectifications
from assessments.forms.rectifications import RectifyForm
from assessments.models import Assessment, Cycle, Rectification
from assessments.results import rectifications as results
from assessments.views.cycles import for_county
from assessments.views.results import visible_assessment
from districts.forms.records import owner_key
from districts.models import FollowUp
from districts.requests import standing_for
from districts.results.follow_ups import light_of_follow_up
from districts.views.fieldwork.common import refuse_at_field
from wenming.errors import DomainError, NotAllowed
from wenming.files.serving import serve
from wenming.http import UserRequest
from wenming.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request: UserRequest, pk: int) -> HttpResponse:
    """The office ticks items that lost points; each becomes a matter of its own."""
    assessment = visible_assessment(request, pk)
    _require_office(request, assessment)
    items = results.lost_items(assessment, timezone.localdate())
    form = _form(request, assessment, items)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_rectifications(
                assessment,
                form.wanted,
                owner=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            refuse_at_field(form, refusal)
        else:
            messages.success(request, f"已交办 {len(made)} 项整改。")
            return redirect("assessments:rectify", assessment.pk)
    context = {"assessment": assessment, "form": form, "items": items}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/rectify.html", context, status=status)


def _form(
    request: UserRequest, assessment: Assessment, items: list[results.LostItem]
) -> RectifyForm:
    shared: dict[str, Any] = {
        "standing": standing_for(request), "today": timezone.localdate(), "items": items,
    }  # fmt: skip
    if request.method == "POST":
        return RectifyForm(request.POST, **shared)
    asked = {f"take-{code}": True for code in request.GET.getlist("item")}
    return RectifyForm(initial={"owner": owner_key(assessment.unit), **asked}, **shared)


def _require_office(request: UserRequest, assessment: Assessment) -> None:
    if not policies.can_rectify(standing_for(request), assessment):
        raise NotAllowed("失分项目在得分确认以后由县文明办转为整改，您现在不能办理。")


@require_safe
@for_county
def rectification_list(request: UserRequest, pk: int) -> HttpResponse:
    """What a year's lost points led to: how many, closed, overdue."""
    cycle = get_object_or_404(Cycle, pk=pk)
    day = timezone.localdate()
    rows = results.of_cycle(cycle)
    page = page_of(request, rows)
    shown: Any = page.object_list
    context = {
        "cycle": cycle,
        "counts": results.counts_of(rows, day),
        "page": page,
        "rows": [results.Mended(row, light_of_follow_up(row.follow_up, day)) for row in shown],
    }
    return render(request, "assessments/rectification_list.html", context)


@require_safe
def rectification_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What was missing, what was done, and the proof; also for who scores the unit now."""
    row = _find(request, pk)
    standing = standing_for(request)
    mine = FollowUp.objects.visible_to(request.user, standing).filter(pk=row.follow_up_id)
    context = {
        "row": row,
        "follow_up": row.follow_up,
        "light": light_of_follow_up(row.follow_up, timezone.localdate()),
        "proofs": list(results.proofs_of(row)),
        "can_open": mine.exists(),
    }
    return render(request, "assessments/rectification_detail.html", context)


@require_safe
def rectification_file(request: UserRequest, pk: int, file: int) -> HttpResponseBase:
    """One proof, for whoever sees the rectification."""
    proof = get_object_or_404(results.proofs_of(_find(request, pk)), pk=file)
    return serve(proof.file, inline=True)


def _find(request: UserRequest, pk: int) -> Rectification:
    visible = Rectification.objects.visible_to(request.user, standing_for(request))
    joined = visible.select_related(
        "assessment__cycle", "assessment__unit", "follow_up__township", "follow_up__department",
        "follow_up__unit",
    )  # fmt: skip
    return get_object_or_404(joined, pk=pk)
