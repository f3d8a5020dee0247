"""Projects of a district: what is refused, who carries them on, what they amount to."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from districts import imports
from districts.actions.areas.projects import (
    advance_project,
    correct_project,
    create_project,
    day_fault,
    edit_project,
)
from districts.actions.areas.proposals import advance_area
from districts.actions.attachments import attach
from districts.actions.entries import advance_entry
from districts.forms.projects import ProjectForm
from districts.models import AttachmentKind, Correction, DistrictProject
from districts.policies import standing_of
from districts.results.areas.projects import ProjectFilters, project_rows, sums_of, year_totals
from districts.roles import EntryStatus, Role
from districts.workflow.areas import PROJECT_STEPS, AreaStatus, ProjectStage
from tests.districts.areas.world import TODAY, keeper_of, make_area, make_project, project_values
from tests.districts.test_imports import book, errors_of, preview
from tests.factories import a_picture, kind_of, make_user
from wenming.audit.trail import trail_of
from wenming.errors import Conflict, DomainError, NotAllowed

NOW = timezone.now
BEGUN, OVER, NOON = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)
P, B, D = ProjectStage.PLANNED, ProjectStage.BUILDING, ProjectStage.DONE


@pytest.mark.parametrize(
    ("stage", "begun", "over", "field"),
    [
        (P, None, None, ""),
        (B, BEGUN, None, ""),
        (D, BEGUN, OVER, ""),
        (D, date(2025, 11, 1), OVER, ""),
        (P, BEGUN, None, "started_on"),
        (B, None, None, "started_on"),
        (B, BEGUN, OVER, "finished_on"),
        (D, BEGUN, None, "finished_on"),
        (D, OVER, BEGUN, "finished_on"),
        (B, date(2024, 12, 31), None, "started_on"),
        (D, date(2025, 1, 1), date(2025, 12, 31), "finished_on"),
        (B, date(2026, 6, 2), None, "started_on"),
        (D, BEGUN, date(2027, 1, 1), "finished_on"),
    ],
)
def test_days_fit_the_stage_and_the_year(
    stage: str, begun: date | None, over: date | None, field: str
) -> None:
    fault = day_fault(stage, 2026, begun, over, NOON)

    assert (fault[0] if fault else "") == field


@pytest.mark.django_db
class TestEntering:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "资金"}, "kind"),
            ({"amount": Decimal(0)}, "amount"),
            ({"year": 2019}, "year"),
            ({"stage": B}, "started_on"),
        ],
    )
    def test_nonsense_is_refused_at_its_field(self, changed: dict[str, Any], field: str) -> None:
        if "kind" in changed:
            changed = {"kind": kind_of(changed["kind"])}
        area = make_area()

        with pytest.raises(DomainError) as refusal:
            create_project(area, project_values(**changed), by=keeper_of(area), at=NOW())

        assert refusal.value.field == field
        assert not DistrictProject.objects.exists()

    def test_only_in_a_planned_district_and_by_its_township(self) -> None:
        reviewed, planned = make_area(AreaStatus.REVIEWED), make_area()

        with pytest.raises(Conflict, match="没有列入年度计划"):
            create_project(reviewed, project_values(), by=make_user(Role.OFFICE), at=NOW())
        for other in (keeper_of(reviewed), make_user(Role.LEADER)):
            with pytest.raises(NotAllowed):
                create_project(planned, project_values(), by=other, at=NOW())

    def test_the_office_confirms_and_corrects_beside_the_old_figure(self) -> None:
        office, project = make_user(Role.OFFICE), make_project(EntryStatus.SUBMITTED)
        with pytest.raises(NotAllowed):
            edit_project(project, {"amount": Decimal(5)}, version=project.version,
                         by=keeper_of(project.district), at=NOW())  # fmt: skip
        project = advance_entry(project, "confirm", by=office, at=NOW())

        correct_project(project, {"amount": Decimal(900)}, reason="复测", version=project.version,
                        by=office, at=NOW())  # fmt: skip

        told = Correction.objects.get()
        assert (told.old, told.new, told.reason) == ("1200 米", "900 米", "复测")
        assert trail_of(project)[0].verb == "districtproject.correct"

    def test_a_project_keeps_its_district_on_the_list(self) -> None:
        project = make_project(EntryStatus.DRAFT)

        with pytest.raises(Conflict, match="建设项目"):
            advance_area(project.district, "unplan", by=make_user(Role.OFFICE), at=NOW(), note="无")


WAY = [
    ("start", P, "owner", B),
    ("report", B, "owner", ProjectStage.REPORTED),
    ("accept", ProjectStage.REPORTED, "office", D),
    ("resume", ProjectStage.REPORTED, "office", B),
]


def test_every_step_of_the_work_is_in_the_table() -> None:
    assert {verb for verb, *_ in WAY} == PROJECT_STEPS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "stage", "who", "target"), WAY)
def test_the_work_goes_on_by_its_actor_alone(verb: str, stage: str, who: str, target: str) -> None:
    project = make_project(stage=stage)
    office, owner = make_user(Role.OFFICE), keeper_of(project.district)
    day = TODAY() if verb in ("start", "report") else None
    attach(project, a_picture(), kind=AttachmentKind.AFTER, caption="", by=office, at=NOW())
    others = {make_user(Role.LEADER)} | ({owner} if who == "office" else set())
    for other in others:
        with pytest.raises(NotAllowed):
            advance_project(project, verb, on=day, by=other, at=NOW(), note="理由")

    by = office if who == "office" else owner
    project = advance_project(project, verb, on=day, by=by, at=NOW(), note="理由")

    assert project.stage == target
    assert (project.finished_on is not None) == (target in (ProjectStage.REPORTED, D))
    assert trail_of(project)[0].verb == f"districtproject.{verb}"


@pytest.mark.django_db
def test_the_work_waits_for_the_entry_for_proof_and_for_a_day_that_fits() -> None:
    unconfirmed, building = make_project(EntryStatus.SUBMITTED), make_project(stage=B)
    by = keeper_of(building.district)
    with pytest.raises(Conflict, match="还没有确认"):
        advance_project(unconfirmed, "start", on=TODAY(), by=keeper_of(unconfirmed.district),
                        at=NOW())  # fmt: skip
    with pytest.raises(DomainError, match="上传"):
        advance_project(building, "report", on=TODAY(), by=by, at=NOW())
    attach(building, a_picture(), kind=AttachmentKind.AFTER, caption="", by=by, at=NOW())

    with pytest.raises(DomainError) as refusal:
        advance_project(building, "report", on=TODAY() + timedelta(days=1), by=by, at=NOW())
    assert refusal.value.field == "on"


@pytest.mark.django_db
def test_totals_keep_kinds_apart_and_count_what_is_confirmed(
    django_assert_num_queries: Any,
) -> None:
    area = make_area()
    for kind, amount, stage, own in (
        ("硬化道路", "1200.5", D, "80000.10"),
        ("硬化道路", "300", P, None),
        ("机井", "2", B, "0.20"),
    ):  # fmt: skip
        make_project(area=area, kind=kind_of(kind), amount=Decimal(amount), stage=stage,
                     own_money=own and Decimal(own))  # fmt: skip
    make_project(EntryStatus.SUBMITTED, area=area, amount=Decimal(7777))

    with django_assert_num_queries(1):
        totals = year_totals(TODAY().year)

    assert [(row.name, row.unit, row.amount, row.built) for row in totals] == [
        ("硬化道路", "米", Decimal("1500.50"), Decimal("1200.50")),
        ("机井", "眼", Decimal(2), Decimal(0)),
    ]
    sums = sums_of(totals)
    assert (sums.projects, sums.finished, sums.money) == (3, 1, Decimal("80000.30"))


@pytest.mark.django_db
def test_the_list_is_narrowed_and_hides_drafts_from_the_office() -> None:
    draft, built = make_project(EntryStatus.DRAFT), make_project(stage=D, title="村北生产桥")
    office, year = make_user(Role.OFFICE), TODAY().year
    standing = standing_of(office)

    def found(**asked: Any) -> list[DistrictProject]:
        return list(project_rows(office, standing, ProjectFilters(year, **asked)))

    assert (
        found() == found(q="生产桥") == found(stage=D) == found(area=built.district_id) == [built]
    )
    assert found(kind=built.kind_id, township=built.district.township_id) == [built]
    assert found(q="没有") == found(stage=P) == found(state=EntryStatus.SUBMITTED) == []
    keeper = keeper_of(draft.district)
    assert list(project_rows(keeper, standing_of(keeper), ProjectFilters(year))) == [draft]


@pytest.mark.django_db
def test_what_is_far_too_much_is_asked_back() -> None:
    area, office = make_area(), make_user(Role.OFFICE)
    road = kind_of("硬化道路")
    typed = {"title": "主街硬化", "year": str(TODAY().year), "kind": str(road.pk),
             "amount": "1500000", "own_money": "30000", "won_money": "", "money_unit": "wan",
             "stage": P}  # fmt: skip

    def form(**more: str) -> ProjectForm:
        return ProjectForm(typed | more, standing=standing_of(office), today=TODAY(), district=area)

    assert {"amount", "own_money"} <= form().errors.keys()
    sure = form(is_sure="on")
    assert sure.is_valid()
    assert (sure.values["own_money"], sure.values["won_money"]) == (Decimal(300_000_000), None)


@pytest.mark.django_db
def test_projects_come_from_excel_with_every_fault_at_its_cell() -> None:
    area, year = make_area(), TODAY().year
    head = [
        "片区",
        "年度",
        "项目名称",
        "种类",
        "数量",
        "计量单位",
        "自筹资金（元）",
        "建设状态",
        "开工日期",
    ]
    kind_of("硬化道路")
    good = [area.name, year, "北街硬化", "硬化道路", 1200, "米", 80000.5, "", ""]
    bad = [
        ["没有的片区", year, "一", "硬化道路", 1, "米", "", "", ""],
        [area.name, year, "二", "硬化道路", 1, "吨", "", "", ""],
        [area.name, year, "三", "硬化道路", 1, "米", "", "在建", ""],
    ]
    keeper = keeper_of(area)

    found = errors_of(preview(book(head, *bad), keeper, "projects"))
    assert [column for _, column, _ in found] == ["片区", "计量单位", "开工日期"]
    for _ in range(2):
        draft = preview(book(head, good), keeper, "projects")
        assert errors_of(draft) == []
        imports.confirm(draft, by=keeper, at=NOW())

    project = DistrictProject.objects.get()
    assert (project.amount, project.own_money, project.won_money) == (
        Decimal(1200),
        Decimal("80000.5"),
        None,
    )
    assert (project.status, project.stage) == (EntryStatus.DRAFT, P)
