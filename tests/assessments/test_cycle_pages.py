"""The pages of a year: dates at their fields, who takes part, the control room."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Cycle
from assessments.results import cycles as results
from assessments.roles import CycleStatus, FieldStatus, PhaseKind
from districts.models import UnitType
from districts.roles import Role
from tests.factories import (
    make_assessment,
    make_cycle,
    make_rubric,
    make_township,
    make_unit,
    make_user,
    this_year,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE, name="王敏"))
    return client


def year_form(**changes: str) -> dict[str, str]:
    """A whole new year as typed; a change names its field, `field-closes` for one."""
    dates = {
        "self-check": ("2026-09-01 08:30", "2026-10-31 17:30"),
        "field": ("2026-11-01 08:30", "2026-11-30 17:30"),
        "publicity": ("2026-12-01 08:30", "2026-12-10 17:30"),
        "archive": ("2026-12-11 08:30", "2026-12-31 17:30"),
    }
    data = {"year": "2026", "name": "2026年度考核", "combine": "mean", "spread_percent": "30"}
    for kind, (opens, closes) in dates.items():
        data |= {f"{kind}-opens": opens, f"{kind}-closes": closes}
    return data | changes


def test_a_year_is_set_up_and_its_page_opens(office: Client) -> None:
    response = office.post(reverse("assessments:cycle-create"), year_form())

    cycle = Cycle.objects.get()
    assert response.headers["Location"] == cycle.get_absolute_url()
    assert str(cycle.spread_share) == "0.30"
    assert timezone.localtime(cycle.phases.get(kind="field").closes_at).hour == 17


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        pytest.param("field-closes", "2026-10-01 17:30", "晚于", id="DAT-027-ends-too-early"),
        pytest.param("field-closes", "2026-02-30 17:30", "没有这一天", id="DAT-002"),
        pytest.param("field-closes", "0001-01-01 00:00", "之间", id="DAT-015"),
        pytest.param("field-closes", "9999-12-31T23:59:00-08:00", "无法识别", id="DAT-016"),
        pytest.param("field-closes", "2026-11-30 24:00", "没有这个时刻", id="DAT-023"),
        pytest.param("field-closes", "", "必填", id="no-date"),
        pytest.param("year", "２０", "超出范围", id="a-year-of-two-digits"),
        pytest.param("spread_percent", "0", "超出范围", id="no-spread"),
        pytest.param("combine", "sum", "sum", id="an-unknown-way-to-combine"),
    ],
)
def test_a_bad_value_is_named_at_its_field(
    office: Client, field: str, typed: str, said: str
) -> None:
    response = office.post(
        reverse("assessments:cycle-create"), year_form(name="写好的名称", **{field: typed})
    )

    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    assert "写好的名称" in response.content.decode()
    assert not Cycle.objects.exists()


def test_a_second_cycle_of_a_year_is_named_at_the_year(office: Client) -> None:
    make_cycle(year=2026)

    response = office.post(reverse("assessments:cycle-create"), year_form())

    assert "已经建立" in str(response.context["form"].errors["year"])


def test_dates_are_proposed_from_last_year(office: Client) -> None:
    last = make_cycle(year=this_year())
    opens = timezone.localtime(last.phases.get(kind=PhaseKind.FIELD).opens_at)

    proposed = results.proposed_phases(this_year() + 1)[PhaseKind.FIELD][0]

    assert (proposed.year, proposed.month, proposed.hour) == (
        opens.year + 1,
        opens.month,
        opens.hour,
    )


def test_without_an_earlier_year_the_usual_dates_are_proposed() -> None:
    proposed = results.proposed_phases(2026)

    assert set(proposed) == set(PhaseKind)
    assert all(opens < closes for opens, closes in proposed.values())


def test_all_units_of_a_type_are_enrolled_with_one_press(office: Client) -> None:
    make_rubric()
    cycle = make_cycle(status=CycleStatus.PREPARING)
    units = [make_unit() for _ in range(3)]
    make_unit(type=UnitType.SCHOOL)

    office.post(reverse("assessments:cycle-enrol", args=[cycle.pk]), {"type": UnitType.AGENCY})

    assert {each.unit for each in cycle.assessments.all()} == set(units)


def test_chosen_units_are_enrolled_and_none_without_a_tick(office: Client) -> None:
    make_rubric()
    cycle = make_cycle()
    chosen, left = make_unit(), make_unit()
    url = reverse("assessments:cycle-enrol", args=[cycle.pk])

    nothing = office.post(url, {})
    office.post(url, {"units": [chosen.pk]})

    assert nothing.status_code == 422
    assert "勾选" in nothing.content.decode()
    assert [each.unit for each in cycle.assessments.all()] == [chosen]
    assert left in office.get(url).context["page"].object_list


@pytest.mark.parametrize("value", ["x", "999999", "-1", "1 or 1=1"])
def test_a_unit_that_there_is_not_is_refused(office: Client, value: str) -> None:
    cycle = make_cycle()

    response = office.post(reverse("assessments:cycle-enrol", args=[cycle.pk]), {"units": [value]})

    assert response.status_code == 422
    assert not Assessment.objects.exists()


def test_units_are_found_by_pinyin(office: Client) -> None:
    make_assessment(make_unit("县水泥厂"))
    cycle = make_assessment(make_unit("县医院")).cycle

    response = office.get(reverse("assessments:cycle-units", args=[cycle.pk]), {"q": "xsnc"})

    assert [each.unit.name for each in response.context["page"]] == ["县水泥厂"]


def test_the_control_room_counts_by_type_and_names_what_is_missing(office: Client) -> None:
    done = make_assessment(field_status=FieldStatus.CONFIRMED, total="90.00")
    make_assessment(make_unit())
    make_unit(type=UnitType.SCHOOL)

    response = office.get(done.cycle.get_absolute_url())

    agency, school = response.context["room"].types
    assert (agency.counts.enrolled, agency.counts.confirmed, agency.left) == (2, 1, 0)
    assert (school.rubric, school.left) == (None, 1)
    assert "没有已发布的细则" in response.content.decode()


def test_units_on_an_older_version_are_counted(office: Client) -> None:
    assessment = make_assessment()
    old = assessment.rubric
    type(old).objects.filter(pk=old.pk).update(status="superseded")
    make_rubric(name=old.name, version=2)

    (row,) = results.type_rows(assessment.cycle)

    assert row.rubric is not None
    assert row.rubric.version == 2
    assert [(each.version, number) for each, number in row.older] == [(1, 1)]


def test_phases_that_overlap_are_pointed_out(office: Client) -> None:
    cycle = make_cycle()
    first = cycle.phases.get(kind=PhaseKind.SELF_CHECK)
    first.closes_at += 5 * DAY
    first.save()

    assert "集中考核已经开始" in office.get(cycle.get_absolute_url()).content.decode()


def test_moving_a_phase_stands_in_the_log_with_who_and_why(office: Client) -> None:
    cycle = make_cycle()
    phase = cycle.phases.get(kind=PhaseKind.FIELD)
    url = reverse("assessments:phase-move", args=[phase.pk])
    data = {
        "opens_at": "2026-11-01 08:30", "closes_at": "2026-12-05 17:30", "reason": "汛期",
        "version": cycle.version,
    }  # fmt: skip

    moved = office.post(url, data)
    stale = office.post(url, data)

    (act,) = office.get(cycle.get_absolute_url()).context["room"].log
    assert (moved.status_code, stale.status_code) == (302, 409)
    assert (act.label, act.what, act.who, act.note) == ("调整阶段时间", "集中考核", "王敏", "汛期")


def test_a_phase_that_would_end_before_it_begins_is_refused_at_its_field(office: Client) -> None:
    phase = make_cycle().phases.get(kind=PhaseKind.FIELD)
    data = {"opens_at": "2026-06-02 00:00", "closes_at": "2026-06-01 00:00", "reason": "汛期"}

    response = office.post(reverse("assessments:phase-move", args=[phase.pk]), data)

    assert response.status_code == 422
    assert "晚于" in str(response.context["form"].errors["closes_at"])
    assert "汛期" in response.content.decode()


def test_one_unit_is_given_more_time_and_shown_on_the_page(office: Client) -> None:
    assessment = make_assessment(make_unit("县水泥厂"))
    closes = assessment.cycle.phases.get(kind=PhaseKind.SELF_CHECK).closes_at
    url = reverse("assessments:assessment-extend", args=[assessment.pk])
    until = timezone.localtime(closes + 3 * DAY)

    early = office.post(url, {"until": "2020-01-01 00:00", "reason": "搬迁"})
    office.post(url, {"until": f"{until:%Y-%m-%d %H:%M}", "reason": "搬迁"})

    room = office.get(assessment.cycle.get_absolute_url()).context["room"]
    assert early.status_code == 422
    assert "晚于" in str(early.context["form"].errors["until"])
    assert [each.unit.name for each in room.extended] == ["县水泥厂"]
    assert room.log[0].label == "单独延期"


def test_a_year_is_opened_and_archived_from_its_page(office: Client) -> None:
    cycle = make_cycle(PhaseKind.ARCHIVE, status=CycleStatus.PREPARING)
    make_assessment(cycle=cycle)
    page = cycle.get_absolute_url()

    before = office.get(page).context["steps"]
    office.post(reverse("assessments:cycle-step", args=[cycle.pk, "open"]))
    between = office.get(page).context["steps"]
    archive = reverse("assessments:cycle-step", args=[cycle.pk, "archive"])
    refused = office.post(archive, {"note": ""})
    office.post(archive, {"note": "单位撤销"})

    cycle.refresh_from_db()
    assert (list(before), list(between)) == (["open"], ["archive"])
    assert refused.status_code == 422
    assert cycle.status == CycleStatus.ARCHIVED
    assert office.get(page).context["can_change"] is False


def test_leaders_read_without_buttons(client: Client) -> None:
    assessment = make_assessment()
    client.force_login(make_user(Role.LEADER))

    for url in (
        reverse("assessments:cycle-list"),
        assessment.cycle.get_absolute_url(),
        reverse("assessments:cycle-units", args=[assessment.cycle_id]),
    ):
        page = client.get(url).content.decode()
        assert "延期</a>" not in page
        assert "纳入单位</a>" not in page
        assert 'method="post"' not in page.split("<main")[1]
        assert "新建年度" not in page


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        pytest.param("cycle-list", 6, id="session-user-membership-cycles-phases-counts"),
        # session, user, membership, cycle, phases, counts, versions, rubrics, their types,
        # types, extensions, log, bodies' progress, whom names mean
        pytest.param("cycle-detail", 14, id="the-control-room"),
        # session, user, membership, cycle, phases, types, count, page
        pytest.param("cycle-units", 8, id="the-participants"),
        # session, user, membership, cycle, phases, types, count, page, rubrics, their types,
        # titles
        pytest.param("cycle-enrol", 11, id="the-candidates"),
    ],
)
def test_pages_cost_the_same_however_many_units(
    office: Client, name: str, queries: int, number: int, django_assert_num_queries: Any
) -> None:
    cycle = make_cycle(year=this_year())
    for _ in range(number):
        make_assessment(make_unit(township=make_township()), cycle=cycle)
        make_unit(township=make_township())
    url = reverse(f"assessments:{name}", args=[] if name == "cycle-list" else [cycle.pk])

    with django_assert_num_queries(queries):
        assert office.get(url).status_code == 200
