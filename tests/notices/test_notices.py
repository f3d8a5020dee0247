"""Who is told of what, once; what falls due, in time; and what leaves the house."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from assessments.results.reminders import remind_everybody
from districts.roles import Role
from tests.factories import make_activity, make_follow_up, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.notices import outbox
from wenming.notices.actions import read_all
from wenming.notices.backend import UnreadBackend
from wenming.notices.making import rules
from wenming.notices.models import MessageState, Notice, NoticeKind, NoticeSettings, OutboxMessage
from wenming.notices.reminding import Matter, due_words, remind, stage_of
from wenming.notices.settling import settle_moved_on
from wenming.notices.ways import read_outbox
from wenming.workdays.rule import WorkCalendar

# 2026: New Year 1-3 Jan with Sunday 4 Jan worked; National Day 1-7 Oct, Saturday 10 Oct worked.
CALENDAR = WorkCalendar(
    frozenset({date(2026, 1, day) for day in (1, 2, 3)} | {date(2026, 10, d) for d in range(1, 8)}),
    frozenset({date(2026, 1, 4), date(2026, 10, 10)}),
    frozenset({2025, 2026, 2027}),
)
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)


def the(role: Role, **fields: Any) -> User:
    return make_user(role, **fields)


@pytest.mark.parametrize(
    ("due_on", "today", "stage"),
    [
        (date(2026, 11, 20), date(2026, 9, 1), None),
        (date(2026, 11, 20), date(2026, 11, 2), 30),
        (date(2026, 11, 20), date(2026, 11, 11), 7),
        (date(2026, 11, 20), date(2026, 11, 19), 1),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 21), -1),
        (date(2026, 11, 23), date(2026, 11, 20), 1),  # Friday before a Monday
        (date(2026, 11, 22), date(2026, 11, 20), 0),  # a Sunday: Friday is the day
        (date(2026, 1, 4), date(2025, 12, 31), 1),  # over the year's end to a worked Sunday
        (date(2026, 10, 10), date(2026, 9, 30), 7),  # Thursday and Friday, then a worked Saturday
        (date(2026, 10, 8), date(2026, 9, 30), 1),
    ],
)
def test_a_stage_is_counted_in_working_days(due_on: date, today: date, stage: int | None) -> None:
    assert stage_of(due_on, today, CALENDAR, (30, 7, 1)) == stage


def test_a_day_is_named_as_people_count_it() -> None:
    assert due_words(date(2026, 10, 8), date(2026, 9, 30), CALENDAR) == "还有 1 个工作日到期"
    assert due_words(date(2026, 10, 8), date(2026, 10, 9), CALENDAR) == "已逾期 1 个工作日"


def test_sixteen_verbs_at_least_are_somebody_s_concern() -> None:
    assert len(rules()) >= 16


@pytest.mark.django_db
class TestTelling:
    def test_the_owner_is_told_and_nobody_else(self, django_assert_num_queries: Any) -> None:
        unit = make_unit()
        owner, office = the(Role.UNIT, unit=unit), the(Role.OFFICE)
        staff, other = the(Role.STAFF, unit=unit), the(Role.UNIT, unit=make_unit())
        gone = the(Role.UNIT, unit=unit)
        gone.memberships.update(ended_on=timezone.localdate())
        activity = make_activity(unit=unit)
        # three of the trail, one that looks for people, one that writes
        with transaction.atomic():
            record("activity.attach", on=activity, by=office)  # the trail's head is made
        with transaction.atomic(), django_assert_num_queries(5):
            record("activity.return", on=activity, by=office, note="照片不清楚")
        notice = Notice.objects.get()
        assert (notice.user, notice.kind, notice.text) == (owner, NoticeKind.RETURNED, "照片不清楚")
        assert notice.url == activity.get_absolute_url()
        assert not Notice.objects.filter(user__in=[staff, other, gone, office]).exists()

    def test_one_s_own_act_and_an_act_undone_tell_nobody(self) -> None:
        unit = make_unit()
        owner = the(Role.UNIT, unit=unit)
        activity = make_activity(unit=unit)
        with transaction.atomic():
            record("activity.return", on=activity, by=owner)
        with transaction.atomic():
            record("activity.return", on=activity, by=None)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    def test_what_is_muted_does_not_come_and_what_matters_does(self) -> None:
        unit = make_unit()
        owner = the(Role.UNIT, unit=unit)
        NoticeSettings.objects.create(user=owner, muted=["decided"], stages=[])
        activity = make_activity(unit=unit)
        with transaction.atomic():
            record("activity.confirm", on=activity, by=None)
            record("activity.return", on=activity, by=None)
        assert [notice.kind for notice in Notice.objects.all()] == [NoticeKind.RETURNED]

    def test_a_matter_that_moved_on_is_settled(self) -> None:
        unit = make_unit()
        the(Role.UNIT, unit=unit)
        activity, still = make_activity(unit=unit), make_activity(unit=unit)
        with transaction.atomic():
            record("activity.return", on=activity, by=None)
            record("activity.return", on=still, by=None)
            record("activity.submit", on=activity, by=None)
        assert settle_moved_on(timezone.now()) == 1
        assert Notice.objects.unread().get().url == still.get_absolute_url()
        assert settle_moved_on(timezone.now()) == 0


@pytest.mark.django_db
class TestReminding:
    def run(self, day: date, *matters: Matter) -> int:
        return remind(matters, CALENDAR, day, NOON)

    def test_each_stage_comes_once_and_replaces_the_one_before(self) -> None:
        user = the(Role.UNIT, unit=make_unit())
        matter = Matter(user, "填报自查报告", "/reports/1/", date(2026, 11, 20))
        told = [self.run(date(2026, 11, day), matter) for day in (2, 3, 11, 12, 19, 20, 20)]
        assert told == [1, 0, 1, 0, 1, 1, 0]
        assert Notice.objects.count() == 4
        assert Notice.objects.unread().get().title == "今天到期：填报自查报告"

    def test_what_is_late_climbs_one_level_once(self) -> None:
        user, office = the(Role.UNIT, unit=make_unit()), the(Role.OFFICE)
        leader = the(Role.LEADER)
        due = date(2026, 11, 20)
        late = Matter(user, "填报", "/reports/1/", due, (office,))
        at_office = Matter(office, "审核", "/reports/2/review/", due, (leader,), patience=5)
        assert self.run(date(2026, 11, 23), late, at_office) == 3
        assert not Notice.objects.filter(user=leader).exists()
        assert self.run(date(2026, 11, 27), late, at_office) == 1
        assert self.run(date(2026, 11, 30), late, at_office) == 0
        assert Notice.objects.get(user=leader).title.startswith(office.name)

    def test_what_is_done_is_settled_for_everybody(self) -> None:
        user, office = the(Role.UNIT, unit=make_unit()), the(Role.OFFICE)
        late = Matter(user, "填报", "/reports/1/", date(2026, 11, 20), (office,))
        self.run(date(2026, 11, 23), late)
        assert Notice.objects.unread().count() == 2
        self.run(date(2026, 11, 23))
        assert not Notice.objects.unread().exists()


@pytest.mark.django_db
def test_the_to_do_list_is_reminded_of_at_its_own_deadlines() -> None:
    """From the list itself: a follow-up of a unit, told in time and late to the office."""
    unit = make_unit()
    owner, office = the(Role.UNIT, unit=unit), the(Role.OFFICE)
    due = date(2026, 11, 20)
    make_follow_up(unit=unit, due_on=due)
    assert remind_everybody(NOON) == 1
    assert remind_everybody(NOON) == 0
    assert Notice.objects.get(user=owner).due_on == due
    late = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert remind_everybody(late) >= 2
    assert Notice.objects.filter(user=office, kind=NoticeKind.OVERDUE).exists()
    assert remind_everybody(late) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_list_and_the_bell_cost_the_same_at_any_size(
    rows: int, client: Client, django_assert_num_queries: Any
) -> None:
    user = the(Role.UNIT, unit=make_unit())
    Notice.objects.bulk_create(
        Notice(user=user, kind="assigned", title="交办", url="/", made_at=NOON, key=str(n))
        for n in range(rows)
    )
    client.force_login(user)
    with django_assert_num_queries(5):  # session, account with bell, standing, count, page
        page = client.get("/notices/?show=unread")
    assert f'<span class="bell-count">{rows}</span>' in page.content.decode()
    with django_assert_num_queries(1):
        assert UnreadBackend().get_user(user.pk).unread_notices == rows
    assert read_all(user, at=NOON) == rows
    assert "bell-count" not in client.get("/notices/").content.decode()


class TestWaysOut:
    @pytest.mark.parametrize(
        ("environ", "refused"),
        [
            ({}, []),
            ({"OUTBOX_WEBHOOK": "https://sms.example.cn/send"}, []),
            ({"OUTBOX_WEBHOOK": "http://127.0.0.1:9000/"}, []),
            ({"OUTBOX_WEBHOOK": "http://sms.example.cn/"}, ["OUTBOX_WEBHOOK"]),
            ({"OUTBOX_WEBHOOK": "file:///etc/passwd"}, ["OUTBOX_WEBHOOK"]),
            ({"OUTBOX_WEBHOOK": "https://a:b@sms.example.cn/"}, ["OUTBOX_WEBHOOK"]),
            ({"OUTBOX_TOKEN": "t"}, ["OUTBOX_WEBHOOK"]),
            ({"OUTBOX_SMTP": "smtp+tls://u:p@mail.cn:587", "OUTBOX_FROM": "a@b.cn"}, []),
            ({"OUTBOX_SMTP": "smtp+tls://u:p@mail.cn:587"}, ["OUTBOX_FROM"]),
            ({"OUTBOX_SMTP": "smtp://mail.cn", "OUTBOX_FROM": "a@b.cn"}, ["OUTBOX_SMTP"]),
            ({"OUTBOX_SMTP": "smtps://mail.cn:x", "OUTBOX_FROM": "a@b.cn"}, ["OUTBOX_SMTP"]),
            ({"OUTBOX_SMTP": "yes", "OUTBOX_FROM": "a@b.cn"}, ["OUTBOX_SMTP"]),
        ],
    )
    def test_nonsense_in_the_environment_is_loud(
        self, environ: dict[str, str], refused: list[str]
    ) -> None:
        found: list[str] = []
        read_outbox(environ, lambda name, chinese, english: found.append(name))
        assert found == refused

    @pytest.mark.django_db
    def test_nothing_is_queued_while_it_is_off(self, settings: Any) -> None:
        unit = make_unit()
        owner = the(Role.UNIT, unit=unit)
        NoticeSettings.objects.create(user=owner, channel="mail", email="a@b.cn", stages=[])
        activity = make_activity(unit=unit)
        for webhook, smtp, queued in (("", "", 0), ("https://x.cn/", "", 0), ("", "smtps://m", 1)):
            settings.OUTBOX_WEBHOOK, settings.OUTBOX_SMTP = webhook, smtp
            with transaction.atomic():
                record("activity.return", on=activity, by=None, note="秘密")
            assert OutboxMessage.objects.count() == queued
        assert "秘密" not in OutboxMessage.objects.get().text

    @pytest.mark.django_db
    def test_a_dead_gateway_blocks_nothing_and_is_asked_ever_more_seldom(
        self, settings: Any
    ) -> None:
        settings.OUTBOX_WEBHOOK = settings.OUTBOX_SMTP = "https://x.cn/"
        for channel in ("webhook", "webhook", "webhook", "mail"):
            OutboxMessage.objects.create(
                channel=channel, to="1", text="提醒", next_try=NOON, made_at=NOON
            )
        sent: list[str] = []

        def dead(message: OutboxMessage) -> None:
            raise OSError("secret")

        senders = {"webhook": dead, "mail": lambda message: sent.append(message.to)}
        with patch.dict(outbox.SENDERS, senders):
            assert outbox.send_due(NOON) == (1, 2)
            first = OutboxMessage.objects.order_by("pk")[0]
            assert (first.error, first.next_try) == ("OSError", NOON + timedelta(minutes=10))
            at = NOON
            for _ in range(12):
                at += timedelta(days=2)
                outbox.send_due(at)
        failed = OutboxMessage.objects.filter(channel="webhook")
        assert {(one.state, one.tries) for one in failed} == {(MessageState.FAILED, 5)}
        assert sent == ["1"]
        assert outbox.outbox_words()[1]
