"""The engine and the reference agree on 10,000 random rubrics, units and answers."""

from random import Random

import pytest

from assessments.scoring import Combine, ScorerAnswer, build_spec, tally
from tests.assessments.scoring.random_rubrics import (
    random_answer,
    random_deduction_answer,
    random_rows,
    random_unit,
)
from tests.assessments.scoring.reference import Paper

SEEDS = 20
RUBRICS = 50
UNITS = 10
BODIES = ("", "县教育局", "县公安局")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_both_engines_agree_on_500_cases(seed):
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    for _ in range(RUBRICS):
        rows = random_rows(chance)
        spec = build_spec(rows).spec
        for _ in range(UNITS):
            compare(chance, rows, spec)


def compare(chance, rows, spec):
    unit, how = random_unit(chance), chance.choice(list(Combine))
    scorers = chance.randint(5, 6) if how is Combine.TRIMMED else chance.randint(1, 4)
    marks = {
        item.code: [
            random_answer(chance, row.rule, row.parameters, row.points) for _ in range(scorers)
        ]
        for item in spec.items
        for row in rows.items
        if row.code == item.code and chance.random() < 0.98
    }
    bonus = {
        row.code: random_answer(chance, row.rule, row.parameters, row.points)
        for row in rows.bonuses
    }
    deductions = {row.code: random_deduction_answer(chance, row) for row in rows.deductions}

    bodies = {code: some_bodies(chance, how, scorers) for code in marks if chance.random() < 0.4}
    paper = Paper(rows, unit, marks, how.value, bonus=bonus, deductions=deductions, bodies=bodies)
    given = {
        code: [
            ScorerAnswer(f"评分人{n}", one, body=bodies[code][n] if code in bodies else "")
            for n, one in enumerate(answers)
        ]
        for code, answers in marks.items()
    }
    vetoes = [row.code for row in rows.vetoes if chance.random() < 0.3]
    result = tally(spec, unit, given, how, bonus=bonus, deductions=deductions, vetoes=vetoes)

    assert result.exact == paper.exact, (rows, unit, marks)
    assert result.base == paper.base
    assert result.bonus == paper.bonus
    assert result.passed == paper.passed(vetoes, rows.settings["合格线"])
    assert list(result.vetoed_by) == vetoes
    assert set(result.missing) == set(paper.missing)
    for code, score in result.nodes.items():
        if score.is_complete and code in paper.nodes:
            assert score.contribution == paper.nodes[code], (code, rows, unit, marks)


def some_bodies(chance, how, scorers):
    """Whom each scorer speaks for; where it is trimmed, nothing that trimming would refuse."""
    if how is not Combine.TRIMMED:
        return [chance.choice(BODIES) for _ in range(scorers)]
    return chance.choice(
        [
            ["县教育局"] * scorers,
            [f"部门{n}" for n in range(scorers)],
            ["县教育局"] * 5 + ["团县委"] * (scorers - 5),
        ]
    )
