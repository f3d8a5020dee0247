"""What is built in a district: entered, confirmed, carried on, finished, corrected."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from districts.actions.describing import described
from districts.actions.entries import correct, edit_entry, new_entry_fields
from districts.actions.steps import advance, locked
from districts.models import Correction, District, DistrictProject
from districts.policies import standing_of
from districts.policies.areas import can_build_in, project_actors
from districts.workflow.areas import FINISHED, PROJECT_STEPS, AreaStatus, ProjectStage
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

CHECKED = ("year", "kind", "amount", "stage", "started_on", "finished_on")
# Steps of the work that happen on a day, and the column that keeps it.
DAY_OF: Mapping[str, str] = {"start": "started_on", "report": "finished_on"}
DATED = frozenset(DAY_OF)


@transaction.atomic
def create_project(
    district: District, values: Mapping[str, Any], *, by: User, at: datetime
) -> DistrictProject:
    """Enter a project of a planned district; the office's own entries are confirmed at once."""
    district = locked(district)
    standing = standing_of(by, lock=True)
    if not can_build_in(standing, district):
        if district.status != AreaStatus.PLANNED:
            raise Conflict(f"“{district}”没有列入年度计划，不能登记建设项目。")
        raise NotAllowed("建设项目由片区所在乡镇登记。")
    _require_sense(values, district, timezone.localdate(at))
    project = DistrictProject(
        district=district, **values, **new_entry_fields(is_office=standing.is_office, by=by, at=at)
    )
    project.save(force_insert=True)
    record("districtproject.create", on=project, by=by, at=at, after=described(project, values))
    return project


@transaction.atomic
def edit_project(
    project: DistrictProject, values: Mapping[str, Any], *, version: int, by: User, at: datetime
) -> DistrictProject:
    """Change an entry that is not confirmed yet."""
    _require_sense(_merged(project, values), project.district, timezone.localdate(at))
    return edit_entry(project, values, version=version, by=by, at=at)


@transaction.atomic
def correct_project(
    project: DistrictProject,
    values: Mapping[str, Any],
    *,
    reason: str,
    version: int,
    by: User,
    at: datetime,
) -> list[Correction]:
    """Change a confirmed entry; the old figure stays beside it."""
    _require_sense(_merged(project, values), project.district, timezone.localdate(at))
    return correct(project, values, reason=reason, version=version, by=by, at=at)


def advance_project(
    project: DistrictProject,
    verb: str,
    *,
    on: date | None = None,
    by: User,
    at: datetime,
    note: str = "",
) -> DistrictProject:
    """Take one step of PROJECT_STEPS; `start` and `report` say on which day."""
    sets: dict[str, Any] = {DAY_OF[verb]: on} if verb in DAY_OF else {}
    if verb == "resume":
        sets = {"finished_on": None}

    def guard(row: DistrictProject) -> None:
        if not row.is_confirmed:
            raise Conflict(f"“{row}”还没有确认，请先报县文明办确认。")
        stage = {"stage": PROJECT_STEPS[verb].target}
        try:
            _require_sense(_merged(row, sets | stage), row.district, timezone.localdate(at))
        except DomainError as refusal:
            field = "on" if refusal.field in DAY_OF.values() else refusal.field
            raise DomainError(refusal.message, field=field) from refusal

    return advance(project, verb, steps=PROJECT_STEPS, actors_of=project_actors, by=by, at=at,
                   note=note, guard=guard, sets=sets, column="stage")  # fmt: skip


def _merged(project: DistrictProject, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(project, name) for name in CHECKED} | dict(values)


def _require_sense(values: Mapping[str, Any], district: District, today: date) -> None:
    """A quantity of something, in a year of the district, with the days that its stage has."""
    if values["kind"].is_money:
        raise DomainError("种类选建成的东西，投入的钱填在资金栏。", field="kind")
    if values["amount"] <= 0:
        raise DomainError("数量应大于 0。", field="amount")
    if values["year"] < district.year:
        raise DomainError(f"片区 {district.year} 年才列入计划。", field="year")
    fault = day_fault(
        values["stage"], values["year"], values.get("started_on"), values.get("finished_on"), today
    )
    if fault:
        raise DomainError(fault[1], field=fault[0])


def day_fault(
    stage: str, year: int, started_on: date | None, finished_on: date | None, today: date
) -> tuple[str, str] | None:
    """The field whose day does not fit the stage and the year, and why. For Excel too.

    Work may have begun the year before; it is finished in its year.
    """
    has_begun, is_over = stage != ProjectStage.PLANNED, stage in FINISHED
    for name, word, day, is_due, first in (
        ("started_on", "开工日期", started_on, has_begun, year - 1),
        ("finished_on", "完工日期", finished_on, is_over, year),
    ):
        label = ProjectStage(stage).label
        if day is None:
            if is_due:
                return name, f"建设状态是“{label}”，请填写{word}。"
        elif not is_due:
            return name, f"建设状态是“{label}”，不应有{word}。"
        elif not first <= day.year <= year:
            return name, f"{word}应在项目的 {year} 年内，填写的是 {day.year} 年。"
        elif day > today:
            return name, f"{word}不能晚于今天。"
    if started_on and finished_on and finished_on < started_on:
        return "finished_on", "完工日期不能早于开工日期。"
    return None
