"""A rubric as one JSON-able document, stored when it is issued and never changed after.

Columns stand in it in their canonical text, so a template can print them and a reader in ten years
needs no program to understand it; `from_document` parses them again and gives an equal rubric.
"""

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from assessments.scoring import language
from assessments.scoring.numbers import parse_number, percent, plain
from assessments.scoring.problems import SpecError
from assessments.scoring.rules import Rule, parse_rule
from assessments.scoring.tree import (
    Bonus,
    Deduction,
    Grade,
    Group,
    Item,
    Node,
    RubricSpec,
    Veto,
)
from assessments.scoring.words import NotApplicable, ScoringRule

FORMAT = 1


def to_document(spec: RubricSpec) -> dict[str, Any]:
    """The rubric as dicts, lists, strings, booleans and whole numbers."""
    return {
        "format": FORMAT,
        "name": spec.name,
        "year": spec.year,
        "types": list(spec.types),
        "full": plain(spec.full),
        "bases": language.format_bases(spec.bases),
        "bonus_cap": _figure(spec.bonus_cap),
        "is_bonus_inside": spec.is_bonus_inside,
        "not_applicable": spec.not_applicable.value,
        "self_gate": _figure(spec.self_gate),
        "pass_line": _figure(spec.pass_line),
        "nodes": [_node_document(node) for node in spec.nodes],
        "bonuses": [
            _rule_document(bonus.rule)
            | {"code": bonus.code, "title": bonus.title, "family": bonus.family, "id": bonus.id}
            for bonus in spec.bonuses
        ],
        "deductions": [
            _plain_document(one) | {"each": _figure(one.each)} for one in spec.deductions
        ],
        "vetoes": [_plain_document(veto) for veto in spec.vetoes],
        "grades": [
            {
                "name": grade.name,
                "lower": _figure(grade.lower),
                "quota": None if grade.quota is None else percent(grade.quota),
            }
            for grade in spec.grades
        ],
    }


def from_document(document: Mapping[str, Any]) -> RubricSpec:
    """The rubric of a document; SpecError or KeyError where it is not one of `to_document`."""
    if document.get("format") != FORMAT:
        raise SpecError.of("format", f"细则文档的格式应为 {FORMAT}，实为 {document.get('format')}")
    return RubricSpec(
        name=document["name"],
        year=document["year"],
        types=tuple(document["types"]),
        full=parse_number(document["full"]),
        bases=language.parse_bases(document["bases"]),
        bonus_cap=_read_figure(document["bonus_cap"]),
        is_bonus_inside=document["is_bonus_inside"],
        not_applicable=NotApplicable(document["not_applicable"]),
        self_gate=_read_figure(document["self_gate"]),
        pass_line=_read_figure(document["pass_line"]),
        nodes=tuple(_read_node(node) for node in document["nodes"]),
        bonuses=tuple(_read_bonus(bonus) for bonus in document["bonuses"]),
        deductions=tuple(
            Deduction(**{**one, "each": _read_figure(one["each"])})
            for one in document["deductions"]
        ),
        vetoes=tuple(Veto(**veto) for veto in document["vetoes"]),
        grades=tuple(_read_grade(grade) for grade in document["grades"]),
    )


def _node_document(node: Node) -> dict[str, Any]:
    columns = {
        "id": node.id,
        "code": node.code,
        "title": node.title,
        "standard": node.standard,
        "methods": list(node.methods),
        "scored_by": list(node.scored_by),
        "condition": language.format_condition(node.condition),
        "exemption": language.format_exemption(node.exemption),
        "evidence": language.format_evidence(node.evidence),
        "window": language.format_window(node.window),
    }
    if isinstance(node, Item):
        return columns | _rule_document(node.rule)
    return columns | {
        "points": plain(node.points),
        "weight": language.format_weight(node.weight),
        "children": [_node_document(child) for child in node.children],
    }


def _read_node(document: Mapping[str, Any]) -> Node:
    columns: dict[str, Any] = {
        "id": document["id"],
        "code": document["code"],
        "title": document["title"],
        "standard": document["standard"],
        "methods": tuple(document["methods"]),
        "scored_by": tuple(document["scored_by"]),
        "condition": language.parse_condition(document["condition"]),
        "exemption": language.parse_exemption(document["exemption"]),
        "evidence": language.parse_evidence(document["evidence"]),
        "window": language.parse_window(document["window"]),
    }
    if "rule" in document:
        return Item(rule=_read_rule(document), **columns)
    return Group(
        points=parse_number(document["points"]),
        weight=language.parse_weight(document["weight"]),
        children=tuple(_read_node(child) for child in document["children"]),
        **columns,
    )


def _rule_document(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.kind.value,
        "parameters": rule.parameters,
        "points": plain(rule.points),
    }


def _read_rule(document: Mapping[str, Any]) -> Rule:
    points = parse_number(document["points"])
    return parse_rule(ScoringRule(document["rule"]), document["parameters"], points)


def _read_bonus(document: Mapping[str, Any]) -> Bonus:
    return Bonus(
        code=document["code"],
        title=document["title"],
        rule=_read_rule(document),
        family=document["family"],
        id=document["id"],
    )


def _read_grade(document: Mapping[str, Any]) -> Grade:
    quota = document["quota"]
    return Grade(
        name=document["name"],
        lower=_read_figure(document["lower"]),
        quota=None if quota is None else parse_number(quota.removesuffix("%")) / 100,
    )


def _plain_document(row: Deduction | Veto) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else plain(value)


def _read_figure(text: str | None) -> Fraction | None:
    return None if text is None else parse_number(text)
