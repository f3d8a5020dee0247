"""The stable form of a trial score: output object, errors all at once, strict loading."""

import json

import pytest

from assessments.scoring import (
    AnswersError,
    BonusRow,
    DeductionRow,
    GradeRow,
    VetoRow,
    load_answers,
    run_trial,
    trial_output,
    try_answers,
)
from tests.assessments.scoring.factories import make_row, make_spec


def make_full_spec():
    """Every rule but three, the way the specification's sample answers are written."""
    return make_spec(
        make_row("1", "20"),
        make_row("1.1", "0.5", "达标"),
        make_row("1.2", "4", "次扣", "每次=0.5"),
        make_row("1.3", "3", "等级", "A=100%;B=66%;C=33%;D=0"),
        make_row("1.4", "4", "裁量", "步长=0.5"),
        make_row("1.5", "2", "区间扣", "最低=0.1;最高=0.5"),
        make_row("1.6", "3", "抽样", "5:100%;4:66%;3:50%;其余:0"),
        make_row("1.7", "2", "票决", "优=2;良=1;中=0.5;差=0;空白扣=0.2"),
        make_row("1.8", "1.5", "达标", condition="有庭院"),
        settings={
            "满分": "20",
            "适用类型": "文明机关",
            "身份基数": "新申报=20;复评=22",
            "合格线": "10",
        },
        bonuses=(BonusRow(code="J1", title="荣誉", points="2", rule="计数", parameters="每次=1"),),
        deductions=(
            DeductionRow(code="K1", title="批评", each="0.5", doubling="是"),
            DeductionRow(code="K2", title="警告", summing="平均"),
        ),
        vetoes=(VetoRow(code="F1", title="事故"),),
        grades=(GradeRow(name="优秀", lower="18"), GradeRow(name="合格", lower="10")),
    )


SAMPLE = """
{"unit": {"type": "文明机关", "attributes": ["有窗口"], "exemptions": ["法治校园"],
          "status": "复评"},
 "answers": {"1.1": {"met": true}, "1.2": {"count": 2}, "1.3": {"level": "B"},
             "1.4": {"value": "3.5"}, "1.5": {"amounts": ["0.2", 0.3]},
             "1.6": {"sample": 4, "failed": 1},
             "1.7": {"ballots": {"优": 20, "良": 8}, "blank": 2, "void": 1, "disagree": 1}},
 "bonus": {"J1": {"count": 1}},
 "deductions": {"K1": {"count": 2, "concealed": true}, "K2": {"values": ["3", "2"]}},
 "vetoes": []}
"""


def test_the_output_object():
    """By hand: 13.48 + 238/155 (ballot) = 15.01548…, + 2 (复评), + 1, − 2 − 2.5 = 13.51548…"""
    result = run_trial(make_full_spec(), load_answers(SAMPLE))
    trail = result.pop("trail")

    assert result == {
        "complete": True,
        "missing": [],
        "total": "13.52",
        "exact": "20949/1550",
        "base": "13187/775",
        "bonus": "1",
        "deductions": "4.5",
        "passed": True,
        "vetoed": False,
        "grade": "合格",
        "nodes": {
            "1": "11637/775", "1.1": "0.5", "1.2": "3", "1.3": "1.98", "1.4": "3.5",
            "1.5": "1.5", "1.6": "1.5", "1.7": "238/155", "1.8": "1.5",
        },
        "warnings": [],
    }  # fmt: skip
    assert trail[-3] == "四舍五入，保留两位小数：20949/1550 → 13.52。"
    assert json.loads(json.dumps(result)) == result


def test_a_veto_leaves_the_figures_and_changes_the_grade():
    answers = dict(load_answers(SAMPLE)) | {"vetoes": ["F1"]}
    plain_result = run_trial(make_full_spec(), load_answers(SAMPLE))
    result = run_trial(make_full_spec(), answers)
    assert (result["grade"], result["passed"], result["vetoed"]) == ("一票否决", False, True)
    assert result["total"] == plain_result["total"]


def test_while_something_is_missing_there_is_no_total():
    answers = dict(load_answers(SAMPLE))
    answers["answers"] = {"1.1": {"met": True}}
    result = run_trial(make_full_spec(), answers)
    assert result["complete"] is False
    assert result["missing"] == ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]
    assert [result[key] for key in ("total", "exact", "passed", "grade")] == [None] * 4
    assert result["base"] == "4"


def test_every_fault_is_reported_at_once_with_its_place():
    answers = {
        "unit": {"attributes": "有窗口", "colour": "red"},
        "answers": {
            "1": {"met": True},
            "1.1": {"met": 1},
            "1.4": {"value": "3.3"},
            "1.8": {"met": "ignored, the unit has no courtyard"},
            "9.9": {"met": True},
        },
        "bonus": {"J1": {"count": -1}, "J9": {"count": 1}},
        "deductions": {"K2": {"count": 1}},
        "vetoes": ["F9"],
        "extra": {},
    }
    with pytest.raises(AnswersError) as refused:
        run_trial(make_full_spec(), answers)
    problems = refused.value.problems
    assert [problem.row for problem in problems] == [
        "unit", "unit", "extra", "1", "1.1", "1.4", "9.9", "J1", "J9", "K2", "F9"
    ]  # fmt: skip
    assert {problem.sheet for problem in problems} == {"answers"}
    assert problems[5].as_dict() == {
        "sheet": "answers",
        "row": "1.4",
        "column": "",
        "message": "1.4 项目1.4（裁量）：得分 3.3 不符合步长，应为 0.5 的整数倍。",
    }


@pytest.mark.parametrize("part", ["unit", "answers", "bonus", "deductions"])
def test_a_part_of_the_wrong_kind_is_refused(part):
    with pytest.raises(AnswersError, match="JSON 对象"):
        run_trial(make_full_spec(), {part: ["1.1"]})


def test_vetoes_of_the_wrong_kind_are_refused():
    with pytest.raises(AnswersError, match="列表"):
        run_trial(make_full_spec(), {"vetoes": {"F1": True}})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "不是有效的 JSON", id="empty"),
        pytest.param("{", "不是有效的 JSON", id="cut off"),
        pytest.param("[]", "最外层", id="a list"),
        pytest.param('{"a": NaN}', "NaN 不是数字", id="NaN"),
        pytest.param('{"a": -Infinity}', "不是数字", id="infinity"),
        pytest.param('{"a": 1, "a": 2}', "“a”出现了两次", id="duplicate key"),
        pytest.param('{"a": {"b": 1, "b": 1}}', "“b”出现了两次", id="duplicate key inside"),
        pytest.param("[" * 100_000, "嵌套过深", id="nested 100,000 deep"),
        pytest.param('{"a": "\\ud800"}', "无法保存的字符", id="lone surrogate"),
        pytest.param('{"a": "\\u0000"}', "无法保存的字符", id="NUL"),
        pytest.param('{"\\ud800": 1}', "无法保存的字符", id="lone surrogate in a key"),
        pytest.param('{"a": ["\\u000b"]}', "无法保存的字符", id="vertical tab"),
        pytest.param('{"a": "' + "x" * 5_000_001 + '"}', "文件过大", id="too long"),
    ],
)
def test_a_bad_answers_file_is_refused(text, says):
    with pytest.raises(AnswersError, match=says):
        load_answers(text)


def test_numbers_are_read_as_decimals_and_never_as_floats():
    loaded = load_answers('\ufeff{"a": 0.1, "b": 12345678901234567890123, "c": "好"}')
    assert loaded == {"a": "0.1", "b": "12345678901234567890123", "c": "好"}


@pytest.mark.parametrize("value", ["0.1e1", "1E400", "9" * 5000, "3.50000000000001", "-1"])
def test_numbers_that_nobody_types_are_refused(value):
    answers = load_answers(f'{{"answers": {{"1.4": {{"value": {value}}}}}}}')
    with pytest.raises(AnswersError, match=r"1\.4 项目1\.4（裁量）"):
        run_trial(make_full_spec(), answers)


def test_what_is_refused_is_named_at_its_item_and_the_rest_is_scored():
    answers = {
        "unit": {"type": "文明机关", "status": "复评", "size": "大"},
        "answers": {"1.1": {"met": True}, "1.4": {"value": "9"}, "1": {"met": True}},
        "bonus": {"J1": {"count": "两"}},
        "deductions": {"K1": {"count": 1}, "K2": {"count": 1}},
        "vetoes": ["F1", "F9"],
    }

    trial = try_answers(make_full_spec(), answers)

    assert trial.refused.keys() == {"answers", "bonus", "deductions"}
    assert trial.refused["answers"] == {"1.4": "得分 9 超过分值，应在 0 到 4 之间"}
    assert trial.refused["deductions"].keys() == {"K2"}
    assert [problem.row for problem in trial.problems] == ["unit", "1", "1.4", "J1", "K2", "F9"]
    assert trial.tally.nodes["1.1"].contribution is not None
    assert "1.4" in trial.tally.missing
    assert (str(trial.tally.deductions), trial.tally.vetoed_by) == ("1/2", ("F1",))


def test_without_a_fault_it_is_what_the_command_prints():
    spec, answers = make_full_spec(), load_answers(SAMPLE)

    trial = try_answers(spec, answers)

    assert (trial.problems, trial.refused) == ((), {})
    assert trial_output(trial.tally) == run_trial(spec, answers)
