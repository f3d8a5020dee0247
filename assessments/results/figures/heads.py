"""大项 and 项目: which points the assessed units had, and which they lost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.models import Assessment, Rubric
from assessments.results.figures.base import Asked, Family, Figure, Measured, Section, Shown
from assessments.scoring import two_places

# Rubric version → the node's 编号 and what it is worth, as exact text.
Places = Mapping[int, tuple[str, str]]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Node:
    """One head of all types, or one item of one type (`unit_type`), wherever rubrics have it."""

    name: str
    title: str
    unit_type: str
    places: Places


def nodes_of(rubrics: Iterable["Used"]) -> list[Node]:
    """Heads by title, then items by type; only of rubrics by which somebody has been scored."""
    heads: dict[str, dict[int, tuple[str, str]]] = {}
    items: dict[tuple[str, str, str], dict[int, tuple[str, str]]] = {}
    for used in rubrics:
        for head in used.nodes:
            place = heads.setdefault(head["title"], {})
            place[used.rubric_id] = (head["code"], head["points"])
            for item in _leaves(head):
                key = used.unit_type, item["code"], f"{used.type_name}“{item['title']}”"
                items.setdefault(key, {})[used.rubric_id] = (item["code"], item["points"])
    found = [
        Node(f"head_{number}", title, "", places)
        for number, (title, places) in enumerate(heads.items(), start=1)
    ]
    for (kind, code, title), places in items.items():
        name = f"item_{kind}_{code.replace('.', '_')}"
        taken = sum(node.name.startswith(name) for node in found if node.unit_type == kind)
        found.append(Node(f"{name}_v{taken + 1}" if taken else name, title, kind, places))
    return found


def _leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    children = node.get("children") or ()
    for child in children:
        yield from _leaves(child)
    if not children:
        yield node


@dataclass(frozen=True, slots=True)
class Used:
    """A rubric version by which units of one type are assessed, `scored` of them to a total."""

    rubric_id: int
    unit_type: str
    type_name: str
    scored: int
    nodes: Sequence[Mapping[str, Any]] = ()


def rubrics_of(year: int) -> list[Used]:
    """What the year's units are assessed by, by type. Two queries."""
    used = (
        Assessment.objects.filter(cycle__year=year)
        .order_by("unit_type__position", "unit_type", "rubric")
        .values_list("rubric", "unit_type", "unit_type__name")
        .annotate(scored=Count("total"))
    )
    found = [Used(*row) for row in used]
    ids = {each.rubric_id for each in found if each.scored}
    nodes = dict(Rubric.objects.filter(pk__in=ids).values_list("pk", "frozen__nodes"))
    return [replace(each, nodes=nodes.get(each.rubric_id, ())) for each in found]


def _scored(asked: Asked) -> "QuerySet[Any]":
    return Assessment.objects.filter(cycle__year=asked.year, total__isnull=False)


def earned(row: Any, places: Places) -> Fraction | None:
    """What a unit has under the node; None where its rubric has no such node."""
    return _earned(row.rubric_id, row.breakdown, places)


def _earned(rubric_id: int, breakdown: Any, places: Places) -> Fraction | None:
    code, _ = places.get(rubric_id, ("", ""))
    text = (breakdown or {}).get("nodes", {}).get(code)
    return Fraction(text) if text else None


def lost(row: Any, places: Places) -> Fraction | None:
    return _lost(row.rubric_id, row.breakdown, places)


def _lost(rubric_id: int, breakdown: Any, places: Places) -> Fraction | None:
    got = _earned(rubric_id, breakdown, places)
    return None if got is None else Fraction(places[rubric_id][1]) - got


def _measure(asked: Asked, figures: Sequence[Figure]) -> dict[str, Measured]:
    """All heads and items in one query over the stored breakdowns; fractions, rounded once."""
    rows = list(_scored(asked).order_by("pk").values_list("rubric_id", "unit_type", "breakdown"))
    return {figure.name: _added(figure, rows) for figure in figures}


def _added(figure: Figure, rows: Iterable[tuple[int, str, Any]]) -> Measured:
    node: Node = figure.about
    own = [row for row in rows if row[0] in node.places and row[1].startswith(node.unit_type)]
    if not own:
        return Measured(None, 0)
    found = (_lost(rubric, breakdown, node.places) for rubric, _, breakdown in own)
    total = sum((points for points in found if points is not None), ZERO)
    return Measured(two_places(total), len(own))


COLUMNS = (
    Shown("单位", lambda row: row.unit.name, width=26),
    Shown("类型", lambda row: row.unit_type.name, width=12),
    Shown("总分", lambda row: row.total, "points2", 10),
)
HEADS = Family(
    _scored,
    ("unit_type__position", "unit_type", "unit__name", "pk"),
    COLUMNS,
    ("unit", "unit_type"),
    measure=_measure,
)


def figures(nodes: Iterable[Node]) -> Iterator[Figure]:
    for node in nodes:
        yield _lost_figure(node)


def _lost_figure(node: Node) -> Figure:
    where = Q(rubric__in=sorted(node.places))
    what = f"“{node.title}”大项"
    if node.unit_type:
        where &= Q(unit_type=node.unit_type)
        what = f"{node.title}一项"
    places = node.places
    return Figure(
        f"lost_{node.name}", f"{what}失分",
        f"本年度已算出总分的参评单位在{what}上失去的分数之和，即细则分值减实得分；"
        "没有算出总分的单位和细则里没有这一项的单位不计，保留两位小数。",
        "分", Section.ASSESSMENT, HEADS, where=where, places=2,
        added=Shown("失分", lambda row: lost(row, places), "points2", 10),
        about=node, is_fine=bool(node.unit_type),
    )  # fmt: skip
