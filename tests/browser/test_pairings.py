"""A contribution from the unit's page to the county's sums, as people do it, at both widths."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from districts.roles import Role
from districts.workflow.pairings import LetterStatus
from tests.browser.conftest import Check, Login
from tests.browser.steps import fill, follow, press, says
from tests.districts.pairings.world import TODAY, make_letter, make_pairing, make_requirement
from tests.factories import make_unit, make_user, make_village


@pytest.mark.django_db(transaction=True)
def test_a_contribution_is_reported_confirmed_and_counted(
    page: Page, login: Login, assert_accessible: Check, assert_fits: Check
) -> None:
    village = make_village("施家村", is_core=True)
    pairing = make_pairing(unit=make_unit("县水泥厂"), village=village)
    make_letter(LetterStatus.ISSUED, pairing=pairing, targets={"水泥": 600})
    make_requirement()

    login(make_user(Role.UNIT, unit=pairing.unit))
    page.goto(reverse("districts:pairing-list"))
    follow(page, "县水泥厂")
    says(page, "600 吨")
    assert_accessible()
    assert_fits()
    follow(page, "登记投入")
    page.get_by_label("种类").select_option(label="水泥（吨）")
    fill(page, "用途", "铺设村内道路")
    press(page, "保存并报送")
    says(page, "请填写数量，水泥按“吨”计")
    page.get_by_label("数量").first.fill("300")
    assert_accessible()
    press(page, "保存并报送")
    says(page, "待确认")
    contribution = page.url

    login(make_user(Role.OFFICE))
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("县水泥厂 报送帮扶投入：水泥 300 吨")
    page.goto(contribution)
    assert_fits()
    press(page, "确认")
    says(page, "已确认")

    page.goto(pairing.get_absolute_url())
    says(page, "50%")
    page.goto(f"{reverse('districts:pairing-totals')}?year={TODAY().year}")
    says(page, "300 吨")
    assert_accessible()
    assert_fits()
    for name in ("contribution-list", "letter-list", "pairing-carry-over", "letter-create"):
        page.goto(reverse(f"districts:{name}"))
        assert_accessible()
        assert_fits()
