"""Terms: defining one, settling it from archived years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.actions.cycles import require_office
from assessments.models import Term, TermResult, TermYear
from assessments.results.terms import computed, unarchived_years
from assessments.scoring import TermMode
from districts.models import UnitType
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError
from wenming.numbers import plain

FEWEST_YEARS, MOST_YEARS = 2, 6
BATCH = 2000


@dataclass(frozen=True, slots=True)
class YearOf:
    """One year as the office defines it."""

    year: int
    share: Decimal | None = None
    points: Decimal | None = None


@transaction.atomic
def save_term(
    term: Term | None,
    *,
    name: str,
    mode: TermMode,
    unit_types: Sequence[UnitType],
    years: Sequence[YearOf],
    version: int = 0,
    by: User,
    at: datetime,
) -> Term:
    """Define a term, or define one that is not frozen anew (`version` as on screen)."""
    require_office(by)
    _require_sense(mode, years)
    if not unit_types:
        raise DomainError("请至少选择一个类型。", field="unit_types")
    verb = "term.update" if term else "term.create"
    before = described(term) if term else None
    try:
        with transaction.atomic():
            term = _written(term, name, mode, version)
    except IntegrityError as error:
        raise DomainError("已有同名的届期。", field="name") from error
    term.unit_types.set(unit_types)
    term.years.all().delete()
    TermYear.objects.bulk_create(
        TermYear(term=term, year=each.year, share=each.share, points=each.points) for each in years
    )
    record(verb, on=term, by=by, at=at, before=before, after=described(term))
    return term


@transaction.atomic
def delete_term(term: Term, *, by: User, at: datetime) -> None:
    """Take back a term that has not been frozen."""
    require_office(by)
    term = _held(term)
    record("term.delete", on=term, by=by, at=at, before=described(term))
    term.delete()


@transaction.atomic
def freeze_term(term: Term, *, by: User, at: datetime) -> Term:
    """Settle a term: store every unit's result with all that it was computed from."""
    require_office(by)
    term = _held(term)
    if waiting := unarchived_years(term):
        named = "、".join(f"{year}年" for year in waiting)
        raise Conflict(f"{named}还没有归档，归档后才能定案。")
    members = computed(term)
    TermResult.objects.bulk_create(
        (
            TermResult(term=term, unit_id=each.unit_id, unit_type_id=each.unit_type, **each.stored)
            for each in members
        ),
        batch_size=BATCH,
    )
    term.frozen_at, term.frozen_by = at, by
    term.version += 1
    term.save(update_fields=["frozen_at", "frozen_by", "version"])
    totals = {each.unit: each.total for each in members}
    record("term.freeze", on=term, by=by, at=at, after={"totals": totals})
    return term


def _held(term: Term) -> Term:
    """The term, locked, as long as it can still change."""
    found = Term.objects.select_for_update(of=("self",)).filter(pk=term.pk).first()
    if found is None:
        raise Conflict("这个届期已被他人删除。")
    if found.is_frozen:
        raise Conflict(f"{found}已定案，不能再改。")
    return found


def _written(term: Term | None, name: str, mode: TermMode, version: int) -> Term:
    if term is None:
        return Term.objects.create(name=name, mode=mode.value)
    term = _held(term)
    moved = Term.objects.filter(pk=term.pk, version=version)
    if not moved.update(name=name, mode=mode.value, version=F("version") + 1):
        raise Conflict("这个届期在您修改期间已被他人改动，请刷新后再改。")
    term.refresh_from_db()
    return term


def _require_sense(mode: TermMode, years: Sequence[YearOf]) -> None:
    """Years that can make a term in this mode."""
    if not FEWEST_YEARS <= len(years) <= MOST_YEARS:
        raise DomainError(f"届期由 {FEWEST_YEARS} 至 {MOST_YEARS} 个年度组成。", field="years")
    if len({each.year for each in years}) != len(years):
        raise DomainError("年度有重复。", field="years")
    if mode is TermMode.WEIGHTED:
        shares = [each.share for each in years if each.share is not None]
        if len(shares) != len(years) or sum(shares) != 100:
            has = plain(sum(shares, Decimal(0)))
            message = f"加权时每个年度都要填权重，合计应为 100%，现在是 {has}%。"
            raise DomainError(message, field="years")
    elif any(each.share is not None for each in years):
        raise DomainError("只有加权时才填权重，请清空权重或改选加权。", field="years")
    if mode is not TermMode.SUM and any(each.points is not None for each in years):
        raise DomainError("只有相加时才填折合分值，请清空或改选相加。", field="years")


def described(term: Term) -> dict[str, object]:
    """The definition, for the trail."""
    years = term.years.order_by("year").values_list("year", "share", "points")
    return {
        "name": term.name,
        "mode": TermMode(term.mode).word,
        "types": sorted(term.unit_types.values_list("name", flat=True)),
        "years": {str(year): {"share": share, "points": points} for year, share, points in years},
    }
