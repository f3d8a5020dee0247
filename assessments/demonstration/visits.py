"""Teams go out: sheets, tests, differences between scorers, and the leader's word."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from random import Random

from assessments.actions.sheets.field import advance_field, record_quiz, settle_spread
from assessments.actions.sheets.steps import advance_sheet, open_sheet
from assessments.actions.teams import add_member, assign, create_team, set_visits
from assessments.demonstration.answers import hand, reason_for, write_answers
from assessments.demonstration.people import Cast
from assessments.models import Assessment, Cycle, ScoreSheet, Team
from assessments.results.field import comparison
from assessments.results.sheets import is_quiz_item, methods_for
from wenming.accounts.models import User

SETTLED = "两人共同复核了资料和现场，各自理由均成立，按平均计分。"


def form_teams(cast: Cast, cycle: Cycle, *, at: datetime) -> tuple[Team, Team]:
    """第一组: 李强 (leader), 赵敏. 第二组: 孙丽 (leader), 周伟."""
    teams = []
    for name, members in (("第一组", cast.assessors[:2]), ("第二组", cast.assessors[2:])):
        team = create_team(cycle, name=name, by=cast.office, at=at)
        for place, user in enumerate(members):
            add_member(team, user, is_leader=place == 0, by=cast.office, at=at)
        teams.append(team)
    return teams[0], teams[1]


def share_out(
    cast: Cast, teams: tuple[Team, Team], assessments: list[Assessment], *, at: datetime
) -> None:
    """Every other unit to each team, except where a member belongs to the unit."""
    first, second = teams
    kept_away = {"县财政局": second, "县总工会": second, "县教育局机关": first, "县档案局": first}
    shares: dict[int, list[Assessment]] = {first.pk: [], second.pk: []}
    for number, assessment in enumerate(assessments):
        team = kept_away.get(assessment.unit.name, teams[number % 2])
        shares[team.pk].append(assessment)
    for team in teams:
        assign(team, shares[team.pk], by=cast.office, at=at)


def plan_visits(cast: Cast, team: Team, days: dict[int, date], *, at: datetime) -> None:
    """Put the team's units in visiting order; `days` maps an assessment to its day."""
    order = sorted(days.items(), key=lambda pair: (pair[1], pair[0]))
    visits = [(pk, place, day) for place, (pk, day) in enumerate(order, start=1)]
    set_visits(team, visits, by=cast.office, at=at)


def quality_of(assessment: Assessment) -> float:
    """How good a unit is, the same for all who look at it."""
    random = Random(f"{assessment.unit.name}/{assessment.cycle.year}")  # noqa: S311
    return 0.68 + 0.3 * random.random()


def fill_sheet(
    assessment: Assessment, scorer: User, *, share: float = 1.0, at: datetime
) -> ScoreSheet:
    """Open a sheet and answer the first part of it (`share` of the items)."""
    sheet = open_sheet(assessment, by=scorer, at=at)
    items = {item.id: item for item in assessment.rubric.spec.items}
    # Both scorers see the same unit: they share most of their eyes.
    common = hand(assessment.cycle.year, assessment.unit.name, quality=quality_of(assessment))
    own = hand(
        assessment.cycle.year, assessment.unit.name, scorer.name, quality=quality_of(assessment)
    )
    marks = list(sheet.marks.order_by("pk"))
    answered = marks[: round(len(marks) * share)]
    for mark in answered:
        item = items[mark.indicator_id]
        shared, differs = common.answer(item), own.answer(item)
        mark.answer = item.clean(differs if own.random.random() < 0.15 else shared)
        mark.reason = reason_for(item, mark.answer)
        mark.methods = list(methods_for(item))
        mark.version += 1
    write_answers(answered, ("answer", "reason", "methods"))
    return sheet


def hand_in_sheet(assessment: Assessment, scorer: User, *, at: datetime) -> None:
    sheet = fill_sheet(assessment, scorer, at=at)
    advance_sheet(sheet, "submit", by=scorer, at=at)


def test_people(assessment: Assessment, by: User, *, at: datetime) -> None:
    """Put the knowledge test to twenty people, or as many as a small unit has."""
    random = Random(f"quiz/{assessment.unit.name}/{assessment.cycle.year}")  # noqa: S311
    people = min(20, assessment.unit.staff_count or 20)
    for item in assessment.rubric.spec.items:
        if is_quiz_item(item) and item.id is not None:
            average = Decimal(random.randint(7600, 9850)) / 100
            record_quiz(assessment, item.id, people=people, average=average, by=by, at=at)


def settle(
    assessment: Assessment, leader: User, *, at: datetime, leads: Mapping[str, User] | None = None
) -> None:
    """Explain every difference that is larger than the year allows, each by who leads the item."""
    sheets = list(assessment.sheets.counted().select_related("scorer"))
    for sheet in sheets:
        sheet.assessment = assessment
    for row in comparison(assessment, sheets, assessment.spread_notes.all()):
        if row.open_spread and row.item.id is not None:
            by = (leads or {}).get(row.lead.name, leader)
            settle_spread(assessment, row.item.id, text=SETTLED, by=by, at=at)


def score_fully(
    assessment: Assessment,
    members: list[User],
    *,
    at: datetime,
    leads: Mapping[str, User] | None = None,
) -> None:
    """All members score, the test is put, differences are explained, the leader confirms."""
    for member in members:
        hand_in_sheet(assessment, member, at=at)
    test_people(assessment, members[0], at=at)
    settle(assessment, members[0], at=at, leads=leads)
    advance_field(assessment, "confirm", by=members[0], at=at)
