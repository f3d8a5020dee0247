"""The whole rubric from the rows of its workbook, and back.

Reading reports every problem of every sheet at once. Writing gives canonical text, so that
rows → spec → rows → spec is the same rubric and the second rows equal the first ones written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assessments.scoring import language
from assessments.scoring.build import MOST_POINTS, RowReader, build_tree
from assessments.scoring.checks import rubric_warnings
from assessments.scoring.numbers import NumberError, fold, parse_count, parse_number, percent, plain
from assessments.scoring.problems import Problem
from assessments.scoring.rows import (
    BONUS_SHEET,
    DEDUCTION_SHEET,
    GRADE_SHEET,
    ITEM_SHEET,
    SETTINGS,
    SETTINGS_SHEET,
    VETO_SHEET,
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    RubricRows,
    VetoRow,
)
from assessments.scoring.tree import (
    HUNDRED,
    Bonus,
    Deduction,
    Grade,
    Group,
    Node,
    RubricSpec,
    Veto,
)
from assessments.scoring.words import NotApplicable

INSIDE, OUTSIDE = "总分内", "总分外"
FIRST_YEAR, LAST_YEAR = 1949, 2200


@dataclass(frozen=True, slots=True)
class BuiltSpec:
    """`spec` is None where there is any error. Warnings never keep a rubric from being read."""

    spec: RubricSpec | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def build_spec(rows: RubricRows) -> BuiltSpec:
    """The rubric of a workbook, or every problem in it."""
    errors: list[Problem] = []
    settings = _read_settings(rows, errors)
    built = build_tree(rows.items)
    errors += built.errors
    bonuses = _read_all(BONUS_SHEET, rows.bonuses, _read_bonus, errors)
    deductions = _read_all(DEDUCTION_SHEET, rows.deductions, _read_deduction, errors)
    vetoes = _read_all(VETO_SHEET, rows.vetoes, _read_veto, errors)
    grades = _read_grades(rows.grades, errors)
    if errors:
        return BuiltSpec(None, tuple(errors), ())
    spec = RubricSpec(
        **settings,
        nodes=built.nodes,
        bonuses=bonuses,
        deductions=deductions,
        vetoes=vetoes,
        grades=grades,
    )
    places = {(ITEM_SHEET, fold(row.code)): row.row for row in rows.items}
    places |= {(BONUS_SHEET, fold(row.code)): row.row for row in rows.bonuses}
    places |= {(GRADE_SHEET, row.name.strip()): row.row for row in rows.grades}
    warnings = (
        replace(
            problem,
            row=places.get((problem.sheet, problem.code), rows.setting_rows.get(problem.column)),
        )
        for problem in rubric_warnings(spec)
    )
    return BuiltSpec(spec, (), tuple(warnings))


def to_rows(spec: RubricSpec) -> RubricRows:
    """The workbook of a rubric, in canonical text."""
    return RubricRows(
        settings=_settings_text(spec),
        items=tuple(_item_row(node) for _, node in spec.walk()),
        bonuses=tuple(
            BonusRow(
                code=bonus.code,
                title=bonus.title,
                points=plain(bonus.rule.points),
                rule=bonus.rule.kind.word,
                parameters=bonus.rule.parameters,
                family=bonus.family,
                id=bonus.id,
            )
            for bonus in spec.bonuses
        ),
        deductions=tuple(map(_deduction_row, spec.deductions)),
        vetoes=tuple(map(_veto_row, spec.vetoes)),
        grades=tuple(
            GradeRow(
                name=grade.name,
                lower=_figure(grade.lower),
                quota="" if grade.quota is None else percent(grade.quota),
            )
            for grade in spec.grades
        ),
    )


def _read_settings(rows: RubricRows, errors: list[Problem]) -> dict[str, Any]:
    """The arguments of RubricSpec that sheet 说明 gives."""
    texts = {name: text.strip() for name, text in rows.settings.items()}

    def read(name: str, parse: Callable[[str], Any], default: Any = None) -> Any:
        if not texts.get(name):
            return default
        value = RowReader(SETTINGS_SHEET, rows.setting_rows.get(name), "", errors).parse(
            parse, texts[name], name
        )
        return default if value is None else value

    for name in (name for name in texts if name not in SETTINGS):
        message = f"不认识的项目“{name}”，应为：{'、'.join(SETTINGS)}。"
        errors.append(Problem("项目", message, SETTINGS_SHEET, rows.setting_rows.get(name)))
    if not texts.get("名称"):
        errors.append(
            Problem("名称", "没有写细则名称。", SETTINGS_SHEET, rows.setting_rows.get("名称"))
        )
    return {
        "name": texts.get("名称", ""),
        "year": read("年度", _year),
        "types": read("适用类型", language.split_list, ()),
        "full": read("满分", _positive, HUNDRED),
        "bases": read("身份基数", language.parse_bases, ()),
        "bonus_cap": read("加分封顶", _amount),
        "is_bonus_inside": read("加分位置", _choice(OUTSIDE, INSIDE), False),
        "not_applicable": read("不适用处理", NotApplicable.from_word, NotApplicable.FULL),
        "self_gate": read("自评门槛", _amount),
        "pass_line": read("合格线", _amount),
    }


def _settings_text(spec: RubricSpec) -> dict[str, str]:
    return {
        "名称": spec.name,
        "年度": "" if spec.year is None else str(spec.year),
        "适用类型": language.format_list(spec.types),
        "满分": plain(spec.full),
        "身份基数": language.format_bases(spec.bases),
        "加分封顶": _figure(spec.bonus_cap),
        "加分位置": INSIDE if spec.is_bonus_inside else OUTSIDE,
        "不适用处理": spec.not_applicable.word,
        "自评门槛": _figure(spec.self_gate),
        "合格线": _figure(spec.pass_line),
    }


def _read_all(
    sheet: str,
    rows: Iterable[Any],
    read: Callable[[Any, str, RowReader], Any],
    errors: list[Problem],
) -> tuple[Any, ...]:
    """The rows of one sheet, each with a 编号 of its own."""
    found: dict[str, Any] = {}
    for row in rows:
        reader = RowReader(sheet, row.row, fold(row.code), errors)
        code = reader.parse(language.parse_mark, row.code)
        if code is not None and code in found:
            reader.refuse("编号", f"编号 {code} 重复，每行编号应不同。")
        value = read(row, code or "", reader)
        if code is not None:
            found.setdefault(code, value)
    return tuple(found.values())


def _read_bonus(row: BonusRow, code: str, reader: RowReader) -> Bonus | None:
    title = reader.title(row.title, "名称")
    rule = reader.rule(row.rule, row.parameters, reader.points(row.points))
    if rule is None:
        return None
    return Bonus(code=code, title=title, rule=rule, family=row.family.strip(), id=row.id)


def _read_deduction(row: DeductionRow, code: str, reader: RowReader) -> Deduction:
    return Deduction(
        code=code,
        title=reader.title(row.title, "名称"),
        each=reader.parse(_positive, row.each, "每次") if row.each.strip() else None,
        is_once=bool(reader.parse(_choice("按次", "一次"), row.counting, "计次")),
        is_doubled=bool(reader.parse(_choice("否", "是"), row.doubling, "瞒报加倍")),
        is_averaged=bool(reader.parse(_choice("相加", "平均"), row.summing, "汇总")),
        id=row.id,
    )


def _deduction_row(deduction: Deduction) -> DeductionRow:
    return DeductionRow(
        code=deduction.code,
        title=deduction.title,
        each=_figure(deduction.each),
        counting="一次" if deduction.is_once else "按次",
        doubling="是" if deduction.is_doubled else "否",
        summing="平均" if deduction.is_averaged else "相加",
        id=deduction.id,
    )


def _read_veto(row: VetoRow, code: str, reader: RowReader) -> Veto:
    return Veto(
        code=code,
        title=reader.title(row.title, "情形"),
        months=reader.parse(parse_count, row.months, "追溯月数") if row.months.strip() else None,
        heads=reader.parse(parse_count, row.heads, "人数门槛") if row.heads.strip() else None,
        department=row.department.strip(),
        consequence=row.consequence.strip(),
        id=row.id,
    )


def _veto_row(veto: Veto) -> VetoRow:
    return VetoRow(
        code=veto.code,
        title=veto.title,
        months="" if veto.months is None else str(veto.months),
        heads="" if veto.heads is None else str(veto.heads),
        department=veto.department,
        consequence=veto.consequence,
        id=veto.id,
    )


def _read_grades(rows: Iterable[GradeRow], errors: list[Problem]) -> tuple[Grade, ...]:
    grades: list[Grade] = []
    for row in rows:
        reader = RowReader(GRADE_SHEET, row.row, "", errors)
        name = reader.title(row.name, "等次")
        if name in [grade.name for grade in grades]:
            reader.refuse("等次", f"等次“{name}”重复。")
        lower = reader.parse(_amount, row.lower, "下限") if row.lower.strip() else None
        quota = reader.parse(_quota, row.quota, "名额比例") if row.quota.strip() else None
        grades.append(Grade(name=name, lower=lower, quota=quota))
    return tuple(grades)


def _item_row(node: Node) -> ItemRow:
    return ItemRow(
        code=node.code,
        title=node.title,
        standard=node.standard,
        points=plain(node.points),
        rule="" if isinstance(node, Group) else node.rule.kind.word,
        parameters="" if isinstance(node, Group) else node.rule.parameters,
        weight=language.format_weight(node.weight) if isinstance(node, Group) else "",
        methods=language.format_list(node.methods),
        scored_by=language.format_list(node.scored_by),
        condition=language.format_condition(node.condition),
        exemption=language.format_exemption(node.exemption),
        evidence=language.format_evidence(node.evidence),
        window=language.format_window(node.window),
        id=node.id,
    )


def _figure(value: Fraction | None) -> str:
    return "" if value is None else plain(value)


def _amount(text: str) -> Fraction:
    value = parse_number(text)
    if value > MOST_POINTS:
        raise NumberError(f"“{text.strip()}”过大，最多 {MOST_POINTS}")
    return value


def _positive(text: str) -> Fraction:
    value = _amount(text)
    if value <= 0:
        raise NumberError(f"“{text.strip()}”应大于 0")
    return value


def _year(text: str) -> int:
    year = parse_count(fold(text).removesuffix("年"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NumberError(f"年度 {year} 超出范围，应写成 2026")
    return year


def _quota(text: str) -> Fraction:
    """ "20%", or "0.2" as Excel keeps a cell shown as 20 %. "20" is 20 %, "1" and below a share."""
    text = fold(text)
    value = parse_number(text.removesuffix("%"))
    share = value / 100 if text.endswith("%") or value > 1 else value
    if not 0 < share <= 1:
        raise NumberError(f"名额比例“{text}”应在 0 到 100% 之间，如 20%")
    return share


def _choice(no: str, yes: str) -> Callable[[str], bool]:
    """A parser of two words; an empty cell is the first of them."""

    def parse(text: str) -> bool:
        word = fold(text)
        if word not in ("", no, yes):
            raise NumberError(f"“{word}”无法识别，应写“{no}”或“{yes}”")
        return word == yes

    return parse
