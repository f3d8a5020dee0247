"""What differs between two versions of a rubric, for everybody who may read both."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.models import Rubric
from assessments.results.rubric_changes import workbook_rows
from assessments.results.rubric_compare import KINDS, compared, usual_other
from districts.requests import standing_for
from wenming.http import UserRequest


@require_safe
def rubric_compare(request: UserRequest, pk: int) -> HttpResponse:
    """`with` names the older version, `kind` the changes to show; odd values mean the usual."""
    visible = Rubric.objects.visible_to(standing_for(request))
    rubric = get_object_or_404(visible.prefetch_related("unit_types"), pk=pk)
    others = list(
        visible.exclude(pk=pk)
        .light()
        .prefetch_related("unit_types")
        .order_by("-year", "name", "-version")
    )
    chosen = {str(other.pk): other for other in others}.get(request.GET.get("with", ""))
    other = chosen or usual_other(rubric, others)
    context: dict[str, object] = {"rubric": rubric, "other": other, "others": others}
    if other is not None:
        kind = request.GET.get("kind", "")
        found = compared(workbook_rows(other), workbook_rows(rubric))
        context |= {
            "found": found,
            "kind": kind if kind in KINDS else "",
            "changes": found.of_kind(kind),
        }
    return render(request, "assessments/rubric_compare.html", context)
