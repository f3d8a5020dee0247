"""A district's way onto the year's list: proposed, put right, reviewed, planned."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.actions.describing import described, values_of
from districts.actions.registers import spelling
from districts.actions.steps import advance, locked, write
from districts.models import District, TierChange, Township, Village
from districts.policies import standing_of
from districts.policies.areas import area_actors, can_edit_area, can_propose, needs_reason
from districts.workflow.areas import AREA_STEPS, AreaStatus
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def propose(values: Mapping[str, Any], *, township: Township, by: User, at: datetime) -> District:
    """Put a district forward. `values` are the form's; `villages` its members, in any order."""
    standing = standing_of(by, lock=True)
    if not can_propose(standing) or not (
        standing.is_office or township.pk in standing.township_ids
    ):
        raise NotAllowed("片区由所在乡镇提报。")
    columns, villages = _split(values)
    _require_year(columns["year"], is_office=standing.is_office, today=timezone.localdate(at))
    district = District(
        township=township, proposed_by=by, proposed_at=at, **columns, **spelling(columns["name"])
    )
    _require_places(district, villages)
    _save(district, lambda: district.save(force_insert=True))
    district.villages.set(_members(district, villages))
    record("district.propose", on=district, by=by, at=at, after=_texts(district, columns))
    return district


@transaction.atomic
def edit_area(
    district: District,
    values: Mapping[str, Any],
    *,
    version: int,
    by: User,
    at: datetime,
    note: str = "",
) -> District:
    """Change what is said of a district. What stands on the year's list needs a reason, and keeps
    its year and the tier at which it was planned.
    """
    district = locked(district)
    standing = standing_of(by, lock=True)
    if not can_edit_area(standing, district):
        raise NotAllowed("片区提报后由乡镇在审核前修改，审核后由县文明办修改。")
    if needs_reason(district) and not note:
        raise DomainError("片区已列入年度计划，修改须写明原因。", field="reason")
    columns, villages = _split(values)
    if district.status == AreaStatus.PLANNED:
        columns = {name: columns[name] for name in columns if name not in ("year", "planned_tier")}
    elif columns.get("year", district.year) != district.year:
        today = timezone.localdate(at)
        _require_year(columns["year"], is_office=standing.is_office, today=today)
    before = _texts(district, columns)
    if version != district.version:
        typed = described(district, columns)
        raise Conflict(f"“{district}”在您打开页面后已被别人修改。", current=before, typed=typed)
    for name, value in columns.items():
        setattr(district, name, value)
    _require_places(district, villages)
    spelled = spelling(columns["name"]) if "name" in columns else {}
    _save(district, lambda: write(district, columns | spelled))
    if villages is not None:
        district.villages.set(_members(district, villages))
    district.refresh_from_db()
    after = _texts(district, columns)
    record("district.update", on=district, by=by, at=at, before=before, after=after, note=note)
    return district


@transaction.atomic
def advance_area(
    district: District, verb: str, *, by: User, at: datetime, note: str = ""
) -> District:
    """Take one step of AREA_STEPS. Planning writes the first line of the tier's history."""
    planned_on = min(timezone.localdate(at), date(district.year, 12, 31))
    sets: Mapping[str, Mapping[str, Any]] = {
        "return": {"return_note": note[:500]},
        "resubmit": {"return_note": "", "proposed_by": by, "proposed_at": at},
        "plan": {"tier": district.planned_tier, "planned_on": planned_on},
        "unplan": {"tier": "", "planned_on": None, "is_example": False},
    }
    guards = {"unplan": _require_nothing_built, "plan": _require_unchanged(district)}
    district = advance(
        district,
        verb,
        steps=AREA_STEPS,
        actors_of=area_actors,
        by=by,
        at=at,
        note=note,
        guard=guards.get(verb),
        sets=sets.get(verb),
    )
    if verb == "plan":
        TierChange.objects.create(
            district=district,
            tier=district.tier,
            on=planned_on,
            reason=f"列入{district.year}年度计划",
            by=by,
            at=at,
        )
    if verb == "unplan":
        district.tiers.all().delete()
    return district


@transaction.atomic
def plan_list(districts: Iterable[District], *, by: User, at: datetime) -> int:
    """Put several reviewed districts on the year's list, all or none."""
    chosen = sorted(districts, key=lambda row: row.pk)
    if not chosen:
        raise DomainError("请先勾选要列入年度计划的片区。")
    for district in chosen:
        advance_area(district, "plan", by=by, at=at)
    return len(chosen)


def _require_unchanged(seen: District) -> Any:
    """The year and tier that are written are those of the row that is held."""

    def guard(district: District) -> None:
        if (district.year, district.planned_tier) != (seen.year, seen.planned_tier):
            raise Conflict(f"“{district}”在您打开页面后已被别人修改，请刷新后再试。")

    return guard


def _require_nothing_built(district: District) -> None:
    if district.tiers.count() > 1:
        raise Conflict("片区的梯级已有变化，不能再移出年度计划。")
    if district.projects.exists():
        raise Conflict("片区已登记建设项目，不能再移出年度计划。")
    if district.inspections.exists():
        raise Conflict("片区已登记督导检查，不能再移出年度计划。")


def _require_year(year: int, *, is_office: bool, today: date) -> None:
    earliest = 2000 if is_office else today.year
    if not earliest <= year <= today.year + 1:
        raise DomainError(f"规划年度应在 {earliest} 年到 {today.year + 1} 年之间。", field="year")


def _require_places(district: District, villages: Iterable[Village] | None) -> None:
    """The core village is one, lies in the township, and leads no other district."""
    core = district.core_village
    if core.township_id != district.township_id:
        raise DomainError(
            f"“{core}”不在{district.township}，请选本乡镇的村。", field="core_village"
        )
    if not core.is_core:
        raise DomainError(
            f"“{core}”还不是核心村，请县文明办先在村登记册中标为核心村。", field="core_village"
        )
    taken = (
        District.objects.filter(core_village=core)
        .exclude(pk=district.pk)
        .exclude(status=AreaStatus.WITHDRAWN)
        .first()
    )
    if taken:
        raise DomainError(f"“{core}”已是“{taken}”的核心村，请另选。", field="core_village")
    foreign = [each.name for each in villages or () if each.township_id != district.township_id]
    if foreign:
        raise DomainError(f"不在{district.township}：{'、'.join(foreign)}。", field="villages")


def _members(district: District, villages: Iterable[Village] | None) -> list[Village]:
    """Without the core village, which is one anyway."""
    return [each for each in villages or () if each.pk != district.core_village_id]


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Village] | None]:
    columns = dict(values)
    villages = columns.pop("villages", None)
    return columns, None if villages is None else list(villages)


def _save(district: District, store: Any) -> None:
    try:
        with transaction.atomic():
            store()
    except IntegrityError as error:
        raise Conflict(
            f"{district.township}已有“{district.name}”，或这个核心村已有片区。", field="name"
        ) from error


def _texts(district: District, columns: Mapping[str, Any]) -> dict[str, str]:
    members = "、".join(district.villages.order_by("name").values_list("name", flat=True))
    return {**described(district, values_of(district, columns)), "成员村": members}
