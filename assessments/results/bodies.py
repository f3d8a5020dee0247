"""Who scores which item (评分主体): the team, the office, or departments that the rubric names.

An item names its bodies, the leading one first; one that names nobody is the team's. Every body
scores its own items on its own people's sheets. How the figures come together is said once, in
`assessments.scoring.combine`; what of it is settled by whom, here: the lead explains a spread.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from assessments.models import Assessment, BodyMatch, Cycle
from assessments.results.sheets import is_quiz_item
from assessments.roles import BodyKind
from assessments.scoring import Item, RubricSpec, applicable_items
from districts.models import Department
from wenming.text import name_key


@dataclass(frozen=True, slots=True)
class Body:
    """One scoring body; two are the same whatever they are called."""

    kind: BodyKind
    department_id: int | None = None
    name: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """The body in an address: "office" or the department's number."""
        return str(self.department_id or self.kind.value)

    @property
    def columns(self) -> dict[str, object]:
        """The body as a duty or a sheet stores it."""
        return {"body": self.kind, "department_id": self.department_id}


TEAM = Body(BodyKind.TEAM, None, BodyKind.TEAM.label)
OFFICE = Body(BodyKind.OFFICE, None, BodyKind.OFFICE.label)
OWN_NAMES: Mapping[str, Body] = {"考核组": TEAM, "文明办": OFFICE, "县文明办": OFFICE}


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies behind the names of one year. `by_body` False: the team scores everything."""

    found: Mapping[str, Body]
    by_body: bool = True

    def of(self, item: Item) -> tuple[Body, ...]:
        """Who scores the item, the lead first; a name that means nobody yet is left out."""
        if not self.by_body or not item.scored_by:
            return (TEAM,)
        named = (self.found.get(name) for name in item.scored_by)
        return tuple(dict.fromkeys(body for body in named if body is not None))

    def lead(self, item: Item, released: Container[Body] = ()) -> Body:
        """Who explains a spread: the first that is named, known and not released; else the team."""
        return next((body for body in self.of(item) if body not in released), TEAM)

    def is_tested(self, item: Item) -> bool:
        """Whether a test of the team answers the item, for all its scorers alike."""
        return is_quiz_item(item) and TEAM in self.of(item)

    def items_of(self, body: Body, items: Iterable[Item]) -> list[Item]:
        """What the body's people answer: its items, without those that a test answers."""
        return [item for item in items if body in self.of(item) and not self.is_tested(item)]

    def unknown(self, items: Iterable[Item]) -> list[str]:
        """The names that mean nobody yet, in the order of the rubric."""
        if not self.by_body:
            return []
        named = (name for item in items for name in item.scored_by)
        return [name for name in dict.fromkeys(named) if name not in self.found]

    def owing(self, items: Iterable[Item]) -> list[Body]:
        """The departments, and the office, that have something to score among the items."""
        found = (body for item in items for body in self.of(item) if not self.is_tested(item))
        return [body for body in dict.fromkeys(found) if body != TEAM]


ALL_BY_TEAM = Bodies({}, by_body=False)


def names_in(spec: RubricSpec) -> list[str]:
    """The departments that a rubric names, in its own words and order."""
    named = (name for item in spec.items for name in item.scored_by)
    return [name for name in dict.fromkeys(named) if name not in OWN_NAMES]


def bodies_of(assessment: Assessment) -> Bodies:
    """The bodies of the unit's rubric. One query, none where it names no department."""
    return bodies_in(assessment.cycle, names_in(assessment.rubric.spec))


def bodies_in(cycle: Cycle, names: Iterable[str]) -> Bodies:
    """Whom these names mean in that year. One query, none without names."""
    if not cycle.scores_by_body:
        return ALL_BY_TEAM
    if not (names := list(names)):
        return Bodies(OWN_NAMES)
    rows = BodyMatch.objects.filter(cycle=cycle, name__in=names).select_related("department")
    known = {row.name: body for row in rows if (body := body_of_match(row)) is not None}
    return Bodies({**known, **OWN_NAMES})


def body_of_match(match: BodyMatch) -> Body | None:
    if match.department is not None:
        return Body(BodyKind.DEPARTMENT, match.department_id, match.department.name)
    return {BodyKind.TEAM.value: TEAM, BodyKind.OFFICE.value: OFFICE}.get(match.kind)


def applicable(assessment: Assessment) -> tuple[Item, ...]:
    return applicable_items(assessment.rubric.spec, assessment.applicant)


def departments_called(names: Iterable[str]) -> dict[str, Department]:
    """The departments in use that these names mean: 教育局 is 县教育局 too. One query."""
    wanted = {name: {name_key(name), name_key(f"县{name}")} for name in names}
    keys = set().union(*wanted.values()) if wanted else set()
    rows = Department.objects.active().filter(name_key__in=keys) if keys else ()
    by_key = {row.name_key: row for row in rows}
    found = {}
    for name in wanted:
        row = by_key.get(name_key(name)) or by_key.get(name_key(f"县{name}"))
        if row is not None:
            found[name] = row
    return found
