"""A district from the township's proposal to a fault that was found there and put right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from districts.models import District
from districts.roles import Role
from tests.browser.conftest import Check, Login
from tests.browser.steps import fill, follow, press, says
from tests.districts.areas.world import core_in
from tests.factories import a_picture, make_township, make_user

FAULT = "清理村北路口的柴草"


def test_proposed_planned_inspected_and_put_right(
    page: Page, login: Login, assert_accessible: Check, assert_fits: Check, tmp_path: Path
) -> None:
    township = make_township("伏山镇")
    core = core_in(township)
    keeper = make_user(Role.TOWNSHIP, township=township, name="镇干部")
    office = make_user(Role.OFFICE, name="王敏")
    photo = tmp_path / "整改后.png"
    photo.write_bytes(a_picture().read())

    login(keeper)
    page.goto("/areas/add/")
    fill(page, "片区名称", "张堂文明片区")
    page.get_by_label("核心村", exact=True).select_option(label=core.name)
    press(page, "提报")
    says(page, "已提报")

    login(office)
    page.goto(District.objects.get().get_absolute_url())
    press(page, "审核通过")
    press(page, "列入年度计划", yes="列入年度计划")
    expect(page.locator("#tiers .timeline")).to_contain_text("高标准")
    follow(page, "登记检查")
    fill(page, "检查情况", "主街整洁，村北路口堆放柴草。")
    press(page, "保存")
    fill(page, "发现的问题和整改要求", FAULT)
    fill(page, "整改期限", (timezone.localdate() + timedelta(days=3)).isoformat())
    press(page, "交伏山镇整改")
    says(page, "已交伏山镇整改")
    inspection = page.url
    assert_accessible()
    assert_fits()

    login(keeper)
    page.goto("/")
    _open_todo(page)
    _report(page, "已清理干净。")
    says(page, "请先上传佐证材料")
    page.locator("#attachments [name='files']").set_input_files(photo)
    press(page, "上传")
    _report(page, "已清理干净。")
    says(page, "待核实")

    login(office)
    page.goto("/")
    _open_todo(page)
    press(page, "核实销号", yes="核实销号")
    page.goto(inspection)
    says(page, "已销号")
    page.goto(District.objects.get().get_absolute_url())
    expect(page.locator("#inspections")).not_to_contain_text(FAULT)
    assert_accessible()
    assert_fits()


def _open_todo(page: Page) -> None:
    """What waits on the workbench is opened by its words."""
    page.get_by_role("main").get_by_role("link", name=FAULT).first.click()


def _report(page: Page, words: str) -> None:
    fill(page, "办理情况", words)
    press(page, "报告已办结")
