"""Random rubrics and answers for the comparison with the reference, from a seeded generator."""

from dataclasses import replace
from random import Random
from typing import Any

from assessments.scoring import (
    EVIDENCE_KINDS,
    METHODS,
    Applicant,
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    RubricRows,
    VetoRow,
)

ATTRIBUTES = ("有窗口", "有庭院", "有食堂")
HONOURS = ("法治校园", "文明校园")
PARAMETERS = {
    "达标": [""],
    "裁量": ["", "步长=0.5"],
    "次扣": ["每次=0.5", "每次=3", "每次=0.3;封顶=1"],
    "区间扣": ["最低=0.1;最高=0.5"],
    "计数": ["每次=0.7"],
    "等级": ["A=100%;B=66%;C=33%;D=0", "好=2;一般=0.5;差=0"],
    "分段": [">=90:2;>=80:50%;其余:0", "<30:1;<=60:0.5"],
    "线性": ["目标=80;每低=3;扣=0.7"],
    "比例": ["满值=100", "满值=7"],
    "抽样": ["不合格=0", "不合格=30%", "5:100%;4:66%;其余:0.1", "3:1"],
    "票决": ["优=2;良=1;差=0;空白扣=0.2", "优=100%;差=0"],
}
LEVELS = {"A": "ABCD", "好": ("好", "一般", "差")}


def random_answer(  # noqa: PLR0911 - one per kind of answer
    chance: Random, rule: str, parameters: str, points: str
) -> dict[str, Any]:
    if rule == "达标":
        return {"met": chance.random() < 0.7}
    if rule == "裁量":
        steps = int(float(points) * 2)
        return {"value": str(chance.randint(0, steps) / 2)}
    if rule in ("次扣", "计数"):
        return {"count": chance.randint(0, 6)}
    if rule == "区间扣":
        return {"amounts": [f"0.{chance.randint(1, 5)}" for _ in range(chance.randint(0, 8))]}
    if rule == "等级":
        return {"level": chance.choice(LEVELS[parameters[0]])}
    if rule == "抽样":
        sample = chance.randint(1, 3 if parameters == "3:1" else 5)
        return {"sample": sample, "failed": chance.randint(0, min(sample, 2))}
    if rule == "票决":
        return {
            "ballots": {"优": chance.randint(1, 9), "差": chance.randint(0, 9)},
            "blank": chance.randint(0, 20),
            "void": chance.randint(0, 2),
            "disagree": chance.randint(0, 3),
        }
    most = 700 if parameters == "满值=7" else 10_000
    return {"value": f"{chance.randint(0, most) / 100:.2f}"}


def random_rows(chance: Random) -> RubricRows:
    """A rubric of one to three levels whose sums are often wrong, as in real ones."""
    items: list[ItemRow] = []
    for place in range(1, chance.randint(2, 4)):
        _grow(chance, str(place), items, chance.randint(0, 2))
    return RubricRows(
        settings={
            "名称": "随机细则",
            "满分": chance.choice(["10", "20", "100"]),
            "不适用处理": chance.choice(["满分", "折算", "计零"]),
            "加分封顶": chance.choice(["", "2", "3.5"]),
            "加分位置": chance.choice(["总分外", "总分内"]),
            "身份基数": chance.choice(["", "新申报=10;复评=12.5"]),
            "合格线": chance.choice(["", "6", "60"]),
        },
        items=tuple(items),
        bonuses=tuple(_bonus(chance, place) for place in range(chance.randint(0, 3))),
        deductions=tuple(_deduction(chance, place) for place in range(chance.randint(0, 2))),
        vetoes=tuple(_veto(chance, place) for place in range(chance.randint(0, 2))),
    )


def furnished(chance: Random, rows: RubricRows) -> RubricRows:
    """The same rubric with everything that a workbook can say beside the figures."""
    settings = {
        "年度": chance.choice(["", "2026"]),
        "适用类型": chance.choice(["", "文明机关", "文明机关、文明村"]),
        "自评门槛": chance.choice(["", "90"]),
    }
    return replace(
        rows,
        settings={**rows.settings, **settings},
        items=tuple(_furnished(chance, row) for row in rows.items),
        grades=chance.choice(
            [
                (),
                (GradeRow(name="优秀", lower="90", quota="20%"), GradeRow(name="合格", lower="60")),
                (GradeRow(name="一等", quota="33.3%"), GradeRow(name="其他")),
            ]
        ),
    )


def random_unit(chance: Random) -> Applicant:
    def some(names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(name for name in names if chance.random() < 0.5)

    status = chance.choice(["", "新申报", "复评"])
    return Applicant(attributes=some(ATTRIBUTES), exemptions=some(HONOURS), status=status)


def random_deduction_answer(chance: Random, row: DeductionRow) -> dict[str, Any]:
    concealed = {"concealed": chance.random() < 0.5}
    if row.each:
        return {"count": chance.randint(0, 3)} | concealed
    return {"values": [f"{chance.randint(1, 30) / 10}" for _ in range(chance.randint(0, 3))]} | (
        concealed
    )


def _grow(chance: Random, code: str, items: list[ItemRow], depth: int) -> None:
    place = len(items)
    items.append(ItemRow(code=code))
    if depth:
        for number in range(1, chance.randint(2, 4)):
            _grow(chance, f"{code}.{number}", items, depth - 1)
    columns: dict[str, Any] = {"points": chance.choice(["0.5", "1", "2", "2.5", "4", "10"])}
    if depth:
        columns["weight"] = chance.choice(["", "", "85", "33.3"])
    else:
        columns["rule"] = chance.choice(list(PARAMETERS))
        columns["parameters"] = chance.choice(PARAMETERS[columns["rule"]])
    if chance.random() < 0.2:
        columns["condition"] = chance.choice(["", "非"]) + chance.choice(ATTRIBUTES)
    if chance.random() < 0.1:
        columns["exemption"] = chance.choice(HONOURS)
    items[place] = ItemRow(code=code, title=f"项目{code}", **columns)


def _bonus(chance: Random, place: int) -> BonusRow:
    rule = chance.choice(["计数", "达标", "裁量"])
    return BonusRow(
        code=f"J{place}",
        title="加分",
        points=chance.choice(["1", "2", "3"]),
        rule=rule,
        parameters="每次=0.7" if rule == "计数" else "",
        family=chance.choice(["", "甲", "乙"]),
    )


def _deduction(chance: Random, place: int) -> DeductionRow:
    return DeductionRow(
        code=f"K{place}",
        title="扣分",
        each=chance.choice(["", "0.5", "1"]),
        counting=chance.choice(["按次", "一次"]),
        doubling=chance.choice(["是", "否"]),
        summing=chance.choice(["相加", "平均"]),
    )


def _veto(chance: Random, place: int) -> VetoRow:
    return VetoRow(
        code=f"F{place}",
        title=f"情形{place}",
        months=chance.choice(["", "12"]),
        heads=chance.choice(["", "3"]),
        department=chance.choice(["", "县应急局"]),
        consequence=chance.choice(["", "取消资格"]),
    )


def _furnished(chance: Random, row: ItemRow) -> ItemRow:
    """Groups have texts too; methods, bodies, evidence and window belong to what is scored."""
    texts: dict[str, Any] = {"standard": chance.choice(["", "有计划、有总结。", "第一条\n第二条"])}
    if not row.rule:
        return replace(row, **texts)
    kind = chance.choice(EVIDENCE_KINDS)
    return replace(
        row,
        **texts,
        methods="、".join(chance.sample(METHODS, chance.randint(0, 3))),
        scored_by=chance.choice(["", "文明办", "县公安局（牵头）、县司法局"]),
        evidence=chance.choice(["", f"{kind}>=2;字数<=500"]),
        window=chance.choice(["", "3-12月", "2026-03-01~2026-03-31"]),
    )
