"""One row of a draft rubric, in the words of its workbook and read by the engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any, ClassVar, cast

from django import forms

from assessments.actions.branches import MAX_POINTS, POINT_PLACES, WEIGHT_PLACES
from assessments.results.rubric_outline import Where
from assessments.results.rubric_readback import Readback, read_back, rule_in_words
from assessments.results.rubric_totals import TOTAL_KINDS, TotalKind
from assessments.scoring import (
    EVIDENCE_KINDS,
    ITEM_COLUMNS,
    METHODS,
    ItemRow,
    Problem,
    ScoringRule,
    SpecError,
    fold,
    format_list,
    parse_methods,
    parse_rule,
)
from wenming.errors import DomainError
from wenming.numbers import parse_decimal, plain
from wenming.text import CleanCharField

# How each 给分方式 is written; shown beside the box and filled in by the page's script.
RULE_EXAMPLES = {
    ScoringRule.MET: "",
    ScoringRule.DISCRETION: "步长=0.5",
    ScoringRule.COUNT_DEDUCTION: "每次=0.5;封顶=2",
    ScoringRule.RANGE_DEDUCTION: "最低=0.1;最高=0.5",
    ScoringRule.COUNT: "每次=0.5",
    ScoringRule.LEVEL: "A=100%;B=66%;C=33%;D=0",
    ScoringRule.BANDS: ">=90:2;>=80:1;其余:0",
    ScoringRule.LINEAR: "目标=80;每低=1;扣=1",
    ScoringRule.RATIO: "满值=100",
    ScoringRule.SAMPLE: "不合格=0",
    ScoringRule.BALLOT: "优=2;良=1;中=0.5;差=0;空白扣=0.2",
}
RULES = [(rule.word, rule.word) for rule in ScoringRule]
GROUP = ("", "（分组，由下级给分）")
FIELD_OF_COLUMN = {column: field for field, column in ITEM_COLUMNS.items()}
QUOTA_PLACES = 2


class WordsField(forms.MultipleChoiceField):
    """Boxes to tick, kept as a text. An empty hidden value says that the boxes were on the page."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> str:
        ticked: list[str] = super().clean([each for each in value or () if each])
        return format_list(ticked)


class RowForm(forms.Form):
    """One row as texts. What does not arrive stays: a cut-off form must not blank anything."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.fields:
            stored = self.initial.get(name)
            if name not in self.data and stored:
                cleaned[name] = format_list(stored) if isinstance(stored, tuple) else stored
                self.errors.pop(name, None)
        if not self.errors:
            self.judge(cleaned)
        return cleaned

    def judge(self, cleaned: Mapping[str, Any]) -> None:
        """Ask the engine; its complaints stand at their fields."""
        raise NotImplementedError

    def complain(self, problems: Iterable[Problem], fields: Mapping[str, str]) -> None:
        for problem in problems:
            name = fields.get(problem.column, "")
            self.add_error(name if name in self.fields else None, problem.message)

    @property
    def readback(self) -> Readback:
        """What the row means as far as it can be read."""
        return Readback()

    @property
    def complaints(self) -> list[str]:
        """What is wrong with what was typed so far, not what is still missing."""
        found = {
            error.messages[0]: str(self.fields[name].label)
            for name, errors in self.errors.as_data().items()
            if name in self.fields
            for error in errors
            if error.code != "required"
        }
        found |= {each.message: each.column for each in self.readback.problems}
        return [f"{label}：{message}" for message, label in found.items()]


class ItemForm(RowForm):
    """One row of the tree. `code` is where it stands, `has_children` whether it is a group."""

    title = CleanCharField(label="名称", max_length=200)
    points = CleanCharField(
        label="分值", max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    rule = forms.ChoiceField(label="给分方式", required=False, choices=[GROUP, *RULES])
    parameters = CleanCharField(label="参数", max_length=300, required=False)
    standard = CleanCharField(
        label="标准",
        max_length=5000,
        required=False,
        single_line=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    methods = WordsField(
        label="考核方式", required=False, choices=[(word, word) for word in METHODS]
    )
    scored_by = CleanCharField(
        label="评分主体",
        max_length=100,
        required=False,
        help_text="考核组、文明办，或部门名称；几家之间用顿号，牵头的写在前面。",
        widget=forms.TextInput(attrs={"list": "bodies"}),
    )
    condition = CleanCharField(
        label="适用条件",
        max_length=100,
        required=False,
        help_text="单位属性，如 有窗口、非有庭院。",
        widget=forms.TextInput(attrs={"list": "attributes"}),
    )
    exemption = CleanCharField(
        label="免评条件", max_length=100, required=False, help_text="荣誉名称，持有即得满分。"
    )
    evidence = CleanCharField(
        label="佐证要求",
        max_length=200,
        required=False,
        help_text=f"如 图片>=2;字数<=500。类别：{'、'.join(EVIDENCE_KINDS)}。",
    )
    window = CleanCharField(
        label="填报窗口", max_length=100, required=False, help_text="如 3-12月；不填则整个自查期。"
    )
    weight = CleanCharField(
        label="权重（%）",
        max_length=8,
        required=False,
        help_text="只用于分组：按这个比例计入上一级。",
    )

    def __init__(self, *args: Any, code: str, has_children: bool, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code, self.has_children, self.year = code, has_children, year

    def clean_points(self) -> str:
        return readable_number(self.cleaned_data["points"], POINT_PLACES)

    def clean_weight(self) -> str:
        weight = fold(self.cleaned_data["weight"]).rstrip("%")
        return readable_number(weight, WEIGHT_PLACES) if weight else ""

    def judge(self, cleaned: Mapping[str, Any]) -> None:
        self.complain(self._read(self._row(cleaned)).problems, FIELD_OF_COLUMN)

    @property
    def row(self) -> ItemRow:
        """The row as it is typed; what cannot be read is blank."""
        if self.is_bound:
            return self._row(self.cleaned_data)
        return self._row({**self.initial, "methods": format_list(self.initial.get("methods", ()))})

    @property
    def readback(self) -> Readback:
        row = self.row
        return self._read(replace(row, title=row.title or "－")) if row.points else Readback()

    def _row(self, cleaned: Mapping[str, Any]) -> ItemRow:
        values: dict[str, Any] = {name: cleaned.get(name) or "" for name in self.fields}
        return ItemRow(code=self.code, **values)

    def _read(self, row: ItemRow) -> Readback:
        return read_back(row, has_children=self.has_children, year=self.year)


def item_initial(row: ItemRow) -> dict[str, Any]:
    values = {name: text for name, text in asdict(row).items() if name in ItemForm.base_fields}
    try:
        return {**values, "methods": parse_methods(row.methods)}
    except SpecError:
        return {**values, "methods": ()}


class TotalForm(RowForm):
    """One row of 加分, 扣分, 否决 or 等次. `canonical` is what the engine makes of it."""

    kind: ClassVar[TotalKind]
    canonical: Any = None

    def judge(self, cleaned: Mapping[str, Any]) -> None:
        values = {name: cleaned.get(name) or "" for name in self.fields}
        self.canonical, problems = self.kind.read(self.kind.row(**values))
        self.complain(problems, {column: name for name, column in self.kind.columns.items()})

    def _figure(self, name: str, places: int = POINT_PLACES) -> str:
        text = fold(self.cleaned_data[name])
        return readable_number(text, places) if text else ""


def _code(example: str) -> CleanCharField:
    return CleanCharField(label="编号", max_length=20, help_text=f"如 {example}，不随次序改变。")


def _text(label: str, most: int, help_text: str = "", *, required: bool = False) -> CleanCharField:
    return CleanCharField(label=label, max_length=most, required=required, help_text=help_text)


def _choice(label: str, words: Sequence[str], help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(word, word) for word in words], help_text=help_text
    )


class BonusForm(TotalForm):
    kind = TOTAL_KINDS["bonus"]

    code = _code("J1")
    title = _text("名称", 200, required=True)
    points = _text("分值", 10, required=True)
    rule = forms.ChoiceField(label="给分方式", choices=RULES)
    parameters = _text("参数", 300)
    family = _text("同类组", 50, "写同一个组名的几项，只计最高一项。")

    def clean_points(self) -> str:
        return self._figure("points")

    @property
    def readback(self) -> Readback:
        if not self.is_bound and not self.initial:
            return Readback()
        row = self.canonical if self.is_bound else self.kind.row(**self.initial)
        if row is None:
            return Readback()
        try:
            rule = parse_rule(ScoringRule.from_word(row.rule), row.parameters, Fraction(row.points))
        except ValueError:
            return Readback()
        return Readback((rule_in_words(rule),), doubts=rule.warnings())


class DeductionForm(TotalForm):
    kind = TOTAL_KINDS["deduction"]

    code = _code("K1")
    title = _text("名称", 200, required=True)
    each = _text("每次", 10, "每次扣几分；不填则由登记的人逐次填写。")
    counting = _choice("计次", ("按次", "一次"), "一次：不管发生几次只扣一次。")
    doubling = _choice("瞒报加倍", ("否", "是"))
    summing = _choice("汇总", ("相加", "平均"), "平均：逐次填写的扣分取平均数。")

    def clean_each(self) -> str:
        return self._figure("each")


class VetoForm(TotalForm):
    kind = TOTAL_KINDS["veto"]

    code = _code("F1")
    title = _text("情形", 200, required=True)
    months = _text("追溯月数", 4, "往前看几个月；不填则不限。")
    heads = _text("人数门槛", 6, "涉及几人以上才算；不填则不限。")
    department = _text("确认部门", 100)
    consequence = _text("后果", 200)


class GradeForm(TotalForm):
    kind = TOTAL_KINDS["grade"]

    name = _text("等次", 50, required=True)
    lower = _text("下限", 10, "总分达到多少；不填则不按分数。")
    quota = _text("名额比例", 8, "如 20%：最多占参评单位的五分之一；不填则不限。")

    def clean_lower(self) -> str:
        return self._figure("lower")

    def clean_quota(self) -> str:
        share = fold(self.cleaned_data["quota"]).removesuffix("%")
        return f"{readable_number(share, QUOTA_PLACES)}%" if share else ""


TOTAL_FORMS: dict[str, type[TotalForm]] = {
    "bonus": BonusForm,
    "deduction": DeductionForm,
    "veto": VetoForm,
    "grade": GradeForm,
}


WHOLE = 0  # no row has this id


class PlaceForm(forms.Form):
    """Where a branch goes: which row, and on which side of it."""

    target = forms.TypedChoiceField(label="哪一行", coerce=int)
    where = forms.TypedChoiceField(
        label="放在它的",
        coerce=Where,
        widget=forms.RadioSelect,
        choices=[
            (Where.INSIDE, "下级（排在最后）"),
            (Where.BEFORE, "前面（同级）"),
            (Where.AFTER, "后面（同级）"),
        ],
    )

    def __init__(self, *args: Any, rows: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.TypedChoiceField, self.fields["target"])
        chosen.choices = [(WHOLE, "（整个细则：成为最后一个大项）"), *rows]

    @property
    def goal(self) -> tuple[int | None, Where]:
        target, where = self.cleaned_data["target"], self.cleaned_data["where"]
        return (None, Where.INSIDE) if target == WHOLE else (target, where)


def readable_number(text: str, places: int) -> str:
    """A positive number as the whole site reads it, in its plain spelling."""
    try:
        number = parse_decimal(text, places=places, minimum=0, maximum=MAX_POINTS)
    except DomainError as error:
        raise forms.ValidationError(error.message) from error
    if not number:
        raise forms.ValidationError("须大于 0。")
    return plain(number)
