"""Two lists at once: a level's places are given once. On both databases."""

import pytest

from districts.actions.awards import put_on_notice
from districts.actions.campaigns import LevelLine, advance_campaign
from districts.models import Nomination
from districts.roles import Role
from tests.assessments.test_windows_races import both
from tests.districts.campaigns.world import NOW, TODAY, N, make_campaign, make_nomination
from tests.factories import make_user
from wenming.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_lists_at_once_do_not_take_one_place_twice() -> None:
    campaign = make_campaign(levels=(LevelLine("十星级", 1),))
    rows = [make_nomination(N.REVIEWED, campaign=campaign) for _ in range(2)]
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    advance_campaign(campaign, "close", by=office, at=NOW())

    answers = both(
        *[
            lambda row=row, by=by: put_on_notice(
                campaign, [row], starts_on=TODAY(), by=by, at=NOW()
            )
            for row, by in zip(rows, (office, second), strict=True)
        ]
    )

    assert [type(answer) for answer in answers if answer] == [DomainError]
    assert Nomination.objects.filter(status=N.NOTICE).count() == 1
