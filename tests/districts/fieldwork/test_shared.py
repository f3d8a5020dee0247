"""Files, follow-ups, activities and corrections: the rules that all areas stand on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from districts.actions.activities import create_activity, stop_using, use_activity
from districts.actions.attachments import attach, detach
from districts.actions.entries import advance_entry, correct, edit_entry
from districts.actions.follow_ups import advance_follow_up, move_due_day, open_follow_up
from districts.forms.records import amount_of, asked_back
from districts.models import (
    Activity,
    ActivityKind,
    Attachment,
    Correction,
    FollowUp,
    FollowUpKind,
)
from districts.policies import standing_of
from districts.results.activities import ActivityTotals, activity_totals, totals_by_kind
from districts.results.desk import Desk
from districts.results.lights import light_of
from districts.results.todos import field_todos
from districts.roles import EntryStatus, Role
from tests.factories import (
    a_picture,
    kind_of,
    make_activity,
    make_follow_up,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.accounts.models import User
from wenming.audit.trail import trail_of
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.models import StoredFile

pytestmark = pytest.mark.django_db


def now() -> Any:
    return timezone.now()


def todos(user: User) -> list[tuple[str, str]]:
    desk = Desk(user, standing_of(user), now(), limit=6)
    return [(todo.title, todo.act) for todo in field_todos(desk)]


def test_a_follow_up_goes_back_and_forth_until_the_office_has_verified_it() -> None:
    office, township = make_user(Role.OFFICE), make_township("伏山镇")
    owner = make_user(Role.TOWNSHIP, township=township)
    village = make_village("张堂村", township=township)
    due = timezone.localdate() + timedelta(days=3)
    matter = open_follow_up(
        kind=FollowUpKind.RECTIFICATION, text="清理路边柴堆", owner=township, due_on=due,
        source=village, village=village, by=office, at=now(),
    )  # fmt: skip
    assert todos(owner) == [("整改：清理路边柴堆", "去办理")]

    with pytest.raises(DomainError, match="佐证"):
        advance_follow_up(matter, "report", by=owner, at=now(), note="已清理")
    attach(matter, a_picture(), kind="after", by=owner, at=now())
    matter = advance_follow_up(matter, "report", by=owner, at=now(), note="已清理")
    assert (todos(owner), todos(office)) == ([], [("伏山镇 报告已办结：清理路边柴堆", "核实")])
    matter = advance_follow_up(matter, "return", by=office, at=now(), note="村西还有两处")
    assert matter.return_note == "村西还有两处"
    matter = advance_follow_up(matter, "report", by=owner, at=now(), note="村西也清了")
    matter = advance_follow_up(matter, "close", by=office, at=now())

    assert (matter.status, matter.source, todos(office)) == ("closed", village, [])
    assert trail_of(matter).count() == 6
    with pytest.raises(Conflict):
        move_due_day(matter, due_on=due, note="晚了", by=office, at=now())


def test_the_same_file_on_two_records_is_stored_once_and_goes_with_the_last_draft() -> None:
    unit = make_unit()
    reporter = make_user(Role.UNIT, unit=unit)
    drafts = [make_activity(unit=unit, status=EntryStatus.DRAFT) for _ in range(2)]
    one, two = (attach(row, a_picture(), kind="photo", by=reporter, at=now()) for row in drafts)
    assert (one.file, StoredFile.objects.count()) == (two.file, 1)

    detach(one, by=reporter, at=now())
    assert StoredFile.objects.count() == 1
    detach(two, by=reporter, at=now())

    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_file_that_the_office_has_seen_is_kept_when_it_is_taken_away() -> None:
    unit = make_unit()
    reporter = make_user(Role.UNIT, unit=unit)
    row = make_activity(unit=unit, status=EntryStatus.RETURNED)
    shown = attach(row, a_picture(), kind="photo", by=reporter, at=now())

    detach(shown, by=reporter, at=now())

    assert not Attachment.objects.on(row).exists()
    assert StoredFile.objects.count() == 1
    with pytest.raises(DomainError, match="类别"):
        attach(row, a_picture(), kind="before", by=reporter, at=now())
    with pytest.raises(NotAllowed):
        attach(row, a_picture(), kind="photo", by=make_user(Role.UNIT), at=now())


def test_a_confirmed_figure_is_corrected_with_the_old_one_beside_it() -> None:
    office, unit = make_user(Role.OFFICE), make_unit()
    reporter = make_user(Role.UNIT, unit=unit)
    values = {
        "kind": ActivityKind.LECTURE, "title": "科技讲座", "held_on": timezone.localdate(),
        "place": "大院", "sessions": 1, "attendance": 300, "counted_by": "sign-in", "unit": unit,
    }  # fmt: skip
    row = create_activity(values, by=reporter, at=now())
    row = edit_entry(row, {"attendance": 310}, version=row.version, by=reporter, at=now())
    row = advance_entry(row, "submit", by=reporter, at=now())
    row = advance_entry(row, "confirm", by=office, at=now())
    with pytest.raises(Conflict, match="已经确认"):
        edit_entry(row, {"attendance": 9}, version=row.version, by=reporter, at=now())
    shared: dict[str, Any] = {"by": office, "at": now()}
    with pytest.raises(DomainError, match="原因"):
        correct(row, {"attendance": 400}, reason="", version=row.version, **shared)
    with pytest.raises(Conflict) as stale:
        correct(row, {"attendance": 400}, reason="漏计", version=row.version - 1, **shared)
    assert stale.value.versions == [("参加人次", "310 人次", "400 人次")]

    correct(
        row, {"attendance": 400, "title": "科技讲座"}, reason="漏计", version=row.version, **shared
    )

    told = Correction.objects.get()
    assert (told.label, told.old, told.new, told.reason) == (
        "参加人次", "310 人次", "400 人次", "漏计",
    )  # fmt: skip
    assert Activity.objects.get().attendance == 400
    assert trail_of(row).first().verb == "activity.correct"


def test_one_lecture_used_in_three_places_counts_once() -> None:
    office = make_user(Role.OFFICE)
    lecture = make_activity(sessions=2, attendance=80, counted_by="sign-in")
    make_activity(kind=ActivityKind.FILM, status=EntryStatus.SUBMITTED)
    make_activity(kind=ActivityKind.FILM)
    targets = [make_village(), make_unit(), make_township()]
    uses = [use_activity(lecture, target, by=office, at=now()) for target in targets]
    with pytest.raises(Conflict, match="不用再加"):
        use_activity(lecture, targets[0], by=office, at=now())

    joined = Activity.objects.filter(uses__isnull=False)
    assert joined.count() == 3
    assert activity_totals(joined).sessions == 2
    everything = Activity.objects.all()
    assert activity_totals(everything) == ActivityTotals(2, 3, 80, uncounted=1)
    assert [*totals_by_kind(everything)] == ["lecture", "film"]
    stop_using(uses[0], by=office, at=now())
    assert list(Activity.objects.used_by(targets[1])) == [lecture]
    assert not Activity.objects.used_by(targets[0]).exists()


def test_nobody_enters_for_others_or_for_tomorrow() -> None:
    reporter = make_user(Role.UNIT)
    values = {
        "kind": ActivityKind.LECTURE, "title": "讲座", "held_on": timezone.localdate(),
        "place": "大院", "unit": make_unit(),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        create_activity(values, by=reporter, at=now())
    tomorrow = values | {"held_on": timezone.localdate() + timedelta(days=1), "unit": None}
    with pytest.raises(DomainError, match="不能晚于今天"):
        create_activity(tomorrow, by=make_user(Role.OFFICE), at=now())


@pytest.mark.parametrize(
    ("days", "word"), [(8, "正常"), (7, "还剩 7 天"), (0, "今天到期"), (-1, "逾期 1 天")]
)
def test_three_lights(days: int, word: str) -> None:
    today = timezone.localdate()
    assert light_of(today + timedelta(days=days), False, today).word == word
    assert light_of(today + timedelta(days=days), True, today).code == "done"


@pytest.mark.parametrize(
    ("name", "text", "is_wan", "amount"),
    [
        ("水泥", "300", False, "300"),
        ("资金", "28.000001", True, "280000.01"),
        ("资金", "0.01", False, "0.01"),
    ],
)
def test_amounts_come_out_in_the_unit_of_their_kind(
    name: str, text: str, is_wan: bool, amount: str
) -> None:
    assert amount_of(kind_of(name), text, in_ten_thousands=is_wan) == Decimal(amount)


@pytest.mark.parametrize(
    ("name", "text"), [("桥梁", "1.5"), ("水泥", "0"), ("水泥", "-3"), ("资金", "1E3")]
)
def test_amounts_that_cannot_be_are_refused(name: str, text: str) -> None:
    with pytest.raises(DomainError):
        amount_of(kind_of(name), text)


def test_yuan_typed_as_ten_thousands_is_asked_back() -> None:
    money = kind_of("资金")
    slip = amount_of(money, "280000", in_ten_thousands=True)

    assert money.is_implausible(slip)
    assert "写成了万元" in asked_back(money, slip)
    assert not money.is_implausible(amount_of(money, "28", in_ten_thousands=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_pages_cost_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    client.force_login(make_user(Role.OFFICE))
    for _ in range(rows):
        activity = make_activity(unit=make_unit(), village=make_village())
        matter = make_follow_up(village=make_village())
    client.get(reverse("districts:activity-list"))  # content types are loaded once per process
    for url, queries in (
        (reverse("districts:activity-list"), 10),  # one for the series one may choose
        (reverse("districts:follow-up-list"), 8),
        (activity.get_absolute_url(), 8),
        (matter.get_absolute_url(), 6),
    ):
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200
    assert FollowUp.objects.count() == rows
