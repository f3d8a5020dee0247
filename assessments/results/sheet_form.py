"""The scoring form: per item what the scorer needs beside the answer, loaded at once for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Evidence, Mark, MarkPhoto, SelfMark
from assessments.results.answers import answer_in_words, mark_in_words
from assessments.results.field import QuizRow
from assessments.results.rectifications import Mended, earlier_of
from assessments.results.sheets import Line, head_code
from assessments.roles import FieldStatus
from assessments.scoring import Item, ScoringRule


@dataclass(frozen=True, slots=True)
class Own:
    """What the unit says of an item itself: its answer in words, its statement, its evidence."""

    words: str
    statement: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the marks of one sheet, by indicator id; `last` and `earlier` by 编号."""

    own: Mapping[int, Own]
    last: Mapping[str, str]
    photos: Mapping[int, Sequence[MarkPhoto]]
    last_year: int
    earlier: Mapping[str, Sequence[Mended]]
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One item in the list to jump to: where it is and what it still wants, in a word."""

    code: str
    title: str
    head: str
    mark_id: int
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Head:
    """One 大项: a page of the form."""

    code: str
    title: str
    steps: tuple[Step, ...]
    quizzes: tuple[QuizRow, ...]
    is_current: bool


def step_of(line: Line) -> Step:
    """What the jump list says of an item."""
    state, kind = f"{line.earned} / {line.full}", "green"
    if line.outcome is None:
        state, kind = "未评", "grey"
    elif line.needs_reason:
        state, kind = "缺理由", "amber"
    return Step(line.code, line.item.title, head_code(line.code), line.mark.pk, state, kind)


def heads_of(
    assessment: Assessment, lines: Iterable[Line], quizzes: Iterable[QuizRow], current: str
) -> list[Head]:
    """The pages of the form, those without anything to score left out."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for line in lines:
        steps[head_code(line.code)].append(step_of(line))
    tests: dict[str, list[QuizRow]] = defaultdict(list)
    for row in quizzes:
        tests[head_code(row.item.code)].append(row)
    return [
        Head(
            node.code,
            node.title,
            tuple(steps[node.code]),
            tuple(tests[node.code]),
            node.code == current,
        )
        for node in assessment.rubric.spec.nodes
        if steps[node.code] or tests[node.code]
    ]


def beside(assessment: Assessment, sheet_id: int, items: Iterable[Item]) -> Beside:
    """What stands beside the items of a page. Five queries, whatever their number."""
    known = {item.id: item for item in items}
    marks = list(
        SelfMark.objects.filter(report__assessment=assessment).values_list(
            "pk", "indicator_id", "answer", "statement", "report__submitted_at"
        )
    )
    is_reported = any(submitted_at for *_, submitted_at in marks)
    # What the unit has not handed in yet is its own business.
    evidence = _evidence(assessment) if is_reported else {}
    return Beside(
        own={
            item_id: own_of(known[item_id], answer, statement, evidence.get(pk, ()))
            for pk, item_id, answer, statement, _ in marks
            if is_reported and item_id in known
        },
        last=last_marks(assessment),
        photos=_photos(sheet_id),
        last_year=assessment.cycle.year - 1,
        earlier=earlier_of(assessment, timezone.localdate()),
        is_reported=is_reported,
    )


def own_of(
    item: Item, answer: Mapping[str, Any] | None, statement: str, evidence: Sequence[Evidence]
) -> Own:
    """What the unit says of an item, in words."""
    points, _ = mark_in_words(item, answer)
    words = f"{points} 分" if points else "未填"
    if points and item.rule.kind is not ScoringRule.DISCRETION:
        words = f"{answer_in_words(item, answer)}（{words}）"
    return Own(words, statement, tuple(evidence))


def _evidence(assessment: Assessment) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    links = Evidence.marks.through.objects.filter(evidence__assessment=assessment)
    for link in links.select_related("evidence__file", "evidence__activity").order_by(
        "evidence_id"
    ):
        found[link.selfmark_id].append(link.evidence)
    return found


def _photos(sheet_id: int) -> dict[int, list[MarkPhoto]]:
    found: dict[int, list[MarkPhoto]] = defaultdict(list)
    for photo in MarkPhoto.objects.filter(mark__sheet=sheet_id).select_related("file"):
        found[photo.mark_id].append(photo)
    return found


def photos_of(mark: Mark) -> list[MarkPhoto]:
    return list(mark.photos.select_related("file"))


def last_marks(assessment: Assessment) -> dict[str, str]:
    """What each item got in the year before, by 编号; only items of the same name. One query."""
    last = (
        Assessment.objects.filter(
            unit=assessment.unit_id,
            cycle__year=assessment.cycle.year - 1,
            field_status=FieldStatus.CONFIRMED,
        )
        .values_list("breakdown", "rubric__frozen")
        .first()
    )
    if last is None:
        return {}
    breakdown, document = last
    before = _titles(document["nodes"] if document else [])
    points: dict[str, str] = (breakdown or {}).get("nodes", {})
    same = {item.code: item.title for item in assessment.rubric.spec.items}
    return {code: text for code, text in points.items() if before.get(code, "") == same.get(code)}


def _titles(nodes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """编号 → name of every node of a frozen document, read without building the engine's tree."""
    found = {}
    for node in nodes:
        found[node["code"]] = node["title"]
        found |= _titles(node.get("children", ()))
    return found
