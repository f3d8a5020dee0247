"""Pages of campaigns, awards, councils and exemplars: what they cost, refuse and say."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from districts.actions.campaigns import advance_campaign, link_activity
from districts.actions.exemplars import create_exemplar
from districts.models import Campaign, Exemplar, MoralCouncil, Nomination
from districts.roles import Role
from districts.workflow.campaigns import ReviewedBy, SubjectKind
from tests.districts.campaigns.world import (
    NOW,
    TODAY,
    C,
    N,
    exemplar_values,
    make_award,
    make_campaign,
    make_council,
    make_nomination,
)
from tests.factories import (
    make_activity,
    make_department,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.xlsx import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    for model in (Campaign, Nomination, Exemplar, MoralCouncil):
        ContentType.objects.get_for_model(model)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    by = make_user(Role.OFFICE)
    for _ in range(rows):
        make_award()
        make_council()
        create_exemplar(exemplar_values(), by=by, at=NOW())

    for view, queries in (
        # session, user, standing, years | count, rows, figures
        ("campaign-list", 7),
        ("campaign-export", 6),  # … rows, levels
        ("award-list", 7),  # … count, rows, campaigns
        ("award-export", 5),
        # session, user, standing | count, rows, coverage, without one, townships
        ("council-list", 8),
        ("council-export", 5),
        ("exemplar-list", 8),  # … years | count, rows, stages, put forward
        ("exemplar-export", 5),
    ):
        with django_assert_num_queries(queries):
            assert office.get(reverse(f"districts:{view}")).status_code == 200, view


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_a_campaign_cost_the_same_however_many_nominate(
    office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    campaign, by = make_campaign(), make_user(Role.OFFICE)
    for _ in range(rows):
        row = make_nomination(N.REVIEWED, campaign=campaign)
        link_activity(campaign, make_activity(), by=by, at=NOW())
    advance_campaign(campaign, "close", by=by, at=NOW())

    # session, user, standing | campaign | levels, count, rows, uses, totals, files, trail;
    # the activities to choose from
    with django_assert_num_queries(12):
        office.get(campaign.get_absolute_url())
    # … the votes' council, nothing else
    with django_assert_num_queries(6):
        office.get(row.get_absolute_url())
    # … reviewed ones, what still runs is not asked for
    with django_assert_num_queries(5):
        office.get(reverse("districts:campaign-batch", args=[campaign.pk, "notice"]))
    with django_assert_num_queries(5):
        office.get(reverse("districts:campaign-names", args=[campaign.pk, "notice"]))


def test_a_new_campaign_needs_no_programmer(office: Client) -> None:
    typed = {
        "name": "最美庭院",
        "department": "",
        "subject_kind": "household",
        "levels": "金星 3\n银星 10 个\n铜星",
        "reviewed_by": "council",
        "opens_on": TODAY().isoformat(),
        "closes_on": TODAY().isoformat(),
        "notice_days": "5",
        "valid_years": "",
    }
    url = reverse("districts:campaign-create")
    far = f"{TODAY().year + 1}-03-01"
    for changed, field in (
        ({"closes_on": far}, "closes_on"),
        ({"levels": "金星\n金星 2"}, "levels"),
        ({"levels": "星" * 31}, "levels"),
        ({"notice_days": "0"}, "notice_days"),
    ):
        refused = office.post(url, typed | changed)
        assert set(refused.context["form"].errors) == {field}
        assert "最美庭院" in refused.content.decode()

    assert office.post(url, typed).status_code == 302
    row = Campaign.objects.get()
    assert [(level.name, level.quota) for level in row.levels.all()] == [
        ("金星", 3),
        ("银星", 10),
        ("铜星", None),
    ]
    assert (row.year, row.valid_years, row.owner_name) == (TODAY().year, None, "县文明办")
    assert office.get(reverse("districts:campaign-edit", args=[row.pk])).status_code == 200
    assert set(office.post(url, typed).context["form"].errors) == {"name"}


def test_a_list_is_published_from_its_page_and_the_page_says_what_happened(
    office: Client,
) -> None:
    campaign = make_campaign()
    rows = [make_nomination(N.REVIEWED, campaign=campaign) for _ in range(3)]
    advance_campaign(campaign, "close", by=make_user(Role.OFFICE), at=NOW())
    url = reverse("districts:campaign-batch", args=[campaign.pk, "notice"])
    ids = [str(row.pk) for row in rows]

    refused = office.post(url, {"nomination": ids, "starts_on": TODAY().isoformat()})
    assert refused.status_code == 422
    assert "名额 2 个" in refused.content.decode()
    assert refused.content.decode().count("checked") == 3

    given = {"nomination": ids[:2], "starts_on": TODAY().isoformat()}
    outcome = office.post(url, given, follow=True).content.decode()
    assert "公示中" in outcome
    assert all(row.subject in outcome for row in rows[:2])
    assert rows[2].subject not in outcome
    waiting = office.get(reverse("districts:campaign-batch", args=[campaign.pk, "award"]))
    assert "公示还没有期满" in waiting.content.decode()


def test_the_names_are_public_and_the_files_are_not(client: Client) -> None:
    award = make_award()
    nomination = award.nomination
    client.force_login(make_user(Role.TOWNSHIP))

    names = reverse("districts:campaign-names", args=[nomination.campaign_id, "award"])
    assert nomination.subject in client.get(names).content.decode()
    assert client.get(nomination.get_absolute_url()).status_code == 404
    assert nomination.subject not in client.get(reverse("districts:award-list")).content.decode()


def test_a_nomination_asks_for_what_its_campaign_needs(client: Client) -> None:
    unit, township = make_unit(), make_township()
    village = make_village(township=township)
    units = make_campaign(subject_kind=SubjectKind.UNIT, reviewed_by=ReviewedBy.ORGANISER)
    stars = make_campaign()

    client.force_login(make_user(Role.UNIT, unit=unit))
    form = client.get(reverse("districts:campaign-nominate", args=[units.pk])).context["form"]
    assert set(form.fields) == {"owner", "subject_unit", "level", "reasons"}
    assert list(form.fields["subject_unit"].queryset) == [unit]
    client.force_login(make_user(Role.TOWNSHIP, township=township))
    url = reverse("districts:campaign-nominate", args=[stars.pk])
    form = client.get(url).context["form"]
    assert set(form.fields) == {"owner", "subject", "village", "level", "reasons"}
    assert list(form.fields["village"].queryset) == [village]
    typed = {
        "owner": f"township:{township.pk}",
        "subject": "张德胜户",
        "village": str(village.pk),
        "level": str(stars.levels.first().pk),
        "reasons": "孝老爱亲。",
    }
    assert client.post(url, typed).status_code == 302
    assert set(client.post(url, typed).context["form"].errors) == {"subject"}
    row = Nomination.objects.get()
    refused = client.post(
        reverse("districts:nomination-edit", args=[row.pk]), typed | {"version": "1", "reasons": ""}
    )
    assert set(refused.context["form"].errors) == {"reasons"}


def test_ledgers_read_back_as_the_lists(office: Client) -> None:
    award, council = make_award(), make_council()
    row = create_exemplar(
        exemplar_values(name="=1+1 不是公式"), by=make_user(Role.OFFICE), at=NOW()
    )

    def lines(view: str, *heads: str) -> list[Any]:
        book = office.get(reverse(f"districts:{view}")).content
        return [
            tuple(line.values.values()) for line in read_table(BytesIO(book), required=heads).rows
        ]

    nomination = award.nomination
    assert lines("award-export", "对象", "等次", "状态") == [(nomination.subject, "十星级", "有效")]
    counted = lines("campaign-export", "评选名称", "等次", "申报", "已公布")
    name = nomination.campaign.name
    assert counted[:2] == [(name, "十星级", 1, 1), (name, "九星级", 0, 0)]
    assert lines("council-export", "村", "会长", "成员人数") == [(council.village.name, "会长", 9)]
    assert lines("exemplar-export", "典型名称", "阶段") == [(row.name, "线索")]


def test_coverage_says_how_many_villages_have_a_council(client: Client) -> None:
    township = make_township()
    covered, bare = make_village(township=township), make_village(township=township)
    make_council(covered)
    make_council()
    client.force_login(make_user(Role.TOWNSHIP, township=township))

    page = client.get(reverse("districts:council-list"))

    assert (page.context["coverage"].having, page.context["coverage"].villages) == (1, 2)
    assert bare.name in page.content.decode()
    url = reverse("districts:council-create")
    form = client.get(url).context["form"]
    assert list(form.fields["village"].queryset) == [bare]
    typed = {"village": str(bare.pk), "founded_on": f"{TODAY().year + 1}-01-01", "chair": "王",
             "members": "0"}  # fmt: skip
    assert set(client.post(url, typed).context["form"].errors) == {"founded_on", "members"}


def test_an_exemplar_comes_from_one_place(office: Client) -> None:
    unit, village = make_unit(), make_village()
    typed = {"name": "行业文化", "year": str(TODAY().year), "kind": "unit", "deeds": "编印手册。",
             "unit": str(unit.pk), "village": "", "district": "", "source": ""}  # fmt: skip
    url = reverse("districts:exemplar-create")

    assert set(office.post(url, typed | {"unit": ""}).context["form"].errors) == {"unit"}
    two = office.post(url, typed | {"village": str(village.pk), "source": "来信"})
    assert set(two.context["form"].errors) == {"village", "source"}
    assert office.post(url, typed).status_code == 302
    row = Exemplar.objects.get()
    assert (row.origin, row.stages.get().stage) == (unit.name, "clue")
    report = {"outlet": "县报", "title": "好做法", "on": TODAY().isoformat()}
    office.post(reverse("districts:exemplar-media", args=[row.pk]), report)
    assert "好做法" in office.get(row.get_absolute_url()).content.decode()


def test_the_workbench_says_what_waits_for_whom(client: Client) -> None:
    department, township = make_department(), make_township()
    own: dict[str, Any] = {"department": department, "reviewed_by": ReviewedBy.ORGANISER}
    schools = make_campaign(by=make_user(Role.OFFICE), **own)
    judged = make_nomination(N.SUBMITTED, campaign=schools)
    stars = make_campaign()
    mine = make_nomination(N.RETURNED, campaign=stars, township=township)
    to_vote = make_nomination(N.SUBMITTED, campaign=stars, township=township)

    for user, words, not_words in (
        (make_user(Role.OFFICE), f"办理创建评选：{schools}", f"办理创建评选：{stars}"),
        (make_user(Role.DEPARTMENT, department=department), f"{schools}", f"{stars}"),
        (make_user(Role.TOWNSHIP, township=township), f"被退回的申报：{mine}", f"：{judged}"),
        (make_user(Role.TOWNSHIP, township=township), f"评议会表决：{to_vote}", f"{schools}"),
        (make_user(Role.TOWNSHIP), "", f"{mine}"),
    ):
        client.force_login(user)
        page = client.get(reverse("assessments:workbench")).content.decode()
        assert words in page
        assert not_words not in page


def test_what_the_page_offers_is_what_may_be_done(office: Client) -> None:
    row = make_nomination(N.SUBMITTED)
    page = office.get(row.get_absolute_url())
    assert "review_form" in page.context
    assert set(page.context["steps"]) == {"return", "reject"}
    typed = {"on": TODAY().isoformat(), "members": "9", "votes_for": "9", "votes_against": "9"}
    refused = office.post(reverse("districts:nomination-review", args=[row.pk]), typed)
    assert (refused.status_code, set(refused.context["review_form"].errors)) == (422, {"votes_for"})
    prepared = make_campaign(C.PREPARING)
    assert set(office.get(prepared.get_absolute_url()).context["steps"]) == {"open"}
