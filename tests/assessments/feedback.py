"""What the tests of 结果反馈 share: a confirmed unit in its feedback, who objects, who decides."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.actions.feedback import advance_objection, file_objection
from assessments.models import Assessment, Objection, Phase
from assessments.roles import PhaseKind
from districts.roles import Role
from tests.factories import make_confirmed, make_user
from wenming.accounts.models import User

ITEM = "1.2"


def open_feedback(assessment: Assessment) -> None:
    """Feedback is open now, from yesterday for a week."""
    now = timezone.now()
    Phase.objects.filter(cycle=assessment.cycle, kind=PhaseKind.FEEDBACK).update(
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=6)
    )


def close_feedback(assessment: Assessment) -> None:
    now = timezone.now()
    Phase.objects.filter(cycle=assessment.cycle, kind=PhaseKind.FEEDBACK).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1)
    )


def make_answering(*members: User) -> tuple[Assessment, User]:
    """A unit that lost half a point on ITEM, in its feedback; and its reporter."""
    assessment = make_confirmed(*members, changed=({ITEM: {"count": 1}}, {ITEM: {"count": 1}}))
    open_feedback(assessment)
    return assessment, make_user(Role.UNIT, unit=assessment.unit)


def object_to(assessment: Assessment, reporter: User, code: str = ITEM, **given: Any) -> Objection:
    return file_objection(
        assessment,
        **dict[str, Any](code=code, statement="记录已补齐", save_key=uuid4()) | given,
        by=reporter,
        at=timezone.now(),
    )


def decide(objection: Objection, verb: str, by: User, **given: Any) -> Objection:
    return advance_objection(
        objection, verb, **dict[str, Any](note="复核了原始记录") | given, by=by, at=timezone.now()
    )
