"""A trial's answers: fields of the page ↔ the file of the command. Needs no database."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from assessments.forms.trial import END, fields_of, read_file, read_trial, require_whole
from assessments.forms.trial_page import Trial, fresh_fields, started_fields
from assessments.scoring import (
    BonusRow,
    DeductionRow,
    VetoRow,
    load_answers,
    run_trial,
    trial_output,
)
from tests.assessments.scoring.factories import make_row, make_spec
from tests.assessments.scoring.test_trial import SAMPLE, make_full_spec
from wenming.errors import BadRequest, DomainError


def fields(**named: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in named.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


SPEC = make_spec(
    make_row("1", "10", "达标"),
    make_row("2", "10", "裁量", "步长=0.5"),
    make_row("3", "10", "抽样", "不合格=0"),
    make_row("4", "10", "区间扣", "最低=0.5;最高=3"),
    make_row("5", "10", "票决", "优=10;差=0"),
    make_row("6", "50"),
    make_row("6.1", "50", "计数", "每次=5"),
    bonuses=(BonusRow(code="J1", title="荣誉", points="2", rule="计数", parameters="每次=1"),),
    deductions=(
        DeductionRow(code="K1", title="批评", each="0.5", doubling="是"),
        DeductionRow(code="K2", title="警告"),
    ),
    vetoes=(VetoRow(code="F1", title="事故"),),
)


@pytest.mark.parametrize(
    ("sent", "part", "answers"),
    [
        ({"i:1:met": "true"}, "answers", {"1": {"met": True}}),
        ({"i:2:value": " 3.5 "}, "answers", {"2": {"value": "3.5"}}),
        ({"i:2:value": "  "}, "answers", {}),
        ({"i:1:met": ""}, "answers", {}),
        ({"i:3:sample": "4", "i:3:failed": "1"}, "answers", {"3": {"sample": "4", "failed": "1"}}),
        ({"i:4:amounts": ["1", "", "2"]}, "answers", {"4": {"amounts": ["1", "2"]}}),
        ({"i:4:no_amounts": "1", "i:4:amounts": ["", ""]}, "answers", {"4": {"amounts": []}}),
        (
            {"i:5:votes-优": "20", "i:5:votes-差": "", "i:5:blank": "2"},
            "answers",
            {"5": {"ballots": {"优": "20"}, "blank": "2"}},
        ),
        ({"i:6.1:count": "3"}, "answers", {"6.1": {"count": "3"}}),
        ({"b:J1:count": "1"}, "bonus", {"J1": {"count": "1"}}),
        (
            {"d:K1:count": "2", "d:K1:concealed": "1"},
            "deductions",
            {"K1": {"count": "2", "concealed": True}},
        ),
        ({"d:K2:values": ["3", "", "2"]}, "deductions", {"K2": {"values": ["3", "2"]}}),
        ({"d:K2:values": ["", ""]}, "deductions", {}),
    ],
)
def test_fields_become_answers(sent, part, answers):
    found = read_trial(SPEC, fields(**sent))

    assert found.answers[part] == answers
    assert (found.left, dict(found.refused)) == ((), {})


@pytest.mark.parametrize(
    ("sent", "part", "code", "said"),
    [
        ({"i:3:sample": "4", "i:3:failed": ""}, "answers", "3", "不合格数"),
        ({"i:4:no_amounts": "1", "i:4:amounts": ["1"]}, "answers", "4", "只留一样"),
        ({"i:1:met": "maybe"}, "answers", "1", "达标"),
        ({"d:K1:concealed": "1", "d:K1:count": ""}, "deductions", "K1", "还需填写次数"),
        ({"i:2:value": "11"}, "answers", "2", "超过分值"),
        ({"i:2:value": "3.3"}, "answers", "2", "步长"),
        ({"i:4:amounts": ["9"]}, "answers", "4", "超出范围"),
        ({"b:J1:count": "-1"}, "bonus", "J1", "负数"),
        ({"d:K2:values": ["三"]}, "deductions", "K2", "第 1 次扣分"),
    ],
)
def test_what_is_refused_is_said_at_its_row_and_the_rest_counts(sent, part, code, said):
    others = {"i:1:met": "true"} if code != "1" else {"i:2:value": "10"}

    trial = Trial(SPEC, fields(**others, **sent))

    (fault,) = trial.faults
    assert said in trial.refused[part][code]
    assert said in fault.text
    assert trial.figures["so_far"] == "10"
    assert said in trial.swapped
    assert code not in [place.label.split()[0] for place in trial.missing]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"i:9:met": "true"}, "9：细则中没有这一项"),
        ({"i:6:met": "true"}, "6：细则中没有这一项"),
        ({"i:1:count": "2"}, "1 项目1：填的答案与给分方式不符"),
        ({"i:5:value": "2"}, "5 项目5：填的答案与给分方式不符"),
        ({"b:J9:count": "2"}, "J9：细则中没有这一项"),
        ({"d:K9:count": "2"}, "K9：细则中没有这个扣分项"),
        ({"d:K1:values": "2"}, "K1 批评：填的内容与计扣方式不符"),
        ({"veto": "F7"}, "F7：细则中没有"),
    ],
)
def test_an_answer_that_the_draft_has_no_place_for_any_more_is_named(sent, said):
    trial = Trial(SPEC, fields(**sent, **{"i:2:value": "10"}))

    (note,) = trial.notes
    assert note.startswith(said)
    assert trial.figures["so_far"] == "10"


@pytest.mark.parametrize("name", ["i:9:met", "i:1:count", "d:K1:values"])
def test_a_blank_field_without_a_place_is_not_worth_a_word(name):
    sent = {name: ""} if "met" not in name else {"i:9:count": ""}

    assert Trial(SPEC, fields(**sent)).notes == []


def test_file_and_page_say_the_same():
    spec, answers = make_full_spec(), load_answers(SAMPLE)
    expected = run_trial(spec, answers)

    trial = Trial(spec, fields_of(answers))
    again = Trial(spec, fields_of(load_answers(trial.file().decode())))

    assert trial_output(trial.tally) == expected
    assert run_trial(spec, json.loads(trial.file())) == expected
    assert again.sent.answers == trial.sent.answers


def test_every_input_is_drawn_with_what_was_sent():
    spec = make_full_spec()
    trial = Trial(spec, fields_of(load_answers(SAMPLE)))
    rows = [row for head in trial.heads() for row in (head.row, *head.rows)]
    page = "".join(row.answer for row in (*rows, *trial.bonuses(), *trial.deductions()))

    for drawn in (
        'name="i:1.1:met" value="true" checked',
        'name="i:1.2:count" id="i-1_2-count"',
        'name="i:1.3:level" value="B" checked',
        'name="i:1.5:amounts" id="i-1_5-amount1" value="0.2"',
        'name="i:1.5:no_amounts"',
        'name="i:1.7:votes-优" id="i-1_7-vote1" value="20"',
        'name="b:J1:count"',
        'name="d:K1:concealed" value="1" checked',
        'name="d:K2:values" id="d-K2-value2" value="2"',
    ):
        assert drawn in page
    assert "d:K2:concealed" not in page
    blank = 'name="i:{}" value=""{}><span>未填</span>'
    assert blank.format("1.8:met", " checked") in page
    assert blank.format("1.1:met", "") in page


def test_a_start_in_full_keeps_the_unit_and_an_empty_one_too():
    spec = make_full_spec()
    unit = {"type": "文明机关", "attributes": ["有庭院"], "exemptions": [], "status": "复评"}

    full = Trial(spec, started_fields(spec, unit, is_full=True))
    empty = Trial(spec, started_fields(spec, unit, is_full=False))

    assert (full.tally.complete, full.figures["so_far"], full.answered) == (True, "22", 8)
    assert (empty.answered, empty.items) == (0, 8)
    assert full.sent.unit == empty.sent.unit == unit


def test_a_fresh_page_imagines_a_unit_of_the_first_type_and_status():
    trial = Trial(make_full_spec(), fresh_fields(make_full_spec()))

    assert [each.value for each in trial.types() if each.is_chosen] == ["文明机关"]
    assert [each.value for each in trial.statuses() if each.is_chosen] == ["新申报"]
    assert trial.tally.warnings == ()


def test_a_type_from_a_file_that_the_rubric_is_not_for_can_be_seen_and_is_warned_of():
    trial = Trial(make_full_spec(), fields_of({"unit": {"type": "文明村", "attributes": ["靠山"]}}))

    assert [each.value for each in trial.types()] == ["文明机关", "文明村"]
    assert [each.value for each in trial.attributes() if each.is_chosen] == ["靠山"]
    assert any("不适用于文明村" in text for text in trial.tally.warnings)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[]", "最外层"),
        (b"{", "不是有效的 JSON"),
        ("{}".encode("utf-16"), "UTF-8"),
        (b'{"answers": {}, "answers": {}}', "出现了两次"),
        (b" " * (5 * 1024 * 1024 + 1), "超过 5 MB"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(content, said):
    upload = SimpleUploadedFile("answers.json", BytesIO(content).getvalue())

    with pytest.raises(DomainError, match=said):
        read_file(upload)


def test_no_file_at_all_is_asked_for():
    with pytest.raises(DomainError, match="请选择"):
        read_file(None)


@pytest.mark.parametrize(
    "answers",
    [
        {"answers": {"1": None, "2": [], "3": {"sample": {"a": 1}}, "5": {"ballots": []}}},
        {"answers": [], "unit": "x", "vetoes": {"F1": 1}, "bonus": {"J1": {"count": True}}},
        {"answers": {"4": {"amounts": ["1", None, {"a": 1}]}}, "unit": {"type": 3}},
    ],
)
def test_a_file_of_odd_shape_fills_what_it_can(answers):
    data = fields_of(answers)

    assert END in data
    Trial(SPEC, data)


def test_a_form_that_was_cut_off_is_refused():
    with pytest.raises(BadRequest):
        require_whole(QueryDict("i:1:met=true"))
