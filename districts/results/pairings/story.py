"""One pairing as a story: promised against given, the checklist, both sides' words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from districts.models import (
    Contribution,
    Correction,
    Pairing,
    PairingRequirement,
    PledgedTarget,
    QuantityKind,
    RequirementTick,
    ResponsibilityLetter,
    VillageProgress,
)
from districts.results.fieldwork import corrections_by
from districts.results.pairings.lists import Alarm, warnings_of, with_warnings
from districts.results.pairings.sums import NOTHING, KindTotal, kind_totals
from districts.roles import Standing
from districts.workflow.pairings import LetterStatus
from wenming.accounts.models import User

MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class TargetBar:
    """A target and what has been given towards it, in the kind's own unit."""

    kind: QuantityKind
    target: Decimal
    given: Decimal

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means met; more than promised stays 100."""
        return min(100, int(self.given * 100 / self.target))

    @property
    def is_met(self) -> bool:
        return self.given >= self.target

    @property
    def rest(self) -> Decimal:
        return max(NOTHING, self.target - self.given)


@dataclass(frozen=True, slots=True)
class Requirement:
    row: PairingRequirement
    tick: RequirementTick | None


@dataclass(frozen=True, slots=True)
class PairingStory:
    warnings: tuple[Alarm, ...]
    last_given: date | None
    letter: ResponsibilityLetter | None
    bars: list[TargetBar]
    totals: list[KindTotal]
    entries: list[Contribution]
    corrections: Mapping[int, list[Correction]]
    requirements: list[Requirement]
    progress: list[VillageProgress]
    neighbours: list[Pairing]

    @property
    def met(self) -> int:
        return sum(bar.is_met for bar in self.bars)

    @property
    def ticked(self) -> int:
        return sum(requirement.tick is not None for requirement in self.requirements)

    @property
    def by_group(self) -> dict[str, list[Requirement]]:
        found: dict[str, list[Requirement]] = {}
        for requirement in self.requirements:
            found.setdefault(requirement.row.group, []).append(requirement)
        return found


def story_of(pairing: Pairing, user: User, standing: Standing, today: date) -> PairingStory:
    """Everything that a pairing's page tells. Eight queries, however long the ledger."""
    judged = with_warnings(Pairing.objects.filter(pk=pairing.pk)).get()
    own = Contribution.objects.filter(pairing=pairing)
    totals = kind_totals(own)
    letter = ResponsibilityLetter.objects.filter(pairing=pairing).first()
    if letter and letter.status == LetterStatus.DRAFT and not standing.sees_whole_county:
        letter = None
    entries = list(
        own.visible_to(user, standing)
        .select_related("kind", "activity", "pairing")
        .order_by("-given_on", "-pk")[:MOST_ENTRIES]
    )
    others = Pairing.objects.active().filter(year=pairing.year, village=pairing.village_id)
    return PairingStory(
        warnings=warnings_of(judged, today),
        last_given=judged.last_given,  # type: ignore[attr-defined]
        letter=letter,
        bars=bars_of(letter, totals),
        totals=totals,
        entries=entries,
        corrections=corrections_by(Contribution, [entry.pk for entry in entries]),
        requirements=_requirements(pairing),
        progress=list(pairing.progress.select_related("by")),
        neighbours=list(others.exclude(pk=pairing.pk).select_related("unit", "village")),
    )


def bars_of(letter: ResponsibilityLetter | None, totals: list[KindTotal]) -> list[TargetBar]:
    """The letter's targets against sums. One query; none without a letter."""
    if letter is None:
        return []
    given = {total.kind_id: total.amount for total in totals}
    targets: QuerySet[PledgedTarget] = letter.targets.select_related("kind")
    return [
        TargetBar(target.kind, target.amount, given.get(target.kind_id, NOTHING))
        for target in targets
    ]


def letter_bars(letter: ResponsibilityLetter) -> list[TargetBar]:
    """A letter's targets: with a unit against its pairing, with a township against its villages."""
    rows = Contribution.objects.filter(year=letter.year)
    if letter.pairing_id:
        rows = rows.filter(pairing=letter.pairing_id)
    else:
        rows = rows.filter(pairing__village__township=letter.township_id)
    return bars_of(letter, kind_totals(rows))


def _requirements(pairing: Pairing) -> list[Requirement]:
    ticks = {tick.requirement_id: tick for tick in pairing.ticks.select_related("by")}
    rows = PairingRequirement.objects.filter(year=pairing.year).order_by("position", "pk")
    return [Requirement(row, ticks.get(row.pk)) for row in rows]
