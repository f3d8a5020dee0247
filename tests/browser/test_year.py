"""The whole year, played in a real browser by everybody who takes part in it.

Each person does their part on the pages alone. Only the register (two units and their people)
and the rubric's draft are there before; at the end the figures on the pages and in the workbooks
are compared with what the engine computes from the stored answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from assessments.models import Assessment
from assessments.results.tally import marks_of, tally_of
from assessments.scoring import ItemRow, ScoringRule
from districts.models import UnitType
from districts.roles import Role
from tests.browser.conftest import Login
from tests.browser.steps import (
    Answer,
    answer,
    answer_all,
    download,
    expect_saved,
    fill,
    follow,
    item_of,
    moment,
    press,
    rows_of,
    says,
    upload,
    was_saved,
    write,
    write_all,
)
from tests.factories import make_rubric, make_unit, make_user
from wenming.accounts.models import User

# One item of every 给分方式. 5.1 lacks a point until the office corrects it.
DRAFT = (
    ItemRow(code="1", title="组织领导", points="20"),
    ItemRow(code="1.1", title="领导重视", points="5", rule="达标"),
    ItemRow(code="1.2", title="例会制度", points="5", rule="次扣", parameters="每次=1"),
    ItemRow(
        code="1.3", title="工作台账", points="10", rule="等级",
        parameters="A=100%;B=66%;C=33%;D=0", evidence="图片>=1",
    ),
    ItemRow(code="2", title="精神文明阵地建设", points="30"),
    ItemRow(code="2.1", title="宣传阵地", points="10", rule="裁量", parameters="步长=0.5"),
    ItemRow(
        code="2.2", title="环境卫生", points="10", rule="区间扣", parameters="最低=0.5;最高=3"
    ),
    ItemRow(
        code="2.3", title="知识测试", points="10", rule="比例", parameters="满值=100",
        methods="测试",
    ),
    ItemRow(code="3", title="精神文明创建活动", points="30"),
    ItemRow(code="3.1", title="主题活动", points="10", rule="计数", parameters="每次=2"),
    ItemRow(
        code="3.2", title="志愿服务", points="10", rule="分段", parameters=">=90:10;>=80:6;其余:0"
    ),
    ItemRow(
        code="3.3", title="活动参与率", points="10", rule="线性", parameters="目标=80;每低=1;扣=1"
    ),
    ItemRow(code="4", title="思想道德建设", points="10"),
    ItemRow(code="4.1", title="文明餐桌抽查", points="10", rule="抽样", parameters="不合格=0"),
    ItemRow(code="5", title="综合效益", points="10"),
    ItemRow(
        code="5.1", title="民主测评", points="9", rule="票决",
        parameters="优=9;良=6;中=3;差=0;空白扣=0.2",
    ),
)  # fmt: skip
LABELS = {row.code: f"{row.code} {row.title}" for row in DRAFT}
OWN: dict[str, Answer] = {
    "1.1": {"met": True},
    "1.2": {"count": 1},
    "1.3": {"level": "A"},
    "2.1": {"value": "9.5"},
    "2.2": {"amounts": ["0.5"]},
    "3.1": {"count": 5},
    "3.2": {"value": "92"},
    "3.3": {"value": "78"},
    "4.1": {"sample": 5, "failed": 0},
    "5.1": {"ballots": {"优": 18, "良": 2}},
}
# Both scorers lose points on 1.2; on 1.3 they differ by more than the cycle lets pass.
LEADER = OWN | {"1.2": {"count": 2}, "1.3": {"level": "D"}, "2.2": {"amounts": []}}
MEMBER = OWN | {"2.1": {"value": "8"}, "2.2": {"amounts": []}}
SPREAD = "1.3"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays."""

    office: User
    reporter: User
    leader: User
    member: User


@pytest.fixture
def cast() -> Cast:
    unit = make_unit("县青山局")
    make_unit("县流水局")
    make_rubric(
        [UnitType.AGENCY], rows=DRAFT, name="县文明机关百分量化考核细则", is_published=False
    )
    return Cast(
        office=make_user(Role.OFFICE, name="王敏"),
        reporter=make_user(Role.UNIT, unit=unit, name="周建国"),
        leader=make_user(name="李强"),
        member=make_user(name="赵敏"),
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "台账.jpg"
    Image.new("RGB", (640, 480), (120, 150, 170)).save(path)
    return path


def test_a_year_from_the_rubric_to_the_workbooks(
    page: Page, login: Login, cast: Cast, photo: Path
) -> None:
    login(cast.office)
    publish_the_rubric(page)
    open_the_year(page)

    login(cast.reporter)
    fill_in_the_self_check(page, photo)
    hand_in_the_self_check(page)

    login(cast.office)
    return_one_item(page)
    login(cast.reporter)
    correct_what_came_back(page)
    login(cast.office)
    accept_the_report(page)
    form_the_team(page, "李强", "赵敏")

    login(cast.member)
    score_one_by_one(page)
    login(cast.leader)
    score_on_one_page(page)
    confirm_the_result(page)

    assessment = Assessment.objects.get(unit__name="县青山局")
    computed = tally_of(assessment, marks_of([assessment])[assessment.pk])
    assert computed.total is not None
    login(cast.office)
    ranking_shows(page, str(computed.total))
    compare_workbooks(page, assessment)


def publish_the_rubric(page: Page) -> None:
    """One row is corrected in the admin until the sum is 100; then the rubric goes out."""
    page.goto("/rubrics/")
    follow(page, "县文明机关百分量化考核细则")
    follow(page, "编辑")
    says(page, "下级 9 / 10，少 1")
    follow(page, "编辑 5.1 民主测评")
    form = page.get_by_role("form", name="5.1 民主测评")
    form.get_by_label("参数").fill("优=10;良=6;中=3;差=0;空白扣=0.2")
    form.get_by_label("分值").fill("10")
    says(page, "下级 10 / 10")
    press(page, "保存")
    says(page, "“5.1 民主测评”已保存")
    follow(page, "检查并发布")
    press(page, "发布", yes="发布")
    expect(page.get_by_role("main").get_by_text("已发布").first).to_be_visible()


def open_the_year(page: Page) -> None:
    """Self-check and field phase overlap here, so that the clock need not be turned."""
    now = timezone.localtime()
    page.goto("/cycles/create/")
    for number, name in enumerate(("单位自查", "集中考核", "公示", "归档")):
        phase = page.get_by_role("group", name=name, exact=True)
        late = max(0, number - 1)
        opens, closes = now + timedelta(days=20 * late - 1), now + timedelta(days=20 * late + 15)
        phase.get_by_label("开始时间").fill(moment(opens))
        phase.get_by_label("截止时间").fill(moment(closes))
    press(page, "建立年度")
    follow(page, "参评单位")
    follow(page, "纳入单位")
    for unit in ("县青山局", "县流水局"):
        page.get_by_role("checkbox", name=unit).check()
    press(page, "纳入勾选的单位")
    says(page, "已纳入 2 家单位")
    follow(page, "返回本年度")
    press(page, "启动考核", yes="启动考核")
    says(page, "已启动考核")


def fill_in_the_self_check(page: Page, photo: Path) -> None:
    """Every kind of item, each saved by itself; one picture stands behind two items."""
    page.goto("/")
    follow(page, "去填报")
    answer_all(page, {LABELS[code]: given for code, given in OWN.items()})
    write(item_of(page, LABELS["1.2"]), "statement", "全年召开例会 11 次。")
    ledger = item_of(page, LABELS["1.3"])
    upload(ledger, photo)
    expect(ledger.get_by_role("link", name="台账")).to_be_visible()
    board = item_of(page, LABELS["2.1"])
    board.get_by_text("添加佐证材料", exact=True).click()
    board.get_by_role("link", name="从已上传的材料中选").click()
    page.get_by_role("checkbox", name="台账").check()
    press(page, "用于这一项")
    expect(board.get_by_role("link", name="台账")).to_be_visible()
    expect(item_of(page, LABELS["5.1"]).locator("[name='votes-优']")).to_have_value("18")


def hand_in_the_self_check(page: Page) -> None:
    """The checklist names what is missing; when nothing is, the report goes out."""
    gaps = page.locator("#checklist")
    gaps.scroll_into_view_if_needed()
    expect(gaps.get_by_text("书面自查报告")).to_be_visible()
    with page.expect_response(was_saved):
        page.locator("#summary [name='summary']").fill("今年创建工作扎实，台账齐全。")
    expect_saved(page)
    expect(gaps.get_by_text("全部填好了，可以报送")).to_be_visible()
    press(page, "报送县文明办", yes="报送")
    says(page, "已报送")
    says(page, "待审核")


def return_one_item(page: Page) -> None:
    page.goto("/")
    follow(page, "审核：县青山局 自查报告已报送")
    press(page, "开始审核")
    write(item_of(page, LABELS["1.2"]), "text", "会议记录只有三个季度。")
    page.locator("#decide summary").click()
    fill(page, "退回的原因", "一项须补充，请修改后重新报送。")
    press(page, "退回修改", yes="退回")
    says(page, "已退回")


def correct_what_came_back(page: Page) -> None:
    """The reason stands above everything else."""
    page.goto("/")
    says(page, "一项须补充")
    follow(page, "去填报")
    first = page.get_by_role("main").get_by_role("region").first
    expect(first).to_contain_text("县文明办退回了这份自查报告")
    expect(first).to_contain_text("会议记录只有三个季度。")
    follow(page, "去修改：1.2 例会制度")
    item = item_of(page, LABELS["1.2"])
    expect(item).to_be_in_viewport()
    answer(item, {"count": 0})
    press(page, "报送县文明办", yes="报送")
    says(page, "已报送（第 2 次）")


def accept_the_report(page: Page) -> None:
    page.goto("/")
    follow(page, "审核：县青山局 补充材料已重新报送")
    press(page, "受理", yes="受理")
    says(page, "已受理")


def form_the_team(page: Page, leader: str, member: str) -> None:
    page.goto("/cycles/")
    follow(page, f"{timezone.localdate().year}年度文明单位考核")
    follow(page, "考核组")
    page.get_by_role("link", name="新建考核组").first.click()
    fill(page, "考核组名称", "第一考核组")
    press(page, "保存")
    for name in (member, leader):
        page.get_by_label("添加成员").fill(name)
        press(page, "查找")
        press(page, f"把{name}加入第一考核组")
        says(page, f"{name}已加入第一考核组")
    press(page, f"让{leader}担任组长")
    page.get_by_role("link", name="分配单位").first.click()
    page.get_by_role("checkbox", name="县青山局").check()
    press(page, "分给所选考核组")
    says(page, "已把 1 家单位分给第一考核组")


def score_one_by_one(page: Page) -> None:
    """The member goes through the items with one button, as on a phone at the unit's door."""
    page.goto("/")
    follow(page, "去打分：县青山局 等待打分")
    press(page, "开始给县青山局打分")
    for code, given in MEMBER.items():
        item = item_of(page, LABELS[code])
        expect(item).to_be_visible()
        answer(item, given)
        if code in {"1.2", "2.1", "3.3", "5.1"}:
            expect(item).to_contain_text("请写明理由")
            write(item, "reason", f"{code} 现场记录不全。")
        press(page, "保存并下一项")
    says(page, "可以提交")
    press(page, "提交考核表", yes="提交")
    says(page, "考核表已提交")


def score_on_one_page(page: Page) -> None:
    """The leader sees no mark of the member before their own sheet is in."""
    page.goto("/my-units/")
    follow(page, "县青山局")
    says(page, "提交自己的考核表以后，才能看到其他人的评分")
    press(page, "开始打分")
    page.get_by_role("link", name="全部", exact=True).click()
    answer_all(page, {LABELS[code]: given for code, given in LEADER.items()})
    page.get_by_role("link", name="检查并提交考核表").click()
    says(page, "还有 5 项没有完成")
    page.get_by_role("link", name="继续打分").click()
    page.get_by_role("link", name="全部", exact=True).click()
    reasons = {LABELS[code]: f"{code} 台账缺页。" for code in ("1.2", "1.3", "2.1", "3.3", "5.1")}
    write_all(page, "reason", reasons)
    page.get_by_role("link", name="检查并提交考核表").click()
    press(page, "提交考核表", yes="提交")
    says(page, "考核表已提交")


def confirm_the_result(page: Page) -> None:
    """First the test and the spread; only then is there a button to confirm."""
    page.goto("/my-units/?show=all")
    follow(page, "县青山局")
    fill(page, "参加人数", "20")
    fill(page, "平均成绩", "86.17")
    press(page, "保存知识测试的测试成绩")
    says(page, "20 人参加，平均 86.17 分")
    expect(page.get_by_role("button", name="确认本组结果")).to_have_count(0)
    fill(page, "工作台账的分差说明", "一人看了补交的台账，一人没有。")
    press(page, "保存说明")
    press(page, "确认本组结果", yes="确认")
    says(page, "本组结果已确认")


def ranking_shows(page: Page, total: str) -> None:
    page.goto("/ranking/?type=agency")
    first = page.get_by_role("row").filter(has_text="县青山局")
    expect(first).to_contain_text("1")
    expect(first).to_contain_text(total)
    expect(page.get_by_role("row").filter(has_text="县流水局")).not_to_contain_text(total)


def compare_workbooks(page: Page, assessment: Assessment) -> None:
    """Three workbooks say what the engine says; the unit without a total is named, not ranked."""
    computed = tally_of(assessment, marks_of([assessment])[assessment.pk])
    ranking = rows_of(download(page, "得分排名表"), "文明机关")
    mine = next(row for row in ranking if "县青山局" in row)
    assert mine[0] == 1
    assert str(computed.total) == f"{mine[3]:.2f}"
    assert next(row for row in ranking if "县流水局" in row)[0] is None

    summary = rows_of(download(page, "考核汇总表"), "文明机关")
    line = next(row for row in summary if "县青山局" in row)
    heads = [computed.nodes[code].combined for code in "12345"]
    assert [round(float(value), 6) for value in line[4:9]] == [
        round(float(head or 0), 6) for head in heads
    ]

    follow(page, "县青山局")
    follow(page, "得分轨迹")
    says(page, f"{computed.total}")
    sheet = rows_of(download(page, "导出 Excel"), "县青山局")
    total = next(row for row in sheet if "合计" in row)
    assert f"{total[-1]:.2f}" == str(computed.total)
    for row in DRAFT:
        printed = next(cells for cells in sheet if str(cells[0]) == row.code)
        assert printed[-1] == pytest.approx(float(computed.nodes[row.code].contribution or 0))


def test_the_rubric_of_the_year_has_every_way_to_score() -> None:
    """So that the year above really fills in every kind of item."""
    assert {row.rule for row in DRAFT if row.rule} == {rule.word for rule in ScoringRule}
