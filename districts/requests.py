"""Who is asking: one query per request, however many questions follow."""

from typing import cast

from django.http import HttpRequest

from districts.policies import standing_of
from districts.roles import NOBODY, Standing
from wenming.accounts.models import User


def standing_for(request: HttpRequest) -> Standing:
    """What the signed-in person is today; kept on the request. Anonymous is nobody.

    For finding and showing only: an action asks `standing_of` again inside its transaction.
    """
    kept = getattr(request, "_standing", None)
    if kept is None:
        signed_in = request.user.is_authenticated
        kept = standing_of(cast(User, request.user)) if signed_in else NOBODY
        request._standing = kept  # type: ignore[attr-defined]
    return cast(Standing, kept)
