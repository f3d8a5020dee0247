"""The trial page: an imagined unit, its answers, and all that they make."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from assessments.forms.answers import Fields
from assessments.forms.trial import ANSWERS, BONUS, DEDUCTIONS, Sent, fields_of, read_trial
from assessments.forms.trial_rows import Head, Made, Row, Rows, key_of
from assessments.scoring import (
    Applicant,
    RubricSpec,
    Tally,
    Veto,
    full_marks,
    may_apply,
    percent,
    plain,
    try_answers,
)

ANSWER_PARTS = (ANSWERS, BONUS, DEDUCTIONS)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen of the imagined unit."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A row that something is said about."""

    key: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class HeadMade:
    """What one 大项 has of its points; `width` and `length` are for its bar."""

    key: str
    label: str
    got: str
    full: str
    weight: str
    width: str
    length: str


class Trial:
    """One trial, from what the page sent. Everything else is worked out when it is asked for."""

    def __init__(self, spec: RubricSpec, fields: Fields, notes: Sequence[str] = ()) -> None:
        self.spec = spec
        self.sent: Sent = read_trial(spec, fields)
        self.notes = [*notes, *self.sent.left]
        found = try_answers(spec, self.sent.answers)
        self.tally: Tally = found.tally
        self.refused = {
            part: {**found.refused.get(part, {}), **self.sent.refused.get(part, {})}
            for part in ANSWER_PARTS
        }
        self.made = Made(self.tally, self.refused)

    # What the result says

    @property
    def faults(self) -> list[Place]:
        """The rows whose answers are refused, in the order of the page."""
        labels = {code: node.label for code, node in self.spec.by_code.items()}
        labels |= {one.code: f"{one.code} {one.title}" for one in self.spec.bonuses}
        labels |= {one.code: f"{one.code} {one.title}" for one in self.spec.deductions}
        return [
            Place(key_of(part, code), labels[code], why)
            for part in ANSWER_PARTS
            for code, why in self.refused[part].items()
            if code in labels
        ]

    @property
    def missing(self) -> list[Place]:
        """The items without an answer, refused ones apart."""
        return [
            Place(key_of(ANSWERS, code), self.spec.node(code).label)
            for code in self.tally.missing
            if code not in self.refused[ANSWERS]
        ]

    @property
    def heads_made(self) -> list[HeadMade]:
        return [
            HeadMade(
                key_of(ANSWERS, score.code),
                score.node.label,
                "–" if score.contribution is None else plain(score.contribution),
                plain(score.points),
                "" if score.weight is None else percent(score.weight),
                f"{float(score.contribution or 0):.4f}",
                f"{float(score.points):.4f}",
            )
            for score in self.tally.top
        ]

    @cached_property
    def figures(self) -> Mapping[str, str]:
        """The figures of the result as texts."""
        tally = self.tally
        return {
            "so_far": plain(tally.so_far),
            "exact": "" if tally.exact is None else plain(tally.exact),
            "base": plain(tally.base),
            "bonus": plain(tally.bonus),
            "deductions": plain(tally.deductions),
            "full": plain(self.spec.full + tally.shift),
            "pass_line": "" if self.spec.pass_line is None else plain(self.spec.pass_line),
            "self_gate": "" if self.spec.self_gate is None else plain(self.spec.self_gate),
        }

    @property
    def bonus_terms(self) -> str:
        """How far bonuses reach."""
        cap = self.spec.bonus_cap
        most = "" if cap is None else f"最多 {plain(cap)} 分，"
        return f"{most}{'计入满分以内' if self.spec.is_bonus_inside else '在总分之外'}"

    @property
    def may_apply(self) -> bool:
        return self.tally.exact is not None and may_apply(self.spec, self.tally.exact)

    @property
    def items(self) -> int:
        """How many items this unit has to answer."""
        return self.answered + len(self.tally.missing)

    @property
    def answered(self) -> int:
        return sum(score.answered for score in self.tally.nodes.values())

    @property
    def swapped(self) -> SafeString:
        return self.made.swapped()

    # What the form shows

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.spec, self.sent, dict(self.made.all()))

    def heads(self) -> list[Head]:
        return self.rows.heads()

    def bonuses(self) -> list[Row]:
        return self.rows.bonuses()

    def deductions(self) -> list[Row]:
        return self.rows.deductions()

    def vetoes(self) -> list[tuple[Veto, bool]]:
        return [(veto, veto.code in self.sent.vetoes) for veto in self.spec.vetoes]

    def types(self) -> list[Option]:
        return _options(self.spec.types, [self.sent.unit["type"]])

    def statuses(self) -> list[Option]:
        """The statuses that have a base of their own, with it."""
        bases = {name: f"{name}（基数 {plain(base)}）" for name, base in self.spec.bases}
        return _options(list(bases), [self.sent.unit["status"]], bases)

    def attributes(self) -> list[Option]:
        return _options(sorted(self.spec.asked_attributes), self.sent.unit["attributes"])

    def exemptions(self) -> list[Option]:
        return _options(sorted(self.spec.asked_honours), self.sent.unit["exemptions"])

    # What leaves the page

    def file(self) -> bytes:
        """The answers as the command reads them."""
        return json.dumps(self.sent.answers, ensure_ascii=False, indent=1).encode()


def fresh_fields(spec: RubricSpec) -> QueryDict:
    """An imagined unit of the first type and status, with nothing answered."""
    unit = {
        "type": next(iter(spec.types), ""),
        "status": next((name for name, _ in spec.bases), ""),
    }
    return fields_of({"unit": unit})


def started_fields(spec: RubricSpec, unit: Mapping[str, Any], *, is_full: bool) -> QueryDict:
    """The same unit with every item in full and no bonus or deduction; or with nothing."""
    applicant = Applicant(
        type=unit["type"],
        attributes=frozenset(unit["attributes"]),
        exemptions=frozenset(unit["exemptions"]),
        status=unit["status"],
    )
    answers = full_marks(spec, applicant) if is_full else {}
    return fields_of({"unit": unit, "answers": answers})


def _options(
    offered: Sequence[str], chosen: Sequence[str], labels: Mapping[str, str] | None = None
) -> list[Option]:
    """What the rubric asks for, and what was given besides."""
    names = dict.fromkeys([*offered, *(name for name in chosen if name)])
    return [Option(name, (labels or {}).get(name, name), name in chosen) for name in names]
