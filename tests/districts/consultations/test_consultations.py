"""征求意见: who says what when, what became of it, what the pages cost, what 2020 tells."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.actions.attachments import attach
from districts.actions.consultations import (
    advance_consultation,
    answer,
    create_consultation,
    judge,
    revise,
)
from districts.models import AttachmentKind, Consultation, Department, Opinion
from districts.policies import standing_of
from districts.results.consultations import opinions_of
from districts.roles import Role
from districts.workflow.consultations import Adoption, ConsultationStatus
from tests.factories import a_picture, make_department, make_user
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.xlsx import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


def make_consultation(office: User, *departments: Department, is_sent: bool = True) -> Consultation:
    now = timezone.now()
    due_on = timezone.localdate() + timedelta(days=5)
    values = {"title": "积分办法（征求意见稿）", "about": "请提意见。", "due_on": due_on}
    asked = departments or (make_department(),)
    row = create_consultation(values, asked, by=office, at=now)
    if not is_sent:
        return row
    attach(row, a_picture(), kind=AttachmentKind.DOCUMENT, by=office, at=now)
    return advance_consultation(row, "send", by=office, at=now)


def say(row: Consultation, text: str = "第三条改为每月公示。") -> Opinion:
    opinion = row.opinions.filter(given_at=None).first()
    assert opinion is not None
    by = make_user(Role.DEPARTMENT, department=opinion.department)
    return answer(opinion, text=text, is_content=not text, version=1, by=by, at=timezone.now())


def test_a_draft_goes_out_with_its_document_alone(office: User) -> None:
    row = make_consultation(office, is_sent=False)

    with pytest.raises(DomainError, match="征求意见稿"):
        advance_consultation(row, "send", by=office, at=timezone.now())


def test_opinions_are_judged_before_the_text_is_final(office: User) -> None:
    who: dict[str, Any] = {"by": office, "at": timezone.now()}
    row = make_consultation(office, make_department(), make_department())
    opinion = say(row)
    row = advance_consultation(row, "close", **who)

    with pytest.raises(DomainError, match="1 条意见"):
        advance_consultation(row, "issue", **who)
    with pytest.raises(DomainError, match="理由"):
        judge(opinion, adoption=Adoption.REJECTED, reason="", **who)
    judge(opinion, adoption=Adoption.REJECTED, reason="与上级文件不一致", **who)
    with pytest.raises(DomainError, match="定稿"):
        advance_consultation(row, "issue", **who)
    row = revise(row, text="第一条……", version=row.version, **who)
    row = advance_consultation(row, "issue", **who)

    assert row.status == ConsultationStatus.ISSUED
    found = opinions_of(row, office, standing_of(office))
    assert (len(found.said), len(found.content), len(found.silent)) == (1, 0, 1)


def test_nobody_answers_for_another_or_too_late(office: User) -> None:
    row = make_consultation(office)
    opinion = row.opinions.get()
    given: dict[str, Any] = {"text": "好", "is_content": False, "version": 1, "at": timezone.now()}
    other = make_user(Role.DEPARTMENT, department=make_department())

    with pytest.raises(NotAllowed):
        answer(opinion, by=other, **given)
    advance_consultation(row, "close", by=office, at=timezone.now())
    own = make_user(Role.DEPARTMENT, department=opinion.department)
    with pytest.raises(Conflict, match="不能再反馈"):
        answer(opinion, by=own, **given)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, office: User, django_assert_num_queries: Any, rows: int
) -> None:
    client.force_login(office)
    for _ in range(rows):
        make_consultation(office)

    with django_assert_num_queries(6):  # session, user, standing | years | count, rows
        client.get(reverse("districts:consultation-list"))


@pytest.mark.parametrize("asked", [1, 3])
def test_the_page_and_its_table_cost_the_same_however_many_answer(
    client: Client, office: User, django_assert_num_queries: Any, asked: int
) -> None:
    client.force_login(office)
    row = make_consultation(office, *(make_department() for _ in range(asked)))
    for _ in range(asked):
        say(row)
    advance_consultation(row, "close", by=office, at=timezone.now())

    # session, user, standing | draft | opinions | files | trail
    with django_assert_num_queries(7):
        client.get(row.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(reverse("districts:consultation-print", args=[row.pk]))


def test_a_recipient_is_reminded_answers_and_sees_nobody_else(client: Client, office: User) -> None:
    mine, other = make_department(), make_department()
    row = make_consultation(office, mine, other)
    opinion = row.opinions.get(department=mine)
    client.force_login(make_user(Role.DEPARTMENT, department=mine))

    assert row.title in client.get(reverse("assessments:workbench")).content.decode()
    page = client.post(
        reverse("districts:opinion-answer", args=[opinion.pk]),
        {"text": "改第二条", "is_content": "on", "version": 1},
    )
    assert page.status_code == 422
    assert "改第二条" in page.content.decode()
    assert other.name not in page.content.decode()
    client.post(
        reverse("districts:opinion-answer", args=[opinion.pk]), {"text": "改第二条", "version": 1}
    )

    assert row.title not in client.get(reverse("assessments:workbench")).content.decode()
    opinion.refresh_from_db()
    assert opinion.text == "改第二条"


def test_the_table_reads_back_with_the_silent_at_the_end(client: Client, office: User) -> None:
    row = make_consultation(office, make_department(), make_department())
    said = say(row, "=1+1 不是公式")
    client.force_login(office)

    response = client.get(reverse("districts:consultation-export", args=[row.pk]))

    heads = ["征求意见单位", "意见"]
    table = read_table(BytesIO(response.content), required=heads)
    silent = row.opinions.get(given_at=None)
    assert [line.values for line in table.rows] == [
        {"征求意见单位": said.owner_name, "意见": "=1+1 不是公式"},
        {"征求意见单位": silent.owner_name, "意见": "未反馈"},
    ]
