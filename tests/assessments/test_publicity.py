"""公示: who approves, when it is open, what leaves the house, and what the public gets back."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.cycles import advance_cycle
from assessments.actions.public_objections import (
    MOST_OF_AN_ADDRESS,
    advance_public_objection,
    assign,
)
from assessments.actions.publicity import advance_publication, edit_publication
from assessments.models import (
    Assessment,
    Cycle,
    Objection,
    Publication,
    PublicObjection,
    ScoreSheet,
)
from assessments.models.publicity import stage_of
from assessments.policies import calendar_of
from assessments.results.publicity import closing_day, handlers_for, has_moved_on, rows_of
from assessments.results.publicity_todos import publicity_todos
from assessments.roles import (
    FieldStatus,
    PhaseKind,
    PublicationStatus,
    PublicField,
    PublicStage,
)
from districts.policies import standing_of
from districts.results.desk import Desk
from districts.roles import Role
from tests.assessments.publicity import VALUES, approve, at_noon, make_publication, object_to
from tests.factories import make_assessment, make_cycle, make_unit, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed, TooOften
from wenming.files.models import StoredFile
from wenming.receipts import grouped
from wenming.workdays.models import CalendarDay, DayKind

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture
def people() -> tuple[User, User]:
    return make_user(Role.OFFICE, name="甲同志"), make_user(Role.OFFICE, name="乙同志")


@pytest.fixture
def cycle() -> Cycle:
    """A running year with two units that have results."""
    cycle = make_cycle(PhaseKind.PUBLICITY)
    for number, name in enumerate(("县第一局", "县第二局"), 1):
        assessment = make_assessment(make_unit(name), cycle=cycle)
        Assessment.objects.filter(pk=assessment.pk).update(
            field_status=FieldStatus.CONFIRMED, total=98 - number / 8, rank=number, grade="优秀"
        )
    return cycle


@pytest.fixture
def notice(cycle: Cycle, people: tuple[User, User]) -> Publication:
    """Approved, open from MONDAY for five working days."""
    draft = make_publication(cycle, by=people[0], opens_on=MONDAY)
    return approve(draft, by=people[0], second=people[1])


def url_of(publication: Publication) -> str:
    return reverse("public:notice", args=[publication.slug])


def sent(client: Client, publication: Publication, **typed: Any) -> Any:
    """The form of the public page, as a browser sends it."""
    page = client.get(url_of(publication)).content.decode()
    token = page.split('name="token" value="')[1].split('"')[0]
    url = reverse("public:notice-object", args=[publication.slug])
    return client.post(url, {"token": token, "text": "材料不实"} | typed)


# When it is open


@pytest.mark.parametrize(
    ("opens_on", "days", "last"),
    [
        pytest.param(date(2026, 11, 23), 5, date(2026, 11, 30), id="over-a-weekend"),
        pytest.param(date(2026, 9, 28), 3, date(2026, 10, 8), id="over-the-national-day"),
        pytest.param(date(2026, 9, 18), 1, date(2026, 9, 20), id="to-a-make-up-sunday"),
        pytest.param(date(2026, 12, 30), 2, date(2027, 1, 1), id="year-end-without-a-calendar"),
    ],
)
def test_the_window_is_counted_in_working_days(opens_on: date, days: int, last: date) -> None:
    CalendarDay.objects.get_or_create(
        date=date(2026, 9, 20), defaults={"kind": DayKind.WORK, "name": "国庆节", "year": 2026}
    )

    assert closing_day(opens_on, days) == last


@pytest.mark.parametrize(
    ("status", "approved", "withdrawn_after", "day", "stage"),
    [
        (PublicationStatus.PREPARED, False, None, 0, PublicStage.HIDDEN),
        (PublicationStatus.APPROVED, True, None, -1, PublicStage.HIDDEN),
        (PublicationStatus.APPROVED, True, None, 0, PublicStage.OPEN),
        (PublicationStatus.APPROVED, True, None, 7, PublicStage.OPEN),
        (PublicationStatus.APPROVED, True, None, 8, PublicStage.CLOSED),
        (PublicationStatus.CONCLUDED, True, None, 8, PublicStage.CLOSED),
        (PublicationStatus.WITHDRAWN, True, 2, 3, PublicStage.WITHDRAWN),
        (PublicationStatus.WITHDRAWN, True, -1, 3, PublicStage.HIDDEN),
        (PublicationStatus.WITHDRAWN, False, 2, 3, PublicStage.HIDDEN),
    ],
)
def test_what_the_public_sees_follows_from_the_day(
    status: str, approved: bool, withdrawn_after: int | None, day: int, stage: PublicStage
) -> None:
    withdrawn = None
    if withdrawn_after is not None:
        withdrawn = at_noon(MONDAY + timedelta(days=withdrawn_after))
    seen = stage_of(
        status,
        MONDAY,
        MONDAY + timedelta(days=7),
        MONDAY + timedelta(days=day),
        approved_at=at_noon(MONDAY) if approved else None,
        withdrawn_at=withdrawn,
    )

    assert seen == stage


def test_the_page_opens_and_closes_to_the_second(client: Client, notice: Publication) -> None:
    seen = {}
    for moment in (
        "2026-11-22 23:59:59",
        "2026-11-23 00:00:00",
        "2026-11-30 23:59:59",
        "2026-12-01 00:00:00",
    ):
        with time_machine.travel(f"{moment}+08:00", tick=False):
            answer = client.get(url_of(notice))
            listed = client.get(reverse("public:notice-list")).content.decode()
            seen[moment] = answer.status_code, "县第一局" in answer.content.decode()
            assert (notice.title in listed) is seen[moment][1]

    assert list(seen.values()) == [(404, False), (200, True), (200, True), (200, False)]


def test_a_withdrawal_counts_at_once_whatever_is_kept(
    client: Client, notice: Publication, people: tuple[User, User]
) -> None:
    with time_machine.travel(at_noon(MONDAY), tick=False):
        kept = client.get(url_of(notice))
        again = client.get(url_of(notice), headers={"if-none-match": kept["ETag"]})
        advance_publication(notice, "withdraw", by=people[0], at=timezone.now(), note="有误")
        after = client.get(url_of(notice), headers={"if-none-match": kept["ETag"]})

    assert (kept.status_code, again.status_code, again.content) == (200, 304, b"")
    assert after.status_code == 200
    assert "已撤回" in after.content.decode()
    assert "县第一局" not in after.content.decode()


# What leaves the house


def test_nothing_but_the_approved_fields_leaves(client: Client, notice: Publication) -> None:
    with time_machine.travel(at_noon(MONDAY), tick=False):
        page = client.get(url_of(notice))
    text = page.content.decode()

    assert all(shown in text for shown in ("县第一局", "文明机关", "97.88", "97.75"))
    assert "优秀" not in text
    assert PublicField.RANK.label not in text
    assert all(set(row["cells"]) == {"unit", "type", "total"} for row in notice.rows)
    names = User.objects.exclude(name="").values_list("name", flat=True)
    assert not [name for name in names if name in text]
    assert not page.cookies
    assert page["Cache-Control"] == "public, no-cache"
    assert page["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in page


def test_without_the_type_units_stand_by_name_so_that_no_rank_shows(cycle: Cycle) -> None:
    rows = rows_of(cycle, ["unit"])

    assert [row["cells"] for row in rows] == [{"unit": "县第一局"}, {"unit": "县第二局"}]


def test_a_notice_costs_one_query_once_somebody_has_read_it(
    client: Client, notice: Publication, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(at_noon(MONDAY), tick=False):
        for queries in (3, 1):
            with django_assert_num_queries(queries):
                client.get(url_of(notice))


# Prepared by one, approved by another


def test_who_prepared_never_approves(cycle: Cycle, people: tuple[User, User]) -> None:
    office, second = people
    at = at_noon(MONDAY) - timedelta(days=1)
    prepared = advance_publication(
        make_publication(cycle, by=office, opens_on=MONDAY), "prepare", by=office, at=at
    )

    with pytest.raises(NotAllowed):
        advance_publication(prepared, "approve", by=office, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=prepared.pk).update(approved_by=office)
    advance_publication(prepared, "approve", by=second, at=at)
    with pytest.raises(Conflict):
        advance_publication(prepared, "approve", by=make_user(Role.OFFICE), at=at)


def test_incomplete_units_need_a_reason_and_open_objections_have_none(
    cycle: Cycle, people: tuple[User, User]
) -> None:
    office, at = people[0], at_noon(MONDAY)
    draft = make_publication(cycle, by=office, opens_on=MONDAY)
    make_assessment(make_unit("县第三局"), cycle=cycle)
    with pytest.raises(DomainError, match="1 家单位没有得分"):
        advance_publication(draft, "prepare", by=office, at=at)

    values = VALUES | {"opens_on": MONDAY, "without_result": "机构改革，另行公示"}
    draft = edit_publication(draft, values, version=draft.version, by=office, at=at)
    prepared = advance_publication(draft, "prepare", by=office, at=at)
    assert "县第三局" not in str(prepared.rows)
    assert len(prepared.rows) == 2

    assessment = Assessment.objects.filter(cycle=cycle, total__isnull=False)[0]
    Objection.objects.create(
        assessment=assessment, indicator=assessment.rubric.indicators.all()[0], statement="不服",
        original="1", filed_by=office, filed_at=at, save_key=uuid4(),
    )  # fmt: skip
    back = advance_publication(prepared, "return", by=office, at=at, note="等复核")
    assert back.rows == []
    with pytest.raises(DomainError, match="1 条结果反馈的异议"):
        advance_publication(back, "prepare", by=office, at=at)


def test_what_is_approved_is_what_was_prepared_and_not_too_late(
    cycle: Cycle, people: tuple[User, User]
) -> None:
    office, second = people
    draft = make_publication(cycle, by=office, opens_on=MONDAY)
    prepared = advance_publication(draft, "prepare", by=office, at=at_noon(MONDAY))
    with pytest.raises(DomainError, match="已过"):
        advance_publication(prepared, "approve", by=second, at=at_noon(MONDAY) + timedelta(days=1))
    Assessment.objects.filter(unit__name="县第一局").update(total=60)
    with pytest.raises(Conflict, match="成绩有变动"):
        advance_publication(prepared, "approve", by=second, at=at_noon(MONDAY))
    assert has_moved_on(prepared)


def test_a_year_is_not_archived_over_a_notice_that_goes_on(
    cycle: Cycle, notice: Publication, people: tuple[User, User]
) -> None:
    office, over = people[0], at_noon(MONDAY) + timedelta(days=8)
    cycle.phases.filter(kind=PhaseKind.ARCHIVE).update(opens_at=at_noon(MONDAY))
    with pytest.raises(Conflict, match="还没有办结"):
        advance_cycle(cycle, "archive", by=office, at=over)
    with pytest.raises(Conflict, match="期满后"):
        advance_publication(notice, "conclude", by=office, at=at_noon(MONDAY), note="无异议")
    objection = object_to(notice)
    with pytest.raises(Conflict, match="1 条公示异议"):
        advance_publication(notice, "conclude", by=office, at=over, note="无异议")

    assign(objection, office, by=office, at=over)
    advance_public_objection(objection, "dismiss", by=office, at=over, note="已核实")
    advance_publication(notice, "conclude", by=office, at=over, note="收到 1 条")
    assert advance_cycle(cycle, "archive", by=office, at=over).archived_at == over


# Objections


def test_an_objection_has_a_receipt_that_leads_to_its_answer(
    client: Client, notice: Publication, people: tuple[User, User]
) -> None:
    office, second = people
    with time_machine.travel(at_noon(MONDAY), tick=False):
        paper = SimpleUploadedFile("证明.pdf", b"%PDF-1.4 %%EOF")
        script = "<script>alert(1)</script>"
        answer = sent(client, notice, text=script, about="1", files=[paper])
        twice = sent(client, notice, text=script, about="1")
        objection = PublicObjection.objects.get()
        receipt = grouped(objection.receipt)

        assert receipt in answer.content.decode()
        assert receipt in twice.content.decode()
        assert not answer.cookies
        assert answer["Cache-Control"] == "private, no-store"
        assert objection.about is not None
        assert objection.about.unit.name == "县第二局"
        assert StoredFile.objects.get().uploaded_by is None
        entry = AuditEntry.objects.get(verb="publicobjection.file")
        assert (entry.actor, entry.ip) == (None, "")
        assert script not in str(entry.after)
        assert "127.0.0.1" not in objection.address_key
        assert len(objection.address_key) == 64

        objection = assign(objection, second, by=office, at=timezone.now())
        assessment = objection.about
        with pytest.raises(NotAllowed, match="承办人"):
            advance_public_objection(objection, "uphold", by=office, at=timezone.now(), note="有理")
        advance_public_objection(objection, "note", by=second, at=timezone.now(), note="内部记录")
        advance_public_objection(
            objection, "uphold", by=second, at=timezone.now(), note="属实，将复核"
        )
        told = client.post(reverse("public:receipt"), {"receipt": receipt.lower()})

    text = told.content.decode()
    assert "异议成立" in text
    assert "属实，将复核" in text
    assert "内部记录" not in text
    assert Assessment.objects.get(pk=assessment.pk).total == assessment.total
    client.force_login(office)
    page = client.get(objection.get_absolute_url()).content.decode()
    assert "&lt;script&gt;" in page
    assert script not in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": "长" * 100_000}, "现在有 100000 字"),
        ({"text": "  "}, "请写明异议内容"),
        ({"about": "99"}, "选"),
        ({"website": "http://x"}, "网址"),
        ({"token": "nonsense"}, "页面打开的时间太长"),
        ({"files": ["n"] * 4}, "最多上传 3 个文件"),
    ],
)
def test_a_refused_objection_says_why_and_loses_nothing(
    client: Client, notice: Publication, typed: dict[str, Any], message: str
) -> None:
    if "files" in typed:
        typed = {"files": [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4 %%EOF") for n in range(4)]}
    with time_machine.travel(at_noon(MONDAY), tick=False):
        answer = sent(client, notice, **{"name": "李某"} | typed)
    text = answer.content.decode()

    assert answer.status_code == 422
    assert message in text
    assert "李某" in text
    assert str(typed.get("text", "材料不实")).strip() in text
    assert not PublicObjection.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_token_is_of_this_notice_and_of_today(client: Client, notice: Publication) -> None:
    with time_machine.travel(at_noon(MONDAY), tick=False) as clock:
        page = client.get(url_of(notice)).content.decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        url = reverse("public:notice-object", args=[notice.slug])
        clock.shift(timedelta(hours=11))
        assert client.post(url, {"token": token, "text": "一"}).status_code == 200
        clock.shift(timedelta(hours=2))
        assert client.post(url, {"token": token, "text": "二"}).status_code == 422


def test_no_flood_from_one_address_and_none_after_the_end(notice: Publication) -> None:
    for number in range(MOST_OF_AN_ADDRESS):
        object_to(notice, f"第 {number} 条")
    with pytest.raises(TooOften):
        object_to(notice, "再来一条")
    object_to(notice, "别处来的", address_key="b" * 64)
    object_to(notice, "一小时后", at=at_noon(MONDAY) + timedelta(hours=2))
    with pytest.raises(Conflict, match="公示期已过"):
        object_to(notice, "太晚", at=at_noon(MONDAY) + timedelta(days=8))


def test_wrong_receipts_tell_nothing_and_are_counted(client: Client, notice: Publication) -> None:
    url, right = reverse("public:receipt"), object_to(notice).receipt
    wrong = [client.post(url, {"receipt": text}) for text in ("X", "4F7K-9QWX-2M3P") * 5]

    assert {answer.status_code for answer in wrong} == {422}
    assert client.post(url, {"receipt": right}).status_code == 429
    cache.clear()
    assert client.post(url, {"receipt": right}).status_code == 200


def test_only_who_did_not_judge_the_unit_handles_it(
    notice: Publication, people: tuple[User, User]
) -> None:
    office, second = people
    objection = object_to(notice, about=0)
    assert objection.about is not None
    Assessment.objects.filter(pk=objection.about.pk).update(confirmed_by=office)
    ScoreSheet.objects.create(assessment=objection.about, scorer=second, body="office")
    objection.refresh_from_db()

    for judge in people:
        with pytest.raises(DomainError, match="未参加该单位评分"):
            assign(objection, judge, by=office, at=at_noon(MONDAY))
    assert not handlers_for(objection, MONDAY).filter(pk__in=[office.pk, second.pk]).exists()
    assert assign(objection, make_user(Role.OFFICE), by=office, at=at_noon(MONDAY)).handler_id


# The office


def test_the_desk_says_what_to_do_with_a_notice(cycle: Cycle, people: tuple[User, User]) -> None:
    office, second = people
    cycle.phases.filter(kind=PhaseKind.FIELD).update(
        opens_at=at_noon(MONDAY) - timedelta(days=90),
        closes_at=at_noon(MONDAY) - timedelta(days=60),
    )

    def acts(user: User, day: int) -> list[str]:
        at = at_noon(MONDAY) + timedelta(days=day)
        desk = Desk(user, standing_of(user), at, 6)
        fresh = Cycle.objects.get(pk=cycle.pk)
        return [todo.act for todo in publicity_todos(desk, fresh, calendar_of(fresh, at))]

    draft = make_publication(cycle, by=office, opens_on=MONDAY)
    assert acts(second, -1) == []
    prepared = advance_publication(
        draft, "prepare", by=office, at=at_noon(MONDAY) - timedelta(days=1)
    )
    assert (acts(office, -1), acts(second, -1)) == ([], ["批准"])
    shown = advance_publication(
        prepared, "approve", by=second, at=at_noon(MONDAY) - timedelta(days=1)
    )
    objection = object_to(shown)
    assert acts(office, 0) == acts(second, 0) == ["交办"]
    assign(objection, second, by=office, at=at_noon(MONDAY))
    assert (acts(office, 0), acts(second, 0)) == ([], ["答复"])
    advance_public_objection(objection, "dismiss", by=second, at=at_noon(MONDAY), note="已核实")
    assert (acts(office, 7), acts(office, 8)) == ([], ["办结"])
    assert acts(make_user(Role.LEADER), 8) == []


@pytest.mark.parametrize("count", [1, 3])
def test_office_pages_cost_the_same_however_much_came(
    client: Client,
    notice: Publication,
    people: tuple[User, User],
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        objection = object_to(notice, f"第 {number} 条", about=0)
    client.force_login(people[0])

    for url, queries in (
        # session, user, who one is; notices counted and read; years without one
        (reverse("assessments:publication-list"), 6),
        # the first three, the notice; objections counted and read; moved on; calendar; trail
        (notice.get_absolute_url(), 9),
        # the first three, the objection; files; handlers; trail
        (objection.get_absolute_url(), 7),
    ):
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_the_form_of_a_draft_says_what_is_wrong(client: Client, people: tuple[User, User]) -> None:
    cycle = make_cycle(PhaseKind.PUBLICITY)
    client.force_login(people[0])
    url = reverse("assessments:publication-create")
    typed = VALUES | {"cycle": cycle.pk, "opens_on": "2026-11-23", "shows": ["total"]}

    refused = client.post(url, typed | {"working_days": "0"})
    made = client.post(url, typed)

    assert refused.status_code == 422
    assert typed["title"] in refused.content.decode()
    publication = Publication.objects.get()
    assert made.headers["Location"] == publication.get_absolute_url()
    assert publication.shows == ["unit", "total"]
    assert publication.closes_on == date(2026, 11, 30)
    assert client.post(url, typed).status_code == 404  # the year has its notice
    edit = reverse("assessments:publication-edit", args=[publication.pk])
    stale = client.post(edit, typed | {"version": publication.version + 1})
    assert stale.status_code == 409
    assert typed["title"] in stale.content.decode()
