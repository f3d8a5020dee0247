"""Refusals, ended sessions, first passwords and caches: what no view should have to think of."""

import logging
from collections.abc import Callable
from datetime import datetime

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control

from wenming.accounts.models import User
from wenming.errors import DomainError
from wenming.files.storing import uncommitted_removed
from wenming.http import is_htmx
from wenming.refusals import (
    answer_database_trouble,
    answer_refusal,
    ask_to_sign_in,
    is_database_trouble,
)

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECONDS_BETWEEN_SIGHTINGS = 60
# Where somebody with an initial password may still go.
FIRST_PASSWORD_VIEWS = ("accounts:password", "accounts:logout")


class ContentPolicyMiddleware(CSPMiddleware):
    """The Content-Security-Policy, written once: putting it together anew for every response was
    a sixth of the time of a public page. A response that asks for another gets its own."""

    def __init__(self, answer: Handler) -> None:
        super().__init__(answer)
        self.policy = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_own = any(name.startswith("_csp") for name in vars(response))
        if is_own or hasattr(request, "_csp_nonce") or HEADER in response:
            return super().process_response(request, response)
        response[HEADER] = self.policy
        return response


class PrivateCacheMiddleware:
    """What a signed-in person sees is kept in no cache, not even the browser's.

    Asks only for the cookie, so a request without a session costs no query.
    """

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            patch_cache_control(response, private=True, no_store=True)
        return response


class SessionAgeMiddleware:
    """Ends a session after 12 hours however busy it is, and keeps an active one from expiring.

    Thirty idle minutes end it by the session's own age (SESSION_COOKIE_AGE), which each write
    renews; one write a minute is enough. Whoever comes without a session and would lose a form to
    the login page gets 401 instead.
    """

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            self._age(request, request.user)
        had_form = is_htmx(request) or request.method == "POST"
        may_lose_it = had_form and not request.user.is_authenticated
        response = self.answer(request)
        if may_lose_it and self._leads_to_login(response):
            return ask_to_sign_in(request, resolve_url(settings.LOGIN_URL))
        return response

    def _age(self, request: HttpRequest, user: User) -> None:
        now = timezone.now()
        signed_in_at = _moment(request, SIGNED_IN_AT) or user.last_login or now
        if (now - signed_in_at).total_seconds() > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            return
        seen_at = _moment(request, SEEN_AT) or signed_in_at
        if (now - seen_at).total_seconds() >= SECONDS_BETWEEN_SIGHTINGS:
            request.session[SEEN_AT] = now.isoformat()

    def _leads_to_login(self, response: HttpResponseBase) -> bool:
        target = response.headers.get("Location", "")
        return response.status_code == 302 and target.startswith(resolve_url(settings.LOGIN_URL))


class FirstPasswordMiddleware:
    """Somebody who still has the printed initial password first sets one that only they know."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        user = request.user
        if not isinstance(user, User) or not user.must_change_password:
            return None
        match = request.resolver_match
        if match and match.view_name in FIRST_PASSWORD_VIEWS:
            return None
        if is_htmx(request):
            return HttpResponse(headers={"HX-Redirect": resolve_url("accounts:password")})
        return redirect("accounts:password")


class UncommittedFilesMiddleware:
    """Removes the bytes of uploads whose transaction rolled back. No query without an upload."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with uncommitted_removed():
            return self.answer(request)


class RefusalMiddleware:
    """Turns the sentences that views let pass into answers, so that no view has try/except."""

    def __init__(self, answer: Handler) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return answer_refusal(request, error)
        if is_database_trouble(error):
            logger.error("the database did not answer %s", request.path, exc_info=error)
            return answer_database_trouble(request)
        return None


def _moment(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None
