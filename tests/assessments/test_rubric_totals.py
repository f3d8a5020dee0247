"""加分, 扣分, 否决 and 等次 of a rubric: stored, published, copied and shown."""

from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import rubrics
from assessments.actions.rubric_totals import write_totals
from assessments.models import Rubric
from assessments.results.rubric_totals import TOTALS, total_rows, totals_of
from assessments.scoring import BonusRow, DeductionRow, GradeRow, RubricRows, VetoRow
from districts.roles import Role
from tests.factories import make_rubric, make_user
from wenming.accounts.models import User

pytestmark = pytest.mark.django_db

EXTRAS = RubricRows(
    settings={},
    bonuses=(
        BonusRow(code="J2", title="荣誉", points="3.25", rule="等级", parameters="省级=3;市级=2"),
        BonusRow(
            code="J1", title="信息", points="2", rule="计数", parameters="每次=0.5", family="宣传"
        ),
    ),
    deductions=(
        DeductionRow(
            code="K1", title="通报", each="0.5", counting="按次", doubling="是", summing="相加"
        ),
        DeductionRow(
            code="K2", title="警告", each="", counting="一次", doubling="否", summing="平均"
        ),
    ),
    vetoes=(
        VetoRow(
            code="F1", title="事故", months="24", heads="3", department="应急局", consequence="取消"
        ),
    ),
    grades=(GradeRow(name="优秀", lower="90", quota="33.3%"), GradeRow(name="合格", lower="60.5")),
)


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def draft() -> Rubric:
    rubric = make_rubric(is_published=False)
    write_totals(rubric, EXTRAS)
    return rubric


def texts(rubric: Rubric) -> list[list[Any]]:
    """The rows without the keys under which they are stored."""
    return [list(map(text_of, rows)) for rows in total_rows(rubric).values()]


def text_of(row: Any) -> dict[str, Any]:
    return asdict(row) | {"id": None}


def test_what_is_written_is_read_in_the_same_words_and_order(draft):
    expected = [EXTRAS.bonuses, EXTRAS.deductions, EXTRAS.vetoes, EXTRAS.grades]

    assert texts(draft) == [list(map(text_of, rows)) for rows in expected]


def test_writing_again_replaces_them(draft):
    write_totals(draft, EXTRAS)
    write_totals(draft, RubricRows(settings={}, grades=EXTRAS.grades[:1]))

    assert [getattr(draft, name).count() for name in TOTALS] == [0, 0, 0, 1]


def test_publishing_freezes_them(draft, office):
    published = rubrics.publish(draft, by=office, at=timezone.now())

    spec = published.spec
    assert [bonus.code for bonus in spec.bonuses] == ["J2", "J1"]
    assert [bonus.id for bonus in spec.bonuses] == [row.pk for row in draft.bonus_rows.all()]
    assert (spec.deductions[1].is_once, spec.deductions[1].is_averaged) == (True, True)
    assert (spec.vetoes[0].months, spec.vetoes[0].department) == (24, "应急局")
    assert [grade.name for grade in spec.grades] == ["优秀", "合格"]
    assert totals_of(published).bonuses[0].parameters == "省级=3;市级=2"


def test_a_bonus_that_cannot_be_read_forbids_publishing(draft, office):
    draft.bonus_rows.filter(code="J1").update(params="每次=许多")

    with pytest.raises(rubrics.RubricRefused):
        rubrics.publish(draft, by=office, at=timezone.now(), reason="试行")


def test_a_copy_has_them_too(draft, office):
    published = rubrics.publish(draft, by=office, at=timezone.now(), reason="试行")

    copy = rubrics.copy_rubric(published, year=published.year + 1, by=office, at=timezone.now())

    assert texts(copy) == texts(draft)
    assert set(copy.bonus_rows.values_list("pk")).isdisjoint(draft.bonus_rows.values_list("pk"))


@pytest.mark.parametrize("page", ["rubric-detail", "rubric-print"])
@pytest.mark.parametrize("is_published", [False, True])
def test_the_pages_show_them(client: Client, draft, office, page, is_published):
    if is_published:
        rubrics.publish(draft, by=office, at=timezone.now(), reason="试行")
    client.force_login(office)

    text = client.get(reverse(f"assessments:{page}", args=[draft.pk])).content.decode()

    assert all(word in text for word in ("荣誉", "通报", "应急局", "优秀", "33.3%", "按实际填写"))


@pytest.mark.parametrize("rows", [1, 2])
def test_a_draft_costs_four_queries_for_them_however_many(
    client, draft, office, rows, django_assert_num_queries
):
    if rows == 1:
        for name in TOTALS:
            getattr(draft, name).filter(place=1).delete()
    client.force_login(office)
    # session, user, membership, rubric, its types, rows, and the four tables
    with django_assert_num_queries(10):
        client.get(reverse("assessments:rubric-detail", args=[draft.pk]))
