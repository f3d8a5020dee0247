"""What the tests of self-checks share: one unit's report in any state, and a save as a page sends
it."""

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Evidence, SelfMark, SelfReport
from assessments.roles import ReportStatus
from districts.models import Unit
from districts.roles import Role
from tests.factories import make_assessment, make_unit, make_user
from wenming.accounts.models import User
from wenming.files.models import StoredFile

# An answer to every item of `SMALL_TREE` that a unit is asked, and the mark it makes.
FULL_ANSWERS: dict[str, dict[str, Any]] = {
    "1.1": {"met": True},
    "1.2": {"count": 1},
    "2.1": {"level": "B"},
    "2.2": {"value": "9.5"},
    "3.1": {"count": 4},
    "3.2": {"amounts": ["0.5"]},
    "5.1": {"value": "91"},
}


def make_report(
    status: str = ReportStatus.DRAFT, *, unit: Unit | None = None, **fields: Any
) -> SelfReport:
    """A unit's report in that state; whatever has been submitted is complete."""
    report = make_assessment(unit or make_unit()).report
    if status != ReportStatus.DRAFT:
        fill_in(report)
        fields = {"round": 1, "submitted_at": timezone.now(), **fields}
    for name, value in {"status": status, **fields}.items():
        setattr(report, name, value)
    report.save()
    return report


def fill_in(report: SelfReport) -> None:
    """Everything that submission asks for."""
    for mark in report.marks.select_related("indicator"):
        mark.answer = FULL_ANSWERS.get(mark.indicator.code)
        mark.save()
    report.summary = "本年度各项创建工作有序推进。"
    report.save()


def mark_of(report: SelfReport, code: str) -> SelfMark:
    return report.marks.select_related("indicator").get(indicator__code=code)


def reporter_of(report: SelfReport) -> User:
    return make_user(Role.UNIT, unit=report.assessment.unit)


def sign_in(client: Client, user: User) -> User:
    client.force_login(user)
    return user


def save(
    client: Client,
    mark: SelfMark,
    *,
    htmx: bool = True,
    leave_out: tuple[str, ...] = (),
    **data: Any,
) -> Any:
    """Post one item as its page does: with the version on screen and a new key."""
    body = {"version": mark.version, "save_key": str(uuid4()), **data}
    for name in leave_out:
        del body[name]
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("assessments:self-mark-save", args=[mark.pk])
    return client.post(url, body, headers=headers)


def make_evidence(assessment: Assessment, *, size: int = 1000, **fields: Any) -> Evidence:
    """A file that is only a row; tests of the bytes upload one."""
    user = fields.pop("uploaded_by", None) or make_user()
    stored = StoredFile.objects.create(
        original_name="会议记录.pdf",
        kind="pdf",
        content_type="application/pdf",
        size=size,
        sha256=uuid4().hex * 2,
        path=f"files/{uuid4().hex}",
        uploaded_by=user,
    )
    return Evidence.objects.create(
        assessment=assessment, file=stored, title="会议记录", uploaded_by=user, **fields
    )
