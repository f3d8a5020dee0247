"""A rubric's own fields, and one 大项 of its tree, read by the engine's own language."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from assessments.actions.branches import (
    MAX_BRANCH_ROWS,
    MAX_POINTS,
    POINT_PLACES,
    WEIGHT_PLACES,
)
from assessments.models import Indicator, Rubric
from assessments.scoring import (
    EVIDENCE_KINDS,
    ITEM_COLUMNS,
    METHODS,
    ItemRow,
    NotApplicable,
    ScoringRule,
    build_tree,
    fold,
)
from districts.models import UnitType
from wenming.errors import DomainError
from wenming.numbers import StrictDecimalField, StrictIntegerField, parse_decimal, plain
from wenming.text import CleanCharField

FIRST_YEAR, LAST_YEAR = 2000, 2100
BLANK_ROWS = 2
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
FIELD_OF_COLUMN = {column: field for field, column in ITEM_COLUMNS.items()}


class RubricForm(forms.Form):
    """What a rubric is called, for which year and types, and out of how many points."""

    name = CleanCharField(label="名称", max_length=80)
    year = StrictIntegerField(label="年度", minimum=FIRST_YEAR, maximum=LAST_YEAR)
    unit_types = forms.ModelMultipleChoiceField(
        UnitType.objects.all(),
        label="适用类型",
        widget=forms.CheckboxSelectMultiple,
        help_text="一个类型一年只有一套已发布的细则。",
    )
    full_points = StrictDecimalField(
        label="满分", places=2, minimum=1, maximum=MAX_POINTS, initial="100"
    )
    not_applicable = forms.ChoiceField(
        label="不适用的项目",
        choices=[(each.value, each.word) for each in NotApplicable],
        help_text="满分：按满分计；计零：按零分计；折算：同一大项的其他项目按比例放大。",
    )


def rubric_initial(rubric: Rubric) -> dict[str, Any]:
    return {
        "name": rubric.name,
        "year": rubric.year,
        "unit_types": list(rubric.unit_types.all()),
        "full_points": rubric.full_points,
        "not_applicable": rubric.not_applicable,
    }


class CopyForm(forms.Form):
    """For which year the copy is: the same year makes the next version."""

    year = StrictIntegerField(
        label="用于哪一年度",
        minimum=FIRST_YEAR,
        maximum=LAST_YEAR,
        help_text="与原细则同一年度时，成为它的下一版。",
    )


class PublishForm(forms.Form):
    """Why a rubric with doubts is issued all the same."""

    reason = CleanCharField(label="发布说明", max_length=300, single_line=False, required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = "有需要说明的问题，请写明为何仍然发布。"


class HeadForm(forms.Form):
    """A new 大项, before it has rows."""

    title = CleanCharField(label="名称", max_length=200)
    points = CleanCharField(label="分值", max_length=10)

    def clean_points(self) -> str:
        return readable_number(self.cleaned_data["points"], POINT_PLACES)


class RowForm(forms.Form):
    """One row of a 大项, in the words of the rubric workbook. What they mean is asked of the
    engine, for all rows at once (see `BranchFormSet`)."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = CleanCharField(label="编号", max_length=30)
    title = CleanCharField(label="名称", max_length=200)
    points = CleanCharField(label="分值", max_length=10)
    rule = forms.ChoiceField(
        label="给分方式",
        required=False,
        choices=[("", "（分组）"), *((rule.word, rule.word) for rule in ScoringRule)],
    )
    parameters = CleanCharField(label="参数", max_length=300, required=False)
    standard = CleanCharField(
        label="标准",
        max_length=5000,
        required=False,
        single_line=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    methods = CleanCharField(
        label="考核方式", max_length=100, required=False, help_text="、".join(METHODS)
    )
    scored_by = CleanCharField(
        label="评分主体", max_length=100, required=False, help_text="考核组、文明办，或部门名称"
    )
    condition = CleanCharField(
        label="适用条件", max_length=100, required=False, help_text="单位属性，如 有窗口、非有庭院"
    )
    exemption = CleanCharField(
        label="免评条件", max_length=100, required=False, help_text="荣誉名称，持有即得满分"
    )
    evidence = CleanCharField(
        label="佐证要求",
        max_length=200,
        required=False,
        help_text=(
            "如 图片>=2;字数>=100;字数<=500;可见=单位名称、文号;期间=2026-01-01~2026-12-31。"
            f"期间外的材料凭说明也算的，加写 期外=说明。类别：{'、'.join(EVIDENCE_KINDS)}"
        ),
    )
    window = CleanCharField(
        label="填报窗口", max_length=100, required=False, help_text="如 3-12月；不填则整个自查期"
    )
    weight = CleanCharField(label="权重（%）", max_length=8, required=False, help_text="只用于分组")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.empty_permitted:
            self.use_required_attribute = False

    def clean_code(self) -> str:
        return fold(self.cleaned_data["code"])

    def clean_points(self) -> str:
        return readable_number(self.cleaned_data["points"], POINT_PLACES)

    def clean_weight(self) -> str:
        weight = fold(self.cleaned_data["weight"]).rstrip("%")
        return readable_number(weight, WEIGHT_PLACES) if weight else ""

    def clean(self) -> dict[str, Any]:
        """A field that did not arrive stays as it is: a cut-off form must not blank anything."""
        cleaned = super().clean() or {}
        for name in self.fields:
            if self.add_prefix(name) not in self.data and self.initial.get(name):
                cleaned[name] = self.initial[name]
        return cleaned

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("code", "title", "points", "rule", "parameters")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        shown = {"id", "code", "title", "points", "rule", "parameters", "DELETE"}
        return [self[name] for name in self.fields if name not in shown]

    @property
    def has_more(self) -> bool:
        """Whether anything stands in the fields that are folded away."""
        return any(field.value() for field in self.more_fields)

    @property
    def has_more_errors(self) -> bool:
        """Whether something is wrong there: then they are shown unfolded."""
        return any(field.errors for field in self.more_fields)


class RowFormSet(BaseFormSet[RowForm]):
    """The rows of one 大项. `rows` are those to keep, once `is_valid()`."""

    def __init__(self, *args: Any, head: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head = head
        self.rows: list[ItemRow] = []

    def clean(self) -> None:
        """Ask the engine about all rows together; its complaints stand at their fields."""
        if "end" not in self.data:
            raise forms.ValidationError("提交的内容不完整，请刷新页面后再试。")
        kept = [form for form in self.forms if self._is_kept(form)]
        if any(form.errors for form in kept):
            return
        rows = [_row_of(form, number) for number, form in enumerate(kept)]
        self._require_own_codes(kept, rows)
        for problem in build_tree(rows).errors:
            form = kept[problem.row] if isinstance(problem.row, int) else kept[0]
            form.add_error(FIELD_OF_COLUMN.get(problem.column, "code"), problem.message)
        self.rows = rows

    def _require_own_codes(self, kept: Sequence[RowForm], rows: Sequence[ItemRow]) -> None:
        head = self.head.code
        for form, row in zip(kept, rows, strict=True):
            if row.code != head and not row.code.startswith(f"{head}."):
                form.add_error("code", f"本大项的编号须以 {head}. 开头。")
        if head not in {row.code for row in rows}:
            raise forms.ValidationError(f"编号 {head} 是大项本身，不能删除或改号。")

    def _is_kept(self, form: RowForm) -> bool:
        is_blank = form.empty_permitted and not form.has_changed()
        return not is_blank and not form.cleaned_data.get("DELETE")


BranchFormSet = cast(
    type[RowFormSet],
    formset_factory(
        RowForm,
        formset=RowFormSet,
        extra=BLANK_ROWS,
        can_delete=True,
        max_num=MAX_BRANCH_ROWS,
        validate_max=True,
        absolute_max=MAX_BRANCH_ROWS + BLANK_ROWS + 1,
    ),
)


def branch_initial(rows: Sequence[ItemRow]) -> list[dict[str, Any]]:
    return [{**asdict(row), "row": None} for row in rows]


def readable_number(text: str, places: int) -> str:
    """A positive number as the whole site reads it, in its plain spelling."""
    try:
        number = parse_decimal(text, places=places, minimum=0, maximum=MAX_POINTS)
    except DomainError as error:
        raise forms.ValidationError(error.message) from error
    if not number:
        raise forms.ValidationError("须大于 0。")
    return plain(number)


def _row_of(form: RowForm, number: int) -> ItemRow:
    values = {name: form.cleaned_data.get(name, "") for name in ITEM_COLUMNS}
    return ItemRow(**values, id=form.cleaned_data.get("id"), row=number)
