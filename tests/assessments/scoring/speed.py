"""How many units of 40 items the engine scores per second in one process.

    python -m tests.assessments.scoring.speed

Answers vary as they do in a county: some items have a handful of possible answers, others (test
averages to the hundredth) thousands. The clock counts processor time, so a busy machine does not
change the figure. Building the answers is not counted; reading and checking them is.
"""

import gc
import sys
import time
from random import Random

from assessments.scoring import (
    Applicant,
    RubricSpec,
    ScorerAnswer,
    from_document,
    tally,
    to_document,
)
from tests.assessments.scoring.factories import make_row, make_spec
from tests.assessments.scoring.random_rubrics import random_answer

GOAL = 2_000
HEADS = 5
RULES = (
    ("达标", ""),
    ("裁量", "步长=0.5"),
    ("次扣", "每次=0.5"),
    ("等级", "A=100%;B=66%;C=33%;D=0"),
    ("区间扣", "最低=0.1;最高=0.5"),
    ("计数", "每次=0.7"),
    ("比例", "满值=100"),
    ("线性", "目标=80;每低=3;扣=0.7"),
)


def make_speed_spec() -> RubricSpec:
    """Five heads of eight items, one of each common rule; one item in eight is conditional."""
    rows = [make_row(str(head), "20") for head in range(1, HEADS + 1)]
    rows += [
        make_row(f"{head}.{place}", "2.5", *rule, condition="有窗口" if place == 3 else "")
        for head in range(1, HEADS + 1)
        for place, rule in enumerate(RULES, 1)
    ]
    return make_spec(*rows, settings={"不适用处理": "折算"})


def units_per_second(units: int = 3_000, scorers: int = 1) -> int:
    """Whole results (total included, trail not) per second of processor time."""
    chance = Random(1)  # noqa: S311 - repeatable on purpose
    spec = from_document(to_document(make_speed_spec()))
    sheets = []
    for _ in range(units):
        unit = Applicant(attributes=frozenset(["有窗口"] if chance.random() < 0.5 else []))
        marks = {
            item.code: [
                ScorerAnswer(
                    str(number),
                    random_answer(chance, item.rule.kind.word, item.rule.parameters, "2.5"),
                )
                for number in range(scorers)
            ]
            for item in spec.items
        }
        sheets.append((unit, marks))
    gc.collect()
    gc.freeze()  # the sheets are the caller's; sweeping them is not the engine's work
    start = time.process_time()
    for unit, marks in sheets:
        if tally(spec, unit, marks).total is None:
            raise AssertionError("every item is answered, so there is a total")
    return round(units / (time.process_time() - start))


if __name__ == "__main__":
    for count in (1, 2, 3):
        speed = units_per_second(scorers=count)
        sys.stdout.write(f"{count} scorer(s): {speed} units x 40 items per second (goal {GOAL})\n")
