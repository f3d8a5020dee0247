"""Saving one item: what is kept, what is refused, what is never lost."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.models import SelfMark, SelfReport
from assessments.roles import PhaseKind, ReportStatus
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.assessments import bad_inputs
from tests.assessments.self_checks import make_report, mark_of, reporter_of, save, sign_in
from tests.factories import make_assessment, make_cycle, make_rubric, make_unit, make_user

pytestmark = pytest.mark.django_db

ANSWERS = [
    pytest.param("1.1", {"met": "true"}, {"met": True}, id="met"),
    pytest.param("1.2", {"count": "２"}, {"count": 2}, id="count-full-width"),
    pytest.param("2.1", {"level": "B"}, {"level": "B"}, id="level"),
    pytest.param("3.1", {"count": "0"}, {"count": 0}, id="zero-is-an-answer"),
    pytest.param("3.2", {"amounts": ["0.5", "", "3"]}, {"amounts": ["0.5", "3"]}, id="amounts"),
    pytest.param("3.2", {"no_amounts": "1", "amounts": [""]}, {"amounts": []}, id="no-amounts"),
    pytest.param("5.1", {"value": "91.5"}, {"value": "91.5"}, id="value"),
]


@pytest.mark.parametrize(("code", "typed", "stored"), ANSWERS)
def test_an_answer_is_stored_in_the_engines_form(client, code, typed, stored):
    report = make_report()
    sign_in(client, reporter_of(report))

    response = save(client, mark_of(report, code), **typed)

    assert response.status_code == 200
    mark = mark_of(report, code)
    assert (mark.answer, mark.version) == (stored, 2)


def test_the_answer_of_a_save_says_what_it_makes(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")

    html = save(client, mark, count="1").content.decode()

    assert "得 10 分" in html  # 12 − 2
    assert f'id="m{mark.pk}-version" value="2"' in html
    assert "1/6 项" in html  # neither 服务窗口, which does not apply, nor the test


def test_without_javascript_a_save_leads_back_to_the_item(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.1")

    response = save(client, mark, htmx=False, met="true", statement="书记任组长")

    assert (response.status_code, response["Location"]) == (
        302,
        f"/reports/{report.pk}/#m{mark.pk}",
    )
    assert mark_of(report, "1.1").statement == "书记任组长"


def test_autosave_costs_eight_queries(client, django_assert_num_queries):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")

    # session, user, savepoint, standing, mark with its report, rubric and phase, update,
    # release, the other answers for the running total
    with django_assert_num_queries(8):
        assert save(client, mark, count="1", statement="全年十一次").status_code == 200


def test_a_field_that_is_absent_stays_as_it_was(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")
    save(client, mark, count="1", statement="全年十一次")
    mark.refresh_from_db()

    save(client, mark, statement="全年十二次")
    mark.refresh_from_db()
    assert (mark.answer, mark.statement) == ({"count": 1}, "全年十二次")

    save(client, mark, count="0")
    mark.refresh_from_db()
    assert (mark.answer, mark.statement) == ({"count": 0}, "全年十二次")


@pytest.mark.parametrize("blank", ["", "   ", "　"])
def test_a_blank_takes_the_answer_back_and_is_never_zero(client, blank):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")
    save(client, mark, count="3")
    mark.refresh_from_db()

    assert save(client, mark, count=blank).status_code == 200

    assert mark_of(report, "1.2").answer is None


@pytest.mark.parametrize("missing", ["version", "save_key"])
def test_a_body_that_was_cut_off_changes_nothing(client, missing):
    """Both stand last in the form, so whatever is cut off takes them along."""
    report = make_report()
    sign_in(client, reporter_of(report))

    response = save(client, mark_of(report, "1.2"), count="1", leave_out=(missing,))

    assert response.status_code == 400
    assert mark_of(report, "1.2").answer is None


@pytest.mark.parametrize(
    "key",
    ["abc", "0" * 32, "{0a3c1b52-1f9e-4d7c-9a55-0c9d2f6a7b10}", "x" * 5000],
    ids=["word", "no-dashes", "braces", "long"],
)
def test_a_key_that_is_no_uuid_is_refused(client, key):
    report = make_report()
    sign_in(client, reporter_of(report))

    assert save(client, mark_of(report, "1.2"), count="1", save_key=key).status_code == 400
    assert mark_of(report, "1.2").version == 1


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [pytest.param(typed, verdict, id=name) for name, typed, verdict in bad_inputs.NUMBERS],
)
def test_a_number_is_judged_strictly_and_kept_as_typed(client, typed, verdict):
    make_rubric(rows=[ItemRow(code="1", title="综合评价", points="100", rule="裁量")])
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1")

    response = save(client, mark, value=typed)
    mark.refresh_from_db()

    if response.status_code == 200:
        assert verdict in ("accept", "either")
        assert mark.answer is not None
    else:
        assert (response.status_code, mark.answer, mark.version) == (422, None, 1)
        assert verdict in ("reject", "either")
        assert "1 综合评价" in response.content.decode()
        assert "0–100 分" in response.content.decode()


@pytest.mark.parametrize(
    ("code", "typed", "says"),
    [
        ("2.1", {"level": "E"}, "应为：A、B、C、D"),
        ("1.1", {"met": "maybe"}, "请选择“达标”或“未达标”"),
        ("1.2", {"value": "3"}, "答案缺少“count”"),
        ("3.2", {"amounts": ["0.1"]}, "0.5 到 3 之间"),
        ("3.2", {"amounts": ["1"], "no_amounts": "1"}, "请只留一样"),
        ("1.2", {"count": "-1"}, "不能为负数"),
        ("1.2", {"statement": "字" * 2001}, "请删去 1 字"),
    ],
)
def test_what_does_not_fit_the_item_is_refused_in_words(client, code, typed, says):
    report = make_report()
    sign_in(client, reporter_of(report))

    response = save(client, mark_of(report, code), **typed)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert mark_of(report, code).version == 1


def test_without_javascript_what_was_typed_is_on_the_page_again(client):
    report = make_report()
    sign_in(client, reporter_of(report))

    response = save(
        client, mark_of(report, "5.1"), htmx=False, value="9,5", statement="<b>证明</b>"
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="9,5"' in html
    assert "&lt;b&gt;证明&lt;/b&gt;" in html
    assert "请用小数点" in html


def test_a_stale_save_shows_both_versions_and_changes_nothing(client):
    report = make_report()
    reporter = sign_in(client, reporter_of(report))
    stale = mark_of(report, "1.2")
    save(client, stale, count="1", statement="先保存的")

    response = save(client, stale, count="4", statement="后填写的")

    html = response.content.decode()
    assert response.status_code == 409
    assert all(words in html for words in ("先保存的", "后填写的", "1 次", "4 次", reporter.name))
    assert 'value="2"' in html  # 用我的覆盖 goes on from the stored version
    assert mark_of(report, "1.2").statement == "先保存的"


def test_the_same_key_again_is_answered_with_what_is_stored(client):
    """The answer got lost on the way; the script sends the same save again."""
    report = make_report()
    sign_in(client, reporter_of(report))
    mark, key = mark_of(report, "1.2"), str(uuid4())

    first = save(client, mark, count="1", statement="一", save_key=key)
    again = save(client, mark, count="1", statement="一", save_key=key)

    assert first.status_code == again.status_code == 200
    assert mark_of(report, "1.2").version == 2
    assert 'value="2"' in again.content.decode()


def test_the_same_key_with_other_content_is_a_conflict(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark, key = mark_of(report, "1.2"), str(uuid4())
    save(client, mark, count="1", save_key=key)

    assert save(client, mark, count="2", save_key=key).status_code == 409
    assert mark_of(report, "1.2").answer == {"count": 1}


@pytest.mark.parametrize(
    "status", [ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW, ReportStatus.ACCEPTED]
)
def test_browser_back_after_submission_saves_nothing_and_keeps_the_draft(client, status):
    report = make_report(status)
    sign_in(client, reporter_of(report))

    response = save(client, mark_of(report, "1.2"), htmx=False, count="7", statement="补一句")

    assert response.status_code == 409
    assert "补一句" in response.content.decode()
    assert mark_of(report, "1.2").version == 1


def test_a_replay_after_submission_still_gets_its_answer(client):
    """Saved, submitted, and only then the lost answer is asked for again."""
    report = make_report()
    sign_in(client, reporter_of(report))
    mark, key = mark_of(report, "1.2"), str(uuid4())
    save(client, mark, count="1", save_key=key)
    SelfReport.objects.update(status=ReportStatus.SUBMITTED)

    assert save(client, mark, count="1", save_key=key).status_code == 200


@pytest.mark.parametrize("phase", [PhaseKind.FIELD, PhaseKind.PUBLICITY])
def test_a_closed_phase_saves_nothing(client, phase):
    make_cycle(phase)
    report = make_report()
    sign_in(client, reporter_of(report))

    response = save(client, mark_of(report, "1.2"), count="1", statement="迟了")

    assert response.status_code == 409
    assert "没有开放" in response.content.decode()
    assert mark_of(report, "1.2").answer is None


@pytest.mark.parametrize(
    ("role", "status", "expected"),
    [
        (Role.OFFICE, ReportStatus.DRAFT, 403),
        (Role.LEADER, ReportStatus.DRAFT, 404),
        (Role.LEADER, ReportStatus.SUBMITTED, 403),
        (Role.ADMIN, ReportStatus.SUBMITTED, 404),
        (Role.UNIT, ReportStatus.DRAFT, 404),
        (Role.TOWNSHIP, ReportStatus.SUBMITTED, 404),
    ],
)
def test_nobody_saves_for_another_unit(client, role, status, expected):
    report = make_report(status)
    sign_in(client, make_user(role))
    before = mark_of(report, "1.2").answer

    assert save(client, mark_of(report, "1.2"), count="5").status_code == expected
    assert mark_of(report, "1.2").answer == before


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in bad_inputs.TEXTS])
def test_text_comes_back_as_it_was_typed_and_runs_nowhere(client, text):
    report = make_report()
    sign_in(client, reporter_of(report))
    mark = mark_of(report, "1.2")

    assert save(client, mark, statement=text).status_code == 200
    mark.refresh_from_db()
    page = client.get(report.get_absolute_url())

    assert page.status_code == 200
    assert not any(ord(char) < 32 and char not in "\n\t" for char in mark.statement)
    for dangerous in ("<script>alert", "<img src=x", "<iframe srcdoc"):
        assert dangerous not in page.content.decode()


def test_the_written_report_saves_itself_like_an_item(client):
    report = make_report()
    sign_in(client, reporter_of(report))
    url = reverse("assessments:report-summary-save", args=[report.pk])
    key = str(uuid4())
    headers = {"HX-Request": "true"}
    body = {"summary": "第一稿", "version": report.version, "save_key": key}

    first = client.post(url, body, headers=headers)
    again = client.post(url, body, headers=headers)
    stale = client.post(url, body | {"summary": "旧页", "save_key": str(uuid4())}, headers=headers)
    too_long = client.post(
        url,
        {"summary": "字" * 10_001, "version": 2, "save_key": str(uuid4())},
        headers=headers,
    )

    assert [each.status_code for each in (first, again, stale, too_long)] == [200, 200, 409, 422]
    report.refresh_from_db()
    assert (report.summary, report.version) == ("第一稿", 2)


def test_saving_the_written_report_costs_nine_queries(client, django_assert_num_queries):
    report = make_report()
    sign_in(client, reporter_of(report))
    url = reverse("assessments:report-summary-save", args=[report.pk])
    body = {"summary": "第一稿", "version": report.version, "save_key": str(uuid4())}

    # session, user, savepoint, standing, report, phases, update, the stored row, release
    with django_assert_num_queries(9):
        client.post(url, body, headers={"HX-Request": "true"})


def test_one_unit_has_one_report_however_often_its_page_is_opened(client):
    unit = make_unit()
    make_assessment(unit)
    sign_in(client, make_user(Role.UNIT, unit=unit))

    for _ in range(3):
        client.get(reverse("assessments:my-report"), follow=True)

    assert SelfReport.objects.count() == 1
    assert SelfMark.objects.filter(report__assessment__unit=unit).count() == 7
