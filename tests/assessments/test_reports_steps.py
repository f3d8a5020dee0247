"""The steps of a report: who may take which, when, and what each leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.cycles import extend_unit
from assessments.models import Phase, ReviewComment
from assessments.roles import PhaseKind, ReportStatus
from assessments.scoring import ItemRow
from assessments.workflow import REPORT_STEPS
from districts.roles import Role
from tests.assessments.self_checks import (
    fill_in,
    make_report,
    mark_of,
    reporter_of,
    save,
    sign_in,
)
from tests.factories import (
    make_assessment,
    make_contact,
    make_cycle,
    make_membership,
    make_rubric,
    make_unit,
    make_user,
)
from wenming.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

DONE, NO, HIDDEN, STATE = 302, 403, 404, 409
# Who: the unit's reporter, another unit's, the office, the office's man who works at the unit.
STEP_MATRIX = [
    ("submit", "draft", {"own": DONE, "other": HIDDEN, "office": NO, "kin": NO, "leader": HIDDEN}),
    ("submit", "returned", {"own": DONE, "other": HIDDEN, "office": NO, "kin": NO, "leader": NO}),
    ("submit", "submitted", {"own": STATE, "other": HIDDEN, "office": NO, "kin": NO, "leader": NO}),
    ("withdraw", "submitted", {"own": DONE, "other": HIDDEN, "office": NO, "kin": NO}),
    ("withdraw", "in-review", {"own": STATE, "other": HIDDEN, "office": NO, "kin": NO}),
    ("withdraw", "accepted", {"own": STATE, "other": HIDDEN, "office": NO, "kin": NO}),
    ("take-up", "submitted", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("take-up", "draft", {"own": NO, "other": HIDDEN, "office": STATE, "kin": NO}),
    ("return", "submitted", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("return", "in-review", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("return", "accepted", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("return", "draft", {"own": NO, "other": HIDDEN, "office": STATE, "kin": NO}),
    ("accept", "submitted", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("accept", "in-review", {"own": NO, "other": HIDDEN, "office": DONE, "kin": NO}),
    ("accept", "returned", {"own": NO, "other": HIDDEN, "office": STATE, "kin": NO}),
]


def make_actor(name, report):
    if name == "own":
        return reporter_of(report)
    if name == "kin":
        user = make_user(Role.OFFICE)
        make_membership(user, Role.STAFF, unit=report.assessment.unit)
        return user
    return make_user({"other": Role.UNIT, "office": Role.OFFICE, "leader": Role.LEADER}[name])


def take(client, report, verb, **data):
    url = reverse("assessments:report-step", args=[report.pk, verb])
    return client.post(url, {"note": "请补充会议记录", **data})


@pytest.mark.parametrize(
    ("verb", "status", "actor", "expected"),
    [
        pytest.param(verb, status, actor, expected, id=f"{actor}-{verb}-{status}")
        for verb, status, answers in STEP_MATRIX
        for actor, expected in answers.items()
    ],
)
def test_who_may_take_which_step(client, verb, status, actor, expected):
    report = make_report(status)
    fill_in(report)
    sign_in(client, make_actor(actor, report))

    response = take(client, report, verb)

    assert response.status_code == expected
    report.refresh_from_db()
    assert report.status == (REPORT_STEPS[verb].target if expected == DONE else status)


def test_every_step_is_in_the_matrix():
    assert {verb for verb, _, _ in STEP_MATRIX} == REPORT_STEPS.keys()


def test_submission_lists_everything_that_is_missing_and_changes_nothing(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    save(client, mark_of(report, "1.1"), met="true")

    response = take(client, report, "submit")

    html = response.content.decode()
    assert response.status_code == 422
    assert "还不能报送" in html
    assert "1.2 例会制度" in html
    assert "书面自查报告" in html
    assert "4.1 知识测试：还没有自评" not in html
    report.refresh_from_db()
    assert (report.status, report.round) == (ReportStatus.DRAFT, 0)


def test_submission_stores_the_engines_total_and_all_that_was_said(client):
    report = make_report()
    fill_in(report)
    reporter = sign_in(client, reporter_of(report))

    take(client, report, "submit")

    report.refresh_from_db()
    # 8 + 10 + 13.2, 服务窗口 does not apply: its 10 in full, 20 + 9.5, no test yet, 10
    assert (str(report.self_total), report.round) == ("80.70", 1)
    assert report.submitted_by == reporter
    entry = AuditEntry.objects.get(verb="report.submit")
    assert entry.after["answers"]["1.2"] == {"answer": {"count": 1}, "statement": ""}
    assert entry.after["summary"] == report.summary


def test_a_double_click_submits_once_and_shows_the_same_page(client):
    report = make_report()
    fill_in(report)
    sign_in(client, reporter_of(report))

    first, second = take(client, report, "submit"), take(client, report, "submit")

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    report.refresh_from_db()
    assert report.round == 1
    assert AuditEntry.objects.filter(verb="report.submit").count() == 1


def test_a_return_needs_a_reason_and_sends_the_comments(client):
    report = make_report(ReportStatus.IN_REVIEW)
    office = sign_in(client, make_user(Role.OFFICE))
    mark = mark_of(report, "1.2")
    ReviewComment.objects.create(
        mark=mark, round=1, text="缺少三月记录", by=office, at=timezone.now()
    )

    refused = take(client, report, "return", note="  ")
    done = take(client, report, "return")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "请写明退回的原因" in refused.content.decode()
    assert mark.comments.get().is_sent
    sign_in(client, reporter_of(report))
    html = client.get(report.get_absolute_url()).content.decode()
    assert "请补充会议记录" in html
    assert "缺少三月记录" in html


def test_an_unsent_comment_is_not_shown_to_the_unit(client):
    report = make_report(ReportStatus.IN_REVIEW)
    office = make_user(Role.OFFICE)
    ReviewComment.objects.create(
        mark=mark_of(report, "1.2"), round=1, text="还没有想好", by=office, at=timezone.now()
    )
    sign_in(client, reporter_of(report))

    assert "还没有想好" not in client.get(report.get_absolute_url()).content.decode()


def test_a_report_goes_round_as_often_as_needed(client):
    report = make_report()
    fill_in(report)
    reporter, office = reporter_of(report), make_user(Role.OFFICE)

    for number in (1, 2, 3):
        sign_in(client, reporter)
        assert take(client, report, "submit").status_code == 302
        sign_in(client, office)
        assert take(client, report, "return", note=f"第 {number} 次").status_code == 302

    report.refresh_from_db()
    assert (report.round, report.return_note) == (3, "第 3 次")


def close_self_check(report):
    """Yesterday was the last day."""
    now = timezone.now()
    Phase.objects.filter(cycle=report.assessment.cycle, kind=PhaseKind.SELF_CHECK).update(
        closes_at=now - timedelta(days=1)
    )


def test_a_return_after_the_deadline_must_give_a_new_one(client):
    report = make_report(ReportStatus.SUBMITTED)
    close_self_check(report)
    sign_in(client, make_user(Role.OFFICE))
    until = timezone.localtime(timezone.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")

    without = take(client, report, "return")
    given = take(client, report, "return", until=until)

    assert (without.status_code, given.status_code) == (422, 302)
    assert "须给该单位新的截止时间" in without.content.decode()
    sign_in(client, reporter_of(report))
    assert save(client, mark_of(report, "1.2"), count="0").status_code == 200


def test_a_closed_self_check_refuses_submission(client):
    report = make_report()
    fill_in(report)
    close_self_check(report)
    sign_in(client, reporter_of(report))

    assert take(client, report, "submit").status_code == 409


def test_who_is_late_asks_and_the_office_grants(client):
    report = make_report()
    close_self_check(report)
    sign_in(client, reporter_of(report))
    ask = reverse("assessments:extension-ask", args=[report.pk])

    assert "申请延期" in client.get(report.get_absolute_url()).content.decode()
    assert client.post(ask, {"reason": " "}).status_code == 422
    assert client.post(ask, {"reason": "经办人住院"}).status_code == 302

    sign_in(client, make_user(Role.OFFICE))
    queue = client.get(reverse("assessments:report-queue"), {"state": "extension"})
    assert [row.report for row in queue.context["rows"]] == [report]
    answer = reverse("assessments:extension-answer", args=[report.pk])
    until = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    assert client.post(answer, {"until": until, "answer": ""}).status_code == 302
    assert client.post(answer, {"until": until, "answer": ""}).status_code == 409

    sign_in(client, reporter_of(report))
    assert save(client, mark_of(report, "1.2"), count="1").status_code == 200


def test_an_extension_is_declined_with_a_reason_the_unit_reads(client):
    report = make_report(extension_reason="忙", extension_asked_at=timezone.now())
    close_self_check(report)
    sign_in(client, make_user(Role.OFFICE))
    url = reverse("assessments:extension-answer", args=[report.pk])

    assert client.post(url, {"until": "", "answer": ""}).status_code == 422
    assert client.post(url, {"until": "", "answer": "已延过一次"}).status_code == 302

    sign_in(client, reporter_of(report))
    assert "已延过一次" in client.get(report.get_absolute_url()).content.decode()


def test_nobody_asks_for_more_time_while_there_is_time(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    url = reverse("assessments:extension-ask", args=[report.pk])

    assert client.post(url, {"reason": "忙"}).status_code == 409


def test_an_extended_unit_sees_its_own_deadline(client):
    report = make_report()
    close_self_check(report)
    until = timezone.now() + timedelta(days=2)
    extend_unit(
        report.assessment, until=until, reason="事由", by=make_user(Role.OFFICE), at=timezone.now()
    )
    sign_in(client, reporter_of(report))

    html = client.get(report.get_absolute_url()).content.decode()

    assert "还剩 2 天" in html
    assert "（已延期）" in html


def comment(client, mark, text, **data):
    url = reverse("assessments:self-mark-comment", args=[mark.pk])

    body = {"text": text, "version": 0, "save_key": str(uuid4()), **data}
    return client.post(url, body, headers={"HX-Request": "true"})


def test_a_comment_saves_itself_and_two_reviewers_do_not_overwrite_each_other(client):
    report = make_report(ReportStatus.SUBMITTED)
    mark = mark_of(report, "1.2")
    sign_in(client, make_user(Role.OFFICE))

    assert comment(client, mark, "缺记录").status_code == 200
    assert comment(client, mark, "缺三月的记录", version=1).status_code == 200
    sign_in(client, make_user(Role.OFFICE))
    stale = comment(client, mark, "另一人写的", version=1)

    assert stale.status_code == 409
    assert "缺三月的记录" in stale.content.decode()
    assert "另一人写的" in stale.content.decode()
    assert comment(client, mark, "", version=2).status_code == 200
    assert not mark.comments.exists()


@pytest.mark.parametrize(
    ("status", "expected"),
    [(ReportStatus.DRAFT, 409), (ReportStatus.RETURNED, 409), (ReportStatus.ACCEPTED, 409)],
)
def test_comments_are_written_during_review_only(client, status, expected):
    report = make_report(status)
    sign_in(client, make_user(Role.OFFICE))

    assert comment(client, mark_of(report, "1.2"), "意见").status_code == expected


@pytest.mark.parametrize("units", [1, 3])
def test_the_queue_costs_the_same_however_long(client, django_assert_num_queries, units):
    cycle = make_cycle()
    for _ in range(units):
        make_contact(make_assessment(make_unit(), cycle=cycle).unit)
    sign_in(client, make_user(Role.OFFICE))

    # session, user, standing, cycles, phases, rubrics (for what is asked), count, page,
    # contacts, counts per state, types
    with django_assert_num_queries(11):
        response = client.get(reverse("assessments:report-queue"))
    assert len(response.context["rows"]) == units


def test_the_queue_puts_first_who_needs_the_office(client):
    cycle = make_cycle()
    now = timezone.now()
    names = {}
    for name, status, fields in (
        ("accepted", ReportStatus.ACCEPTED, {"submitted_at": now}),
        ("new", ReportStatus.SUBMITTED, {"submitted_at": now}),
        ("old", ReportStatus.IN_REVIEW, {"submitted_at": now - timedelta(days=3)}),
        ("asking", ReportStatus.DRAFT, {"extension_asked_at": now}),
        ("draft", ReportStatus.DRAFT, {}),
    ):
        report = make_assessment(make_unit(), cycle=cycle).report
        report.status = status
        for field, value in fields.items():
            setattr(report, field, value)
        report.save()
        names[report.pk] = name
    sign_in(client, make_user(Role.OFFICE))

    rows = client.get(reverse("assessments:report-queue")).context["rows"]

    order = [names[row.report.pk] for row in rows]
    assert order == ["asking", "old", "new", "draft", "accepted"]


@pytest.mark.parametrize(
    "words", ["' OR '1'='1", "\\", "100%", "_", "(a+)+$", "[", "a{99999}", "\0"]
)
def test_the_queues_search_is_literal(client, words):
    make_report()
    sign_in(client, make_user(Role.OFFICE))
    url = reverse("assessments:report-queue")

    response = client.get(url, {"q": words, "page": "x", "state": "?", "type": "??"})

    assert response.status_code == 200
    assert response.context["rows"] == []


@pytest.mark.parametrize("items", [10, 40])
def test_the_units_page_costs_the_same_for_any_number_of_items(
    client, django_assert_num_queries, items
):
    report = make_long_report(items)
    sign_in(client, reporter_of(report))

    # session, user, standing, report, phases, files, marks, links, comments, last year's
    # assessment, history, earlier rectifications
    with django_assert_num_queries(12):
        response = client.get(report.get_absolute_url())
    assert len(response.context["sheet"].rows) == items


def make_long_report(items):

    rows = [ItemRow(code="1", title="组织领导", points="100")]
    rows += [
        ItemRow(code=f"1.{n}", title=f"第{n}项", points=f"{100 / items:g}", rule="达标")
        for n in range(1, items + 1)
    ]
    make_rubric(rows=rows)
    return make_report()


def test_last_years_answer_stands_beside_the_same_item(client):
    unit = make_unit()
    year = timezone.localdate().year
    earlier = make_assessment(unit, cycle=make_cycle(PhaseKind.ARCHIVE, year=year - 1)).report
    mark = mark_of(earlier, "1.2")
    mark.answer, mark.statement = {"count": 2}, "去年少开两次"
    mark.save()
    report = make_assessment(unit, cycle=make_cycle()).report
    sign_in(client, reporter_of(report))

    html = client.get(report.get_absolute_url()).content.decode()

    assert f"{year - 1}年自评 扣分次数 2 次" in html
    assert "去年少开两次" in html


def test_what_others_measure_is_shown_and_not_asked(client):
    report = make_report()
    sign_in(client, reporter_of(report))

    html = client.get(report.get_absolute_url()).content.decode()

    assert "由考核组测试确定" in html


def test_the_printed_report_is_complete(client):
    report = make_report(ReportStatus.SUBMITTED)
    sign_in(client, reporter_of(report))

    html = client.get(reverse("assessments:report-print", args=[report.pk])).content.decode()

    assert all(words in html for words in ("例会制度", report.summary, "单位负责人", "盖章"))


def test_the_report_opens_by_itself_or_says_that_there_is_none(client):
    report = make_report()
    url = reverse("assessments:my-report")
    sign_in(client, reporter_of(report))
    assert client.get(url)["Location"] == report.get_absolute_url()

    sign_in(client, make_user(Role.UNIT))
    assert "现在没有要填的自查报告" in client.get(url).content.decode()
