"""One district as a story: its villages, its tiers, what was built, what was found."""

from dataclasses import dataclass

from districts.models import District, TierChange, Village


@dataclass(frozen=True, slots=True)
class AreaStory:
    """What the district's page shows, in the order in which it is shown."""

    villages: tuple[Village, ...]
    tiers: tuple[TierChange, ...]

    @property
    def households(self) -> int:
        return sum(each.households or 0 for each in self.villages)

    @property
    def population(self) -> int:
        return sum(each.population or 0 for each in self.villages)


def story_of(district: District) -> AreaStory:
    """Two queries, whatever has happened."""
    return AreaStory(
        villages=(district.core_village, *district.villages.order_by("name")),
        tiers=tuple(district.tiers.select_related("by")),
    )
