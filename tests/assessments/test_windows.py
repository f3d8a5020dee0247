"""填报窗口: when an item can be filled in, through every door. Windows are of 2028, a leap year."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reports import (
    add_link,
    advance_report,
    ask_lateness,
    decide_lateness,
    link_evidence,
    remove_evidence,
    save_self_mark,
    unlink_evidence,
    update_evidence,
)
from assessments.models import Assessment, Cycle, LateFiling, Phase, SelfReport
from assessments.openings import opening_of
from assessments.policies import Calendar, calendar_of
from assessments.results.desks import seats_in
from assessments.results.reports import report_sheet
from assessments.roles import CycleStatus, PhaseKind, ReportStatus, Stage
from assessments.scoring import Item, ItemRow, build_tree
from assessments.todos import todos_for
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.self_checks import mark_of, reporter_of, sign_in
from tests.factories import make_assessment, make_rubric, make_user
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

YEAR = 2028
OPEN, LATER, CLOSED = Stage.OPEN, Stage.LATER, Stage.CLOSED
RUNNING, PREPARING, ARCHIVED = CycleStatus.OPEN, CycleStatus.PREPARING, CycleStatus.ARCHIVED
DRAFT, RETURNED = ReportStatus.DRAFT, ReportStatus.RETURNED


def moment(text):
    """ "02-29 23:59:59" of 2028, or with its year, in the office's time."""
    text = text if text[:2] == "20" else f"{YEAR}-{text}"
    return timezone.make_aware(datetime.fromisoformat(text))


SELF_CHECK = (moment("12-01 00:00"), moment("2029-01-10 18:00"))

DUE = "2029-01-10 18:00"
# What it shows: the window, now, what is unusual → the stage, and until when (a day: its end)
OPENINGS = {
    "a-second-early": ("2月", "01-31 23:59:59", {}, LATER, "02-29"),
    "first-moment": ("2月", "02-01 00:00", {}, OPEN, "02-29"),
    "29-february-is-in": ("2月", "02-29 23:59:59", {}, OPEN, "02-29"),
    "day-after": ("2月", "03-01 00:00", {}, CLOSED, "02-29"),
    "month-of-30": ("4月", "04-30 23:59:59", {}, OPEN, "04-30"),
    "quarter": ("二季度", "06-30 12:00", {}, OPEN, "06-30"),
    "quarter-over": ("二季度", "07-01 00:00", {}, CLOSED, "06-30"),
    "year-end": ("12月", "12-31 23:59:59", {}, OPEN, "12-31"),
    "new-year": ("12月", "2029-01-01 00:00", {}, CLOSED, "12-31"),
    "days": ("2028-03-05~2028-03-06", "03-06 20:00", {}, OPEN, "03-06"),
    "year-not-running": ("4月", "04-10 12:00", {"cycle": PREPARING}, LATER, "04-30"),
    "year-archived": ("4月", "04-10 12:00", {"cycle": ARCHIVED}, CLOSED, "04-30"),
    "late-permission": ("4月", "05-02 12:00", {"late": "05-03 18:00"}, OPEN, "05-03 18:00"),
    "late-permission-over": ("4月", "05-03 18:01", {"late": "05-03 18:00"}, CLOSED, "05-03 18:00"),
    "a-permission-never-shortens": ("4月", "04-02 12:00", {"late": "04-03 18:00"}, OPEN, "04-30"),
    "returned-to-be-mended": ("4月", "12-20 12:00", {"status": RETURNED}, OPEN, DUE),
    "returned-with-more-time": (
        "4月", "2029-01-11 12:00", {"status": RETURNED, "until": "2029-01-12 18:00"},
        OPEN, "2029-01-12 18:00",
    ),
    "returned-before-it-opened": ("4月", "03-20 12:00", {"status": RETURNED}, LATER, DUE),
    "no-window-waits-for-the-phase": ("", "11-30 23:59", {}, LATER, DUE),
    "no-window-in-the-phase": ("", DUE, {}, OPEN, DUE),
    "no-window-own-deadline": (
        "", "2029-01-11 00:00", {"until": "2029-01-12 18:00"}, OPEN, "2029-01-12 18:00",
    ),
    "never-outlasts-the-report": (
        "2028-12-20~2029-01-31", "2029-01-10 18:01", {}, CLOSED, DUE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OPENINGS.values(), ids=OPENINGS)
def test_when_an_item_is_open(case):
    window, at, unusual, stage, closes = case
    until, late = unusual.get("until"), unusual.get("late")
    assessment = Assessment(
        cycle=Cycle(year=YEAR), self_check_until=moment(until) if until else None
    )
    report = SelfReport(status=unusual.get("status", DRAFT), assessment=assessment)
    opens_at, closes_at = SELF_CHECK
    phase = Phase(kind=PhaseKind.SELF_CHECK, opens_at=opens_at, closes_at=closes_at)
    phases: dict[str, Phase] = {PhaseKind.SELF_CHECK: phase}
    calendar = Calendar(unusual.get("cycle", RUNNING), phases, moment(at))

    opening = opening_of(item(window), report, calendar, moment(late) if late else None)

    ends = closes if ":" in closes else f"{closes} 23:59:59.999999"
    assert (opening.stage, opening.closes_at) == (stage, moment(ends))


def item(window):
    row = ItemRow(code="1", title="事项", points="1", rule="达标", window=window)
    (node,) = build_tree([row]).nodes
    assert isinstance(node, Item)
    return node


ROWS = (
    ItemRow(code="2", title="二月", points="20", rule="达标", window="2月"),
    ItemRow(
        code="4", title="四月", points="20", rule="达标", window="4月", evidence="链接>=1",
    ),
    ItemRow(code="5", title="二季度小结", points="20", rule="达标", window="二季度"),
    ItemRow(code="6", title="十二月", points="20", rule="达标", window="12月"),
    ItemRow(code="7", title="全年", points="20", rule="达标"),
)  # fmt: skip


def monthly_report(rows=ROWS):
    """One unit whose items open and close within 2028; the report is due on 10 January 2029."""
    cycle = Cycle.objects.create(year=YEAR, name="按月填报", status=RUNNING)
    opens_at, closes_at = SELF_CHECK
    Phase.objects.create(
        cycle=cycle, kind=PhaseKind.SELF_CHECK, opens_at=opens_at, closes_at=closes_at
    )
    make_rubric(rows=rows, year=YEAR)
    return make_assessment(cycle=cycle).report


def answer(report, code, at, *, by=None, answer=None):
    mark = mark_of(report, code)
    return save_self_mark(
        mark.pk,
        answer=answer or {"met": True},
        version=mark.version,
        save_key=uuid4(),
        by=by or reporter_of(report),
        at=moment(at),
    )


def sheet_at(report, at):
    report = SelfReport.objects.select_related("assessment__cycle", "assessment__rubric").get(
        pk=report.pk
    )
    return report_sheet(report, calendar_of(report.assessment.cycle, moment(at)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("4", "03-31 23:59", "2028年4月1日才开放填报"),
        ("4", "05-01 00:00", "已于2028年4月30日 23:59截止"),
        ("7", "05-01 00:00", "单位自查现在没有开放"),
    ],
)
def test_a_save_outside_the_window_is_refused_and_says_why(code, at, says):
    report = monthly_report()

    with pytest.raises(Conflict, match=says):
        answer(report, code, at)

    assert mark_of(report, code).answer is None
    answer(report, "4", "04-30 23:59:59")
    assert mark_of(report, "4").answer == {"met": True}


EVIDENCE_ACTS: dict[str, Callable[..., Any]] = {
    "link": link_evidence,
    "unlink": unlink_evidence,
    "update": lambda paper, mark, **who: update_evidence(paper, title="新名", kind="链接", **who),
    "remove": lambda paper, mark, **who: remove_evidence(paper, **who),
    "add": lambda paper, mark, **who: add_link(
        mark.report, link="https://b.cn", title="", marks=[mark], **who
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("act", EVIDENCE_ACTS)
def test_evidence_moves_only_inside_the_window_of_its_items(act):
    report = monthly_report()
    mark, by = mark_of(report, "4"), reporter_of(report)
    paper = add_link(
        report, link="https://a.cn", title="报道", marks=[mark], by=by, at=moment("04-10 09:00")
    )

    with pytest.raises(Conflict, match="截止"):
        EVIDENCE_ACTS[act](paper, mark, by=by, at=moment("05-01 00:00"))

    paper.refresh_from_db()
    assert (list(paper.marks.all()), paper.title) == ([mark], "报道")
    EVIDENCE_ACTS[act](paper, mark, by=by, at=moment("04-30 12:00"))


@pytest.mark.django_db
def test_the_shelf_is_open_as_long_as_anything_can_be_filled_in():
    report = monthly_report()
    by = reporter_of(report)
    shared: dict[str, Any] = {"link": "https://a.cn", "title": "", "by": by}

    with pytest.raises(Conflict, match="没有开放"):
        add_link(report, **shared, at=moment("08-01 09:00"))

    add_link(report, **shared, at=moment("04-10 09:00"))


@pytest.mark.django_db
def test_the_sheet_groups_items_and_says_what_is_open_later_or_missed():
    report = monthly_report()
    answer(report, "2", "02-10 09:00")

    sheet = sheet_at(report, "05-10 09:00")

    groups = {
        group.title: [row.item.code for section in group.sections for row in section.rows]
        for group in sheet.groups
    }
    assert groups == {"现在填报": ["5"], "以后开放": ["6", "7"], "已经截止": ["2", "4"]}
    assert {row.item.code: row.chip for row in sheet.rows} == {
        "2": ("green", "已填报"),
        "4": ("red", "错过窗口，未填报"),
        "5": ("", "6月30日截止"),
        "6": ("", "12月1日开放"),
        "7": ("", ""),
    }
    assert sheet.progress.rest == "/ 20 分 · 1/5 项"
    assert sheet.progress.now == "现在可填 1 项，已填 0 项"
    assert [(gap.title, gap.word, gap.what) for gap in sheet.gaps] == [
        ("4 四月", "错过", "4月份已于4月30日截止，没有填报；请申请迟报，县文明办许可后补填"),
        ("5 二季度小结", "待补", "还没有自评"),
        ("7 全年", "待补", "还没有自评"),
        ("书面自查报告", "待补", "还没有写"),
        ("6 十二月", "未到", "12月1日才开放，开放后填报"),
    ]


@pytest.mark.django_db
def test_an_answer_without_its_evidence_is_missed_too():
    report = monthly_report()
    answer(report, "4", "04-10 09:00")

    (row,) = [row for row in sheet_at(report, "05-01 00:00").rows if row.item.code == "4"]

    assert row.chip == ("red", "错过窗口，材料不全")
    assert row.missing == ["4月份已于4月30日截止，链接还差 1 份；请申请迟报，县文明办许可后补填"]


@pytest.mark.django_db
def test_a_late_permission_opens_what_was_missed_and_nothing_else():
    report = monthly_report()
    office, by = make_user(Role.OFFICE), reporter_of(report)
    marks = [mark_of(report, code).pk for code in ("2", "4")]
    ask_lateness(report, marks=marks, reason="经办人住院", by=by, at=moment("05-02 09:00"))
    decide_lateness(
        report, marks=marks[1:], until=moment("05-05 18:00"), reason="属实",
        by=office, at=moment("05-02 10:00"),
    )  # fmt: skip

    answer(report, "4", "05-05 18:00", by=by)
    for code, at in (("4", "05-05 18:01"), ("2", "05-03 09:00")):
        with pytest.raises(Conflict, match="截止"):
            answer(report, code, at, by=by)

    verbs = AuditEntry.objects.filter(verb__endswith="-late").values_list("verb", "note")
    assert list(verbs.order_by("pk")) == [
        ("report.ask-late", "经办人住院"),
        ("report.permit-late", "属实"),
    ]


@pytest.mark.django_db
def test_a_declined_item_no_longer_keeps_the_report_back():
    report = monthly_report([ROWS[0], ROWS[4]])
    office, by = make_user(Role.OFFICE), reporter_of(report)
    answer(report, "7", "12-02 09:00", by=by)
    SelfReport.objects.update(summary="全年情况。")

    with pytest.raises(DomainError, match="2 二月：2月份已于2月29日截止"):
        advance_report(report, "submit", by=by, at=moment("12-03 09:00"))
    decide_lateness(
        report, marks=[mark_of(report, "2").pk], until=None, reason="超期十个月",
        by=office, at=moment("12-03 10:00"),
    )  # fmt: skip
    done = advance_report(report, "submit", by=by, at=moment("12-03 11:00"))

    assert (done.status, str(done.self_total)) == (ReportStatus.SUBMITTED, "20.00")


@pytest.mark.django_db
def test_a_permission_beyond_the_deadline_of_the_report_moves_that_too():
    report = monthly_report()
    until = SELF_CHECK[1] + timedelta(days=3)
    decide_lateness(
        report, marks=[mark_of(report, "4").pk], until=until, reason="停电",
        by=make_user(Role.OFFICE), at=moment("2029-01-11 09:00"),
    )  # fmt: skip

    report.assessment.refresh_from_db()
    assert report.assessment.self_check_until == until
    answer(report, "4", "2029-01-12 09:00")


BAD = moment("05-02 09:00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "refusal"),
    [
        (([], "属实", "05-05 18:00"), DRAFT, (DomainError, "请先勾选")),
        ((["4"], "", "05-05 18:00"), DRAFT, (DomainError, "请写明理由")),
        ((["4"], "属实", "05-02 09:00"), DRAFT, (DomainError, "须晚于现在")),
        ((["5"], "属实", "05-05 18:00"), DRAFT, (Conflict, "请刷新页面")),
        ((["4"], "属实", "05-05 18:00"), ReportStatus.SUBMITTED, (Conflict, "不能办理迟报")),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(asked, status, refusal):
    codes, reason, until = asked
    report = monthly_report()
    SelfReport.objects.update(status=status)
    marks = [mark_of(report, code).pk for code in codes]

    with pytest.raises(refusal[0], match=refusal[1]):
        decide_lateness(
            report, marks=marks, until=moment(until), reason=reason,
            by=make_user(Role.OFFICE), at=BAD,
        )  # fmt: skip

    assert not LateFiling.objects.exists()
    with pytest.raises(NotAllowed):
        decide_lateness(report, marks=marks, until=None, reason="x", by=reporter_of(report), at=BAD)


QUARTER = ("二季度 1 项待填报", "", "6月30日")
TODOS = [
    ("04-20 09:00", [("4月份 1 项待填报", "", "4月30日"), QUARTER]),
    ("04-25 09:00", [("4月份 1 项待填报", "amber", "4月30日"), QUARTER]),
    ("04-30 09:00", [("4月份 1 项待填报", "amber", "今天"), QUARTER]),
    ("05-02 09:00", [QUARTER]),
    (
        "12-30 09:00",
        [("12月份 1 项待填报", "amber", "12月31日"), ("填报2028年度自查报告", "", "1月10日")],
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "expected"), TODOS)
def test_what_is_due_stands_on_the_unit_s_list(at, expected):
    report = monthly_report()
    by = reporter_of(report)
    cycle, standing = report.assessment.cycle, standing_of(by)

    todos = todos_for(by, standing, cycle, moment(at), seats=seats_in(cycle, by, standing))

    assert [(todo.title, todo.kind, todo.when) for todo in todos.rows] == expected
    assert all(todo.act == "去填报" for todo in todos.rows)


@pytest.mark.django_db
def test_the_page_draws_forms_only_for_what_is_open(client, django_assert_num_queries):
    report = monthly_report()
    with time_machine.travel(moment("04-20 09:00"), tick=False):
        sign_in(client, reporter_of(report))
        # session, user, standing, report with cycle and rubric, phases, files, marks with late
        # filings, comments, links, last year, rectifications,
        # history
        with django_assert_num_queries(12):
            html = client.get(report.get_absolute_url()).content.decode()

    assert html.count("data-autosave ") == 2 + 1  # and the written report
    assert "4月30日截止" in html
    assert "错过窗口，未填报" in html
    assert "12月1日开放" in html


@pytest.mark.django_db
def test_an_autosave_of_a_monthly_item_costs_eight_queries(client, django_assert_num_queries):
    report = monthly_report()
    mark = mark_of(report, "4")
    url = reverse("assessments:self-mark-save", args=[mark.pk])
    body = {"met": "true", "version": mark.version, "save_key": str(uuid4())}
    with time_machine.travel(moment("04-20 09:00"), tick=False):
        sign_in(client, reporter_of(report))
        with django_assert_num_queries(8):
            response = client.post(url, body, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "现在可填 2 项，已填 1 项" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("units", [1, 3])
def test_the_office_sees_how_many_items_were_missed_by_month(
    client, units, django_assert_num_queries
):
    report = monthly_report()
    others = [make_assessment(cycle=report.assessment.cycle).report for _ in range(units - 1)]
    answer(report, "2", "02-10 09:00")
    late = [mark_of(each, "4").pk for each in others[:1]]
    if late:
        decide_lateness(
            others[0], marks=late, until=moment("05-12 18:00"), reason="属实",
            by=make_user(Role.OFFICE), at=moment("05-02 09:00"),
        )  # fmt: skip
    url = reverse("assessments:window-overview", args=[report.assessment.cycle.pk])

    with time_machine.travel(moment("05-10 09:00"), tick=False):
        sign_in(client, make_user(Role.OFFICE))
        # session, user, standing, cycle, phases, measured items twice, windows, page count, page
        with django_assert_num_queries(10):
            response = client.get(url, {"window": "4月"})

    rows = response.context["rows"]
    assert [(row.name, row.asked, row.answered, row.missed) for row in rows] == [
        ("2月份", units, 1, units - 1),
        ("4月份", units, 0, units - len(late)),
        ("二季度", units, 0, 0),
        ("12月份", units, 0, 0),
    ]
    assert [each.waiting for each in response.context["page"].object_list] == [1] * units
