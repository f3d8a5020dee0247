"""The best answer to every rule, as a table."""

import pytest

from assessments.scoring import Applicant, best_answer, full_marks, plain, run_trial
from tests.assessments.scoring.factories import make_item, make_row, make_spec


@pytest.mark.parametrize(
    ("rule", "points", "parameters", "answer", "score"),
    [
        ("达标", "2", "", {"met": True}, "2"),
        ("裁量", "4", "步长=0.5", {"value": "4"}, "4"),
        ("裁量", "4", "步长=0.3", {"value": "3.9"}, "3.9"),
        ("裁量", "1.333", "", {"value": "1.33"}, "1.33"),
        ("次扣", "3", "每次=0.5", {"count": 0}, "3"),
        ("区间扣", "3", "最低=0.1;最高=0.5", {"amounts": []}, "3"),
        ("计数", "2", "每次=0.6", {"count": 4}, "2"),
        ("等级", "6", "差=0;一般=33%;好=100%", {"level": "好"}, "6"),
        ("等级", "6", "好=4;差=0", {"level": "好"}, "4"),
        ("分段", "2", ">=90:2;>=80:1;其余:0", {"value": "90"}, "2"),
        ("分段", "2", ">90:2;其余:0", {"value": "90.01"}, "2"),
        ("分段", "2", "<5:2;其余:0", {"value": "4.99"}, "2"),
        ("分段", "2", ">=5:0;<=3:1;其余:2", {"value": "4.99"}, "2"),
        ("线性", "8", "目标=80;每低=1;扣=1", {"value": "80"}, "8"),
        ("比例", "5", "满值=10", {"value": "10"}, "5"),
        ("抽样", "3", "不合格=0", {"sample": 1, "failed": 0}, "3"),
        ("抽样", "3", "2:50%;4:100%;其余:0", {"sample": 4, "failed": 0}, "3"),
        (
            "票决",
            "2",
            "差=0;良=1;优=2;空白扣=0.2",
            {"ballots": {"差": 0, "良": 0, "优": 1}, "blank": 0, "void": 0, "disagree": 0},
            "2",
        ),
    ],
)
def test_the_best_answer(rule, points, parameters, answer, score):
    item = make_item(rule, points, parameters)

    assert best_answer(item.rule) == answer
    assert plain(item.score(answer).value) == score


def test_a_rule_that_takes_no_answer_has_no_best_one():
    assert best_answer(make_item("抽样", "3", "0:100%").rule) is None


def test_a_whole_rubric_in_full_but_for_what_is_not_to_be_answered():
    spec = make_spec(
        make_row("1", "60", "达标", condition="有窗口"),
        make_row("2", "30", "次扣", "每次=1", exemption="法治校园"),
        make_row("3", "10", "裁量"),
    )
    unit = {"attributes": [], "exemptions": ["法治校园"]}

    answers = full_marks(spec, Applicant(exemptions=frozenset(unit["exemptions"])))

    assert answers.keys() == {"3"}
    assert run_trial(spec, {"unit": unit, "answers": answers})["total"] == "100.00"
