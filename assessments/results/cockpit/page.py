"""The whole cockpit of a year, read in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models import Assessment
from assessments.results.cockpit import fieldwork, scores
from assessments.results.cockpit.heads import head_shares
from assessments.results.cockpit.tiles import Tile, tiles
from assessments.results.cockpit.years import CockpitYear
from assessments.results.distribution import distribution
from assessments.results.figures import figures_of
from assessments.results.progress import counted
from districts.models import Contribution, District
from districts.results.areas.lists import township_grid
from districts.results.areas.maps import CountyPicture, county_picture
from districts.results.pairings.sums import kind_totals
from districts.results.tasks.lights import judged_on
from districts.results.tasks.lists import county_tasks, task_figures
from wenming.charts import Chart


@dataclass(frozen=True, slots=True)
class Cockpit:
    """`types` are those of the radar's switch; `chosen` is the one that it shows."""

    tiles: Sequence[Tile]
    assessed: Sequence[Chart]
    radar: Chart | None
    types: Sequence[tuple[str, str]]
    chosen: str
    worked: Sequence[Chart]
    districts: Chart
    picture: CountyPicture | None


def cockpit_of(chosen: CockpitYear, unit_type: str | None, today: date) -> Cockpit:
    """Eight queries beside those of the figures."""
    year = chosen.year
    figures, last = figures_of(year, today), figures_of(chosen.last, today)
    units = Assessment.objects.filter(cycle__year=year)
    types = [(code, row) for _, code, row in counted(units)]
    spread = distribution(chosen.cycle) if chosen.cycle else {}
    totals = kind_totals(Contribution.objects.filter(year=year))
    day = judged_on(year, today)
    grid = township_grid(District.objects.all(), year, today)
    named = [(code, row.name) for code, row in types]
    code, name = _radar_type(named, unit_type, spread)
    return Cockpit(
        tiles=tuple(tiles(year, figures, last)),
        assessed=(
            scores.self_checks(year, types),
            scores.scoring(year, types),
            scores.spread(year, types, spread),
            scores.averages(year, figures, last),
            scores.lost_items(year, figures),
        ),
        radar=scores.radar(year, code, name, head_shares(code, year)) if code else None,
        types=named,
        chosen=code,
        worked=(
            fieldwork.tasks(year, task_figures(county_tasks(year), day)),
            fieldwork.money(year, totals),
            fieldwork.kinds(year, totals),
        ),
        districts=fieldwork.districts(year, grid),
        picture=county_picture(grid),
    )


def _radar_type(
    types: Sequence[tuple[str, str]], asked: str | None, spread: dict[str, tuple[int, ...]]
) -> tuple[str, str]:
    """The type asked for, else the first with a total, else the first."""
    scored = [pair for pair in types if any(spread.get(pair[0], ()))]
    wanted = [pair for pair in types if pair[0] == asked]
    return next(iter([*wanted, *scored, *types]), ("", ""))
