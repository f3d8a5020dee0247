"""For machines that watch this one: no session, no details."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenming.upkeep.health import is_serving


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while requests can be answered, else 503."""
    sound = is_serving()
    word = "ok" if sound else "unavailable"
    return HttpResponse(word, content_type="text/plain", status=200 if sound else 503)
