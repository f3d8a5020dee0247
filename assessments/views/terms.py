"""Terms of several years: the office defines and settles them, county leaders read them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies
from assessments.actions import terms as actions
from assessments.exports_terms import term_xlsx
from assessments.forms.terms import TermForm, term_initial
from assessments.models import Term
from assessments.results.terms import Member, term_faults, term_members, unarchived_years
from districts.requests import standing_for
from wenming.errors import DomainError, NotAllowed
from wenming.http import UserRequest, attachment
from wenming.paging import page_of_list
from wenming.snapshots import one_snapshot


@require_safe
def term_list(request: UserRequest) -> HttpResponse:
    """Every term, the newest first."""
    _readers_only(request)
    terms = Term.objects.prefetch_related("years", "unit_types")
    context = {"terms": terms, "can_run": policies.can_run_cycles(standing_for(request))}
    return render(request, "assessments/term_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def term_create(request: UserRequest) -> HttpResponse:
    _office_only(request)
    form = TermForm(request.POST) if request.method == "POST" else TermForm()
    if term := _saved(request, None, form):
        messages.success(request, f"已建立{term}。")
        return redirect(term)
    return render(request, "assessments/term_form.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def term_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a term that is not settled yet."""
    term = _find(request, pk)
    _office_only(request)
    if request.method == "POST":
        form = TermForm(request.POST)
    else:
        form = TermForm(initial=term_initial(term))
    if saved := _saved(request, term, form):
        messages.success(request, "已保存。")
        return redirect(saved)
    context = {"form": form, "term": term, "version": request.POST.get("version", term.version)}
    return render(request, "assessments/term_form.html", context, status=_status(form))


@require_POST
def term_delete(request: UserRequest, pk: int) -> HttpResponse:
    term = _find(request, pk)
    actions.delete_term(term, by=request.user, at=timezone.now())
    messages.success(request, f"已删除{term}。")
    return redirect("assessments:term-list")


@require_POST
def term_freeze(request: UserRequest, pk: int) -> HttpResponse:
    """Settle a term from its archived years."""
    term = actions.freeze_term(_find(request, pk), by=request.user, at=timezone.now())
    messages.success(request, f"{term}已定案。")
    return redirect(term)


@require_safe
def term_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One type's units with their years, the term's total and rank."""
    with one_snapshot():
        term = _find(request, pk)
        context = _term_page(request, term)
        members = context.pop("members")
        page = page_of_list(request, members)
        context |= {
            "page": page,
            "waiting": [] if term.is_frozen else unarchived_years(term),
            "faults": term_faults(term) if term.is_frozen else [],
            "can_run": policies.can_run_cycles(standing_for(request)),
        }
    return render(request, "assessments/term_detail.html", context)


@require_safe
def term_print(request: UserRequest, pk: int) -> HttpResponse:
    """One type's table on A4."""
    with one_snapshot():
        context = _term_page(request, _find(request, pk))
    return render(request, "assessments/term_print.html", context)


@require_safe
def term_member(request: UserRequest, pk: int, unit_pk: int) -> HttpResponse:
    """One unit's term in sentences, with its years to look into."""
    with one_snapshot():
        term = _find(request, pk)
        member = _member(term, unit_pk)
    return render(request, "assessments/term_member.html", {"term": term, "member": member})


@require_safe
def term_table(request: UserRequest, pk: int) -> HttpResponseBase:
    term = _find(request, pk)
    return attachment(f"{term.name}得分表.xlsx", term_xlsx(term, timezone.now()))


def _term_page(request: UserRequest, term: Term) -> dict[str, Any]:
    """The tabs, and the units of the chosen type (the first, where none is asked for)."""
    types = list(term.unit_types.all())
    asked = (each for each in types if each.pk == request.GET.get("type"))
    chosen = next(asked, None) or types[0]
    return {
        "term": term,
        "types": types,
        "chosen": chosen,
        "years": list(term.years.all()),
        "members": term_members(term, chosen.pk),
    }


def _member(term: Term, unit_pk: int) -> Member:
    found = next((each for each in term_members(term) if each.unit_id == unit_pk), None)
    if found is None:
        raise Http404
    return found


def _saved(request: UserRequest, term: Term | None, form: TermForm) -> Term | None:
    """The term as it was saved; None where the form is new or what was typed is refused."""
    if not form.is_bound or not form.is_valid():
        return None
    version = request.POST.get("version", "")
    try:
        return actions.save_term(
            term,
            **form.definition,
            version=int(version) if version.isascii() and version.isdigit() else 0,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        return None


def _status(form: TermForm) -> int:
    return 422 if form.is_bound else 200


def _readers_only(request: UserRequest) -> None:
    if not policies.can_see_ranking(standing_for(request)):
        raise Http404


def _office_only(request: UserRequest) -> None:
    _readers_only(request)
    if not policies.can_run_cycles(standing_for(request)):
        raise NotAllowed("届期由县文明办设定，您没有这一权限。")


def _find(request: UserRequest, pk: int) -> Term:
    _readers_only(request)
    return get_object_or_404(Term.objects.select_related("frozen_by"), pk=pk)
