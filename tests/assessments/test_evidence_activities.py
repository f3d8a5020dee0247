"""An activity entered once serves the self-check: who may use which, how long, who reads it."""

from datetime import datetime
from typing import Any, TypedDict

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reports import (
    add_activity,
    link_evidence,
    remove_evidence,
    unlink_evidence,
    update_evidence,
)
from assessments.models import Evidence, SelfReport
from assessments.roles import ReportStatus
from districts.actions.activities import advance_activity
from districts.models import Activity, ActivityUse
from districts.roles import EntryStatus, Role
from tests.assessments.self_checks import make_report, mark_of, reporter_of, sign_in
from tests.factories import make_activity, make_team, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = pytest.mark.django_db
now = timezone.now


class Who(TypedDict):
    by: User
    at: datetime


def lecture_of(report: SelfReport, **fields: Any) -> Activity:
    given: dict[str, Any] = {
        "title": "道德讲堂",
        "sessions": 2,
        "attendance": 80,
        "counted_by": "sign-in",
    }
    return make_activity(unit=report.assessment.unit, **given | fields)


@pytest.fixture
def report() -> SelfReport:
    return make_report()


@pytest.fixture
def reporter(report: SelfReport) -> User:
    return reporter_of(report)


def test_one_activity_stands_behind_several_items_and_says_so(
    report: SelfReport, reporter: User
) -> None:
    lecture, who = lecture_of(report), Who(by=reporter, at=now())
    first, second = mark_of(report, "1.1"), mark_of(report, "1.2")

    evidence = add_activity(report, lecture, marks=[first], **who)
    assert add_activity(report, lecture, marks=[first, second], **who) == evidence
    link_evidence(evidence, second, **who)

    assert (evidence.kind, evidence.title, evidence.made_on) == (
        "活动记录", "道德讲堂", lecture.held_on,
    )  # fmt: skip
    for mark in (first, second):
        assert list(mark.evidence.all()) == [evidence]
        assert list(Activity.objects.used_by(mark)) == [lecture]
    year = report.assessment.cycle.year
    labels = [use.target_label for use in lecture.uses.all()]
    unit = report.assessment.unit
    assert labels == [f"{year}年自查 {mark.indicator}：{unit}" for mark in (first, second)]
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["evidence.add", "activity.use", "activity.use"]

    unlink_evidence(evidence, first, **who)
    assert [use.target for use in lecture.uses.all()] == [second]
    remove_evidence(evidence, **who)
    assert not ActivityUse.objects.exists()
    assert Activity.objects.get() == lecture


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": EntryStatus.DRAFT}, "还没有报送"),
        ({"status": EntryStatus.RETURNED}, "还没有报送"),
        ({"unit": None}, "本单位主办"),
        ({"unit": "another"}, "本单位主办"),
    ],
)
def test_only_what_the_unit_has_handed_in_is_used(
    report: SelfReport, reporter: User, fields: dict[str, Any], said: str
) -> None:
    if fields.get("unit"):
        fields = {"unit": make_unit()}
    lecture = make_activity(**{"unit": report.assessment.unit, **fields})

    with pytest.raises(DomainError, match=said):
        add_activity(report, lecture, by=reporter, at=now())
    assert not Evidence.objects.exists()


def test_what_a_report_relies_on_is_frozen_with_it(report: SelfReport, reporter: User) -> None:
    lecture = lecture_of(report, status=EntryStatus.SUBMITTED)
    who = Who(by=reporter, at=now())
    mark = mark_of(report, "1.1")
    evidence = add_activity(report, lecture, marks=[mark], **who)
    report.status = ReportStatus.SUBMITTED
    report.save()

    with pytest.raises(Conflict):
        unlink_evidence(evidence, mark, **who)
    with pytest.raises(Conflict):
        remove_evidence(evidence, **who)
    with pytest.raises(Conflict):
        add_activity(report, lecture_of(report), **who)
    with pytest.raises(DomainError, match=r"已用于“.*1\.1"):
        advance_activity(lecture, "withdraw", **who)

    office = make_user(Role.OFFICE)
    returned = advance_activity(lecture, "return", by=office, at=now(), note="缺签到表")
    evidence.activity = returned
    assert not evidence.stands


def test_an_activity_is_mended_where_it_was_entered(report: SelfReport, reporter: User) -> None:
    evidence = add_activity(report, lecture_of(report), by=reporter, at=now())

    with pytest.raises(DomainError, match="活动台账里修改"):
        update_evidence(evidence, title="别的", kind="图片", by=reporter, at=now())


def test_the_database_keeps_one_thing_in_a_row_and_an_activity_once(
    report: SelfReport, reporter: User
) -> None:
    evidence = add_activity(report, lecture_of(report), by=reporter, at=now())

    for change in ({"link": "https://www.example.cn/"}, {"activity": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.update(**change)
    evidence.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence.save(force_insert=True)


def test_the_page_offers_what_may_be_used_and_takes_it(
    client: Client, report: SelfReport, reporter: User
) -> None:
    sign_in(client, reporter)
    url = reverse("assessments:evidence-list", args=[report.pk])
    assert "没有可选用的活动" in client.get(url).content.decode()
    lecture, mark = lecture_of(report), mark_of(report, "1.2")
    draft = lecture_of(report, title="没有报送的", status=EntryStatus.DRAFT)
    add = reverse("assessments:evidence-activity-add", args=[report.pk])

    page = client.get(url).content.decode()
    assert "道德讲堂（已确认）" in page
    assert draft.title not in page
    assert client.post(add, {"activity": draft.pk}).status_code == 422
    response = client.post(add, {"activity": lecture.pk, "mark": mark.pk})

    assert response["Location"] == f"{report.get_absolute_url()}#m{mark.pk}"
    page = client.get(url).content.decode()
    assert "没有可选用的活动" in page, "once in a report"
    assert "2 场 · 80 人次 · 已确认" in page
    assert "2 场 · 80 人次 · 已确认" in client.get(report.get_absolute_url()).content.decode()


def test_who_may_see_the_evidence_reads_the_record_and_nobody_else(
    client: Client, report: SelfReport, reporter: User
) -> None:
    mark = mark_of(report, "1.1")
    lecture = lecture_of(report, summary="请了两位老师")
    evidence = add_activity(report, lecture, marks=[mark], by=reporter, at=now())
    report.status, report.submitted_at = ReportStatus.SUBMITTED, now()
    report.save()
    assessor = make_user()
    report.assessment.team = make_team(assessor, cycle=report.assessment.cycle)
    report.assessment.save()
    url = reverse("assessments:evidence-download", args=[evidence.pk])

    sign_in(client, assessor)
    page = client.get(url).content.decode()
    assert "请了两位老师" in page
    assert str(mark.indicator) in page
    assert client.get(lecture.get_absolute_url()).status_code == 404

    sign_in(client, make_user(Role.TOWNSHIP))
    assert client.get(url).status_code == 404


def test_the_activitys_page_names_only_uses_that_its_reader_may_see(
    client: Client, report: SelfReport, reporter: User
) -> None:
    lecture = lecture_of(report)
    mark = mark_of(report, "1.1")
    add_activity(report, lecture, marks=[mark], by=reporter, at=now())

    for user, sees in ((reporter, True), (make_user(Role.LEADER), False)):
        sign_in(client, user)
        page = client.get(lecture.get_absolute_url()).content.decode()
        assert (f'href="{mark.get_absolute_url()}"' in page) == sees, "not handed in yet"
        assert ("自查 1.1" in page) == sees
