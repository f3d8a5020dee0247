"""What happens on the total: bonuses, deductions, vetoes."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assessments.scoring.numbers import exact_sum, parse_number, plain
from assessments.scoring.problems import AnswerError
from assessments.scoring.rules import Answer
from assessments.scoring.rules.base import check_keys, read_count, read_number
from assessments.scoring.tree import Bonus, Deduction, RubricSpec, Veto

ZERO = Fraction(0)
# By 编号: one answer, or a tuple with one for each event that was recorded.
Deductions = Mapping[str, Answer | tuple[Answer, ...] | None]
DEDUCTION_WORD = "扣分"


@dataclass(frozen=True, slots=True)
class BonusLine:
    """One bonus that was answered; `counted` is false where its family has a higher one."""

    bonus: Bonus
    value: Fraction
    counted: bool
    text: str


@dataclass(frozen=True, slots=True)
class DeductionLine:
    """One deduction that was answered, as a positive figure."""

    deduction: Deduction
    value: Fraction
    text: str


def bonus_lines(spec: RubricSpec, answers: Mapping[str, Answer | None]) -> tuple[BonusLine, ...]:
    """Every answered bonus in the order of the rubric; of one family only the highest counts.

    Where two are equally high the first one counts.
    """
    refuse_unknown(answers, [bonus.code for bonus in spec.bonuses], "加分项")
    lines = []
    for bonus in spec.bonuses:
        answer = answers.get(bonus.code)
        if answer is not None:
            outcome = bonus.rule.score(bonus.clean(answer))
            lines.append(BonusLine(bonus, outcome.value, True, outcome.text))
    highest: dict[str, BonusLine] = {}
    for line in lines:
        best = highest.get(line.bonus.family)
        if best is None or line.value > best.value:
            highest[line.bonus.family] = line
    return tuple(
        replace(line, counted=not line.bonus.family or highest[line.bonus.family] is line)
        for line in lines
    )


def bonus_total(spec: RubricSpec, lines: Iterable[BonusLine]) -> Fraction:
    """The bonuses that count, up to 加分封顶."""
    total = sum((line.value for line in lines if line.counted), ZERO)
    return total if spec.bonus_cap is None else min(total, spec.bonus_cap)


def deduction_lines(spec: RubricSpec, answers: Deductions) -> tuple[DeductionLine, ...]:
    """Every answered deduction in the order of the rubric; several answers of one are one line."""
    refuse_unknown(answers, [deduction.code for deduction in spec.deductions], "扣分项")
    return tuple(
        score_events(deduction, answer if isinstance(answer, tuple) else (answer,))
        for deduction in spec.deductions
        if (answer := answers.get(deduction.code)) is not None and answer != ()
    )


def score_events(deduction: Deduction, answers: Sequence[Answer]) -> DeductionLine:
    """What one deduction takes off for events that were recorded one by one.

    Each is doubled by itself where it was concealed. 一次 then counts the dearest of them, 平均
    the mean over all single amounts, anything else their sum: one answer that says the same at
    once gives the same figure.
    """
    lines = [score_deduction(deduction, answer) for answer in answers]
    if len(lines) == 1:
        return lines[0]
    told = "；".join(line.text for line in lines)
    if deduction.is_once and deduction.each is not None:
        value, how = max(line.value for line in lines), "只扣一次"
    elif deduction.is_averaged:
        weights = [_events_in(deduction, answer) for answer in answers]
        taken = [line.value * weight for line, weight in zip(lines, weights, strict=True)]
        value, how = exact_sum(taken) / max(1, sum(weights)), "按次取平均"
    else:
        value, how = exact_sum(line.value for line in lines), "合计"
    return DeductionLine(deduction, value, f"{told}；{how}，扣 {plain(value)}")


def _events_in(deduction: Deduction, answer: Answer) -> int:
    cleaned = clean_deduction(deduction, answer)
    return len(cleaned["values"]) if deduction.each is None else int(cleaned["count"])


def clean_deduction(deduction: Deduction, answer: Answer) -> dict[str, Any]:
    """The canonical answer: `count` where the rubric sets 每次, `values` where it does not.

    AnswerError names the deduction.
    """
    try:
        return _clean(deduction, answer)
    except AnswerError as error:
        raise error.naming(deduction.code, deduction.title, DEDUCTION_WORD) from None


def score_deduction(deduction: Deduction, answer: Answer) -> DeductionLine:
    """What one deduction takes off.

    一次 limits the count to one and says nothing about values, which are single amounts already.
    With 平均 several equal events (a count) have the mean 每次.
    """
    cleaned = clean_deduction(deduction, answer)
    if deduction.each is not None:
        value, text = _by_count(deduction, deduction.each, cleaned["count"])
    else:
        value, text = _by_values(deduction, cleaned["values"])
    if cleaned["concealed"] and deduction.is_doubled:
        value, text = value * 2, f"{text}，瞒报加倍，扣 {plain(value * 2)}"
    return DeductionLine(deduction, value, text)


def confirmed_vetoes(spec: RubricSpec, codes: Sequence[str]) -> tuple[Veto, ...]:
    """The vetoes with these 编号, in the order of the rubric."""
    refuse_unknown(codes, [veto.code for veto in spec.vetoes], "否决项")
    return tuple(veto for veto in spec.vetoes if veto.code in codes)


def refuse_unknown(given: Iterable[str], known: Container[str], kind: str) -> None:
    for code in given:
        if code not in known:
            raise AnswerError(f"细则中没有这个{kind}", code=str(code))


def _clean(deduction: Deduction, answer: Answer) -> dict[str, Any]:
    key = "values" if deduction.each is None else "count"
    check_keys(answer, (key,), ("concealed",))
    concealed = answer.get("concealed") or False
    if not isinstance(concealed, bool):
        raise AnswerError("瞒报应填 true 或 false")
    if key == "count":
        return {"count": read_count(answer["count"], "次数"), "concealed": concealed}
    values = answer["values"]
    if not isinstance(values, list | tuple) or len(values) > 1000:
        raise AnswerError("各次扣分应逐项列出，最多 1000 项")
    amounts = [
        plain(read_number(value, f"第 {place} 次扣分")) for place, value in enumerate(values, 1)
    ]
    return {"values": amounts, "concealed": concealed}


def _by_count(deduction: Deduction, each: Fraction, count: int) -> tuple[Fraction, str]:
    text = f"每次扣 {plain(each)}，{count} 次"
    if count > 1 and (deduction.is_once or deduction.is_averaged):
        return each, f"{text}，{'只扣一次' if deduction.is_once else '取平均'}，扣 {plain(each)}"
    return each * count, f"{text}，扣 {plain(each * count)}"


def _by_values(deduction: Deduction, amounts: Sequence[str]) -> tuple[Fraction, str]:
    total = exact_sum(map(parse_number, amounts))
    if not amounts:
        return ZERO, "没有扣分"
    if deduction.is_averaged:
        mean = total / len(amounts)
        return mean, f"（{' + '.join(amounts)}）÷ {len(amounts)}，扣 {plain(mean)}"
    return total, f"{' + '.join(amounts)}，扣 {plain(total)}"
