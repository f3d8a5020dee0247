"""How figures are spoken, as a table. No database."""

from decimal import Decimal

import pytest

from assessments.wording import Rule, grouped, rules_for, worded

E, M, A, N = Rule.EXACT, Rule.MORE_THAN, Rule.ABOUT, Rule.MONTHS

SPOKEN = [
    # What the summary of 2020 says.
    ("1803500.00", "元", M, "180多万元"),
    ("32", "个", M, "30多个"),
    ("400000", "人次", A, "约40万人次"),
    ("1420", "米", M, "1400多米"),
    ("52", "场", M, "50多场"),
    ("1035000", "元", M, "100多万元"),
    ("103", "天", N, "3个多月"),
    # 多: nothing cut, nothing more.
    ("1800000", "元", M, "180万元"),
    ("1800000.01", "元", M, "180多万元"),
    ("30", "个", M, "30个"),
    ("10", "个", M, "10个"),
    ("11", "个", M, "10多个"),
    ("99", "个", M, "90多个"),
    ("100", "个", M, "100个"),
    ("101", "个", M, "100多个"),
    ("118", "个", M, "110多个"),
    ("1400", "米", M, "1400米"),
    ("9999", "米", M, "9900多米"),
    ("99999", "米", M, "99000多米"),
    ("100000", "米", M, "10万米"),
    ("100001", "米", M, "10多万米"),
    # After a round number before 万, else after it.
    ("409200", "元", M, "40多万元"),
    ("285000", "元", M, "28万多元"),
    ("55000", "元", M, "5万多元"),
    ("50000", "元", M, "5万元"),
    ("1850000", "元", M, "180多万元"),
    ("18035000", "元", M, "1800多万元"),
    ("123000000", "元", M, "1亿多元"),
    ("740000000", "元", A, "约7.4亿元"),
    ("180350000", "元", E, "18035万元"),
    ("180000000", "元", E, "1.8亿元"),
    # Below 10 every rule is exact, and 0 is said.
    ("9", "个", M, "9个"),
    ("9.5", "吨", A, "9.5吨"),
    ("0", "个", A, "0个"),
    ("0.00", "元", M, "0元"),
    ("10.5", "吨", M, "10多吨"),
    # 精确: every digit.
    ("1803500.00", "元", E, "180.35万元"),
    ("1803512.00", "元", E, "1803512元"),
    ("9999.50", "元", E, "9999.5元"),
    ("10000", "元", E, "1万元"),
    ("18000.00", "米", E, "18000米"),
    ("400000", "人次", E, "40万人次"),
    ("411750", "人次", E, "411750人次"),
    ("87.90", "分", E, "87.9分"),
    # 约: two digits, half up, also of round numbers.
    ("394999", "人次", A, "约39万人次"),
    ("395000", "人次", A, "约40万人次"),
    ("99500", "米", A, "约10万米"),
    ("32", "个", A, "约32个"),
    ("2350", "人次", A, "约2400人次"),
    # 折合月数: of days, a month being thirty.
    ("90", "天", N, "3个月"),
    ("91", "天", N, "3个多月"),
    ("29", "天", N, "29天"),
    ("32", "个", N, "32个"),
]


@pytest.mark.parametrize(("number", "unit", "rule", "spoken"), SPOKEN)
def test_a_figure_is_spoken_by_its_rule(number: str, unit: str, rule: Rule, spoken: str) -> None:
    assert worded(Decimal(number), unit, rule) == spoken


def test_months_are_offered_for_days_alone() -> None:
    assert Rule.MONTHS in rules_for("天")
    assert Rule.MONTHS not in rules_for("元")


def test_a_number_of_the_table_has_every_digit() -> None:
    assert [grouped(Decimal(text)) for text in ("1803500.50", "0.00", "18000.00")] == [
        "1,803,500.5",
        "0",
        "18,000",
    ]
