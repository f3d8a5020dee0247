"""The rubric's pages: reading, copying, the guard at publishing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Rubric
from assessments.scoring import ItemRow
from districts.models import UnitType
from districts.roles import Role
from tests.factories import make_rubric, make_user, this_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(is_published=False)


def test_a_whole_draft_is_checked_before_it_is_published(office: Client) -> None:
    rows = (
        ItemRow(code="1", title="组织领导", points="100"),
        ItemRow(code="1.1", title="领导重视", points="60", rule="达标"),
        ItemRow(code="1.2", title="例会制度", points="50", rule="达标"),
    )
    draft = make_rubric(rows=rows, is_published=False)
    url = reverse("assessments:rubric-publish", args=[draft.pk])

    page = office.get(url).content.decode()
    refused = office.post(url, {"reason": " "})
    done = office.post(url, {"reason": "按上级文件执行"})

    assert "110" in page
    assert refused.status_code == 422
    assert "请写明" in refused.content.decode()
    assert done.status_code == 302
    assert Rubric.objects.get(pk=draft.pk).publish_reason == "按上级文件执行"


def test_errors_are_listed_in_full_and_nothing_is_published(office: Client, draft: Rubric) -> None:
    draft.indicators.filter(code__in=["1.1", "3.1"]).update(params="？？")
    url = reverse("assessments:rubric-publish", args=[draft.pk])

    response = office.post(url, {"reason": "赶时间"})

    assert response.status_code == 422
    assert {each.code for each in response.context["found"].errors} == {"1.1", "3.1"}
    assert Rubric.objects.get(pk=draft.pk).is_draft


def test_everybody_reads_what_is_in_force_with_its_rules_in_words(client: Client) -> None:
    rubric = make_rubric()
    client.force_login(make_user(Role.UNIT))

    for name in ("rubric-detail", "rubric-print"):
        page = client.get(reverse(f"assessments:{name}", args=[rubric.pk])).content.decode()
        assert "每次扣 2" in page
        assert "例会制度" in page


def test_drafts_are_listed_for_editors_only(client: Client) -> None:
    make_rubric(name="在用细则")
    make_rubric(name="起草中的细则", is_published=False)
    client.force_login(make_user(Role.UNIT))

    page = client.get(reverse("assessments:rubric-list")).content.decode()

    assert "在用细则" in page
    assert "起草中的细则" not in page


@pytest.mark.parametrize("year", ["1", "x", "99999", "-3", "2019"])
def test_an_odd_year_shows_the_nearest(office: Client, year: str) -> None:
    make_rubric()

    response = office.get(reverse("assessments:rubric-list"), {"year": year})

    assert response.context["shelf"].year == this_year()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    types = [UnitType.AGENCY, UnitType.SCHOOL, UnitType.VILLAGE]
    for each in types[:number]:
        make_rubric([each])

    with django_assert_num_queries(6):  # session, user, membership, years, rubrics, their types
        response = office.get(reverse("assessments:rubric-list"))

    assert len(response.context["shelf"].rubrics) == number


def test_reading_a_published_rubric_costs_no_query_for_its_rows(
    office: Client, django_assert_num_queries: Any
) -> None:
    rubric = make_rubric()

    with django_assert_num_queries(5):  # session, user, membership, rubric, its types
        office.get(rubric.get_absolute_url())


def test_last_years_rubric_is_copied_from_its_page(office: Client) -> None:
    old = make_rubric(year=this_year() - 1)
    url = reverse("assessments:rubric-copy", args=[old.pk])

    response = office.post(url, {"year": str(this_year())})

    copy = Rubric.objects.get(based_on=old)
    assert response.headers["Location"] == reverse(
        "admin:assessments_rubric_change", args=[copy.pk]
    )
