"""The administrator's pages: the calendar's notice, the system's health, lock-outs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from axes.models import AccessAttempt
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from districts.actions.signins import unlock
from districts.actions.workdays import enter_notice, stamp_of, stored_notice
from districts.policies import standing_of
from districts.results.desk import Desk
from districts.results.workdays import next_year_is_missing, todos, year_view
from districts.roles import Role
from tests.factories import make_user
from wenming.accounts.actions import record_sign_in
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.jobs.models import Job, JobState
from wenming.upkeep import health
from wenming.upkeep.models import BACKUP, Upkeep
from wenming.upkeep.ticking import tick
from wenming.workdays.calendar import calendar_for
from wenming.workdays.models import CalendarDay
from wenming.workdays.notice import read_notice

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RIGHT = "right-password-2026"
NOTICE = "元旦：1月1日至3日放假，1月9日上班"


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN, name="系统")


def enter(by: User, notice: str = NOTICE, *, seen: str = "", year: int = 2027) -> None:
    enter_notice(year, read_notice(notice, year), stamp=stamp_of(seen), by=by, at=AT)


def test_a_notice_counts_from_the_next_question_on(admin: User) -> None:
    eve = date(2026, 12, 31)
    assert calendar_for(eve).add_working_days(eve, 1) == date(2027, 1, 1)
    enter(admin)
    assert calendar_for(eve).add_working_days(eve, 1) == date(2027, 1, 4)
    assert calendar_for(eve).is_working_day(date(2027, 1, 9))
    entry = AuditEntry.objects.get(verb="calendar.update")
    assert (entry.before, entry.note) == ("", "2027年")
    # what is stored is what is shown, and entering another text replaces all of it
    seen = stored_notice(2027)
    enter(admin, "元旦：1月1日放假", seen=seen)
    assert CalendarDay.objects.filter(year=2027).count() == 1


def test_a_notice_is_entered_by_its_keepers_and_never_over_another_s(admin: User) -> None:
    for role in (Role.LEADER, Role.TOWNSHIP, Role.UNIT, Role.DEPARTMENT):
        with pytest.raises(NotAllowed):
            enter(make_user(role))
    enter(make_user(Role.OFFICE))
    with pytest.raises(Conflict, match="已被别人修改"):
        enter(admin, "元旦：1月1日放假")
    with pytest.raises(Conflict, match="没有变化"):
        enter(admin, seen=stored_notice(2027))
    with pytest.raises(DomainError, match="2027年的安排里"):
        enter(admin, "元旦：2027年1月1日放假", year=2028)


def test_the_seeded_years_read_back_as_they_are_stored() -> None:
    for year, worked in ((2025, 248), (2026, 248)):
        notice = stored_notice(year)
        kept = CalendarDay.objects.filter(year=year).values_list("date", flat=True)
        assert [day.date for day in read_notice(notice, year)] == list(kept)
        view = year_view(year, date(2026, 11, 23))
        assert (view.worked, view.is_known) == (worked, True)


@pytest.mark.parametrize(
    ("today", "missing"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2025, 11, 1), None)],
)
def test_next_year_is_asked_for_from_november_on(
    admin: User, today: date, missing: int | None
) -> None:
    assert next_year_is_missing(today) == missing
    at = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    for user, sees in ((admin, bool(missing)), (make_user(Role.UNIT), False)):
        assert bool(list(todos(Desk(user, standing_of(user), at, 6)))) is sees


def test_a_slip_is_said_at_the_field_and_nothing_typed_is_lost(client: Client, admin: User) -> None:
    client.force_login(admin)
    url = reverse("districts:calendar-year", args=[2027])
    typed = {"notice": "元旦：1月1日至3日放假\n春节：2月30日放假", "stamp": stamp_of("")}
    page = client.post(url, typed)
    assert page.status_code == 422
    assert "第 2 行：没有2月30日这一天。" in page.content.decode()
    assert "元旦：1月1日至3日放假" in page.content.decode()
    assert not CalendarDay.objects.filter(year=2027).exists()


def advice(now: datetime) -> dict[str, str]:
    return {fact.label: fact.advice for fact in health.facts(now) if fact.advice}


def test_health_says_what_is_not_well(admin: User) -> None:
    now = timezone.now()
    assert set(advice(now)) == {"定期工作", "备份"}
    list(tick())
    Upkeep.objects.create(task=BACKUP, started_at=now, ended_at=now, said="一份")
    assert advice(now) == {}
    later = now + timedelta(days=3)
    assert set(advice(later)) == {"定期工作", "备份"}
    fields: dict[str, Any] = {"owner": admin, "kind": "a", "title": "导出"}
    Job.objects.create(**fields, fingerprint="1", queued_at=now - timedelta(hours=1))
    Job.objects.create(
        **fields, fingerprint="2", queued_at=now, state=JobState.FAILED, finished_at=now
    )
    assert set(advice(now)) == {"后台任务", "任务失败"}
    with patch.object(health, "LITTLE_ROOM", 1 << 60):
        assert "文件空间" in advice(now)
    with patch("wenming.upkeep.health.MigrationExecutor.migration_plan", return_value=[1]):
        assert "数据结构" in advice(now)


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(
    ("view", "queries"),
    # session, user, who one is; then
    [
        # runs twice, journal mode, is there a table of migrations, which, room, jobs, next year
        ("districts:health", 3 + 8),
        ("districts:signin-log", 3 + 3),
    ],
)
def test_the_pages_cost_the_same_however_much_there_is(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    view: str,
    queries: int,
    jobs: int,
) -> None:
    admin = make_user(Role.ADMIN)
    for number in range(jobs):
        Job.objects.create(
            owner=admin, kind="a", title="导出", fingerprint=str(number), queued_at=timezone.now()
        )
        AccessAttempt.objects.create(username=f"u{number}", failures_since_start=5)
        record_sign_in(admin, ip="10.0.0.9", at=AT)
    client.force_login(admin)
    today = patch("django.utils.timezone.localdate", lambda *_: date(2026, 11, 23))
    with today, django_assert_num_queries(queries):
        assert client.get(reverse(view)).status_code == 200


def test_a_machine_is_told_in_one_word(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/healthz/")
    assert (answer.status_code, answer.content, answer.cookies) == (200, b"ok", {})
    assert "no-store" in answer["Cache-Control"]
    with patch("wenming.upkeep.health.connection.cursor", side_effect=DatabaseError):
        assert client.get("/healthz/").status_code == 503


def test_a_lock_out_ends_by_the_administrator_s_hand(client: Client, admin: User) -> None:
    locked = make_user(name="王敏", username="wangmin", password=RIGHT)
    for _ in range(5):
        client.post(reverse("accounts:login"), {"username": "wangmin", "password": "wrong"})
    right = {"username": "wangmin", "password": RIGHT}
    assert client.post(reverse("accounts:login"), right).status_code == 429
    attempt = AccessAttempt.objects.get()
    with pytest.raises(NotAllowed):
        unlock(attempt.pk, by=make_user(Role.OFFICE), at=AT)
    unlock(attempt.pk, by=admin, at=AT)
    with pytest.raises(Conflict):
        unlock(attempt.pk, by=admin, at=AT)
    assert AuditEntry.objects.get(verb="account.unlock").target_id == str(locked.pk)
    client.force_login(admin)
    page = client.get(reverse("districts:signin-log"), {"show": "failures", "q": "wangmin"})
    assert (
        page.content.decode().count("密码错误</span>")
        + page.content.decode().count("已锁定</span>")
        >= 5
    )
    client.logout()
    assert client.post(reverse("accounts:login"), right).status_code == 302
