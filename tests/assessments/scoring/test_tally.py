"""A unit's result: worked examples, the order of steps, what is missing, and the trail."""

import re
from fractions import Fraction
from typing import Any

import pytest

from assessments.scoring import (
    AnswerError,
    Applicant,
    BonusRow,
    Combine,
    DeductionRow,
    GradeRow,
    ScorerAnswer,
    Tally,
    VetoRow,
    applicable_items,
    may_apply,
    plain,
    running_total,
    tally,
)
from tests.assessments.scoring.factories import (
    UNIT,
    make_row,
    make_spec,
    panel,
    panel_total,
    score,
)

MET: dict[str, Any] = {"met": True}
NOT_MET: dict[str, Any] = {"met": False}


def exact_of(result: Tally) -> str:
    """The exact figure as text; a result that is incomplete has none."""
    assert result.exact is not None
    return plain(result.exact)


def test_a_mixed_item_is_the_sum_of_its_parts():
    spec = make_spec(
        make_row("1", "3"),
        make_row("1.1", "0.5", "达标"),
        make_row("1.2", "1", "次扣", "每次=0.5"),
        make_row("1.3", "0.5", "达标"),
        make_row("1.4", "1", "达标"),
    )
    answers = {"1.1": MET, "1.2": {"count": 1}, "1.3": MET, "1.4": NOT_MET}
    assert score(spec, answers).exact == Fraction(3, 2)


def test_full_marks_for_what_does_not_apply():
    """Parts of 3, 3, 1 and 1; the last asks for a courtyard, which the unit has not."""
    spec = make_spec(
        make_row("1", "8"),
        make_row("1.1", "3", "次扣", "每次=3"),
        make_row("1.2", "3", "次扣", "每次=3"),
        make_row("1.3", "1", "次扣", "每次=0.5"),
        make_row("1.4", "1", "次扣", "每次=0.5", condition="有庭院"),
    )
    answers = {"1.1": {"count": 1}, "1.2": {"count": 1}, "1.3": {"count": 3}}
    assert str(score(spec, answers).total) == "1.00"


@pytest.mark.parametrize(
    ("field", "survey", "exact", "total"),
    [("91.24", "94.41", "91.7155", "91.72"), ("91.13", "90.23", "90.995", "91.00")],
)
def test_published_rows_with_weights_85_and_15(field, survey, exact, total):
    spec = make_spec(
        make_row("1", "100", weight="85"),
        make_row("1.1", "100", "裁量"),
        make_row("2", "100", weight="15"),
        make_row("2.1", "100", "比例", "满值=100"),
    )
    result = score(spec, {"1.1": {"value": field}, "2.1": {"value": survey}})
    assert (exact_of(result), str(result.total)) == (exact, total)


def test_a_group_never_gives_more_than_its_points():
    spec = make_spec(
        make_row("1", "15"), make_row("1.1", "8", "裁量"), make_row("1.2", "8", "裁量")
    )
    result = score(spec, {"1.1": {"value": "8"}, "1.2": {"value": "7.5"}})
    assert result.exact == 15
    assert "8 + 7.5 = 15.5，超过分值，按 15 分计" in result.nodes["1"].text


POLICIES = [
    pytest.param("满分", "1.5", "1", id="full marks"),
    pytest.param("计零", "0.5", "0", id="counted as zero"),
    pytest.param("折算", "1", "0", id="taken out, the sibling scaled from 1 to 2 points"),
]


@pytest.mark.parametrize(("policy", "expected", "node"), POLICIES)
def test_what_does_not_apply(policy, expected, node):
    spec = make_spec(
        make_row("1", "2"),
        make_row("1.1", "1", "裁量"),
        make_row("1.2", "1", "达标", condition="有窗口"),
        settings={"不适用处理": policy},
    )
    result = score(spec, {"1.1": {"value": "0.5"}})
    assert exact_of(result) == expected
    contribution = result.nodes["1.2"].contribution
    assert contribution is not None
    assert plain(contribution) == node
    assert not result.nodes["1.2"].applicable


def test_the_factor_of_a_scaled_item_is_told():
    spec = make_spec(
        make_row("1", "2"),
        make_row("1.1", "1", "裁量"),
        make_row("1.2", "1", "达标", condition="有窗口"),
        settings={"不适用处理": "折算", "满分": "2"},
    )
    result = score(spec, {"1.1": {"value": "0.5"}})
    assert result.nodes["1.1"].text == "1.1 项目1.1：评 0.5 分；折算 0.5 × 2 = 1"
    assert result.nodes["1.2"].text == "1.2 项目1.2：不适用，不计入，由同级各项折算"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [((), "10"), (("有窗口",), "7"), (("有窗口", "有庭院"), "8")],
    ids=["head without applicable child is taken out", "one child of two", "all"],
)
def test_scaling_goes_up_the_tree(attributes, expected):
    spec = make_spec(
        make_row("1", "5"),
        make_row("1.1", "5", "裁量"),
        make_row("2", "5"),
        make_row("2.1", "2.5", "裁量", condition="有窗口"),
        make_row("2.2", "2.5", "裁量", condition="有庭院"),
        settings={"不适用处理": "折算", "满分": "10"},
    )
    answers = {"1.1": {"value": "5"}, "2.1": {"value": "1"}, "2.2": {"value": "2"}}
    result = score(spec, answers, Applicant(attributes=frozenset(attributes)))
    assert exact_of(result) == expected


def test_a_rubric_that_applies_to_nothing_gives_no_result():
    spec = make_spec(
        make_row("1", "5", "达标", condition="有窗口"), settings={"不适用处理": "折算"}
    )
    result = score(spec, {})
    assert not result.complete
    assert result.missing == ()
    assert "没有一项适用" in result.trail[-1]


@pytest.mark.parametrize("policy", ["满分", "计零", "折算"])
def test_an_honour_gives_full_marks_under_every_policy(policy):
    spec = make_spec(
        make_row("1", "4", exemption="法治校园、平安校园"),
        make_row("1.1", "3", "达标"),
        make_row("2", "1", "达标"),
        settings={"不适用处理": policy},
    )
    honoured = Applicant(exemptions=frozenset({"平安校园"}))
    result = score(spec, {"2": NOT_MET}, honoured)
    assert result.exact == 4
    assert result.nodes["1"].exempt
    assert result.nodes["1.1"].exempt


def test_an_answer_for_what_does_not_apply_is_ignored_with_a_warning():
    spec = make_spec(
        make_row("1", "1", "达标", condition="有窗口"),
        make_row("2", "1", "达标", exemption="法治校园"),
    )
    unit = Applicant(exemptions=frozenset({"法治校园"}))
    result = score(spec, {"1": {"met": "nonsense"}, "2": NOT_MET}, unit)
    assert result.exact == 2
    assert result.warnings == (
        "1 项目1：本项不适用于该单位，已忽略其答案",
        "2 项目2：本项免评，已忽略其答案",
    )


def test_an_unanswered_item_is_missing_and_not_zero():
    spec = make_spec(make_row("1", "3"), make_row("1.1", "1", "达标"), make_row("1.2", "2", "达标"))
    result = tally(
        spec, UNIT, {"1.1": [ScorerAnswer("张三", MET)], "1.2": [ScorerAnswer("张三", None)]}
    )
    assert result.missing == ("1.2",)
    assert (result.total, result.exact, result.passed, result.grade) == (None, None, None, None)
    assert result.base == 1
    assert "尚缺 1 项：1.2" in result.trail[-1]


@pytest.mark.parametrize(
    ("marks", "says"),
    [({"9": MET}, "细则中没有这个项目"), ({"1": MET}, "这是分组")],
    ids=["unknown", "a group"],
)
def test_an_answer_without_an_item_is_refused(marks, says):
    spec = make_spec(make_row("1", "1"), make_row("1.1", "1", "达标"))
    with pytest.raises(AnswerError, match=says):
        score(spec, marks)


@pytest.mark.parametrize(
    ("how", "values", "expected"),
    [
        (Combine.MEAN, ["8", "9", "9"], "26/3"),
        (Combine.MEAN, ["8"], "8"),
        (Combine.MEDIAN, ["2", "9", "8"], "8"),
        (Combine.MEDIAN, ["2", "9", "8", "9"], "8.5"),
        (Combine.TRIMMED, ["0", "8", "8", "9", "10"], "25/3"),
        (Combine.TRIMMED, ["9", "9", "9", "9", "9", "1"], "9"),
    ],
)
def test_several_scorers(how, values, expected):
    assert exact_of(panel_total(how, *values)) == expected


@pytest.mark.parametrize("count", [1, 2, 4])
def test_trimming_needs_five_scorers_and_says_so(count):
    result = panel_total(Combine.TRIMMED, *["8"] * count)
    assert not result.complete
    assert result.missing == ()
    assert result.refusals == (
        f"1 项目1：去掉一个最高分和一个最低分须至少 5 名评分人，现有 {count} 名",
    )
    assert result.trail[-1] == f"结果未完成：{result.refusals[0]}。"


def test_a_measured_figure_is_not_one_opinion_among_several():
    spec = make_spec(make_row("1", "10", "裁量"), make_row("2", "10", "比例", "满值=100"))
    test = [ScorerAnswer("测试", {"value": "90"}, measured=True)]
    marks = {"1": panel("6", "7", "8", "9", "10"), "2": test}
    assert tally(spec, UNIT, marks, Combine.TRIMMED).exact == 17


def test_spread_and_every_scorer_stay_beside_the_score():
    node = panel_total(Combine.MEAN, "8", "9.5").nodes["1"]
    assert (node.code, node.title) == ("1", "项目1")
    assert [one.raw for one in node.scores] == [one.value for one in node.scores]
    assert node.spread == Fraction(3, 2)
    assert [(one.scorer, plain(one.value)) for one in node.scores] == [
        ("评分人1", "8"), ("评分人2", "9.5")
    ]  # fmt: skip
    assert "平均 8.75，相差 1.5" in node.text


BONUSES = (
    BonusRow(code="J1", title="国家级荣誉", points="6", rule="裁量", family="荣誉"),
    BonusRow(code="J2", title="省级荣誉", points="4", rule="裁量", family="荣誉"),
    BonusRow(code="J3", title="创新", points="13", rule="裁量"),
)


@pytest.mark.parametrize(
    ("limits", "bonus", "counted", "total"),
    [
        pytest.param({}, {}, "0", "95.00", id="unanswered is none"),
        pytest.param({}, {"J3": "13"}, "13", "108.00", id="no cap"),
        pytest.param({"加分封顶": "10"}, {"J3": "13"}, "10", "105.00", id="13 entered, 10 counted"),
        pytest.param({}, {"J1": "6", "J2": "4"}, "6", "101.00", id="highest of a family"),
        pytest.param({}, {"J1": "3", "J2": "4"}, "4", "99.00", id="whichever is the highest"),
        pytest.param({}, {"J1": "6", "J2": "4", "J3": "1"}, "7", "102.00", id="and the others"),
        pytest.param(
            {"加分位置": "总分内"}, {"J3": "13"}, "13", "100.00", id="inside the full marks"
        ),
        pytest.param({"加分位置": "总分内"}, {"J3": "2"}, "2", "97.00", id="inside, not reached"),
    ],
)
def test_bonus(limits, bonus, counted, total):
    spec = make_spec(make_row("1", "100", "裁量"), settings=limits, bonuses=BONUSES)
    answers = {code: {"value": value} for code, value in bonus.items()}
    result = score(spec, {"1": {"value": "95"}}, bonus=answers)
    assert (plain(result.bonus), str(result.total)) == (counted, total)


@pytest.mark.parametrize(
    ("row", "answer", "lost"),
    [
        ({"each": "2"}, {"count": 3}, "6"),
        ({"each": "2"}, {"count": 0}, "0"),
        ({"each": "2", "counting": "一次"}, {"count": 3}, "2"),
        ({"each": "2", "counting": "一次"}, {"count": 0}, "0"),
        ({"each": "2", "doubling": "是"}, {"count": 3, "concealed": True}, "12"),
        ({"each": "2", "doubling": "是"}, {"count": 3, "concealed": False}, "6"),
        ({"each": "2", "doubling": "否"}, {"count": 3, "concealed": True}, "6"),
        ({"summing": "平均"}, {"values": ["3", "2"]}, "2.5"),
        ({"summing": "平均", "doubling": "是"}, {"values": ["3", "2"], "concealed": True}, "5"),
        ({"summing": "相加"}, {"values": ["3", "2"]}, "5"),
        ({"summing": "平均"}, {"values": []}, "0"),
        ({"each": "2", "summing": "平均"}, {"count": 4}, "2"),
    ],
)
def test_deductions(row, answer, lost):
    rows = (DeductionRow(code="K1", title="通报批评", **row),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    result = score(spec, {"1": {"value": "90"}}, deductions={"K1": answer})
    assert plain(result.deductions) == lost
    assert result.exact == 90 - result.deductions


@pytest.mark.parametrize(
    ("each", "answer", "says"),
    [
        ("2", {"values": ["1"]}, "缺少“count”"),
        ("2", {"count": -1}, "不能为负数"),
        ("2", {"count": 1, "concealed": "yes"}, "true 或 false"),
        ("", {"count": 1}, "缺少“values”"),
        ("", {"values": "3"}, "逐项列出"),
        ("", {"values": ["-3"]}, "第 1 次扣分：“-3”不能为负数"),
        pytest.param("", {"values": ["1"] * 1001}, "最多 1000 项", id="too many values"),
    ],
)
def test_a_deduction_that_does_not_fit_is_refused_by_name(each, answer, says):
    rows = (DeductionRow(code="K1", title="通报批评", each=each),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    with pytest.raises(AnswerError, match=says) as refused:
        score(spec, {"1": {"value": "90"}}, deductions={"K1": answer})
    assert str(refused.value).startswith("K1 通报批评（扣分）：")


@pytest.mark.parametrize(
    ("row", "answer", "text"),
    [
        ({"each": "2", "counting": "一次"}, {"count": 1}, "每次扣 2，1 次，扣 2"),
        ({"each": "2", "counting": "一次"}, {"count": 3}, "每次扣 2，3 次，只扣一次，扣 2"),
        ({"each": "2", "summing": "平均"}, {"count": 3}, "每次扣 2，3 次，取平均，扣 2"),
        ({}, {"values": ["1"]}, "1，扣 1"),
        ({}, {"values": []}, "没有扣分"),
    ],
)
def test_how_a_deduction_is_told(row, answer, text):
    rows = (DeductionRow(code="K1", title="通报批评", **row),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    (line,) = tally(spec, UNIT, {}, deductions={"K1": answer}).deduction_lines
    assert line.text == text


def test_a_thousand_single_amounts_are_taken():
    rows = (DeductionRow(code="K1", title="通报批评"),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    result = tally(spec, UNIT, {}, deductions={"K1": {"values": ["0.1"] * 1000}})
    assert plain(result.deductions) == "100"


def test_the_mean_of_one_event_and_none_is_that_event():
    rows = (DeductionRow(code="K1", title="通报批评", each="2", summing="平均"),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    result = tally(spec, UNIT, {}, deductions={"K1": ({"count": 0}, {"count": 1})})
    assert plain(result.deductions) == "2"


def test_of_two_equal_honours_the_first_counts():
    rows = tuple(
        BonusRow(code=code, title="荣誉", points="3", rule="裁量", family="荣誉")
        for code in ("J1", "J2")
    )
    spec = make_spec(make_row("1", "100", "裁量"), bonuses=rows)
    result = tally(spec, UNIT, {}, bonus={"J1": {"value": "2"}, "J2": {"value": "2"}})
    assert [line.counted for line in result.bonus_lines] == [True, False]
    assert result.steps[1].text == "评 2 分（同类组“荣誉”只计最高的 J1，本项 2 分不计）"


def test_single_amounts_are_not_limited_to_one_event():
    """一次 is about a count; amounts that were recorded one by one add up."""
    rows = (DeductionRow(code="K1", title="通报批评", counting="一次"),)
    spec = make_spec(make_row("1", "100", "裁量"), deductions=rows)
    events = ({"values": ["3"]}, {"values": ["2"]})
    result = tally(spec, UNIT, {}, deductions={"K1": events})
    assert plain(result.deductions) == "5"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"bonus": {"J9": {"count": 1}}}, "J9：细则中没有这个加分项"),
        ({"deductions": {"K9": {"count": 1}}}, "K9：细则中没有这个扣分项"),
        ({"vetoes": ["F9"]}, "F9：细则中没有这个否决项"),
    ],
    ids=["bonus", "deduction", "veto"],
)
def test_an_unknown_code_on_the_total_is_refused(given, says):
    spec = make_spec(make_row("1", "100", "裁量"))
    with pytest.raises(AnswerError) as refused:
        score(spec, {}, **given)
    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("types", "type", "warns"),
    [
        ("文明机关", "文明村", True),
        ("文明机关", "文明机关", False),
        ("文明机关", "", False),
        ("", "文明村", False),
    ],
    ids=["another type", "its type", "no type given", "for every type"],
)
def test_only_another_type_is_warned_about(types, type, warns):
    spec = make_spec(make_row("1", "100", "裁量"), settings={"适用类型": types})
    assert bool(score(spec, {}, Applicant(type=type)).warnings) is warns


@pytest.mark.parametrize(
    ("answers", "warns"), [([None], False), ([None, {"met": True}], True), ([], False)]
)
def test_only_an_answer_can_be_ignored(answers, warns):
    spec = make_spec(make_row("1", "100", "达标", condition="有窗口"))
    marks = {"1": [ScorerAnswer(f"评分人{n}", answer) for n, answer in enumerate(answers)]}
    assert bool(tally(spec, UNIT, marks).warnings) is warns


def test_the_total_never_falls_below_zero():
    spec = make_spec(
        make_row("1", "10", "裁量"), deductions=(DeductionRow(code="K1", title="批评", each="9"),)
    )
    result = score(spec, {"1": {"value": "8"}}, deductions={"K1": {"count": 2}})
    assert result.exact == 0
    assert plain(result.deductions) == "18"
    assert "总分：8 − 扣分 18 不足 0，按 0 分计。" in result.trail


@pytest.mark.parametrize(
    ("status", "base"), [("新申报", "90"), ("复评", "95"), ("", "90")], ids=["new", "again", "none"]
)
def test_the_base_moves_with_the_status(status, base):
    spec = make_spec(make_row("1", "100", "裁量"), settings={"身份基数": "新申报=100;复评=105"})
    result = score(spec, {"1": {"value": "90"}}, Applicant(status=status))
    assert plain(result.base) == base
    assert bool(result.warnings) is not bool(status)


GRADES = (GradeRow(name="优秀", lower="90", quota="20%"), GradeRow(name="合格", lower="60"))


@pytest.mark.parametrize(
    ("value", "vetoes", "passed", "grade"),
    [
        ("90", (), True, "优秀"),
        ("89.99", (), True, "合格"),
        ("85", (), True, "合格"),
        ("84.99", (), False, "合格"),
        ("59", (), False, None),
        ("95", ("F1",), False, "一票否决"),
    ],
)
def test_pass_line_grades_and_veto(value, vetoes, passed, grade):
    spec = make_spec(
        make_row("1", "100", "裁量"),
        settings={"合格线": "85"},
        grades=GRADES,
        vetoes=(VetoRow(code="F1", title="重大安全事故"),),
    )
    result = score(spec, {"1": {"value": value}}, vetoes=vetoes)
    assert (result.passed, result.grade, result.vetoed) == (passed, grade, bool(vetoes))
    assert result.exact == Fraction(value), "a veto leaves the figures as they are"


def test_bounds_are_asked_of_the_published_total():
    """84.996 is published as 85.00, so it passes."""
    spec = make_spec(make_row("1", "100", "比例", "满值=1000"), settings={"合格线": "85"})
    assert score(spec, {"1": {"value": "849.96"}}).passed is True


@pytest.mark.parametrize(("total", "may"), [("89.994", False), ("89.995", True), ("90", True)])
def test_self_score_gate(total, may):
    spec = make_spec(make_row("1", "100", "裁量"), settings={"自评门槛": "90"})
    assert may_apply(spec, Fraction(total)) is may


def test_a_unit_of_another_type_is_warned_about():
    spec = make_spec(make_row("1", "1", "达标"), settings={"适用类型": "文明机关、文明行业"})
    result = score(spec, {"1": MET}, Applicant(type="文明村"))
    assert result.warnings == ("本细则适用于文明机关、文明行业，不适用于文明村",)


def test_running_total_of_a_half_filled_sheet():
    spec = make_spec(
        make_row("1", "10"),
        make_row("1.1", "4", "裁量"),
        make_row("1.2", "3", "达标"),
        make_row("1.3", "3", "达标", condition="有窗口"),
    )
    sheet = running_total(spec, UNIT, {"1.1": {"value": "3.5"}, "1.2": None})
    assert [plain(one) for one in (sheet.earned, sheet.answered_points, sheet.points)] == [
        "3.5", "4", "7"
    ]  # fmt: skip
    assert (sheet.answered, sheet.count, sheet.missing) == (1, 2, ("1.2",))
    assert plain(sheet.base) == "6.5"
    assert [item.code for item in applicable_items(spec, UNIT)] == ["1.1", "1.2"]


def test_the_trail_tells_the_whole_computation_and_adds_up():
    spec = make_spec(
        make_row("1", "100", weight="85"),
        make_row("1.1", "100", "裁量"),
        make_row("2", "100", weight="15"),
        make_row("2.1", "100", "比例", "满值=100"),
        settings={"身份基数": "复评=105", "加分封顶": "10", "合格线": "85"},
        bonuses=BONUSES,
        deductions=(DeductionRow(code="K1", title="批评", each="1", doubling="是"),),
        grades=GRADES,
    )
    result = score(
        spec,
        {"1.1": {"value": "91.24"}, "2.1": {"value": "94.41"}},
        Applicant(status="复评"),
        bonus={"J1": {"value": "1"}, "J2": {"value": "2"}, "J3": {"value": "9"}},
        deductions={"K1": {"count": 1, "concealed": True}},
    )
    assert result.trail == (
        "1.1 项目1.1：评 91.24 分。",
        "1 项目1：91.24。",
        "2.1 项目2.1：100 × 94.41 ÷ 100 = 94.41。",
        "2 项目2：94.41。",
        "各项合计：91.24 × 85% + 94.41 × 15% = 91.7155。",
        "身份基数：复评按 105 分计，比满分 100 多 5：91.7155 + 5 = 96.7155。",
        "加分 J1 国家级荣誉：评 1 分（同类组“荣誉”只计最高的 J2，本项 1 分不计）。",
        "加分 J2 省级荣誉：评 2 分（同类组“荣誉”中最高，计入）。",
        "加分 J3 创新：评 9 分。",
        "加分合计：2 + 9 = 11，超过加分封顶，按 10 分计。",
        "扣分 K1 批评：每次扣 1，1 次，扣 1，瞒报加倍，扣 2。",
        "总分：96.7155 + 加分 10 − 扣分 2 = 104.7155。",
        "四舍五入，保留两位小数：104.7155 → 104.72。",
        "合格线：104.72 ≥ 85，达到合格线。",
        "等次：优秀（90 分及以上），名额 20%，须排名后确定。",
    )
    for line in result.trail[4:6]:
        left, right = re.search(r"：([^：]*) = ([\d.]+)。$", line).groups()
        left = left.replace("×", "*").replace("%", "*1/100")
        terms = [re.findall(r"[\d.]+", term) for term in left.split("+")]
        products = (multiplied(term) for term in terms)
        assert sum(products) == Fraction(right)


def multiplied(factors: list[str]) -> Fraction:
    """["91.24", "85", "1", "100"] → 91.24 × 85 × 1 ÷ 100."""
    first, *rest = map(Fraction, factors)
    return first * (rest[0] / rest[2] if rest else 1)


def steps_of(result: Tally) -> dict[str, str]:
    return {step.label: step.text for step in result.steps}


@pytest.mark.parametrize(
    ("columns", "given", "label", "text"),
    [
        ({"身份基数": "复评=95"}, {}, "身份基数", "复评按 95 分计，比满分 100 少 5：90 − 5 = 85"),
        ({}, {"bonus": {"J1": "1", "J3": "2"}}, "加分合计", "1 + 2 = 3"),
        ({"加分封顶": "3"}, {"bonus": {"J1": "1", "J3": "2"}}, "加分合计", "1 + 2 = 3"),
        ({"加分封顶": "3"}, {"bonus": {"J3": "4"}}, "加分合计", "4，超过加分封顶，按 3 分计"),
        (
            {"身份基数": "复评=100.5"}, {}, "身份基数",
            "复评按 100.5 分计，比满分 100 多 0.5：90 + 0.5 = 90.5",
        ),
        ({}, {"bonus": {"J1": "1", "J3": "2"}}, "加分 J1 国家级荣誉", "评 1 分"),
        ({}, {"lost": {"K1": 1, "K2": 2}}, "扣分合计", "1 + 6 = 7"),
        ({}, {"bonus": {"J3": "1"}, "lost": {"K1": 2}}, "总分", "90 + 加分 1 − 扣分 2 = 89"),
        ({}, {"lost": {"K1": 90}}, "总分", "90 + 加分 0 − 扣分 90 = 0"),
        ({"加分位置": "总分内"}, {"bonus": {"J3": "10"}}, "总分", "90 + 加分 10 − 扣分 0 = 100"),
        (
            {"加分位置": "总分内"}, {"bonus": {"J3": "11"}}, "加分在总分内",
            "90 + 11 = 101，总分止于满分，按 100 分计",
        ),
        (
            {"加分位置": "总分内"}, {"bonus": {"J3": "11"}, "lost": {"K1": 1}}, "总分",
            "100 − 扣分 1 = 99",
        ),
        ({"合格线": "90"}, {}, "合格线", "90.00 ≥ 90，达到合格线"),
        ({"合格线": "91"}, {}, "合格线", "90.00 < 91，未达到合格线"),
        ({}, {}, "等次", "合格（60 分及以上）"),
        ({}, {"lost": {"K1": 31}}, "等次", "未达到任何等次"),
        ({}, {"vetoes": ["F1"]}, "等次", "一票否决"),
        ({}, {"vetoes": ["F1"]}, "一票否决 F1", "重大事故，应急局确认，取消资格"),
        ({}, {"vetoes": ["F2"]}, "一票否决 F2", "失信"),
    ],
)  # fmt: skip
def test_a_step_is_told(columns, given, label, text):
    spec = make_spec(
        make_row("1", "100", "裁量"),
        settings={"身份基数": "复评=100"} | columns,
        bonuses=BONUSES,
        deductions=tuple(
            DeductionRow(code=f"K{each}", title="批评", each=str(2 * each - 1)) for each in (1, 2)
        ),
        grades=(GradeRow(name="优秀", lower="91", quota="20%"), GradeRow(name="合格", lower="60")),
        vetoes=(
            VetoRow(code="F1", title="重大事故", department="应急局", consequence="取消资格"),
            VetoRow(code="F2", title="失信"),
        ),
    )
    bonus = {code: {"value": value} for code, value in given.get("bonus", {}).items()}
    lost = {code: {"count": count} for code, count in given.get("lost", {}).items()}
    result = score(
        spec, {"1": {"value": "90"}}, Applicant(status="复评"),
        bonus=bonus, deductions=lost, vetoes=given.get("vetoes", ()),
    )  # fmt: skip
    assert steps_of(result)[label] == text


def test_no_step_says_what_another_has_said():
    spec = make_spec(
        make_row("1", "100", "裁量"),
        bonuses=BONUSES,
        deductions=(DeductionRow(code="K1", title="批评", each="1"),),
    )
    result = score(
        spec, {"1": {"value": "90"}}, bonus={"J3": {"value": "1"}}, deductions={"K1": {"count": 1}}
    )
    assert list(steps_of(result)) == [
        "各项合计", "加分 J3 创新", "扣分 K1 批评", "总分", "四舍五入，保留两位小数"
    ]  # fmt: skip
    assert [step.code for step in result.steps] == ["", "J3", "K1", "", ""]
    bare = score(make_spec(make_row("1", "100", "裁量")), {"1": {"value": "90"}})
    assert steps_of(bare)["总分"] == "90"


@pytest.mark.parametrize(
    ("policy", "told"),
    [("满分", "不适用，按满分 1 计"), ("计零", "不适用，计 0 分")],
)
def test_what_does_not_apply_is_told(policy, told):
    spec = make_spec(
        make_row("1", "2"),
        make_row("1.1", "1", "裁量"),
        make_row("1.2", "1", "达标", condition="有窗口", exemption="平安校园"),
        settings={"不适用处理": policy},
    )
    assert score(spec, {}).nodes["1.2"].text == f"1.2 项目1.2：{told}"
    honoured = Applicant(attributes=frozenset({"有窗口"}), exemptions=frozenset({"平安校园"}))
    assert score(spec, {}, honoured).nodes["1.2"].text == "1.2 项目1.2：免评，得满分 1"


def test_what_is_not_yet_answered_is_told():
    spec = make_spec(
        make_row("1", "2"),
        make_row("1.1", "1", "裁量"),
        make_row("1.2", "1", "达标", condition="有窗口"),
        make_row("2", "2"),
        make_row("2.1", "1", "裁量"),
        make_row("2.2", "1", "裁量"),
        make_row("3", "1"),
        make_row("3.1", "1", "裁量"),
        settings={"不适用处理": "折算", "满分": "5"},
    )
    result = score(spec, {"2.1": {"value": "1"}})
    told = {code: node.text.partition("：")[2] for code, node in result.nodes.items()}
    assert told == {
        "1": "0（未评完）", "1.1": "未评分", "1.2": "不适用，不计入，由同级各项折算",
        "2": "1（未评完）", "2.1": "评 1 分", "2.2": "未评分",
        "3": "各项均未评分", "3.1": "未评分",
    }  # fmt: skip
    assert steps_of(result)["结果未完成，尚缺 3 项"] == "1.1、2.2、3.1"
    assert result.nodes["1.1"].contribution is None


def test_a_group_that_is_just_full_is_not_told_to_be_clamped():
    spec = make_spec(
        make_row("1", "15"), make_row("1.1", "8", "裁量"), make_row("1.2", "8", "裁量")
    )
    result = score(spec, {"1.1": {"value": "8"}, "1.2": {"value": "7"}})
    assert result.nodes["1"].text == "1 项目1：8 + 7 = 15"


def test_scorers_of_one_mind_differ_by_nothing():
    node = panel_total(Combine.MEAN, "8", "8").nodes["1"]
    assert node.text == ("1 项目1：评分人1 8（评 8 分）；评分人2 8（评 8 分）；平均 8")


def test_a_single_weighted_head_is_told_with_its_weight():
    spec = make_spec(make_row("1", "100", weight="100"), make_row("1.1", "100", "裁量"))
    assert steps_of(score(spec, {"1.1": {"value": "90"}}))["各项合计"] == "90 × 100% = 90"


def test_two_measurements_are_averaged_and_not_trimmed():
    spec = make_spec(make_row("1", "10", "裁量"))
    marks = [
        ScorerAnswer(f"测{n}", {"value": value}, measured=True) for n, value in ((1, "6"), (2, "9"))
    ]
    assert exact_of(tally(spec, UNIT, {"1": marks}, Combine.TRIMMED)) == "7.5"


@pytest.mark.parametrize(
    ("values", "measured", "body", "expected"),
    [
        (["9"], 1, "住建局", "9"),
        (["10", "0", "8", "8", "9"], 1, "", "25/3"),
    ],
    ids=["one department's figure is taken as it is", "a figure among opinions is trimmed too"],
)
def test_trimming_beside_a_measurement(values, measured, body, expected):
    spec = make_spec(make_row("1", "10", "裁量"))
    marks = [
        ScorerAnswer(f"评分人{place}", {"value": value}, measured=place < measured, body=body)
        for place, value in enumerate(values)
    ]
    assert exact_of(tally(spec, UNIT, {"1": marks}, Combine.TRIMMED)) == expected


def test_one_rubric_serves_units_of_which_it_asks_different_things():
    spec = make_spec(
        make_row("1", "1", "达标", condition="有窗口"),
        make_row("2", "1", "达标", exemption="平安校园"),
    )
    units = (
        Applicant(),
        Applicant(attributes=frozenset({"有窗口"})),
        Applicant(exemptions=frozenset({"平安校园"})),
    )
    assert [tally(spec, unit, {}).missing for unit in units] == [("2",), ("1", "2"), ()]


def test_without_a_gate_everybody_may_apply():
    assert may_apply(make_spec(make_row("1", "100", "裁量")), Fraction(0))


def test_one_head_that_is_complete_does_not_complete_the_others():
    spec = make_spec(make_row("1", "60", "达标"), make_row("2", "40", "达标"))
    result = score(spec, {"1": MET})
    assert (result.complete, result.missing, result.total) == (False, ("2",), None)
    # What is there already is added up all the same.
    assert [line for line in result.trail if line.startswith("各项合计：")]


def test_a_head_that_does_not_apply_keeps_nobody_from_a_total():
    spec = make_spec(
        make_row("1", "60", "达标"),
        make_row("2", "40", "达标", condition="有庭院"),
        settings={"不适用处理": "折算"},
    )
    result = score(spec, {"1": MET})
    assert result.complete
    assert any(line.startswith("各项合计：") for line in result.trail)


def test_bonuses_without_a_family_are_no_rivals():
    spec = make_spec(
        make_row("1", "100", "达标"),
        bonuses=(
            BonusRow(code="J1", title="创新", points="2", rule="达标"),
            BonusRow(code="J2", title="现场会", points="1", rule="达标"),
        ),
    )
    result = score(spec, {"1": MET}, bonus={"J1": MET, "J2": MET})
    assert str(result.total) == "103.00"
    assert not [line for line in result.trail if "同类组" in line]
