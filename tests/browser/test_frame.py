"""The frame around every page: it opens, it fits, it can be read by everybody."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Check


def test_an_unknown_address_leads_back(
    page: Page, assert_accessible: Check, assert_fits: Check
) -> None:
    response = page.goto("/nothing-here/")

    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible()
    assert_fits()
