"""The demonstration county: a closed year and a year in the middle of its field phase.

Registers and accounts are written as they are; everything that counts in a year is done through
the same actions that people use, so that the trail is whole.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.demonstration.monthly import play_monthly
from assessments.demonstration.people import LOGINS, PASSWORD, Login, settle
from assessments.demonstration.simulations import simulate_2020
from assessments.demonstration.summaries import play_summaries
from assessments.demonstration.terms import settle_term
from assessments.demonstration.years import play_2020, play_this_year
from assessments.models import Cycle
from districts.demonstration import build_fieldwork
from wenming.accounts.models import User
from wenming.errors import Conflict
from wenming.notices.models import Notice

__all__ = ["LOGINS", "PASSWORD", "Login", "build", "is_built"]


def is_built() -> bool:
    """Whether this database holds the demonstration county."""
    return User.objects.filter(is_demonstration=True).exists()


@transaction.atomic
def build(at: datetime) -> None:
    """Fill an empty database with the county, or refuse and change nothing."""
    if User.objects.exists() or Cycle.objects.exists():
        raise Conflict("数据库中已有数据，演示县只能建在空的数据库里。")
    cast = settle(at)
    closed = play_2020(cast)
    play_this_year(cast, at)
    simulate_2020(closed, by=cast.office, year=timezone.localdate(at).year, at=at)
    play_monthly(cast, at)
    settle_term(cast, at)
    build_fieldwork(at, office=cast.office, second=cast.second, leader=cast.leader)
    play_summaries(cast.office, cast.second, at)
    # Everybody has read what came in before yesterday.
    Notice.objects.unread().filter(made_at__lt=at - timedelta(days=1)).update(read_at=at)
