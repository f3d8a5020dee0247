"""The small languages of the columns: what is accepted, what is refused, one spelling out."""

from datetime import date
from fractions import Fraction

import pytest

from assessments.scoring import (
    SpecError,
    format_bases,
    format_condition,
    format_evidence,
    format_exemption,
    format_list,
    format_weight,
    format_window,
    parse_bases,
    parse_bodies,
    parse_code,
    parse_condition,
    parse_evidence,
    parse_exemption,
    parse_mark,
    parse_methods,
    parse_weight,
    parse_window,
)

CONDITION = (parse_condition, format_condition)
EXEMPTION = (parse_exemption, format_exemption)
EVIDENCE = (parse_evidence, format_evidence)
WINDOW = (parse_window, format_window)
WEIGHT = (parse_weight, format_weight)
BASES = (parse_bases, format_bases)
BODIES = (parse_bodies, format_list)
METHODS = (parse_methods, format_list)
CODE = (parse_code, str)


@pytest.mark.parametrize(
    ("language", "typed", "canonical"),
    [
        (CONDITION, "", ""),
        (CONDITION, " 有窗口 ", "有窗口"),
        (CONDITION, "非有窗口", "非有窗口"),
        (CONDITION, "非 有窗口", "非有窗口"),
        (EXEMPTION, "", ""),
        (EXEMPTION, "法治校园，文明校园", "法治校园、文明校园"),
        (EVIDENCE, "", ""),
        (EVIDENCE, "图片＞＝２；正式文件≥1；字数≤500", "图片>=2;正式文件>=1;字数<=500"),
        (EVIDENCE, "图片 >= 2;;", "图片>=2"),
        (EVIDENCE, "链接>=1;可见=单位名称，文号", "链接>=1;可见=单位名称、文号"),
        (EVIDENCE, "期间=2026-1-1~2026-12-31", "期间=2026-01-01~2026-12-31"),
        (WINDOW, "", ""),
        (WINDOW, "3-12月", "3-12月"),
        (WINDOW, "３月－１２月", "3-12月"),
        (WINDOW, "3月至5月", "3-5月"),
        (WINDOW, "3月", "3月"),
        (WINDOW, "一季度", "1-3月"),
        (WINDOW, "第4季度", "10-12月"),
        (WINDOW, "2026-3-1～2026-03-31", "2026-03-01~2026-03-31"),
        (WEIGHT, "", ""),
        (WEIGHT, "85％", "85"),
        (WEIGHT, "33.3", "33.3"),
        (BASES, "", ""),
        (BASES, "新申报＝１００；复评=105", "新申报=100;复评=105"),
        (BODIES, "县公安局、县教育局（牵头）", "县教育局、县公安局"),
        (BODIES, "考核组", "考核组"),
        (METHODS, "听汇报，查资料、听汇报", "听汇报、查资料"),
        (CODE, "１．１．２", "1.1.2"),
        (CODE, "1.10", "1.10"),
    ],
)
def test_what_people_type_becomes_one_spelling(language, typed, canonical):
    parse, write = language
    assert write(parse(typed)) == canonical
    assert parse(canonical) == parse(typed)


@pytest.mark.parametrize(
    ("parse", "typed", "column", "right"),
    [
        (parse_condition, "非", "适用条件", "应写一个单位属性"),
        (parse_condition, "有窗口、有庭院", "适用条件", "应写一个单位属性"),
        (parse_evidence, "照片>=2", "佐证要求", "正式文件、图片"),
        (parse_evidence, "图片=2", "佐证要求", "图片>=2"),
        (parse_evidence, "图片>=二", "佐证要求", "不是数字"),
        (parse_evidence, "图片>=0", "佐证要求", "在 1 到 99 之间"),
        (parse_evidence, "图片>=1;图片>=2", "佐证要求", "重复"),
        (parse_evidence, "字数=500", "佐证要求", "字数<=500"),
        (parse_evidence, "期间=2026年", "佐证要求", "2026-03-01~2026-03-31"),
        (parse_window, "13月", "填报窗口", "月份不对"),
        (parse_window, "11-2月", "填报窗口", "不能跨年"),
        (parse_window, "春天", "填报窗口", "3-12月"),
        (parse_evidence, "字数>=300;字数<=100", "佐证要求", "“字数>=300”大于“字数<=100”"),
        (parse_evidence, "期外=说明", "佐证要求", "没有写“期间”"),
        (parse_evidence, "字数>=1;字数>=2", "佐证要求", "重复"),
        (parse_window, "2026-02-30~2026-03-01", "填报窗口", "不存在的日期"),
        (parse_window, "2026-03-31~2026-03-01", "填报窗口", "开始晚于结束"),
        (parse_weight, "0", "权重", "大于 0"),
        (parse_weight, "101", "权重", "不超过 100%"),
        (parse_weight, "多", "权重", "应写百分数"),
        (parse_bases, "复评", "身份基数", "新申报=100;复评=105"),
        (parse_bases, "复评=1;复评=2", "身份基数", "重复"),
        (parse_bodies, "甲局（牵头）、乙局（牵头）", "评分主体", "只能有一个牵头"),
        (parse_methods, "听汇报、打电话", "考核方式", "应为：听汇报"),
        (parse_code, "1.", "编号", "1.1.2"),
        (parse_code, "01", "编号", "1.1.2"),
        (parse_code, "一", "编号", "1.1.2"),
        (parse_code, "", "编号", "1.1.2"),
        (parse_code, "1.1.1.1.1.1.1.1.1", "编号", "最多 8 级"),
        (parse_mark, "加1", "编号", "J1"),
    ],
)
def test_a_text_that_cannot_be_read_says_what_would_be_right(parse, typed, column, right):
    with pytest.raises(SpecError, match=right) as refused:
        parse(typed)
    assert {problem.column for problem in refused.value.problems} == {column}


def test_every_bad_clause_of_a_cell_is_reported():
    with pytest.raises(SpecError) as refused:
        parse_evidence("照片>=2;图片>=1;字数=5")
    assert len(refused.value.problems) == 2


def test_the_parts_of_an_evidence_rule():
    rule = parse_evidence("图片>=2;字数<=500;可见=文号;期间=2026-01-01~2026-12-31")
    assert rule.kinds == (("图片", 2),)
    assert rule.longest == 500
    assert rule.visible == ("文号",)
    assert rule.period == (date(2026, 1, 1), date(2026, 12, 31))
    assert (rule.shortest, rule.explains) == (None, False)


def test_an_evidence_rule_may_ask_for_length_and_let_outsiders_be_explained():
    text = "图片>=1;字数>=100;字数<=500;期间=2026-01-01~2026-12-31;期外=说明"
    rule = parse_evidence("图片>=1；字数<=500；期外=说明；期间=2026-1-1～2026-12-31；字数≥１００")
    assert (rule.shortest, rule.longest, rule.explains) == (100, 500, True)
    assert format_evidence(rule) == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2月", date(2028, 2, 1), date(2028, 2, 29)),
        ("3-12月", date(2028, 3, 1), date(2028, 12, 31)),
        ("二季度", date(2028, 4, 1), date(2028, 6, 30)),
        ("2026-03-05~2026-03-06", date(2026, 3, 5), date(2026, 3, 6)),
    ],
)
def test_a_window_has_days(text, first, last):
    window = parse_window(text)
    assert window.dates(2028) == (first, last)
    assert window.is_open(first, 2028)
    assert window.is_open(last, 2028)
    assert not window.is_open(date(2028, 1, 31), 2028)


def test_conditions_and_exemptions_hold():
    assert parse_condition("有窗口").holds({"有窗口"})
    assert not parse_condition("非有窗口").holds({"有窗口"})
    assert parse_condition("非有窗口").holds(set())
    assert parse_exemption("甲、乙").holds({"乙"})
    assert not parse_exemption("甲、乙").holds(set())
    assert parse_weight("85") == Fraction(17, 20)
