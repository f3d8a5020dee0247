"""Evidence: the report's files, put behind items, and sent to whoever may see the report."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import reports as actions
from assessments.actions.reports.evidence import QuotaReached
from assessments.forms.reports import (
    ActivityEvidenceForm,
    EvidenceDetailsForm,
    EvidenceForm,
    LinkForm,
)
from assessments.models import Evidence, SelfMark, SelfReport
from assessments.policies import actors_of, calendar_of
from assessments.results.evidence import activities_for, shelf_of
from assessments.results.windows import can_fill_any
from assessments.roles import Actor
from assessments.views.reports import find_report
from districts.requests import standing_for
from districts.results.fieldwork import corrections_of
from wenming.errors import DomainError, NotAllowed
from wenming.files.serving import serve
from wenming.files.types import LIMITS_TEXT
from wenming.http import UserRequest

RELATED = (
    "assessment__report", "assessment__unit", "file",
    "activity__unit", "activity__village__township", "activity__series",
)  # fmt: skip
MOST_AT_ONCE = settings.DATA_UPLOAD_MAX_NUMBER_FILES


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_list(request: UserRequest, pk: int) -> HttpResponse:
    """All files of a report; with `mark`, to choose or upload for that item."""
    report = find_report(request, pk)
    if request.method != "POST":
        return _page(request, report, _mark(report, request.GET.get("mark")))
    _reporters_only(request, report)
    mark = _mark(report, request.POST.get("mark"))
    done, errors = _take_in(request, report, mark)
    if done:
        messages.success(request, f"已上传 {done} 份材料。")
    if errors:
        return _page(request, report, mark, status=422, errors=errors)
    return _back(report, mark)


def _take_in(
    request: UserRequest, report: SelfReport, mark: SelfMark | None
) -> tuple[int, list[str]]:
    """Each file by itself: how many were taken, and why the others were not."""
    form = EvidenceForm(request.POST)
    if not form.is_valid() and "dated_on" in form.errors:
        return 0, [f"形成日期：{error}" for error in form.errors["dated_on"]]
    files = request.FILES.getlist("files")
    if not files:
        return 0, ["没有选择文件，请先选择再上传。"]
    done = 0
    errors: list[str] = []
    for upload in files:
        try:
            actions.add_evidence(
                report,
                upload=upload,
                kind=form.cleaned_data.get("kind", ""),
                dated_on=form.cleaned_data["dated_on"],
                marks=[mark] if mark else [],
                by=request.user,
                at=timezone.now(),
            )
        except QuotaReached as refusal:
            return done, [*errors, refusal.message]
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            errors.append(refusal.message)
        else:
            done += 1
    return done, errors


@require_POST
def evidence_link_add(request: UserRequest, pk: int) -> HttpResponse:
    """A web address as evidence."""
    report = find_report(request, pk)
    _reporters_only(request, report)
    mark = _mark(report, request.POST.get("mark"))
    form = LinkForm(request.POST)
    if form.is_valid():
        marks = [mark] if mark else []
        try:
            actions.add_link(
                report, **form.cleaned_data, marks=marks, by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "已加入网址。")
            return _back(report, mark)
    return _page(request, report, mark, status=422, link_form=form)


@require_POST
def evidence_activity_add(request: UserRequest, pk: int) -> HttpResponse:
    """An activity of the unit as evidence."""
    report = find_report(request, pk)
    _reporters_only(request, report)
    mark = _mark(report, request.POST.get("mark"))
    form = ActivityEvidenceForm(request.POST, activities=activities_for(report))
    if not form.is_valid():
        return _page(request, report, mark, status=422, activity_form=form)
    activity, marks = form.cleaned_data["activity"], [mark] if mark else []
    actions.add_activity(report, activity, marks=marks, by=request.user, at=timezone.now())
    messages.success(request, f"已选用“{activity}”。")
    return _back(report, mark)


@require_POST
def self_mark_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Put files that are there behind one more item."""
    visible = SelfMark.objects.visible_to(request.user, standing_for(request))
    mark = get_object_or_404(visible.select_related("report__assessment"), pk=pk)
    _reporters_only(request, mark.report)
    chosen = [int(text) for text in request.POST.getlist("evidence") if _is_id(text)]
    files = Evidence.objects.filter(assessment=mark.report.assessment_id, pk__in=chosen)
    for evidence in files:
        actions.link_evidence(evidence, mark, by=request.user, at=timezone.now())
    if not files:
        messages.warning(request, "没有选择材料。")
    return redirect(f"{mark.report.get_absolute_url()}#m{mark.pk}")


@require_POST
def evidence_unlink(request: UserRequest, pk: int, mark_pk: int) -> HttpResponse:
    """Take a file away from one item."""
    evidence = _find(request, pk)
    mark = get_object_or_404(evidence.marks.select_related("report"), pk=mark_pk)
    actions.unlink_evidence(evidence, mark, by=request.user, at=timezone.now())
    messages.success(request, "已从这一项移除，材料还在“全部佐证材料”里。")
    return redirect(f"{mark.report.get_absolute_url()}#m{mark.pk}")


@require_POST
def evidence_update(request: UserRequest, pk: int) -> HttpResponse:
    """Mend a file's name and kind."""
    evidence = _find(request, pk)
    _reporters_only(request, evidence.assessment.report)
    form = EvidenceDetailsForm(request.POST)
    if not form.is_valid():
        raise DomainError(
            "；".join(str(error) for errors in form.errors.values() for error in errors)
        )
    details = form.cleaned_data
    if "dated_on" not in request.POST:
        details["dated_on"] = evidence.dated_on
    actions.update_evidence(evidence, **details, by=request.user, at=timezone.now())
    messages.success(request, "已保存。")
    return redirect("assessments:evidence-list", evidence.assessment.report.pk)


@require_POST
def evidence_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take a file out of the report."""
    evidence = _find(request, pk)
    report = evidence.assessment.report
    actions.remove_evidence(evidence, by=request.user, at=timezone.now())
    messages.success(request, f"已删除“{evidence.title}”。")
    return redirect("assessments:evidence-list", report.pk)


@require_safe
def evidence_download(request: UserRequest, pk: int) -> HttpResponseBase:
    """The file as it came; of an activity its record, for whoever may see the evidence."""
    evidence = _find(request, pk)
    if evidence.activity is not None:
        return render(request, "assessments/evidence_activity.html", _activity_page(evidence))
    return serve(_file(evidence))


@require_safe
def evidence_thumbnail(request: UserRequest, pk: int) -> HttpResponseBase:
    """A small picture for the page."""
    stored = _file(_find(request, pk))
    if not stored.has_thumbnail:
        raise Http404
    return serve(stored, thumbnail=True)


def _reporters_only(request: UserRequest, report: SelfReport) -> None:
    """Before anything typed is judged. The actions ask again."""
    actors = actors_of(request.user, standing_for(request), report.assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("佐证材料由单位填报人管理，您没有这一权限。")


def _find(request: UserRequest, pk: int) -> Evidence:
    visible = Evidence.objects.visible_to(request.user, standing_for(request))
    return get_object_or_404(visible.select_related(*RELATED), pk=pk)


def _activity_page(evidence: Evidence) -> dict[str, Any]:
    report = evidence.assessment.report
    marks = evidence.marks.select_related("indicator").order_by("indicator__code")
    assert evidence.activity is not None
    return {
        "evidence": evidence,
        "report": report,
        "row": evidence.activity,
        "marks": marks,
        "corrections": corrections_of(evidence.activity),
    }


def _file(evidence: Evidence) -> Any:
    if evidence.file is None:
        raise Http404
    return evidence.file


def _mark(report: SelfReport, text: str | None) -> SelfMark | None:
    """The item named by `?mark=`; None where there is none or it is not of this report."""
    if not text or not _is_id(text):
        return None
    return report.marks.select_related("indicator").filter(pk=int(text)).first()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _back(report: SelfReport, mark: SelfMark | None) -> HttpResponse:
    if mark:
        return redirect(f"{report.get_absolute_url()}#m{mark.pk}")
    return redirect("assessments:evidence-list", report.pk)


def _page(
    request: UserRequest,
    report: SelfReport,
    mark: SelfMark | None,
    *,
    status: int = 200,
    errors: list[str] | None = None,
    **forms: Form,
) -> HttpResponse:
    actors = actors_of(request.user, standing_for(request), report.assessment)
    calendar = calendar_of(report.assessment.cycle, timezone.now())
    shelf = shelf_of(report)
    activities = activities_for(report)
    context = {
        "report": report,
        "mark": mark,
        "shelf": shelf,
        "choosable": shelf.not_serving(mark) if mark else [],
        "can_edit": can_fill_any(actors, report, calendar),
        "form": EvidenceForm(),
        "link_form": LinkForm(),
        "activity_form": ActivityEvidenceForm(activities=activities),
        "has_activities": activities.exists(),
        "kinds": EvidenceDetailsForm.base_fields["kind"],
        "errors": errors or [],
        "limits": LIMITS_TEXT,
        "most_at_once": MOST_AT_ONCE,
        **forms,
    }
    return render(request, "assessments/evidence_list.html", context, status=status)
