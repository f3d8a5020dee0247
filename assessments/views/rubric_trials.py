"""试算: an imagined unit's answers under a rubric, before or after it is issued. Stores nothing."""

from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from assessments import policies
from assessments.forms.trial import END, fields_of, read_file, require_whole
from assessments.forms.trial_page import Trial, fresh_fields, started_fields
from assessments.models import Rubric
from assessments.results.trial import Basis, basis_of
from assessments.scoring import RubricSpec, try_answers
from districts.requests import standing_for
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment, is_htmx, render_page

JSON = "application/json"
NOT_SENT_ON = ("csrfmiddlewaretoken", "act")


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_trial(request: UserRequest, pk: int) -> HttpResponseBase:
    """Fill in answers and watch the points; `act` says what to do with them besides."""
    rubric = _tried(request, pk)
    basis = basis_of(rubric)
    if basis.spec is None:
        return _unreadable(request, rubric, basis)
    if request.method != "POST":
        return _page(request, rubric, basis, Trial(basis.spec, fresh_fields(basis.spec)))
    require_whole(request.POST)
    act = request.POST.get("act", "")
    if act == "load":
        return _load(request, rubric, basis, basis.spec)
    trial = Trial(basis.spec, request.POST)
    if act in ("full", "empty"):
        fields = started_fields(basis.spec, trial.sent.unit, is_full=act == "full")
        trial = Trial(basis.spec, fields)
    if act == "download":
        return _download(request, rubric, basis, trial)
    return _page(request, rubric, basis, trial)


def _load(request: UserRequest, rubric: Rubric, basis: Basis, spec: RubricSpec) -> HttpResponseBase:
    """The answers of a file; whatever the page cannot show of them is said."""
    try:
        answers = read_file(request.FILES.get("file"))
    except DomainError as error:
        trial = Trial(spec, request.POST)
        return _page(request, rubric, basis, trial, file_error=error.message, status=422)
    told = [problem.message for problem in try_answers(spec, answers).problems]
    trial = Trial(spec, fields_of(answers))
    trial.notes = told
    return _page(request, rubric, basis, trial)


def _download(request: UserRequest, rubric: Rubric, basis: Basis, trial: Trial) -> HttpResponseBase:
    """The answers as ANSWERS.json; none that the command would refuse."""
    if trial.faults:
        message = f"有 {len(trial.faults)} 项答案不符合要求，改好后才能下载。"
        return _page(request, rubric, basis, trial, file_error=message, status=422)
    return attachment(f"{rubric}试算答案.json", trial.file(), JSON)


def _page(
    request: UserRequest,
    rubric: Rubric,
    basis: Basis,
    trial: Trial,
    *,
    file_error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "rubric": rubric,
        "trial": trial,
        "state": basis.state,
        "is_stale": is_htmx(request) and request.POST.get("state") != basis.state,
        "is_fresh": request.method != "POST",
        "file_error": file_error,
    }
    page, part = "assessments/rubric_trial.html", "assessments/_rubric_trial_made.html"
    return render_page(request, page, part, context, status=status)


def _unreadable(request: UserRequest, rubric: Rubric, basis: Basis) -> HttpResponse:
    """A draft with errors cannot be tried; what was filled in waits in the form."""
    context = {"rubric": rubric, "errors": basis.errors, "carried": _carried(request.POST)}
    template = "rubric_trial_errors.html"
    if is_htmx(request):
        template = "_rubric_trial_errors.html"
    return render(request, f"assessments/{template}", context)


def _carried(data: QueryDict) -> Sequence[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in data.lists()
        if name not in NOT_SENT_ON and END in data
        for value in values
    ]


def _tried(request: UserRequest, pk: int) -> Rubric:
    """A rubric that the person may read, and try: the office and the administrator."""
    standing = standing_for(request)
    rubric = get_object_or_404(Rubric.objects.visible_to(standing), pk=pk)
    if not policies.can_edit_rubrics(standing):
        raise NotAllowed("试算由县文明办和系统管理员使用。")
    return rubric
