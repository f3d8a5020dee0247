"""Event series: what is refused, what is counted, what the pages cost."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from districts.models import Activity, EventSeries
from districts.results.culture import duration, story_of
from districts.roles import EntryStatus, Role
from tests.factories import make_activity, make_series, make_user
from wenming.audit.models import AuditEntry
from wenming.xlsx import read_table


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 6, 6), date(2020, 9, 16), "3 个多月"),
        (date(2020, 6, 6), date(2020, 9, 6), "3 个月"),
        (date(2020, 6, 6), date(2020, 9, 5), "2 个多月"),
        (date(2020, 6, 30), date(2020, 7, 1), "2 天"),
        (date(2020, 6, 30), date(2020, 6, 30), "1 天"),
    ],
)
def test_how_long_it_lasted_in_words(first: date, last: date, words: str) -> None:
    assert duration(first, last) == words


@pytest.fixture
def office(client: Client, db: None) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def test_a_series_adds_its_confirmed_activities_once_each(db: None) -> None:
    series = make_series()
    for people, counted, status in (
        (900, "gate", EntryStatus.CONFIRMED),
        (100, "estimate", EntryStatus.CONFIRMED),
        (None, "", EntryStatus.CONFIRMED),
        (5000, "gate", EntryStatus.SUBMITTED),
    ):
        make_activity(series=series, sessions=2, attendance=people, counted_by=counted,
                      status=status)  # fmt: skip

    story = story_of(series)

    figures = story.totals
    assert (figures.activities, figures.sessions, figures.attendance, figures.uncounted) == (
        3, 6, 1000, 1,
    )  # fmt: skip
    assert {how.word: how.attendance for how in story.counted} == {
        "未统计": None, "估计": 100, "入口计数": 900,
    }  # fmt: skip
    assert story_of(make_series()).lasted == ""


def test_what_does_not_fit_the_year_is_refused_at_its_field(office: Client) -> None:
    series = make_series(year=2020, starts_on=date(2020, 6, 6))
    make_activity(series=series, held_on=date(2020, 6, 6))
    url = reverse("districts:event-series-edit", args=[series.pk])
    typed = {
        "name": "夏夜", "owner": "office", "starts_on": "2020-06-06", "ends_on": "2020-09-16",
        "venue": "公园", "summary": "", "is_example": "1", "version": "1",
    }  # fmt: skip

    for changed, field in (
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"ends_on": "2021-01-01"}, "ends_on"),
        ({"starts_on": "2021-06-06", "ends_on": ""}, "starts_on"),
    ):
        assert set(office.post(url, typed | changed).context["form"].errors) == {field}
    entered = {
        "title": "晚会", "kind": "opera", "owner": "office", "held_on": "2021-06-06",
        "place": "公园", "sessions": "1", "series": str(series.pk),
    }  # fmt: skip
    response = office.post(reverse("districts:activity-create"), entered)
    assert set(response.context["form"].errors) == {"series"}
    held = Activity.objects.get()
    moved = entered | {"version": "1", "reason": "日期有误"}
    del moved["series"]
    response = office.post(reverse("districts:activity-correct", args=[held.pk]), moved)
    assert set(response.context["form"].errors) == {"held_on"}
    assert office.post(url, typed).status_code == 302
    assert office.post(url, typed | {"name": "别名"}).status_code == 409
    series.refresh_from_db()
    assert (series.name, series.is_example, series.year) == ("夏夜", True, 2020)
    assert AuditEntry.objects.filter(verb="eventseries.update").count() == 1
    again = typed | {"version": "", "ends_on": ""}
    refused = office.post(reverse("districts:event-series-create"), again)
    assert set(refused.context["form"].errors) == {"name"}
    assert EventSeries.objects.count() == 1
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(
    office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    series, *_ = [make_series() for _ in range(rows)]
    ContentType.objects.get_for_model(EventSeries)
    for _ in range(rows):
        make_activity(series=series, sessions=2, attendance=30, counted_by="gate")

    # session, user, standing | years, totals | count, rows
    with django_assert_num_queries(7):
        office.get(reverse("districts:event-series-list"))
    # session, user, standing | series | kinds, days, counted | count, rows | files, history
    with django_assert_num_queries(11):
        office.get(reverse("districts:event-series-detail", args=[series.pk]))
    book = office.get(reverse("districts:event-series-export")).content
    table = read_table(BytesIO(book), required=["系列名称", "场次", "参加人次"])
    found = [row.values for row in table.rows if row.values["系列名称"] == series.name]
    assert found == [{"系列名称": series.name, "场次": 2 * rows, "参加人次": 30 * rows}]
