"""Where a request comes from, and which ones are turned away before anything reads them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

Handler = Callable[[HttpRequest], HttpResponse]


def client_ip(request: HttpRequest) -> str:
    """The caller's address as the outermost of our PROXY_COUNT proxies saw it.

    Each proxy appends whom it heard from, so only the last PROXY_COUNT entries are ours; what
    stands before them the caller may have invented to look like somebody else.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    count = settings.PROXY_COUNT
    heard = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not count or len(heard) < count:
        return nearest
    try:
        return str(ipaddress.ip_address(heard[-count]))
    except ValueError:
        return nearest


def address_key(request: HttpRequest) -> str:
    """The caller's address under our key: equal for equal addresses, and tells nobody which."""
    return salted_hmac("wenming.limits.address", client_ip(request), algorithm="sha256").hexdigest()


def times_counted(what: str, key: str) -> int:
    """How often `count_once` was called for it in the running window, by this process."""
    return int(cache.get(_counter(what, key), 0))


def count_once(what: str, key: str, *, seconds: int) -> None:
    """One more. The window begins with the first and ends after `seconds`."""
    counter = _counter(what, key)
    if cache.add(counter, 1, seconds):
        return
    with suppress(ValueError):  # the window ended between the two
        cache.incr(counter)


def _counter(what: str, key: str) -> str:
    return f"limits:{what}:{key}"


class RequestSizeMiddleware:
    """413 for a body that says it is larger than MAX_REQUEST_BYTES; the body is never read.

    A body without a length needs no limit here: Django then reads none of it.
    """

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # Django reads none of such a body either
        if length <= settings.MAX_REQUEST_BYTES:
            return self.answer(request)
        return render(request, "413.html", status=413)


class LoopbackOnlyMiddleware:
    """403 for another machine: the demonstration's passwords are printed for everybody to read."""

    def __init__(self, answer: Handler) -> None:
        if settings.IS_PRODUCTION:
            raise MiddlewareNotUsed
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        if not address or ipaddress.ip_address(address).is_loopback:  # a Unix socket has none
            return self.answer(request)
        text = "演示系统只能在本机打开。"
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=403)
