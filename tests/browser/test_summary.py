"""The year's summary from a marked example to a signature, as the office does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.actions import summaries as acts
from assessments.models import SummaryParagraph
from districts.roles import EntryStatus, Role
from tests.browser.conftest import Check, Login
from tests.browser.steps import fill, follow, press, says
from tests.districts.pairings.world import make_contribution, make_pairing
from tests.factories import make_user


@pytest.mark.django_db(transaction=True)
def test_a_summary_is_edited_generated_again_and_signed(
    page: Page,
    *,
    login: Login,
    assert_accessible: Check,
    assert_fits: Check,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    year = timezone.localdate().year
    given = {"kind": "硬化道路", "status": EntryStatus.CONFIRMED}
    make_contribution(pairing := make_pairing(), amount=300, **given)
    summary = acts.begin_summary(year, by=office, at=timezone.now())
    acts.regenerate(summary, by=office, at=timezone.now())
    paragraph = SummaryParagraph.objects.get(summary=summary, key="pairings.given")

    login(office)
    page.goto(pairing.get_absolute_url())
    follow(page, "典型事例")
    fill(page, "事例", "帮村里修好了路。")
    assert_accessible()
    press(page, "标为典型事例")

    page.goto(reverse("assessments:annual-paragraph", args=[paragraph.pk]))
    fill(page, "段落内容 （选填）", "我们自己的话。")
    press(page, "保存")
    says(page, "这一段已保存")
    make_contribution(pairing, amount=200, **given)
    cache.clear()  # no action recorded it
    page.goto(summary.get_absolute_url())
    press(page, "重新生成")
    page.goto(summary.get_absolute_url())
    for words in ("帮村里修好了路。", "我们自己的话。", "改稿以后数据有变化"):
        says(page, words)
    assert_accessible()
    assert_fits()
    press(page, "保留改稿")
    press(page, "送审", yes="送审")
    says(page, "您是拟稿人")

    login(second)
    page.goto(summary.get_absolute_url())
    press(page, "审核通过")
    press(page, "签发", yes="签发")
    says(page, "已经封存")
    make_contribution(pairing, amount=700, **given)
    cache.clear()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("我们自己的话。")
    assert_fits()
