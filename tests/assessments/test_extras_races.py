"""Two people of the office who decide on one claim at the same moment. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assessments.models import Assessment
from assessments.roles import ClaimStatus
from districts.roles import Role
from tests.assessments.extras import claim, claim_of, decide, make_rich_confirmed
from tests.factories import make_user
from wenming.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_decisions_at_once_one_is_taken_and_the_total_is_its() -> None:
    assessment = make_rich_confirmed()
    row = claim(assessment, "J1", {"value": "3"})
    people = {make_user(Role.OFFICE): ClaimStatus.ACCEPTED, make_user(Role.OFFICE): "refused"}
    together = Barrier(len(people))

    def say(person, verdict: str) -> object:
        try:
            together.wait()
            return decide(row, verdict, person, reason="核对证书").status
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(say, people, people.values()))

    taken = [answer for answer in answers if not isinstance(answer, Conflict)]
    assert len(taken) == 1
    assert claim_of(assessment).status == taken[0]
    bonus = Assessment.objects.get(pk=assessment.pk).bonus
    assert bonus == ("3" if taken[0] == ClaimStatus.ACCEPTED else "")
