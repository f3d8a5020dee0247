"""Whoever is signed in arrives with the number of the bell."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wenming.accounts.models import User
from wenming.notices.models import Notice


class UnreadBackend(ModelBackend):
    """The session's account and its `unread_notices` in the one query that every page makes."""

    def get_user(self, user_id: Any) -> User | None:
        unread = (
            Notice.objects.unread()
            .filter(user=OuterRef("pk"))
            .order_by()
            .values("user")
            .annotate(n=Count("pk"))
            .values("n")
        )
        counted = Coalesce(Subquery(unread, output_field=IntegerField()), 0)
        user = User.objects.annotate(unread_notices=counted).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
