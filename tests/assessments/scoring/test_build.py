"""From rows to a rubric: every problem at once at its place, and what is only warned about."""

import json
from dataclasses import replace

import pytest

from assessments.scoring import (
    BonusRow,
    DeductionRow,
    GradeRow,
    ItemRow,
    RubricRows,
    SpecError,
    VetoRow,
    build_spec,
    build_tree,
    from_document,
    gaps,
    sanity_warnings,
    sum_problems,
    to_document,
    to_rows,
)
from tests.assessments.scoring.factories import make_row, make_spec


@pytest.mark.parametrize(
    ("rows", "column", "says"),
    [
        pytest.param([], "编号", "没有任何项目", id="empty"),
        pytest.param([make_row("一", "1", "达标")], "编号", "无法识别", id="bad code"),
        pytest.param([make_row("1", "1", "达标")] * 2, "编号", "重复", id="duplicate"),
        pytest.param([make_row("1.1", "1", "达标")], "编号", "缺少编号为 1 的行", id="orphan"),
        pytest.param([make_row("1", "", "达标")], "分值", "分值为空", id="no points"),
        pytest.param([make_row("1", "0", "达标")], "分值", "大于 0", id="zero points"),
        pytest.param([make_row("1", "-2", "达标")], "分值", "不能为负数", id="negative points"),
        pytest.param([make_row("1", "100001", "达标")], "分值", "不超过 100000", id="absurd"),
        pytest.param([make_row("1", "两分", "达标")], "分值", "不是数字", id="words for points"),
        pytest.param([make_row("1", "1")], "给分方式", "应写给分方式", id="item without rule"),
        pytest.param([make_row("1", "1", "打分")], "给分方式", "应为：达标", id="unknown rule"),
        pytest.param([make_row("1", "1", "次扣")], "参数", "缺少“每次”", id="no parameters"),
        pytest.param(
            [make_row("1", "1", "达标"), make_row("1.1", "1", "达标")],
            "给分方式", "给分方式和参数应留空", id="group with rule",
        ),
        pytest.param(
            [make_row("1", "1", "", "每次=1"), make_row("1.1", "1", "达标")],
            "参数", "应留空", id="group with parameters",
        ),
        pytest.param(
            [make_row("1", "1", "达标", weight="85")], "权重", "只能写在分组上", id="weight"
        ),
        pytest.param([make_row("1", "1", "达标", title=" ")], "名称", "名称为空", id="no title"),
        pytest.param([make_row("1", "1", "达标", title="长" * 201)], "名称", "最多", id="title"),
        pytest.param(
            [make_row("1", "1", "达标", standard="长" * 5001)], "标准", "最多 5000", id="standard"
        ),
        pytest.param([make_row("1", "1", "达标", methods="看")], "考核方式", "应为", id="method"),
        pytest.param([make_row("1", "1", "达标", window="春")], "填报窗口", "应写成", id="window"),
        pytest.param([make_row("1", "1", "达标", evidence="照")], "佐证要求", "应写成", id="proof"),
        pytest.param([make_row("1", "1", "达标", condition="非")], "适用条件", "应写", id="only"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_at_its_cell(rows, column, says):
    rows = [replace(row, row=place) for place, row in enumerate(rows, 2)]
    built = build_tree(rows)
    assert len(built.errors) == 1, built.errors
    problem = built.errors[0]
    assert (problem.sheet, problem.column) == ("细则", column)
    assert says in problem.message
    assert problem.row == (rows[-1].row if column == "编号" and rows else problem.row)
    assert problem.row is not None or not rows


def test_every_problem_of_every_sheet_is_found_in_one_pass():
    rows = RubricRows(
        settings={"名称": "", "满分": "很多", "不适用处理": "不知道", "颜色": "红"},
        setting_rows={"名称": 1, "满分": 2, "不适用处理": 3, "颜色": 4},
        items=(
            ItemRow(code="1", title="项目", points="x", rule="次扣", parameters="每次=y", row=2),
            ItemRow(code="2.1", title="", points="1", rule="达标", row=3),
        ),
        bonuses=(BonusRow(code="J1", title="奖", points="1", rule="?", row=2),),
        deductions=(DeductionRow(code="K1", title="罚", each="0", counting="多次", row=2),),
        vetoes=(VetoRow(code="F1", title="", months="一年", row=2),),
        grades=(GradeRow(name="优", lower="高", quota="200%", row=2), GradeRow(name="优", row=3)),
    )
    built = build_spec(rows)
    assert built.spec is None
    assert [(one.sheet, one.row, one.column) for one in built.errors] == [
        ("说明", 4, "项目"),
        ("说明", 1, "名称"),
        ("说明", 2, "满分"),
        ("说明", 3, "不适用处理"),
        ("细则", 3, "编号"),
        ("细则", 2, "分值"),
        ("细则", 2, "参数"),
        ("细则", 3, "名称"),
        ("加分", 2, "给分方式"),
        ("扣分", 2, "每次"),
        ("扣分", 2, "计次"),
        ("否决", 2, "情形"),
        ("否决", 2, "追溯月数"),
        ("等次", 2, "下限"),
        ("等次", 2, "名额比例"),
        ("等次", 3, "等次"),
    ]
    assert all(one.message.endswith("。") or "应" in one.message for one in built.errors)


PLAIN = RubricRows(settings={"名称": "试"}, items=(make_row("1", "100", "达标"),))


@pytest.mark.parametrize(
    "rows",
    [
        replace(PLAIN, bonuses=(BonusRow(code="X1", title="奖", points="1", rule="达标"),) * 2),
        replace(PLAIN, deductions=(DeductionRow(code="X1", title="罚", each="1"),) * 2),
        replace(PLAIN, vetoes=(VetoRow(code="X1", title="事故"),) * 2),
    ],
    ids=["bonuses", "deductions", "vetoes"],
)
def test_codes_are_unique_within_a_sheet(rows):
    built = build_spec(rows)
    assert ["重复" in one.message for one in built.errors] == [True]


def test_sums_that_differ_are_warned_about_and_never_refused():
    spec = make_spec(
        make_row("1", "100"), make_row("1.1", "60", "达标"), make_row("1.2", "50", "达标")
    )
    assert [one.message for one in sum_problems(spec)] == [
        "1 项目1：下级分值合计 110，与本组分值 100 不一致，多 10。"
    ]


def test_sums_count_points_times_weight():
    spec = make_spec(
        make_row("1", "100", weight="85"),
        make_row("1.1", "100", "达标"),
        make_row("2", "100", weight="10"),
        make_row("2.1", "100", "达标"),
    )
    assert [one.message for one in sum_problems(spec)] == [
        "各大项分值合计 95，与满分 100 不一致，少 5。"
    ]


def test_a_sound_rubric_has_no_warning_and_a_bare_one_has_gaps():
    bare = make_spec(make_row("1", "100", "达标"))
    assert [one.column for one in gaps(bare)] == ["考核方式", "评分主体", "佐证要求"]
    full = make_spec(
        make_row("1", "100", "达标", methods="查资料", scored_by="考核组", evidence="图片>=1")
    )
    assert sanity_warnings(full) == ()


def test_warnings_name_sheet_row_and_column():
    rows = RubricRows(
        settings={"名称": "试", "满分": "3", "加分封顶": "1"},
        setting_rows={"满分": 4},
        items=(make_row("1", "2", "次扣", "每次=3", row=2),),
        bonuses=(BonusRow(code="J1", title="奖", points="2", rule="达标", row=7),),
        grades=(GradeRow(name="良", lower="60"), GradeRow(name="优", lower="90")),
    )
    built = build_spec(rows)
    assert built.errors == ()
    assert [(one.sheet, one.row, one.column) for one in built.warnings] == [
        ("说明", 4, "满分"), ("细则", 2, "参数"), ("加分", 7, "分值"), ("等次", None, "下限")
    ]  # fmt: skip


def make_everything():
    return make_spec(
        make_row("1", "60", weight="85", condition="有窗口", id=1, standard="两行\n文字"),
        make_row("1.2", "2.5", "票决", "优=2;差=0;空白扣=0.2", methods="测试、问卷"),
        make_row("1.1", "3", "抽样", "5:100%;4:66%;其余:0", window="3-12月", id=7),
        make_row("2", "40", "线性", "目标=80;每低=1;扣=1", evidence="图片>=2;字数<=500"),
        settings={
            "年度": "2026年", "适用类型": "文明机关、文明行业", "满分": "110", "不适用处理": "折算",
            "身份基数": "新申报=110;复评=115", "加分封顶": "10", "加分位置": "总分内",
            "自评门槛": "90", "合格线": "85.5",
        },
        bonuses=(BonusRow(code="J1", title="奖", points="2", rule="达标", family="荣誉", id=3),),
        deductions=(
            DeductionRow(code="K1", title="罚", each="0.5", counting="一次", doubling="是"),
            DeductionRow(code="K2", title="警告", summing="平均"),
        ),
        vetoes=(VetoRow(code="F1", title="事故", months="12", heads="3", department="公安局"),),
        grades=(GradeRow(name="优", lower="90", quota="20%"), GradeRow(name="良")),
    )  # fmt: skip


def test_a_document_gives_the_same_rubric_back():
    spec = make_everything()
    document = json.loads(json.dumps(to_document(spec), ensure_ascii=False))
    assert from_document(document) == spec
    assert to_document(from_document(document)) == document


def test_rows_give_the_same_rubric_back():
    rows = to_rows(make_everything())
    built = build_spec(rows)
    assert built.spec == make_everything()
    assert to_rows(make_everything()) == rows
    assert [row.code for row in rows.items] == ["1", "1.2", "1.1", "2"]


def test_a_document_of_another_format_is_refused():
    with pytest.raises(SpecError, match="格式"):
        from_document(to_document(make_everything()) | {"format": 2})


@pytest.mark.parametrize(("quota", "share"), [("20%", "20%"), ("0.2", "20%"), ("20", "20%")])
def test_a_quota_may_be_written_in_three_ways(quota, share):
    spec = make_spec(make_row("1", "100", "达标"), grades=(GradeRow(name="优", quota=quota),))
    assert to_rows(spec).grades[0].quota == share


def test_a_child_row_may_stand_before_its_parent():
    spec = make_spec(make_row("1.1", "1", "达标"), make_row("1", "1"))
    assert [(depth, node.code) for depth, node in spec.walk()] == [(0, "1"), (1, "1.1")]
    assert spec.node("1.1").points == 1
    with pytest.raises(KeyError):
        spec.node("9")


def test_a_row_whose_code_is_wrong_is_read_all_the_same():
    """Mending the 编号 must not bring the next fault to light."""
    bad = ItemRow(code="1", points="十", rule="达标", parameters="每次=1", methods="打电话")
    rows = (
        make_row("1", "10", "达标"),
        replace(bad, title="", row=3),
        replace(bad, code="x", title="乙", row=4),
    )

    errors = build_tree(rows).errors

    assert [(one.row, one.column) for one in errors] == [
        *((3, column) for column in ("编号", "名称", "考核方式", "分值", "参数")),
        *((4, column) for column in ("编号", "考核方式", "分值", "参数")),
    ]
