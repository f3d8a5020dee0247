"""A synthetic county of any size: one year, one type, every unit with its report and two sheets.

Rows that a page only passes by (answers, marks) are made by the database itself, so that ten
thousand units with 1.2 million answers stand within minutes.
"""

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from assessments.actions.results import rank_type
from assessments.actions.sheets import open_sheet
from assessments.models import Assessment, Cycle, Phase, ScoreSheet, SelfReport
from assessments.roles import FieldStatus, PhaseKind, ReportStatus, SheetStatus
from assessments.scoring import Group, ItemRow, RubricSpec, plain
from districts.models import Unit, UnitType
from districts.roles import Role
from tests.factories import (
    make_cycle,
    make_membership,
    make_rubric,
    make_team,
    make_township,
    make_user,
)
from wenming.accounts.models import User
from wenming.text import name_key, pinyin_of

BATCH = 500
RULES = (
    ("达标", "", {"met": True}),
    ("次扣", "每次=0.5", {"count": 1}),
    ("等级", "A=100%;B=66%;C=33%;D=0", {"level": "A"}),
    ("裁量", "步长=0.5", {"value": "2"}),
    ("计数", "每次=0.5", {"count": 4}),
)
# CAST leaves SQLite's JSON, which is text, as it is, and makes PostgreSQL's jsonb.
JSON = "jsonb" if connection.vendor == "postgresql" else "text"
INSERT_SELF_MARKS = f"""
INSERT INTO assessments_selfmark
    (report_id, indicator_id, answer, statement, seen, version, updated_at)
SELECT id, %s, CAST(%s AS {JSON}), '', CAST(%s AS {JSON}), 1, CURRENT_TIMESTAMP
FROM assessments_selfreport
"""  # noqa: S608  nothing but our own word stands in it
INSERT_MARKS = f"""
INSERT INTO assessments_mark
    (sheet_id, indicator_id, answer, reason, methods, version, updated_at)
SELECT id, %s, CAST(%s AS {JSON}), '', CAST(%s AS {JSON}), 1, CURRENT_TIMESTAMP
FROM assessments_scoresheet
"""  # noqa: S608
REPORT_STATES = (ReportStatus.ACCEPTED, ReportStatus.SUBMITTED, ReportStatus.DRAFT)


@dataclass(frozen=True)
class County:
    """The year and the people who ask. `open_sheet` is the assessor's sheet under way."""

    units: int
    cycle: Cycle
    office: User
    assessor: User
    reporter: User
    sheet: ScoreSheet
    report: SelfReport


def build(units: int) -> County:
    """Two thirds of the reports handed in, nine tenths of the units confirmed and ranked."""
    random.seed(2026)
    cycle = _cycle()
    rubric = make_rubric([UnitType.AGENCY], rows=rubric_rows())
    assessor, mate = make_user(name="赵敏"), make_user(name="钱伟")
    team = make_team(assessor, mate, cycle=cycle, name="第一组")
    made = [
        Assessment(
            cycle=cycle,
            unit=unit,
            unit_type_id=UnitType.AGENCY,
            rubric=rubric,
            team=team,
            visiting_order=number + 1,
            **_result(rubric.spec, is_confirmed=number % 10 != 0),
        )
        for number, unit in enumerate(_units(units))
    ]
    Assessment.objects.bulk_create(made, BATCH)
    _fill(made, (assessor, mate), rubric.spec)
    rank_type(cycle.pk, UnitType.AGENCY)
    _refresh_statistics()
    first, report = made[0], SelfReport.objects.filter(status=ReportStatus.DRAFT).first()
    assert report is not None, "a county needs three units"
    reporter = make_user()
    make_membership(reporter, Role.UNIT, unit=report.assessment.unit)
    sheet = open_sheet(first, by=assessor, at=timezone.now())
    return County(units, cycle, make_user(Role.OFFICE), assessor, reporter, sheet, report)


def rubric_rows() -> list[ItemRow]:
    """Five heads of eight items, 100 points."""
    rows = []
    for head in range(1, 6):
        rows.append(ItemRow(code=str(head), title=f"第{head}大项", points="20"))
        for place in range(1, 9):
            rule, parameters, _ = RULES[place % len(RULES)]
            rows.append(
                ItemRow(
                    code=f"{head}.{place}",
                    title=f"第{place}项工作",
                    standard="有部署、有检查、有总结，资料齐全，现场与资料一致。",
                    points="2.5",
                    rule=rule,
                    parameters=parameters,
                )
            )
    return rows


def answer_for(code: str) -> dict[str, object]:
    return dict(RULES[int(code.split(".")[1]) % len(RULES)][2])


def _cycle() -> Cycle:
    """Self-check and field assessment both open, so that everything can be saved."""
    cycle = make_cycle(PhaseKind.FIELD)
    Phase.objects.filter(cycle=cycle, kind=PhaseKind.SELF_CHECK).update(
        closes_at=timezone.now() + timedelta(days=5)
    )
    return cycle


def _units(count: int) -> list[Unit]:
    townships = [make_township() for _ in range(12)]
    names = [f"县第{number:06d}局" for number in range(count)]
    spelled = [pinyin_of(name) for name in names]
    rows = [
        Unit(
            name=name,
            name_key=name_key(name),
            pinyin=pinyin.full,
            initials=pinyin.initials,
            type_id=UnitType.AGENCY,
            township=townships[number % 12],
        )
        for number, (name, pinyin) in enumerate(zip(names, spelled, strict=True))
    ]
    return Unit.objects.bulk_create(rows, BATCH)


def _result(spec: RubricSpec, *, is_confirmed: bool) -> dict[str, object]:
    if not is_confirmed:
        return {}
    nodes, total = {}, Decimal(0)
    for _depth, node in spec.walk():
        if isinstance(node, Group):
            points = Decimal(random.randint(120, 200)) / 10  # noqa: S311  not a secret
            nodes[node.code], total = f"{points.normalize():f}", total + points
        else:
            nodes[node.code] = plain(node.points)
    return {
        "field_status": FieldStatus.CONFIRMED,
        "confirmed_at": timezone.now(),
        "total": total,
        "exact": f"{total.normalize():f}",
        "breakdown": {"nodes": nodes, "missing": []},
    }


def _fill(made: list[Assessment], scorers: tuple[User, ...], spec: RubricSpec) -> None:
    """Reports with all their answers; for confirmed units the sheets with all their marks."""
    now = timezone.now()
    SelfReport.objects.bulk_create(
        [
            SelfReport(
                assessment=assessment,
                status=REPORT_STATES[number % 3],
                round=int(number % 3 != 2),
                submitted_at=now if number % 3 != 2 else None,
                self_total=Decimal("95.50") if number % 3 != 2 else None,
            )
            for number, assessment in enumerate(made)
        ],
        BATCH,
    )
    confirmed = [assessment for assessment in made if assessment.is_confirmed]
    ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(
                assessment=assessment,
                team=assessment.team,
                scorer=scorer,
                status=SheetStatus.SUBMITTED,
                submitted_at=now,
                total=assessment.total,
            )
            for assessment in confirmed
            for scorer in scorers
        ],
        BATCH,
    )
    _answers(spec)


def _answers(spec: RubricSpec) -> None:
    """One statement per item: its answer for every report, and for every sheet."""
    with connection.cursor() as cursor:
        for item in spec.items:
            answer = json.dumps(answer_for(item.code))
            cursor.execute(INSERT_SELF_MARKS, [item.id, answer, "[]"])
            cursor.execute(INSERT_MARKS, [item.id, answer, "[]"])


def _refresh_statistics() -> None:
    """As a database in service has them: both planners choose by them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
