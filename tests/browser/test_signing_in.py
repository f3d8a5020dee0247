"""Signing in as people do it: wrong, too often wrong, for the first time."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from districts.roles import Role
from tests.browser.conftest import Check
from tests.browser.steps import sign_in
from tests.factories import PASSWORD, make_user

WRONG = "zheshi-cuode-88"
NEW = "qingshan-Lvshui-2026"


def test_a_wrong_password_says_so_and_the_right_one_leads_on(
    page: Page, assert_accessible: Check
) -> None:
    make_user(Role.OFFICE, name="王敏", username="wangmin", password=PASSWORD)
    page.goto("/reports/")

    sign_in(page, "wangmin", WRONG)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("wangmin")
    assert_accessible()

    sign_in(page, "wangmin", PASSWORD)
    expect(page).to_have_url("/reports/")


def test_guessing_is_stopped_for_a_while(page: Page, assert_fits: Check) -> None:
    make_user(Role.OFFICE, username="wangmin", password=PASSWORD)
    page.goto("/accounts/login/")
    for _ in range(4):
        sign_in(page, "wangmin", WRONG)
        expect(page.get_by_role("alert")).to_be_visible()

    sign_in(page, "wangmin", WRONG)
    expect(page.get_by_role("main")).to_contain_text("分钟")
    assert_fits()

    page.goto("/accounts/login/")
    sign_in(page, "wangmin", PASSWORD)
    expect(page.get_by_role("main")).to_contain_text("分钟")


def test_the_first_password_is_changed_before_anything_else(page: Page) -> None:
    user = make_user(Role.OFFICE, name="王敏", username="wangmin", password=PASSWORD)
    user.must_change_password = True
    user.save()
    page.goto("/")
    sign_in(page, "wangmin", PASSWORD)
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()

    page.goto("/units/")
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一次新密码").fill(NEW)
    page.get_by_role("button", name="保存新密码").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("王敏")
