"""A picture is drawn from its table, leads to its rows, and the keyboard gets there as well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from districts.roles import Role
from tests.browser.conftest import Login
from tests.districts.areas.world import make_area
from tests.factories import make_user


@pytest.mark.parametrize("width", [1440], indirect=True)
def test_a_picture_leads_to_its_rows_by_mouse_and_by_keyboard(page: Page, login: Login) -> None:
    area = make_area()
    login(make_user(Role.LEADER))
    page.goto("/cockpit/")
    figure = page.locator("#chart-districts")
    canvas = figure.locator("canvas")
    expect(canvas).to_be_visible()
    data = figure.locator("details")
    expect(data).not_to_have_attribute("open", "")

    data.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    rows = f"/areas/?year={area.year}&scope=all&township={area.township_id}&tier=high"
    expect(link).to_have_attribute("href", rows)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(area.name)

    page.go_back()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    # The only township's bar lies across the middle of the picture.
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] * 0.62})
    expect(page.get_by_role("main")).to_contain_text(area.name)
    expect(page).to_have_url(re.compile("/areas/"))
