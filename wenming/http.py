"""What every view needs of HTTP: who asks, page or part, strict JSON, downloads, safe ids."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import register_converter, reverse
from django.urls.converters import IntConverter
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from wenming.accounts.models import User
from wenming.errors import BadRequest
from wenming.text import SURROGATES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_JSON_BYTES = 1024 * 1024
# The address of one row, by its id.
UrlOfEach: TypeAlias = Callable[[int], str]


class UserRequest(HttpRequest):
    """A request of somebody signed in, which LoginRequiredMiddleware guarantees to the views."""

    user: User


class IdConverter(IntConverter):
    """`<id:pk>`: an id the database can hold. Anything longer is no page, rather than an error."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number >= 2**63:
            raise ValueError(value)
        return number


class YearConverter(IntConverter):
    """`<year:year>`: a year of this century."""

    regex = "20[0-9]{2}"


register_converter(IdConverter, "id")
register_converter(YearConverter, "year")


def is_htmx(request: HttpRequest) -> bool:
    """htmx asks for a part. A boosted link or a history restore wants the whole page."""
    headers = request.headers
    wants_page = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return headers.get("HX-Request") == "true" and not wants_page


def url_of_each(name: str) -> UrlOfEach:
    """The addresses of a page's rows: `reverse` is asked once, and not forty times."""
    before, after = reverse(name, args=[0]).split("/0/")
    return lambda pk: f"{before}/{pk}/{after}"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: a POST binds it even when nothing arrived with it."""
    return request.POST if request.method == "POST" else None


def render_page(
    request: HttpRequest,
    page: str,
    part: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """`part` for htmx, `page` for everybody else, from one context."""
    template = part if is_htmx(request) else page
    response = render(request, template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def attachment(
    filename: str, content: bytes | Iterable[bytes], content_type: str = XLSX
) -> HttpResponseBase:
    """A download under exactly this (Chinese) name, never shown inside our own pages."""
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
        response["Content-Length"] = str(len(content))
    else:
        response = StreamingHttpResponse(cast(Iterator[bytes], content), content_type=content_type)
    return named(response, filename)


def named(response: HttpResponseBase, filename: str, *, inline: bool = False) -> HttpResponseBase:
    """Give a response its download name (RFC 5987) and forbid the browser to guess its type."""
    disposition = content_disposition_header(not inline, safe_filename(filename))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def safe_filename(name: str) -> str:
    """A name that no header, Windows or WPS stumbles over; Chinese characters stay."""
    kept = "".join(
        "_" if char in '\\/:*?"<>|' else char
        for char in SURROGATES.sub("", name)
        if char.isprintable()
    )
    return kept.strip(" .") or "download"


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body, or BadRequest: no NaN, no doubled key, no broken text."""
    if len(request.body) > MAX_JSON_BYTES:
        raise BadRequest("提交的数据过大。")
    try:
        body = json.loads(
            request.body.decode("utf-8"),
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_pairs,
        )
    except (ValueError, RecursionError) as error:
        raise BadRequest("提交的数据格式不正确。") from error
    if not isinstance(body, dict) or not _is_storable(body):
        raise BadRequest("提交的数据格式不正确。")
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("doubled key")
    return unique


def _is_storable(body: object) -> bool:
    """No text anywhere in it that a database would refuse."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and ("\0" in value or SURROGATES.search(value)):
            return False
    return True
