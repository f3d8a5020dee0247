"""What anybody may read without an account: open notices, objections to them, and receipts.

No session is begun and no cookie set. A notice costs one query to know that it is still open; the
page itself is kept by its version, so that it is rendered once for all readers.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.public_objections import MOST_FILES, file_public_objection
from assessments.forms.publicity import PublicObjectionForm, ReceiptForm, hour_of
from assessments.models import Publication, PublicObjection
from assessments.models.publicity import stage_of
from assessments.results import publicity as results
from assessments.roles import PublicStage
from wenming.errors import DomainError, TooOften
from wenming.files.types import ACCEPT
from wenming.limits import address_key, count_once, times_counted
from wenming.receipts import grouped, read_receipt

ASK_AGAIN = "public, no-cache"  # keep it, but ask before each use: a notice may be withdrawn
KEPT_SECONDS = 3600
WRONG_RECEIPT = "没有查到这个回执号，请核对后重新输入。"
MOST_WRONG, WRONG_SECONDS = 10, 600
DATES = ("status", "opens_on", "closes_on", "approved_at", "withdrawn_at")
VERSION_OF = f"SELECT version FROM {Publication._meta.db_table} WHERE slug = %s"  # noqa: S608


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """The notices that are open today."""
    notices = results.open_to_public(timezone.localdate())
    response = _page("public/notice_list.html", {"notices": notices})
    response["Cache-Control"] = ASK_AGAIN
    return response


@login_not_required
@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One notice: its rows while it is open, then only that it is over. 404 before."""
    now, version = timezone.now(), _version(slug)
    if version is None:
        raise Http404
    stage = _stage(slug, version, timezone.localdate(now))
    if stage == PublicStage.HIDDEN:
        raise Http404
    return _kept(request, slug, f"{slug}.{version}.{stage}.{hour_of(now)}", now)


@csrf_exempt  # nobody is signed in here, so nothing is done in anybody's name; see the form
@login_not_required
@require_POST
def notice_object(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an objection in and answer with its receipt; refused, everything typed stands."""
    now = timezone.now()
    publication = _found(slug, now)
    sections = results.table_of(publication.shows, publication.rows).sections
    form = PublicObjectionForm(request.POST, slug=slug, at=now, sections=sections)
    status = 422
    if form.is_valid():
        try:
            objection = file_public_objection(
                publication,
                **form.given,
                uploads=request.FILES.getlist("files"),
                address_key=address_key(request),
                at=now,
            )
        except TooOften as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        except DomainError as refusal:
            if refusal.status != DomainError.status:
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return _private(
                "public/receipt.html",
                {"objection": objection, "receipt": grouped(objection.receipt)},
            )
    return _private("public/notice.html", _context(publication, form), status=status)


@csrf_exempt  # it only reads; the receipt is in the body, so that no address keeps it
@login_not_required
@require_http_methods(("GET", "HEAD", "POST"))
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of an objection, for whoever holds its receipt."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method != "POST":
        return _private("public/follow_up.html", context)
    key, status = address_key(request), 200
    if times_counted("receipts", key) >= MOST_WRONG:
        form.add_error(None, "查询次数太多，请十分钟后再试。")
        status = 429
    elif form.is_valid():
        objection = _objection_of(form.cleaned_data["receipt"])
        if objection is None:
            count_once("receipts", key, seconds=WRONG_SECONDS)
            form.add_error("receipt", WRONG_RECEIPT)
        context["objection"] = objection
    if form.errors and status != 429:
        status = 422
    return _private("public/follow_up.html", context, status=status)


def _objection_of(typed: str) -> PublicObjection | None:
    code = read_receipt(typed)
    if code is None:
        return None
    rows = PublicObjection.objects.select_related("publication", "about__unit")
    return rows.defer("publication__rows", "about__breakdown").filter(receipt=code).first()


def _version(slug: str) -> int | None:
    """The one question that every reader costs. Every act on a notice counts its version on, so
    all else is kept by it. Asked in SQL: Django takes longer to write the statement than the
    database to answer it."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION_OF, [slug])
        row = cursor.fetchone()
    return row[0] if row else None


def _stage(slug: str, version: int, today: date) -> PublicStage:
    """What is seen today, from the dates of this version; they are kept, the answer is not."""
    key = f"public:{slug}.{version}"
    dates = cache.get(key)
    if dates is None:
        dates = Publication.objects.values_list(*DATES).order_by().get(slug=slug)
        cache.set(key, dates, KEPT_SECONDS)
    status, opens_on, closes_on, approved_at, withdrawn_at = dates
    return stage_of(
        status, opens_on, closes_on, today, approved_at=approved_at, withdrawn_at=withdrawn_at
    )


def _found(slug: str, now: datetime) -> Publication:
    publication = Publication.objects.filter(slug=slug).first()
    if publication is None or publication.stage(timezone.localdate(now)) == PublicStage.HIDDEN:
        raise Http404
    return publication


def _kept(request: HttpRequest, slug: str, name: str, now: datetime) -> HttpResponseBase:
    """The page of this name, from the cache or made now; 304 to whoever has it already."""
    response = HttpResponse()
    response["ETag"] = etag = f'"{name}"'
    response["Cache-Control"] = ASK_AGAIN
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is not response:
        assert answer is not None
        return answer
    content = cache.get(f"public:{name}")
    if content is None:
        content = _written(_found(slug, now), now)
        cache.set(f"public:{name}", content, KEPT_SECONDS)
    response.content = content
    return response


def _written(publication: Publication, now: datetime) -> bytes:
    stage = publication.stage(timezone.localdate(now))
    if stage != PublicStage.OPEN:
        over = {"title": publication.title, "stage": stage, "closes_on": publication.closes_on}
        return _text("public/over.html", over)
    sections = results.table_of(publication.shows, publication.rows).sections
    form = PublicObjectionForm(slug=publication.slug, at=now, sections=sections)
    return _text("public/notice.html", _context(publication, form))


def _context(publication: Publication, form: PublicObjectionForm) -> dict[str, Any]:
    return {
        "publication": publication,
        "table": results.table_of(publication.shows, publication.rows),
        "form": form,
        "accept": ACCEPT,
        "most_files": MOST_FILES,
    }


def _text(template: str, context: dict[str, Any]) -> bytes:
    """Rendered without the request: the page is the same for everybody."""
    return render_to_string(template, {"county": settings.COUNTY, **context}).encode()


def _page(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(_text(template, context), status=status)


def _private(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """What one person typed, or may know: kept nowhere."""
    response = _page(template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
