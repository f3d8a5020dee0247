"""结果反馈: who answers when, who takes the second look, and what becomes of the total."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from assessments.actions.feedback import agree
from assessments.models import Agreement, Assessment, Objection
from assessments.policies import calendar_of
from assessments.results.feedback import SILENT, answers_of, clusters_of, state_of
from assessments.results.recheck import faults_of
from assessments.results.tally import marks_of, tally_of
from assessments.results.trail import score_trail
from assessments.roles import CycleStatus, ObjectionStatus
from assessments.scoring import plain
from districts.roles import Role
from tests.assessments.feedback import (
    ITEM,
    close_feedback,
    decide,
    make_answering,
    object_to,
    open_feedback,
)
from tests.factories import make_confirmed, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def total_of(assessment: Assessment) -> Decimal | None:
    return Assessment.objects.get(pk=assessment.pk).total


def test_a_second_look_stands_in_the_place_of_all_marks_and_both_stay() -> None:
    assessment, reporter = make_answering(make_user(), make_user())
    before = total_of(assessment)
    objection = object_to(assessment, reporter)

    decide(objection, "adjust", make_user(Role.OFFICE), answer={"count": "0"})

    stored = Assessment.objects.select_related("rubric", "cycle", "unit").get(pk=assessment.pk)
    full = Decimal(plain(stored.rubric.spec.node(ITEM).points))
    lost = full - Decimal(objection.original)
    assert before is not None
    assert lost > 0
    assert stored.total == before + lost
    result = tally_of(stored, marks_of([stored])[stored.pk])
    assert faults_of(stored, result) == []
    line = next(line for line in score_trail(stored).lines if line.code == ITEM)
    assert (line.measured, line.earned) == ("复核", str(full))
    assert f"原得分 {objection.original}" in line.review
    assert stored.sheets.count() == 2
    assert AuditEntry.objects.filter(verb="objection.adjust").get().after["total"] == str(
        stored.total
    )


def test_what_was_upheld_or_reopened_counts_as_the_scorers_said() -> None:
    assessment, reporter = make_answering()
    office, before = make_user(Role.OFFICE), total_of(assessment)
    objection = object_to(assessment, reporter)

    decide(objection, "uphold", office)
    assert total_of(assessment) == before
    decide(objection, "reopen", office)
    decide(objection, "adjust", office, answer={"count": "0"})
    assert total_of(assessment) != before
    again = decide(objection, "reopen", office)
    assert (again.answer, again.decided_by, total_of(assessment)) == (None, None, before)


@pytest.mark.parametrize("role", ["scored", "confirmed", "sits in the team", "works at the unit"])
def test_who_had_a_part_in_the_mark_does_not_decide(role: str) -> None:
    scorer, office = make_user(), make_user(Role.OFFICE)
    assessment, reporter = make_answering(scorer, make_user())
    if role == "scored":
        office = scorer
        office.memberships.create(role=Role.OFFICE, started_on="2020-01-01")
    elif role == "confirmed":
        Assessment.objects.filter(pk=assessment.pk).update(confirmed_by=office)
    elif role == "sits in the team":
        assert assessment.team is not None
        assessment.team.members.create(user=office)
    else:
        office.memberships.create(role=Role.STAFF, unit=assessment.unit, started_on="2020-01-01")

    with pytest.raises(NotAllowed):
        decide(object_to(assessment, reporter), "uphold", office)


def test_units_answer_only_while_feedback_is_open() -> None:
    assessment, reporter = make_answering()
    close_feedback(assessment)
    with pytest.raises(Conflict, match="不在结果反馈时间内"):
        object_to(assessment, reporter)
    with pytest.raises(Conflict, match="不在结果反馈时间内"):
        agree(assessment, by=reporter, at=timezone.now())
    calendar = calendar_of(assessment.cycle, timezone.now())
    assert state_of(calendar, agreed=False, filed=0, decided=0)[0] == SILENT


def test_an_objection_takes_the_agreement_back_and_agreement_waits_for_it() -> None:
    assessment, reporter = make_answering()
    first = agree(assessment, by=reporter, at=timezone.now())
    assert agree(assessment, by=reporter, at=timezone.now()).pk == first.pk
    objection = object_to(assessment, reporter)
    assert not Agreement.objects.exists()
    with pytest.raises(Conflict, match="先撤回异议"):
        agree(assessment, by=reporter, at=timezone.now())
    decide(objection, "withdraw", reporter)
    agree(assessment, by=reporter, at=timezone.now())
    counts = answers_of(assessment.cycle)
    assert (counts.confirmed, counts.agreed, counts.objecting) == (1, 1, 0)


def test_the_same_key_files_once_and_an_item_has_one_live_objection() -> None:
    assessment, reporter = make_answering()
    key = uuid4()
    first = object_to(assessment, reporter, save_key=key)
    assert object_to(assessment, reporter, save_key=key) == first
    with pytest.raises(Conflict, match="已经提出过异议"):
        object_to(assessment, reporter)
    decide(first, "withdraw", reporter)
    object_to(assessment, reporter)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"statement": ""}, "statement"),
        ({"code": "1"}, "code"),
        ({"code": "9.9"}, "code"),
    ],
    ids=["no reason", "a head", "no such item"],
)
def test_a_wrong_objection_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    assessment, reporter = make_answering()
    with pytest.raises(DomainError) as refusal:
        object_to(assessment, reporter, **given)
    assert refusal.value.field == field
    assert not Objection.objects.exists()


def test_a_decision_says_why_fits_the_item_and_meets_no_stale_page() -> None:
    assessment, reporter = make_answering()
    office, objection = make_user(Role.OFFICE), object_to(assessment, reporter)
    for wrong in ({"note": ""}, {"answer": {"count": "-1"}}, {"answer": None}):
        with pytest.raises(DomainError):
            decide(objection, "adjust", office, **{"answer": {"count": "0"}} | wrong)
    with pytest.raises(Conflict):
        decide(objection, "uphold", office, version=objection.version + 1)
    decide(objection, "uphold", office, version=objection.version)
    with pytest.raises(Conflict):
        decide(objection, "adjust", office, answer={"count": "0"})
    assessment.cycle.status = CycleStatus.ARCHIVED
    assessment.cycle.save()
    with pytest.raises(Conflict):
        decide(objection, "reopen", office)


def test_items_that_many_object_to_come_first() -> None:
    first, reporter = make_answering()
    object_to(first, reporter)
    other = make_confirmed(unit=make_unit("县乙单位"))
    open_feedback(other)
    colleague = make_user(Role.UNIT, unit=other.unit)
    decide(object_to(other, colleague), "adjust", make_user(Role.OFFICE), answer={"count": "1"})
    object_to(other, colleague, code="2.1")

    assert [(each.code, each.objections, each.adjusted) for each in clusters_of(first.cycle)] == [
        (ITEM, 2, 1),
        ("2.1", 1, 0),
    ]


def test_the_unit_files_with_a_paper_and_reads_no_scorer_s_name() -> None:
    scorer = make_user(name="评分人张三")
    assessment, reporter = make_answering(scorer, make_user(name="评分人李四"))
    client = signed_in(reporter)
    page = reverse("assessments:feedback", args=[assessment.pk])
    asked = client.get(page, {"item": ITEM}).content.decode()
    assert "评分人" not in asked
    assert 'name="statement"' in asked

    url = reverse("assessments:feedback-object", args=[assessment.pk])
    paper = SimpleUploadedFile("记录.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    data = {"code": ITEM, "statement": "<b>已补</b>", "save_key": str(uuid4()), "files": paper}
    refused = client.post(url, data | {"statement": "  "})
    assert refused.status_code == 422
    answer = client.post(url, data | {"files": _paper()}, follow=True)

    assert answer.status_code == 200
    assert escape("<b>已补</b>") in answer.content.decode()
    assert "评分人" not in answer.content.decode()
    (each,) = Objection.objects.get().files.all()
    file_url = reverse("assessments:objection-file", args=[each.pk])
    assert b"".join(client.get(file_url)) == b"%PDF-1.4\n%%EOF\n"
    assert signed_in(scorer).get(file_url).status_code == 404


def _paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("记录.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    assessment, reporter = make_answering()
    codes = (ITEM, "2.1", "3.1")[:count]
    for code in codes:
        object_to(assessment, reporter, code)
    client = signed_in(make_user(Role.OFFICE))
    pages = (
        (reverse("assessments:feedback-list", args=[assessment.cycle_id]), 9),
        (reverse("assessments:feedback", args=[assessment.pk]), 14),
        (Objection.objects.earliest("pk").get_absolute_url(), 9),
    )
    for url, queries in pages:
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200
    assert Objection.objects.filter(status=ObjectionStatus.FILED).count() == count
