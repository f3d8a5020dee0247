"""The trial page: the command's figures, and answers that outlive the draft's changes."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from assessments.exports_rubric import rubric_xlsx
from assessments.forms.trial import fields_of
from assessments.models import Indicator, Rubric
from assessments.results.rubric_changes import workbook_rows
from assessments.scoring import ItemRow, trial_output
from districts.roles import Role
from tests.assessments.test_trial_score import run_command
from tests.factories import make_rubric, make_user

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "unit": {"type": "文明机关", "attributes": ["有窗口"], "exemptions": [], "status": ""},
    "answers": {
        "1.1": {"met": True},
        "1.2": {"count": "1"},
        "2.1": {"level": "B"},
        "2.2": {"value": "9.5"},
        "3.1": {"count": "3"},
        "3.2": {"amounts": ["0.5", "1"]},
        "4.1": {"value": "91.24"},
        "5.1": {"value": "85"},
    },
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def trial_url(rubric: Rubric) -> str:
    return reverse("assessments:rubric-trial", args=[rubric.pk])


def sent(answers: dict[str, Any] = ANSWERS, **more: Any) -> dict[str, Any]:
    return {**dict(fields_of(answers).lists()), **more}


@pytest.mark.parametrize("is_published", [True, False])
def test_page_and_command_say_the_same(office: Client, tmp_path: Any, is_published: bool) -> None:
    rubric = make_rubric(is_published=is_published)
    workbook = rubric_xlsx(workbook_rows(rubric))

    page = office.post(trial_url(rubric), sent())
    file = office.post(trial_url(rubric), sent(act="download"))
    status, printed = run_command(tmp_path, workbook, file.content)

    shown = trial_output(page.context["trial"].tally)
    assert (status, shown) == (0, printed)
    assert shown["total"] == "79.32"
    text = page.content.decode()
    assert all(escape(line) in text for line in printed["trail"])
    assert file.headers["Content-Type"] == "application/json"


def test_a_keystroke_gets_the_result_and_every_points_part_and_no_inputs(office: Client) -> None:
    rubric = make_rubric()

    response = office.post(trial_url(rubric), sent(), headers=HTMX)

    part = response.content.decode()
    made = re.findall(r'id="made-([^"]+)">', part)
    assert len(made) == 13
    assert "79.32" in part
    assert "<input" not in part
    assert "<html" not in part


def test_a_wrong_answer_stands_at_its_item_and_the_rest_is_computed(office: Client) -> None:
    wrong = {**ANSWERS, "answers": {**ANSWERS["answers"], "2.2": {"value": "9.7"}}}

    response = office.post(trial_url(make_rubric()), sent(wrong))

    page = response.content.decode()
    at_item = page.split('id="row-i-2_2"')[1].split('id="row-')[0]
    assert response.status_code == 200
    assert "不符合步长" in at_item
    assert 'value="9.7"' in at_item
    assert "69.824" in page


def test_a_wrong_answer_is_not_downloaded(office: Client) -> None:
    response = office.post(
        trial_url(make_rubric()), sent({"answers": {"1.2": {"count": "两"}}}, act="download")
    )

    assert response.status_code == 422
    assert "有 1 项答案不符合要求" in response.content.decode()
    assert 'value="两"' in response.content.decode()


def test_a_file_fills_the_page_and_says_what_it_cannot_fill(office: Client) -> None:
    file = {"answers": {**ANSWERS["answers"], "7.7": {"met": True}, "5.1": {"met": True}}}
    upload = SimpleUploadedFile("answers.json", json.dumps(file).encode())

    response = office.post(trial_url(make_rubric()), sent({}, act="load", file=upload))

    trial = response.context["trial"]
    assert trial.sent.answers["answers"].keys() == ANSWERS["answers"].keys() - {"5.1"}
    assert len(trial.notes) == 2
    assert "7.7" in response.content.decode()


def test_a_bad_file_leaves_what_was_filled_in(office: Client) -> None:
    upload = SimpleUploadedFile("answers.json", b"[")

    response = office.post(trial_url(make_rubric()), sent(act="load", file=upload))

    assert response.status_code == 422
    assert "不是有效的 JSON" in response.content.decode()
    assert response.context["trial"].answered == 8


def test_the_starts(office: Client) -> None:
    url = trial_url(make_rubric())

    full = office.post(url, sent(act="full")).context["trial"]
    empty = office.post(url, sent(act="empty")).context["trial"]

    assert str(full.tally.total) == "100.00"
    assert (empty.answered, empty.items) == (0, 8)
    assert empty.sent.unit["attributes"] == ["有窗口"]


def test_answers_outlive_a_change_of_the_draft(office: Client) -> None:
    draft = make_rubric(is_published=False)
    state = office.get(trial_url(draft)).context["state"]
    draft.indicators.filter(code="1.1").update(points=7)
    draft.indicators.filter(code="5.1").update(rule="met", params="")
    Indicator.objects.create(rubric=draft, code="1.3", title="新增", points=1, rule="met")

    told = office.post(trial_url(draft), sent(state=state), headers=HTMX)
    page = office.post(trial_url(draft), sent(state=state))

    trial = page.context["trial"]
    assert "细则刚才有改动" in told.content.decode()
    assert "细则刚才有改动" not in page.content.decode()
    assert [place.label for place in trial.missing] == ["1.3 新增", "5.1 群众满意"]
    assert trial.notes == ["5.1 群众满意：填的答案与给分方式不符，请重新填写"]
    assert str(trial.tally.nodes["1.1"].contribution) == "7"


def test_a_draft_with_errors_cannot_be_tried_and_what_was_filled_in_waits(office: Client) -> None:
    draft = make_rubric(is_published=False)
    draft.indicators.filter(code="1.2").update(params="？？")

    page = office.post(trial_url(draft), sent()).content.decode()
    part = office.post(trial_url(draft), sent(), headers=HTMX).content.decode()

    assert "处错误，改正后才能试算" in page
    assert "处错误，改正后才能试算" in part
    assert '<input type="hidden" name="i:2.2:value" value="9.5">' in page


def test_a_cut_off_form_is_refused(office: Client) -> None:
    response = office.post(trial_url(make_rubric()), {"i:1.1:met": "true"})

    assert response.status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_trying_a_draft_costs_the_same_however_long(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    rows = [ItemRow(code=f"{n}", title=f"第{n}项", points="10", rule="达标") for n in range(number)]
    draft = make_rubric(rows=[*rows[1:], ItemRow(code="9", title="末项", points="1", rule="达标")],
                        is_published=False)  # fmt: skip

    # session, user, membership, rubric, its types, rows, and 加分, 扣分, 否决, 等次
    with django_assert_num_queries(10):
        office.post(trial_url(draft), {"end": "1"}, headers=HTMX)
    published = make_rubric()
    with django_assert_num_queries(4):  # session, user, membership, rubric
        office.post(trial_url(published), {"end": "1"}, headers=HTMX)
