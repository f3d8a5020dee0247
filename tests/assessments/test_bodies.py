"""Departments and the office score what the rubric gives them: sheets, confirmation, results."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from assessments.actions.cycles import enrol
from assessments.actions.duties import advance_duty, decide_body
from assessments.actions.sheets import (
    advance_field,
    advance_sheet,
    begin_marking,
    open_sheet,
    save_mark,
    settle_spread,
    submit_complete,
)
from assessments.models import Assessment, BodyMatch, ScoreSheet, ScoringDuty
from assessments.results.bodies import departments_called
from assessments.results.marking import progress_of_bodies
from assessments.results.rubrics import review
from assessments.results.tally import marks_of, tally_of
from assessments.roles import BodyKind, DutyStatus, FieldStatus, PhaseKind
from assessments.scoring import Combine
from assessments.workflow import DUTY_STEPS
from districts.models import Department
from districts.policies import standing_of
from districts.roles import Role
from tests.assessments.bodies import body_tree
from tests.factories import (
    make_assessment,
    make_cycle,
    make_department,
    make_membership,
    make_rubric,
    make_team,
    make_unit,
    make_user,
)
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.numbers import plain

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return timezone.now()


@dataclass
class Scene:
    """One unit scored by a team of one, a department, the office and a name without department."""

    assessment: Assessment
    education: Department
    leader: User
    teacher: User
    clerk: User

    def sheet(self, by: User, values: dict[str, str], *, submit: bool = True) -> ScoreSheet:
        """A sheet with these values by 编号; full marks elsewhere."""
        sheet = open_sheet(self.assessment, by=by, at=now())
        for mark in sheet.marks.select_related("indicator"):
            code = mark.indicator.code
            full = "100" if code == "6" else plain(mark.indicator.points)
            save_mark(
                mark.pk,
                answer={"value": values.get(code, full)},
                reason="与标准有差距" if code in values else "",
                version=mark.version,
                save_key=uuid4(),
                by=by,
                at=now(),
            )
        if submit:
            advance_sheet(sheet, "submit", by=by, at=now())
        return sheet

    @property
    def stranger(self) -> BodyMatch:
        return BodyMatch.objects.get(name="县发改局")

    def decide(self, **changes: Any) -> BodyMatch:
        fields = {"kind": BodyKind.OFFICE, "note": "发改局已并入其他部门"} | changes
        version = fields.pop("version", self.stranger.version)
        by = fields.pop("by", self.clerk)
        return decide_body(self.stranger, version=version, by=by, at=now(), **fields)

    def confirm(self) -> Assessment:
        return advance_field(self.assessment, "confirm", by=self.leader, at=now())

    def duty(self, department: Department | None) -> ScoringDuty:
        return self.assessment.duties.get(department=department)

    def release(self, department: Department | None, note: str = "该部门逾期未评") -> ScoringDuty:
        duty = self.duty(department)
        return advance_duty(duty, "release", by=self.clerk, at=now(), note=note)


@pytest.fixture
def scene() -> Scene:
    education = make_department("县教育局")
    cycle = make_cycle(PhaseKind.FIELD)
    make_rubric(rows=body_tree("教育局"))
    leader = make_user(name="赵敏")
    assessment = make_assessment(
        make_unit("县甲单位"), cycle=cycle, team=make_team(leader, cycle=cycle)
    )
    return Scene(
        assessment,
        education,
        leader,
        teacher=make_user(Role.DEPARTMENT, department=education, name="彭淑珍"),
        clerk=make_user(Role.OFFICE, name="陈静"),
    )


def codes(sheet: ScoreSheet) -> list[str]:
    return list(sheet.marks.order_by("indicator__code").values_list("indicator__code", flat=True))


# Whose sheet has which items


def test_each_body_s_sheet_has_its_own_items(scene: Scene) -> None:
    """教育局 is 县教育局; its own test (6) is its item, not the team's test."""
    found = {
        user.name: codes(open_sheet(scene.assessment, by=user, at=now()))
        for user in (scene.leader, scene.teacher, scene.clerk)
    }

    assert found == {"赵敏": ["1", "2"], "彭淑珍": ["2", "3", "6"], "陈静": ["4"]}


def test_enrolment_matches_names_and_makes_what_each_body_owes(scene: Scene) -> None:
    matches = BodyMatch.objects.order_by("name").values_list("name", "kind", "department__name")

    assert set(matches) == {("教育局", "department", "县教育局"), ("县发改局", "", None)}
    assert {duty.name for duty in scene.assessment.duties.all()} == {"县教育局", "县文明办"}


def test_a_year_from_before_bodies_is_the_team_s_alone(scene: Scene) -> None:
    cycle = make_cycle(PhaseKind.FIELD, year=scene.assessment.cycle.year - 1)
    cycle.scores_by_body = False
    cycle.save()
    make_rubric(rows=body_tree("教育局"), year=cycle.year)
    older = make_assessment(cycle=cycle, team=make_team(scene.leader, cycle=cycle))

    sheet = open_sheet(older, by=scene.leader, at=now())

    assert codes(sheet) == ["1", "2", "3", "4", "5"]
    assert not older.duties.exists()
    with pytest.raises(NotAllowed):
        open_sheet(older, by=scene.teacher, at=now())


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(lambda: make_user(Role.DEPARTMENT), id="another-department"),
        pytest.param(lambda: make_user(Role.LEADER), id="a-county-leader"),
        pytest.param(make_user, id="anybody"),
    ],
)
def test_nobody_else_opens_a_sheet(scene: Scene, who: Callable[[], User]) -> None:
    with pytest.raises(NotAllowed, match="没有要您评分的项目"):
        open_sheet(scene.assessment, by=who(), at=now())


def test_a_department_s_person_of_the_unit_itself_stays_away(scene: Scene) -> None:
    make_membership(scene.teacher, Role.STAFF, unit=scene.assessment.unit)

    with pytest.raises(NotAllowed, match="须回避"):
        open_sheet(scene.assessment, by=scene.teacher, at=now())

    standing = standing_of(scene.teacher)
    assert not ScoringDuty.objects.to_score_by(scene.teacher, standing).exists()


def test_who_leaves_the_department_saves_and_hands_in_no_more(scene: Scene) -> None:
    sheet = scene.sheet(scene.teacher, {}, submit=False)
    scene.teacher.memberships.update(ended_on=timezone.localdate())
    mark = sheet.marks.first()
    assert mark is not None

    with pytest.raises(NotAllowed, match="已不在"):
        save_mark(
            mark.pk,
            answer={"value": "1"},
            version=mark.version,
            save_key=uuid4(),
            by=scene.teacher,
            at=now(),
        )
    with pytest.raises(NotAllowed):
        advance_sheet(sheet, "submit", by=scene.teacher, at=now())


# Hidden marks


def seen_by(user: User) -> set[str]:
    sheets = ScoreSheet.objects.visible_to(user, standing_of(user)).select_related("scorer")
    return {sheet.scorer.name for sheet in sheets}


def test_others_marks_are_hidden_until_one_s_own_are_in(scene: Scene) -> None:
    colleague = make_user(Role.DEPARTMENT, department=scene.education, name="同事")
    idle = make_user(Role.OFFICE, name="王敏")
    scene.sheet(scene.leader, {})
    scene.sheet(scene.teacher, {})
    own = scene.sheet(colleague, {}, submit=False)

    assert seen_by(scene.leader) == {"赵敏", "彭淑珍"}
    assert seen_by(colleague) == {"同事"}
    assert seen_by(idle) == set(), "the office scores this unit too, and has not yet"

    advance_sheet(own, "submit", by=colleague, at=now())
    scene.sheet(scene.clerk, {})

    assert seen_by(colleague) == {"同事", "彭淑珍"}, "a department reads its own people's sheets"
    assert seen_by(idle) == {"赵敏", "彭淑珍", "同事", "陈静"}


# Confirmation and results


def test_confirmation_names_every_body_that_is_missing(scene: Scene) -> None:
    scene.sheet(scene.leader, {})

    with pytest.raises(Conflict) as refused:
        scene.confirm()

    message = refused.value.message
    assert "县教育局还没有提交考核表（未开始）" in message
    assert "县文明办还没有提交考核表（未开始）" in message
    assert "“县发改局”没有对应的部门" in message


@pytest.mark.parametrize(
    ("how", "total"),
    [
        # 40 + item 2: bodies 20 and 16 → 18, + 10 + 10 + 10 + 10; two people of one department
        # count as one body: (20 + 12) / 2 = 16.
        (Combine.MEAN, Decimal("98.00")),
        (Combine.MEDIAN, Decimal("98.00")),
    ],
)
def test_bodies_count_alike_whatever_the_number_of_their_people(
    scene: Scene, how: Combine, total: Decimal
) -> None:
    cycle = scene.assessment.cycle
    cycle.combine, cycle.spread_share = how.value, Decimal("1.00")
    cycle.save()
    scene.decide()
    scene.sheet(scene.leader, {})
    scene.sheet(scene.teacher, {})
    scene.sheet(make_user(Role.DEPARTMENT, department=scene.education), {"2": "12"})
    scene.sheet(scene.clerk, {})

    confirmed = scene.confirm()

    assert confirmed.total == total
    trail = tally_of(confirmed, marks_of([confirmed])[confirmed.pk]).trail
    assert any("考核组 20，县教育局 16；各评分主体" in line for line in trail)


def test_a_spread_is_settled_by_the_lead_body_alone(scene: Scene) -> None:
    """Item 2 names the team first; once the department leads, its word is asked."""
    scene.decide()
    for user, values in ((scene.leader, {}), (scene.teacher, {"2": "2"}), (scene.clerk, {})):
        scene.sheet(user, values)
    item = scene.assessment.rubric.indicators.get(code="2")
    settle = dict[str, Any](text="现场与台账口径不同", at=now())
    with pytest.raises(Conflict, match="分差须说明：2 项目2，相差 18 分"):
        scene.confirm()
    with pytest.raises(NotAllowed, match="由组长填写"):
        settle_spread(scene.assessment, item, by=scene.teacher, **settle)

    settle_spread(scene.assessment, item, by=scene.leader, **settle)

    assert scene.confirm().total == Decimal("91.00")


def test_the_lead_department_explains_what_it_leads() -> None:
    education, police = make_department("县教育局"), make_department("县公安局")
    cycle = make_cycle(PhaseKind.FIELD)
    make_rubric(rows=(body_tree("公安局、教育局（牵头）", "县教育局")[2],), full_points=10)
    leader = make_user()
    unit = make_assessment(cycle=cycle, team=make_team(leader, cycle=cycle))
    lead = make_user(Role.DEPARTMENT, department=education)
    other = make_user(Role.DEPARTMENT, department=police)
    scene = Scene(unit, education, leader, lead, make_user(Role.OFFICE))
    scene.sheet(lead, {})
    scene.sheet(other, {"3": "1"})
    item = unit.rubric.indicators.get(code="3")
    with pytest.raises(Conflict, match="分差须由县教育局说明"):
        scene.confirm()
    for stranger in (other, leader):
        with pytest.raises(NotAllowed, match="由县教育局填写"):
            settle_spread(unit, item, text="以教育局为准", by=stranger, at=now())

    settle_spread(unit, item, text="以教育局为准", by=lead, at=now())

    assert scene.confirm().total == Decimal("5.50"), "the team has no item, and owes no sheet"


# A body that never answers


def test_a_released_body_s_own_item_leaves_the_unit_without_a_total(scene: Scene) -> None:
    """Item 2 is left to the team; 3 and 6 are nobody's: an unanswered item is not a zero."""
    scene.decide()
    scene.sheet(scene.leader, {})
    scene.sheet(scene.clerk, {})
    scene.release(scene.education)

    confirmed = scene.confirm()

    assert (confirmed.field_status, confirmed.total) == (FieldStatus.CONFIRMED, None)
    result = tally_of(confirmed, marks_of([confirmed])[confirmed.pk])
    assert result.missing == ("3", "6")
    assert result.nodes["2"].combined == 20


def test_a_body_is_released_with_a_reason_and_asked_again(scene: Scene) -> None:
    with pytest.raises(DomainError, match="须写明原因"):
        scene.release(scene.education, note=" ")
    draft = scene.sheet(scene.teacher, {}, submit=False)

    duty = scene.release(scene.education)

    with pytest.raises(NotAllowed):
        advance_sheet(draft, "submit", by=scene.teacher, at=now())
    with pytest.raises(NotAllowed):
        advance_duty(duty, "restore", by=scene.teacher, at=now(), note="愿意评")
    duty = advance_duty(duty, "restore", by=scene.clerk, at=now(), note="已补派人员")
    advance_sheet(draft, "submit", by=scene.teacher, at=now())
    assert duty.status == DutyStatus.OWED
    with pytest.raises(Conflict, match="已提交考核表"):
        scene.release(scene.education)
    verbs = AuditEntry.objects.about(scene.assessment).values_list("verb", flat=True)
    assert list(verbs[:2]) == ["duty.restore", "duty.release"]


def test_every_step_of_a_duty_is_the_office_s() -> None:
    assert {step.actor for step in DUTY_STEPS.values()} == {"office"}


def test_who_abstained_alone_has_not_answered(scene: Scene) -> None:
    sheet = open_sheet(scene.assessment, by=scene.teacher, at=now())
    advance_sheet(sheet, "abstain", by=scene.teacher, at=now(), note="未掌握情况")
    scene.sheet(scene.leader, {})

    with pytest.raises(Conflict, match="县教育局还没有提交考核表（已弃权）"):
        scene.confirm()


# Names that mean nobody


def test_a_name_without_a_department_is_a_doubt_before_publishing(scene: Scene) -> None:
    draft = make_rubric(rows=body_tree("教育局"), is_published=False, year=2031)

    doubts = [each for each in review(draft).doubts if each.column == "评分主体"]

    assert [(each.code, "“县发改局”不是名册中的部门" in each.message) for each in doubts] == [
        ("5", True)
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [("教育局", True), ("县教育局", True), ("教育", False), ("市教育局", False)],
)
def test_a_department_is_called_with_or_without_its_county(name: str, found: bool) -> None:
    make_department("县教育局")

    assert (name in departments_called([name])) is found


def test_the_office_scores_in_the_place_of_a_name(scene: Scene) -> None:
    """A draft that the office had begun gets the item; who it was is in the trail."""
    sheet = open_sheet(scene.assessment, by=scene.clerk, at=now())

    scene.decide()

    assert codes(sheet) == ["4", "5"]
    entry = AuditEntry.objects.about(scene.assessment.cycle).first()
    assert (entry.verb, entry.note) == ("cycle.decide-body", "发改局已并入其他部门")


def test_a_name_is_given_to_a_department_that_was_added_later(scene: Scene) -> None:
    reform = make_department("县发展和改革局")

    scene.decide(kind=BodyKind.DEPARTMENT, department=reform, note="")

    person = make_user(Role.DEPARTMENT, department=reform)
    assert codes(open_sheet(scene.assessment, by=person, at=now())) == ["5"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"note": " "}, "由县文明办代评须写明说明"),
        ({"kind": BodyKind.DEPARTMENT}, "请选择部门"),
        ({"version": 9}, "刚刚有变动"),
    ],
)
def test_a_decision_that_cannot_stand(scene: Scene, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(DomainError, match=refusal):
        scene.decide(**changes)

    assert scene.stranger.kind == ""


def test_nobody_is_replaced_after_handing_in(scene: Scene) -> None:
    scene.sheet(scene.clerk, {})

    with pytest.raises(Conflict, match="县文明办已提交 1 家单位的考核表"):
        scene.decide()


def test_only_the_office_decides(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        scene.decide(by=scene.teacher)


# Many units at once


def make_units(scene: Scene, number: int) -> list[ScoringDuty]:
    units = [make_unit() for _ in range(number)]
    enrol(scene.assessment.cycle, units, by=scene.clerk, at=now())
    return list(ScoringDuty.objects.filter(department=scene.education).order_by("pk"))


def test_many_units_are_begun_together_once(scene: Scene) -> None:
    duties = make_units(scene, 3)
    rubric = scene.assessment.rubric
    advance_duty(duties[-1], "release", by=scene.clerk, at=now(), note="无此业务")

    made = [begin_marking(rubric, duties, by=scene.teacher, at=now()) for _ in range(2)]

    assert made == [3, 0]
    sheets = ScoreSheet.objects.filter(scorer=scene.teacher)
    assert {tuple(codes(sheet)) for sheet in sheets} == {("2", "3", "6")}
    entry = AuditEntry.objects.about(rubric).first()
    assert (entry.verb, len(entry.after["units"])) == ("marking.begin", 3)


def test_nothing_is_begun_outside_the_field_phase(scene: Scene) -> None:
    with pytest.raises(Conflict, match="没有开放"):
        begin_marking(
            scene.assessment.rubric,
            [scene.duty(scene.education)],
            by=scene.teacher,
            at=now() + timedelta(days=40),
        )


def test_only_what_is_complete_is_handed_in_together(scene: Scene) -> None:
    make_units(scene, 1)
    scene.sheet(scene.teacher, {}, submit=False)
    begin_marking(
        scene.assessment.rubric,
        ScoringDuty.objects.filter(department=scene.education),
        by=scene.teacher,
        at=now(),
    )

    sheets = ScoreSheet.objects.filter(scorer=scene.teacher).for_form()
    done = submit_complete(sheets, by=scene.teacher, at=now())

    assert done == (1, 1)
    rows = progress_of_bodies(scene.assessment.cycle)
    assert {row.body.name: (row.units, row.done, row.begun) for row in rows} == {
        "县教育局": (2, 1, 1),
        "县文明办": (2, 0, 0),
    }
