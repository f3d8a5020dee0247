"""What is typed is kept: through lost answers, dead networks, ended sessions, and second tabs."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Request, Route, expect

from assessments.models import SelfMark, SelfReport
from assessments.roles import ReportStatus
from districts.roles import Role
from tests.assessments.self_checks import fill_in, make_report, mark_of
from tests.browser.conftest import Login
from tests.browser.steps import expect_saved, item_of, press, says, sign_in, was_saved
from tests.factories import PASSWORD, make_user
from wenming.accounts.models import User

ITEM, CODE = "1.2 例会制度", "1.2"
WORDS = "全年召开例会十二次。"


@pytest.fixture
def report() -> SelfReport:
    """A report that lacks nothing but what the test types."""
    report = make_report()
    fill_in(report)
    return report


@pytest.fixture
def reporter(report: SelfReport) -> User:
    unit = report.assessment.unit
    return make_user(Role.UNIT, unit=unit, username="zhou", password=PASSWORD, name="周建国")


def stored(report: SelfReport) -> SelfMark:
    return mark_of(report, CODE)


def type_words(page: Page, words: str = WORDS) -> None:
    item_of(page, ITEM).locator("[name='statement']").fill(words)


def save_state(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]").first).to_contain_text(words)


def test_a_save_whose_answer_is_lost_is_sent_again_and_counts_once(
    page: Page, login: Login, report: SelfReport, reporter: User
) -> None:
    """The server has stored it, the phone never hears so: same key again, same answer."""
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(parse_qs(route.request.post_data or "")["save_key"][0])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    login(reporter)
    page.goto(report.get_absolute_url())
    before = stored(report).version
    page.route("**/save/", lose_the_first_answer)
    type_words(page)

    save_state(page, "未保存，网络不通")
    expect_saved(page)
    assert keys == [keys[0], keys[0]]
    assert (stored(report).version, stored(report).statement) == (before + 1, WORDS)


def test_without_network_the_page_keeps_what_is_typed(
    page: Page, login: Login, report: SelfReport, reporter: User
) -> None:
    login(reporter)
    page.goto(report.get_absolute_url())
    page.context.set_offline(True)
    type_words(page)
    save_state(page, "未保存，网络不通")

    with page.expect_response(was_saved):
        page.context.set_offline(False)
    expect_saved(page)
    assert stored(report).statement == WORDS


def test_an_ended_session_costs_nothing(
    page: Page, login: Login, report: SelfReport, reporter: User
) -> None:
    """Signing in again in another tab lets this one go on."""
    login(reporter)
    page.goto(report.get_absolute_url())
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    type_words(page)
    save_state(page, "未保存，登录已过期")
    expect(item_of(page, ITEM).locator("[name='statement']")).to_have_value(WORDS)

    with page.context.expect_page() as waiting:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in(waiting.value, "zhou", PASSWORD)
    expect(waiting.value.get_by_role("heading", level=1)).to_contain_text("周建国")
    waiting.value.close()
    with page.expect_response(was_saved):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_saved(page)
    assert stored(report).statement == WORDS


def test_two_tabs_see_both_versions(
    page: Page, login: Login, report: SelfReport, reporter: User
) -> None:
    login(reporter)
    page.goto(report.get_absolute_url())
    other = page.context.new_page()
    other.goto(report.get_absolute_url())
    with other.expect_response(was_saved):
        type_words(other, "另一个窗口写的。")

    type_words(page)
    conflict = item_of(page, ITEM).locator(".conflict")
    expect(conflict).to_contain_text("另一个窗口写的。")
    expect(conflict).to_contain_text(WORDS)
    assert stored(report).statement == "另一个窗口写的。"

    with page.expect_response(was_saved):
        conflict.get_by_role("button", name="用我的覆盖").click()
    expect_saved(page)
    assert stored(report).statement == WORDS


def test_a_double_click_hands_in_once(
    page: Page, login: Login, report: SelfReport, reporter: User
) -> None:
    sent: list[Request] = []
    page.on(
        "request",
        lambda request: sent.append(request) if "/step/submit/" in request.url else None,
    )
    login(reporter)
    page.goto(report.get_absolute_url())
    press(page, "报送县文明办")
    page.get_by_role("dialog").get_by_role("button", name="报送", exact=True).dblclick()

    says(page, "待审核")
    assert len(sent) == 1
    report.refresh_from_db()
    assert (report.status, report.round) == (ReportStatus.SUBMITTED, 1)


def test_everything_works_without_scripts(
    browser: Browser, browser_context_args: dict[str, object], report: SelfReport, reporter: User
) -> None:
    """Signing in, saving one item, handing in."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(report.get_absolute_url())
    sign_in(page, "zhou", PASSWORD)
    type_words(page)
    item_of(page, ITEM).get_by_role("button", name="保存这一项").click()
    says(page, "已保存")
    assert stored(report).statement == WORDS

    press(page, "报送县文明办")
    says(page, "待审核")
    context.close()
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED
