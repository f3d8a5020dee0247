"""Fixtures of the browser tests: Debian's Chromium, two widths, signing in, axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import find_chromium, launch_flags
from wenming.accounts.models import User

HEIGHTS = {360: 740, 1440: 900}  # by width: a phone held in one hand, an office screen
BLOCKING = {"serious", "critical"}
# Preloading copies imported styles into the page, which the CSP rightly refuses; what passes need
# not be told in full.
AXE = {"preload": False, "resultTypes": ["violations"]}

PATIENCE = 15_000  # ms: a busy machine may take this long to answer; nothing ever waits it out

Login = Callable[[User], None]
Check = Callable[[], None]

# Playwright's synchronous API runs an event loop in this thread; the tests use the ORM there too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": find_chromium(), "args": launch_flags(), "headless": True}


@pytest.fixture(params=HEIGHTS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    """Every test that opens a page runs once per width."""
    return int(request.param)


@pytest.fixture
def browser_context_args(width: int, live_server: LiveServer) -> dict[str, Any]:
    return {
        "base_url": live_server.url,
        "viewport": {"width": width, "height": HEIGHTS[width]},
        "is_mobile": width < 768,
        "has_touch": width < 768,
        "locale": "zh-CN",
        "timezone_id": settings.TIME_ZONE,
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A page that fails its test by a script error, a refusal of the CSP or a foreign request."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"asked another host: {request.url}")

    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", watch)
    yield page
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def login(page: Page, live_server: LiveServer) -> Login:
    """`login(user)` puts a signed-in session into the browser; the form has tests of its own."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        key = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": key, "url": live_server.url}])

    return sign_in


@pytest.fixture
def assert_accessible(page: Page) -> Check:
    """`assert_accessible()` runs axe on the open page: no serious or critical finding."""

    def check() -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = page.evaluate("(options) => axe.run(options)", AXE)["violations"]
        blocking = [
            f"{finding['id']} ({finding['impact']}): {node['html']}"
            for finding in found
            if finding["impact"] in BLOCKING
            for node in finding["nodes"]
        ]
        assert blocking == [], f"{page.url} at {page.viewport_size}"

    return check


@pytest.fixture
def assert_fits(page: Page) -> Check:
    """`assert_fits()`: the open page does not scroll sideways."""

    def check() -> None:
        room, need = page.evaluate(
            "() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]"
        )
        assert need <= room, f"{page.url} is {need - room} px too wide at {page.viewport_size}"

    return check
