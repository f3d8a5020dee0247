"""Small rubrics for tests, written as the office writes them."""

from typing import Any

from assessments.scoring import (
    Applicant,
    Combine,
    Item,
    ItemRow,
    RubricRows,
    RubricSpec,
    ScorerAnswer,
    Tally,
    build_spec,
    tally,
)

UNIT = Applicant()


def make_row(
    code: str, points: str, rule: str = "", parameters: str = "", **columns: Any
) -> ItemRow:
    title = columns.pop("title", f"项目{code}")
    return ItemRow(
        code=code, title=title, points=points, rule=rule, parameters=parameters, **columns
    )


def make_spec(*items: ItemRow, **parts: Any) -> RubricSpec:
    """A rubric of these rows. `settings` may be given; other parts are tuples of rows."""
    settings = {"名称": "试用细则"} | parts.pop("settings", {})
    built = build_spec(RubricRows(settings=settings, items=items, **parts))
    assert built.spec is not None, built.errors
    return built.spec


def make_item(rule: str, points: str, parameters: str = "") -> Item:
    return make_spec(make_row("1", points, rule, parameters, title="例会")).items[0]


def score(
    spec: RubricSpec,
    answers: dict[str, dict[str, Any]],
    unit: Applicant = UNIT,
    **others: Any,
) -> Tally:
    """The result when a single scorer gave these answers."""
    marks = {code: [ScorerAnswer("张三", answer)] for code, answer in answers.items()}
    return tally(spec, unit, marks, **others)


def panel(*values: str) -> list[ScorerAnswer]:
    """One scorer for each value, for a 裁量 item."""
    return [
        ScorerAnswer(f"评分人{place}", {"value": value}) for place, value in enumerate(values, 1)
    ]


def panel_total(how: Combine, *values: str) -> Tally:
    spec = make_spec(make_row("1", "10", "裁量"), settings={"满分": "10"})
    return tally(spec, UNIT, {"1": panel(*values)}, how)
