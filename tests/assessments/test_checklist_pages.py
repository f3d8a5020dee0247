"""The checklist and lateness through their pages: what is ticked, dated, asked for and decided."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from assessments.models import Evidence, LateFiling
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.assessments.self_checks import make_report, mark_of, reporter_of, save, sign_in
from tests.assessments.test_evidence import picture, upload
from tests.assessments.test_windows import moment, monthly_report
from tests.factories import make_rubric, make_user

pytestmark = pytest.mark.django_db

RULE = "图片>=1;可见=单位名称、文号;期间=2026-01-01~2026-12-31"


@pytest.fixture
def report(client):
    row = ItemRow(code="1", title="阵地", points="100", rule="达标", evidence=RULE)
    make_rubric(rows=[row])
    report = make_report()
    sign_in(client, reporter_of(report))
    return report


@pytest.mark.parametrize(
    ("typed", "stored", "says"),
    [
        ({"has_seen": "1", "seen": ["文号", "单位名称"]}, ["单位名称", "文号"], "2/2"),
        ({"has_seen": "1", "seen": ["文号"]}, ["文号"], "1/2"),
        ({"has_seen": "1"}, [], "0/2"),
        ({"seen": ["单位名称"]}, ["文号"], "1/2"),
        ({"has_seen": "1", "seen": ["<b>"]}, ["文号"], "没有要求看得出“&lt;b&gt;”"),
    ],
    ids=["both", "one", "none", "absent-is-unchanged", "unknown-is-refused"],
)
def test_what_the_unit_ticks_is_stored_and_answered(client, report, typed, stored, says):
    mark = mark_of(report, "1")
    mark.seen = ["文号"]
    mark.save()

    response = save(client, mark, met="true", **typed)

    assert response.status_code == (422 if "没有要求" in says else 200)
    assert mark_of(report, "1").seen == stored
    assert says in response.content.decode()


def test_without_javascript_a_refusal_keeps_the_ticks(client, report):
    response = save(
        client, mark_of(report, "1"), htmx=False, met="maybe", has_seen="1", seen=["单位名称"]
    )

    assert response.status_code == 422
    assert 'value="单位名称" checked' in response.content.decode()


def test_evidence_carries_its_own_date_which_is_checked_where_it_is_used(client, report):
    mark = mark_of(report, "1")
    save(client, mark, met="true", has_seen="1", seen=["单位名称", "文号"])

    upload(client, report, picture(), mark=mark.pk, dated_on="2025-12-31")
    (paper,) = Evidence.objects.all()
    page = client.get(report.get_absolute_url()).content.decode()
    url = reverse("assessments:evidence-update", args=[paper.pk])
    client.post(url, {"title": "宣传栏", "kind": "图片"})
    paper.refresh_from_db()

    assert "不在要求的期间" in page
    assert "不能作为本项佐证，请更换" in page
    assert (paper.title, paper.dated_on) == ("宣传栏", date(2025, 12, 31))
    client.post(url, {"title": "宣传栏", "kind": "图片", "dated_on": "2026年3月1日"})
    page = client.get(report.get_absolute_url()).content.decode()
    assert "不在要求的期间" not in page
    assert "✓ 图片 1/1 份" in page


def test_a_date_that_is_none_takes_no_file(client, report):
    response = upload(client, report, picture(), dated_on="2026-02-30")

    assert response.status_code == 422
    assert "形成日期：" in response.content.decode()
    assert not Evidence.objects.exists()


def test_the_office_reads_the_same_checklist(client, report):
    save(client, mark_of(report, "1"), met="true", has_seen="1", seen=["文号"])
    unit = client.get(report.get_absolute_url()).content.decode()
    sign_in(client, make_user(Role.OFFICE))
    office = client.get(reverse("assessments:report-review", args=[report.pk])).content.decode()

    for words in ("图片 0/1 份", "看得出单位名称、文号 1/2"):
        assert words in unit
        assert words in office
    assert "单位声明材料看得出：文号" in office


def test_lateness_is_asked_and_answered_on_the_pages(client):
    report = monthly_report()
    marks = [mark_of(report, "4").pk]
    ask = reverse("assessments:lateness-ask", args=[report.pk])
    decide = reverse("assessments:lateness-answer", args=[report.pk])
    with time_machine.travel(moment("05-02 09:00"), tick=False):
        sign_in(client, reporter_of(report))
        refused = client.post(ask, {"marks": marks, "reason": " "})
        asked = client.post(ask, {"marks": marks, "reason": "经办人住院"}, follow=True)
        sign_in(client, make_user(Role.OFFICE))
        review = reverse("assessments:report-review", args=[report.pk])
        seen = client.get(review).content.decode()
        past = client.post(decide, {"marks": marks, "reason": "属实", "until": "2028-05-01 18:00"})
        done = client.post(decide, {"marks": marks, "reason": "属实", "until": "2028-05-05 18:00"})

    assert (refused.status_code, past.status_code, done.status_code) == (422, 422, 302)
    assert "已申请迟报，等待县文明办答复" in asked.content.decode()
    assert "单位申请：经办人住院" in seen
    assert "须晚于现在" in past.content.decode()
    assert LateFiling.objects.get().until == moment("05-05 18:00")


def test_a_save_that_comes_after_the_window_says_so_and_keeps_what_was_typed(client):
    """The page was opened on 30 April and saved a minute after midnight."""
    report = monthly_report()
    mark = mark_of(report, "4")
    body = {"met": "true", "statement": "写了一半", "version": 1, "save_key": str(uuid4())}
    with time_machine.travel(moment("05-01 00:01"), tick=False):
        sign_in(client, reporter_of(report))
        response = client.post(reverse("assessments:self-mark-save", args=[mark.pk]), body)

    assert response.status_code == 409
    html = response.content.decode()
    assert "已于2028年4月30日 23:59截止" in html
    assert "写了一半" in html
