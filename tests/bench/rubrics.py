"""Trying and importing a rubric of 300 items, against what a person waits for."""

from collections.abc import Iterator
from itertools import count
from statistics import median
from typing import Any

from django.urls import reverse

from assessments.forms.trial import fields_of
from assessments.results.trial import basis_of
from assessments.scoring import Applicant, ItemRow, full_marks
from tests.assessments.workbook_speed import GOAL, HEADS, ITEMS, seconds_for_300_items
from tests.bench.county import County
from tests.bench.measures import asked, page, timed
from tests.factories import make_rubric

RULES = (
    ("达标", ""),
    ("次扣", "每次=0.5;封顶=1"),
    ("裁量", "步长=0.5"),
    ("等级", "A=100%;B=66%;C=33%;D=0"),
    ("区间扣", "最低=0.1;最高=0.5"),
    ("计数", "每次=0.5"),
    ("分段", ">=90:2;>=80:1;其余:0"),
    ("票决", "优=2;良=1;中=0.5;差=0;空白扣=0.2"),
    ("抽样", "5:100%;4:66%;其余:0"),
    ("比例", "满值=100"),
)
KEYSTROKE = 0.15


def lines(county: County, runs: int) -> Iterator[str]:
    """One line each for the report."""
    draft = make_rubric(rows=list(_rows()), is_published=False, name="三百项细则")
    url = reverse("assessments:rubric-trial", args=[draft.pk])
    spec = basis_of(draft).spec
    assert spec is not None
    answers, typed = full_marks(spec, Applicant()), count(1)

    def keystroke() -> dict[str, Any]:
        """Another figure each time, as somebody types it."""
        answers["1.6"] = {"count": next(typed)}
        return dict(fields_of({"answers": answers}).lists())

    ours = page(county.office, url, keystroke)
    seconds = median(timed(ours) for _ in range(max(3, runs)))
    yield (
        f"试算一次按键（300 项草稿）：{seconds * 1000:.0f} ms，{asked(ours)} 次查询"
        f"（目标 {KEYSTROKE * 1000:.0f} ms）"
    )
    times = [seconds_for_300_items() for _ in range(3)]
    reading, writing = (median(found) for found in zip(*times, strict=True))
    yield f"300 项细则工作簿：导入 {reading:.2f} 秒（目标 {GOAL:.0f} 秒），导出 {writing:.2f} 秒"


def _rows() -> Iterator[ItemRow]:
    for head in range(1, HEADS + 1):
        yield ItemRow(code=str(head), title=f"第{head}大项", points=str(2 * ITEMS))
        for place in range(1, ITEMS + 1):
            rule, parameters = RULES[place % len(RULES)]
            yield ItemRow(
                code=f"{head}.{place}",
                title=f"项目{head}.{place}",
                standard="按要求完成，有记录、有图片。" * 8,
                points="2",
                rule=rule,
                parameters=parameters,
            )
