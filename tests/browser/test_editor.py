"""A rubric is built, tried and issued without a mouse; afterwards nothing of it can be edited."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import Rubric
from districts.models import UnitType
from districts.roles import Role
from tests.browser.conftest import Check, Login
from tests.browser.steps import says, wait_for_scripts
from tests.factories import make_rubric, make_user

FARTHEST = 90  # steps of the Tab key on any page of this journey
MET, COUNT_DEDUCTION = 1, 3  # how far down the list of 给分方式 they stand


def reach(page: Page, wanted: Locator) -> None:
    """Walk there with the Tab key alone."""
    wait_for_scripts(page)
    wanted.wait_for()
    for _ in range(FARTHEST):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {wanted}")


def enter(page: Page, wanted: Locator) -> None:
    reach(page, wanted)
    page.keyboard.press("Enter")


def main_link(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name, exact=True)


def main_button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it is typed; `rule` is how far down the list of 给分方式 it stands."""

    title: str
    points: str
    rule: int = 0
    parameters: str = ""
    reads: str = ""


def write_row(page: Page, typed: Typed) -> None:
    """Fill in the form that has just opened, in the order of its boxes, and save it."""
    expect(page.get_by_label("名称", exact=True)).to_be_focused()
    page.keyboard.type(typed.title)
    page.keyboard.press("Tab")
    page.keyboard.type(typed.points)
    page.keyboard.press("Tab")
    for _ in range(typed.rule):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(typed.parameters)
    if typed.reads:
        says(page, typed.reads)
    page.keyboard.press("Enter")
    expect(row(page, typed.title)).to_be_focused()


def row(page: Page, title: str) -> Locator:
    """The row of the tree with this name."""
    return page.get_by_role("list", name="细则条目").get_by_role("radio", name=title)


def move(page: Page, key: str, said: str) -> None:
    page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()


@pytest.mark.parametrize("width", [1440], indirect=True)
def test_a_rubric_is_built_tried_and_issued_by_keyboard_alone(
    page: Page, login: Login, assert_accessible: Check
) -> None:
    login(make_user(Role.OFFICE))
    page.goto("/admin/assessments/rubric/add/")
    start_the_draft(page)
    build_the_tree(page)
    assert_accessible()
    left_open = page.context.new_page()
    left_open.goto(page.url)

    try_it(page)
    issue_it(page)

    refuse_an_edit(left_open)
    rubric = Rubric.objects.get()
    assert [f"{item.code} {item.title}" for item in rubric.spec.items] == [
        "1.1 领导重视",
        "1.2 例会制度",
        "2 群众活动",
    ]


def start_the_draft(page: Page) -> None:
    reach(page, page.get_by_label("名称", exact=True))
    page.keyboard.type("县文明机关考核细则")
    reach(page, page.get_by_role("checkbox", name="文明机关"))
    page.keyboard.press("Space")
    enter(page, main_button(page, "建立草稿"))


def build_the_tree(page: Page) -> None:
    """Two heads with rows below; a row is moved up, another one out of its head."""
    enter(page, main_button(page, "新增大项"))
    write_row(page, Typed("组织领导", "60"))
    page.keyboard.press("Shift+Insert")
    reads = "本项 20 分，记次数：每次扣 5。例如 0 次得 20，1 次得 15"
    write_row(page, Typed("例会制度", "20", COUNT_DEDUCTION, "每次=5", reads))
    page.keyboard.press("Insert")
    write_row(page, Typed("群众活动", "40", MET))
    page.keyboard.press("Insert")
    write_row(page, Typed("领导重视", "40", MET))
    move(page, "Alt+ArrowUp", "“1.2 领导重视”已上移")
    move(page, "Alt+ArrowUp", "“1.1 领导重视”已上移。编号变化：1.1 → 1.2，1.2 → 1.1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(row(page, "群众活动")).to_be_focused()
    move(page, "Alt+ArrowLeft", "“2 群众活动”已升一级。编号变化：1.3 → 2")
    move(page, "Alt+ArrowDown", "“2 群众活动”已经排在最后，没有移动")
    expect(page.locator("#sum-total")).to_have_text("合计 100 / 100")


def try_it(page: Page) -> None:
    """The best answers make 100; then back to the editor."""
    enter(page, main_link(page, "试算"))
    enter(page, main_button(page, "全部满分"))
    enter(page, page.get_by_role("dialog").get_by_role("button", name="全部满分"))
    expect(page.locator("#trial-sum").get_by_role("status")).to_have_text("100.00 / 100")
    enter(page, main_link(page, "编辑细则"))


def issue_it(page: Page) -> None:
    enter(page, main_link(page, "检查并发布"))
    enter(page, main_button(page, "发布"))
    enter(page, page.get_by_role("dialog").get_by_role("button", name="发布"))
    expect(page.get_by_role("main").get_by_text("已发布").first).to_be_visible()


def refuse_an_edit(page: Page) -> None:
    """In a window where the editor is still open; and the address itself leads away."""
    reach(page, row(page, "组织领导"))
    page.keyboard.press("Alt+ArrowDown")
    says(page, "已发布，不能再改。请另起新版。")
    page.goto(page.url)
    expect(main_link(page, "另起新版")).to_be_visible()


def test_a_row_is_dragged_below_another_head(page: Page, login: Login, assert_fits: Check) -> None:
    """With a pointer, at both widths: a mouse or a finger on the handle."""
    draft = make_rubric([UnitType.AGENCY], is_published=False)
    login(make_user(Role.OFFICE))
    page.goto(f"/admin/assessments/rubric/{draft.pk}/change/")
    assert_fits()
    wait_for_scripts(page)
    handle = page.locator(".tree-row", has_text="1.2").locator("[data-grip]")
    goal = page.locator(".tree-row", has_text="2.1")
    goal.scroll_into_view_if_needed()
    box = goal.locator("label").bounding_box()
    assert box is not None

    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3, steps=4)
    page.mouse.up()

    says(page, "“2.2 例会制度”已移动。编号变化：1.2 → 2.2，2.2 → 2.3")
