"""试算: score one imagined unit from a JSON answers file. The form of both ends is fixed.

Every fault of the answers is reported at once, as sheet "answers" with the 编号 (or the part of the
file) as its row. Stored answers and answers from forms never come this way.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from assessments.scoring.applicability import Applicant, State, concerns_of
from assessments.scoring.compute import tally
from assessments.scoring.extras import clean_deduction
from assessments.scoring.nodes import ScorerAnswer
from assessments.scoring.numbers import plain
from assessments.scoring.problems import AnswerError, AnswersError, Problem
from assessments.scoring.result import Tally
from assessments.scoring.rules import Answer
from assessments.scoring.tree import Item, RubricSpec

SHEET = "answers"
LONGEST_TEXT = 5_000_000
DEEPEST = 12
SCORED_PARTS = ("answers", "bonus", "deductions")
PARTS = ("unit", *SCORED_PARTS, "vetoes")
UNIT_KEYS = ("type", "attributes", "exemptions", "status")


def load_answers(text: str) -> Mapping[str, Any]:
    """The answers file as a mapping, with every number as its own text.

    Numbers stay text because they are read as decimals: 0.1 must not become a float on the way.
    AnswersError where the text is not one JSON object, repeats a key, holds NaN, lone surrogates or
    control characters, or nests deeper than any answer does.
    """
    if len(text) > LONGEST_TEXT:
        raise _refusal("文件过大")
    if _depth(text) > DEEPEST:
        raise _refusal("括号嵌套过深")
    try:
        loaded = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=str,
            parse_int=str,
        )
    except json.JSONDecodeError as error:
        raise _refusal(f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列）") from None
    if not isinstance(loaded, dict):
        raise _refusal("最外层应为 JSON 对象 {…}")
    _refuse_bad_text(loaded)
    return loaded


@dataclass(frozen=True, slots=True)
class Trial:
    """What a set of answers makes, with all that is wrong with it.

    `tally` is of the answers that can be taken: an item whose answer is refused counts as
    unanswered. `refused` says why, for the field: part ("answers", "bonus", "deductions") → 编号.
    """

    tally: Tally
    refused: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]


def run_trial(spec: RubricSpec, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Score the answers under a rubric; the stable JSON object, or AnswersError with every fault.

    An answer for an item that does not apply is not looked at, only warned about.
    """
    trial = try_answers(spec, answers)
    if trial.problems:
        raise AnswersError(trial.problems)
    return trial_output(trial.tally)


def try_answers(spec: RubricSpec, answers: Mapping[str, Any]) -> Trial:
    """Score what can be scored of the answers. Never raises, whatever they hold."""
    problems: list[Problem] = []
    applicant = _applicant(answers, problems)
    parts = {name: _part(answers, name, problems) for name in SCORED_PARTS}
    vetoes = _texts(answers, "vetoes", "vetoes", problems)
    for name in answers:
        if name not in PARTS:
            problems.append(_problem(name, f"不认识的部分“{name}”，应为：{'、'.join(PARTS)}"))
    sieve = Sieve(problems, {})
    given = sieve.items(spec, applicant, parts["answers"])
    bonuses = {one.code: one.clean for one in spec.bonuses}
    bonus = sieve.kept("bonus", bonuses, parts["bonus"], "加分项")
    takers = {one.code: partial(clean_deduction, one) for one in spec.deductions}
    deductions = sieve.kept("deductions", takers, parts["deductions"], "扣分项")
    known = {veto.code for veto in spec.vetoes}
    problems += [
        _problem(code, f"细则中没有编号为“{code}”的否决项") for code in vetoes if code not in known
    ]
    result = tally(
        spec,
        applicant,
        {code: [ScorerAnswer("", answer)] for code, answer in given.items()},
        bonus=bonus,
        deductions=deductions,
        vetoes=[code for code in vetoes if code in known],
    )
    return Trial(result, sieve.refused, tuple(problems))


def trial_output(result: Tally) -> dict[str, Any]:
    """The stable JSON object of a result: figures as text, only `total` with trailing zeros."""
    return {
        "complete": result.complete,
        "missing": list(result.missing),
        "total": None if result.total is None else str(result.total),
        "exact": None if result.exact is None else plain(result.exact),
        "base": plain(result.base),
        "bonus": plain(result.bonus),
        "deductions": plain(result.deductions),
        "passed": result.passed,
        "vetoed": result.vetoed,
        "grade": result.grade,
        "nodes": {
            code: plain(score.contribution)
            for code, score in result.nodes.items()
            if score.contribution is not None
        },
        "warnings": list(result.warnings),
        "trail": list(result.trail),
    }


def _applicant(answers: Mapping[str, Any], problems: list[Problem]) -> Applicant:
    unit = _part(answers, "unit", problems)
    for name in unit:
        if name not in UNIT_KEYS:
            problems.append(
                _problem("unit", f"不认识的单位信息“{name}”，应为：{'、'.join(UNIT_KEYS)}")
            )
    words = {}
    for name in ("type", "status"):
        words[name] = unit.get(name) or ""
        if not isinstance(words[name], str):
            problems.append(_problem("unit", f"单位的“{name}”应为文字"))
    return Applicant(
        type=words["type"],
        attributes=frozenset(_texts(unit, "attributes", "unit", problems)),
        exemptions=frozenset(_texts(unit, "exemptions", "unit", problems)),
        status=words["status"],
    )


def _part(answers: Mapping[str, Any], name: str, problems: list[Problem]) -> Mapping[str, Any]:
    part = answers.get(name)
    if part is None:
        return {}
    if not isinstance(part, Mapping):
        problems.append(_problem(name, f"“{name}”应为 JSON 对象 {{…}}"))
        return {}
    return part


def _texts(
    part: Mapping[str, Any], name: str, row: str, problems: list[Problem]
) -> tuple[str, ...]:
    texts = part.get(name)
    if texts is None:
        return ()
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        problems.append(_problem(row, f'“{name}”应为文字的列表，如 ["有窗口"]'))
        return ()
    return tuple(texts)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Lets through the answers that can be taken, and keeps what is wrong with the others."""

    problems: list[Problem]
    refused: dict[str, dict[str, str]]

    def items(
        self, spec: RubricSpec, applicant: Applicant, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """An answer for an item that does not apply passes unseen; the result warns of it."""
        concerns = concerns_of(spec, applicant)
        takers: dict[str, Callable[[Answer], object]] = {}
        passed: dict[str, Any] = {}
        for code, answer in given.items():
            node = spec.by_code.get(code)
            if node is not None and not isinstance(node, Item):
                told = f"{node.label} 是分组，由下级项目得分，不能直接作答"
                self.problems.append(_problem(code, told))
            elif node is not None and concerns[code].state is State.SCORED:
                takers[code] = node.clean
            elif node is not None:
                passed[code] = answer
        looked_at = {
            code: answer for code, answer in given.items() if code in takers or code not in concerns
        }
        return passed | self.kept("answers", takers, looked_at, "项目")

    def kept(
        self,
        part: str,
        takers: Mapping[str, Callable[[Answer], object]],
        given: Mapping[str, Any],
        kind: str,
    ) -> dict[str, Any]:
        """The answers of one part that their takers accept."""
        kept = {}
        for code, answer in given.items():
            if code not in takers:
                self.problems.append(_problem(code, f"细则中没有编号为“{code}”的{kind}"))
                continue
            try:
                if answer is not None:
                    takers[code](answer)
                kept[code] = answer
            except AnswerError as error:
                self.problems.append(_problem(code, f"{error}。"))
                self.refused.setdefault(part, {})[code] = error.detail
        return kept


def _problem(row: str, message: str) -> Problem:
    return Problem("", message, SHEET, row, row)


def _refusal(message: str) -> AnswersError:
    return AnswersError([_problem("", f"答案文件：{message}。")])


def _depth(text: str) -> int:
    """The deepest nesting of brackets, an upper bound that also counts those inside strings."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice, _ = counts.most_common(1)[0]
        raise _refusal(f"“{twice}”出现了两次，只能出现一次")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _refusal(f"{name} 不是数字")


def _refuse_bad_text(value: object) -> None:
    if isinstance(value, str):
        if any(ord(character) < 0x20 or 0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise _refusal("含有无法保存的字符")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_bad_text(key)
            _refuse_bad_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_bad_text(inner)
