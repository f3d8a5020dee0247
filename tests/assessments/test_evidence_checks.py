"""The checklist of one item's evidence, as a table. No database."""

from dataclasses import dataclass
from datetime import date

import pytest

from assessments.results.evidence_checks import checks_of
from assessments.scoring import parse_evidence


@dataclass
class Paper:
    kind: str
    made_on: date | None = None
    title: str = "照片"
    stands: bool = True


IN_2026, IN_2025 = date(2026, 6, 1), date(2025, 12, 31)
PERIOD = "图片>=1;期间=2026-01-01~2026-12-31"
INSIDE, OUTSIDE = Paper("图片", IN_2026), Paper("图片", IN_2025, "旧照")
LECTURE = Paper("活动记录", IN_2026, "讲座")
RETURNED = Paper("活动记录", IN_2025, "讲座", stands=False)
REPLACE = "“旧照”不是2026年1月1日至2026年12月31日形成的，不能作为本项佐证，请更换"
EXPLAIN = "“旧照”不是2026年1月1日至2026年12月31日形成的，请在说明里写明原因"

# The rule, the papers, the statement, what the unit ticks → the labels, what is missing.
CHECKLISTS = [
    ("图片>=2;正式文件>=1", [INSIDE], "", [], ["图片 1/2 份", "正式文件 0/1 份"],
     ["图片还差 1 份", "正式文件还差 1 份"]),
    ("图片>=1", [INSIDE, INSIDE], "", [], ["图片 2/1 份"], []),
    ("字数<=5", [], "五个字整好", [], ["说明 5 字（不超过 5 字）"], []),
    ("字数<=5", [], "这里有六个字", [], ["说明 6 字（不超过 5 字）"], ["说明 6 字，超过 5 字"]),
    ("字数>=3", [], "两字", [], ["说明 2 字（不少于 3 字）"], ["说明 2 字，少于 3 字"]),
    ("字数>=2;字数<=5", [], "两字", [], ["说明 2 字（2—5 字）"], []),
    ("可见=单位名称、文号、日期", [], "", ["文号"], ["看得出单位名称、文号、日期 1/3"],
     ["请核对材料并勾选：看得出单位名称、日期"]),
    ("可见=文号", [], "", ["文号"], ["看得出文号 1/1"], []),
    (PERIOD, [INSIDE], "", [], ["图片 1/1 份", "形成于2026年1月1日至2026年12月31日"], []),
    (PERIOD, [Paper("图片", date(2026, 1, 1)), Paper("图片", date(2026, 12, 31))], "", [],
     ["图片 2/1 份", "形成于2026年1月1日至2026年12月31日"], []),
    (PERIOD, [OUTSIDE], "历史照片", [], ["图片 0/1 份", "形成于2026年1月1日至2026年12月31日"],
     ["图片还差 1 份", REPLACE]),
    (PERIOD, [INSIDE, OUTSIDE], "", [], ["图片 1/1 份", "形成于2026年1月1日至2026年12月31日"],
     [REPLACE]),
    (PERIOD, [Paper("图片")], "", [], ["图片 0/1 份", "形成于2026年1月1日至2026年12月31日"],
     ["图片还差 1 份", "“照片”没有填形成日期"]),
    (f"{PERIOD};期外=说明", [OUTSIDE], "", [],
     ["图片 0/1 份", "形成于2026年1月1日至2026年12月31日"], ["图片还差 1 份", EXPLAIN]),
    (f"{PERIOD};期外=说明", [OUTSIDE], "奠基时所摄", [],
     ["图片 1/1 份", "形成于2026年1月1日至2026年12月31日"], []),
    ("活动记录>=1", [LECTURE], "", [], ["活动记录 1/1 份"], []),
    ("活动记录>=1", [RETURNED], "", [], ["活动记录 0/1 份", "活动已报送"],
     ["活动记录还差 1 份", "“讲座”没有报送，请在活动台账里报送，或从这一项移除"]),
    (PERIOD, [RETURNED], "", [],
     ["图片 0/1 份", "活动已报送", "形成于2026年1月1日至2026年12月31日"],
     ["图片还差 1 份", "“讲座”没有报送，请在活动台账里报送，或从这一项移除"]),
    ("", [], "", [], [], []),
]  # fmt: skip


@pytest.mark.parametrize("line", CHECKLISTS)
def test_a_checklist_says_what_is_there_and_what_is_missing(line):
    rule, papers, statement, seen, labels, missing = line
    checks = checks_of(
        parse_evidence(rule), papers=papers, statement=statement, seen=seen, is_claimed=True
    )

    assert [check.label for check in checks] == labels
    assert [check.missing for check in checks if check.missing] == missing
    # A period without a single paper is not kept yet, though nothing more is missing for it.
    assert all(check.is_done for check in checks if not check.missing)


@pytest.mark.parametrize(
    ("rule", "statement", "missing"),
    [
        ("图片>=2;可见=文号;字数>=5", "", []),
        ("图片>=2;字数<=5", "没有开展过活动", ["说明 7 字，超过 5 字"]),
    ],
)
def test_no_proof_is_asked_of_a_unit_that_claims_nothing(rule, statement, missing):
    checks = checks_of(
        parse_evidence(rule), papers=[], statement=statement, seen=[], is_claimed=False
    )

    assert [check.missing for check in checks if check.missing] == missing
