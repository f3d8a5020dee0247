"""Every page of the product as everybody who may open it sees it, at both widths.

Which pages there are, and for whom, is the access table's business (`tests/access`): each of its
rows that answers 200 to a GET is opened here. All names and texts are hostile and long.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from zlib import crc32

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from openpyxl import load_workbook
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.actions.sheets import advance_field, record_quiz
from assessments.models import (
    Evidence,
    Mark,
    Rubric,
    SelfMark,
    SelfReport,
    Team,
)
from districts.models import Contact, Department, Township, Unit, Village
from tests.access.cast import Cast, build
from tests.access.table import add_objects, all_rows
from tests.browser.conftest import HEIGHTS, Check, Login
from tests.factories import make_assessment, make_sheet, make_team, make_user
from wenming.accounts.models import User
from wenming.files.models import StoredFile
from wenming.text import name_key

# One of each family of bad input; see `shown literally` below.
IMAGE = '"><img src=x onerror=alert(1)>'
QUOTE = "';alert(1);//"
TAG = "{% load static %}"
FRAME = '<iframe srcdoc="<script>alert(1)</script>">'
SCRIPT = "</script><script>alert(1)</script>"
PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
LONG = "精神文明建设工作" * 4
POISONED: tuple[tuple[type[Model], str, str], ...] = (
    (Unit, "name", IMAGE),
    (Village, "name", QUOTE),
    (Township, "name", TAG),
    (Department, "name", FRAME[:40]),
    (Contact, "name", QUOTE),
    (Team, "name", TAG),
    (Rubric, "name", SCRIPT),
    (SelfReport, "summary", SCRIPT),
    (SelfMark, "statement", FRAME),
    (Mark, "reason", IMAGE),
    (Evidence, "title", QUOTE),
    (User, "name", TAG),
)
# The pages are walked in so many parts, so that every core has some.
SHARES = 4
# Asked at once: every question to the browser costs as much as the answer.
COUNTED = """() => ["h1", "img[src='x'], iframe[srcdoc]"].map(
    (sought) => document.querySelectorAll(sought).length)"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
# In this order: whoever sees most of a page comes first.
VISITORS = (
    "anonymous office reporter1 reporter2 assessor1 assessor2 admin leader township1 department"
).split()


@pytest.fixture
def cast() -> Cast:
    """The access table's people and objects, one unit with a result besides, every text bad."""
    cast = build()
    add_objects(cast)
    add_result(cast)
    for stored in StoredFile.objects.all():
        for path in filter(None, (stored.path, stored.thumbnail_path)):
            default_storage.save(path, ContentFile(PIXEL))
    for model, field, poison in POISONED:
        for number, row in enumerate(model._default_manager.all()):
            text = f"{poison}{number}" if field == "name" else f"{poison}{LONG}"
            changes = {field: text}
            if hasattr(row, "name_key"):
                changes["name_key"] = name_key(text)
            model._default_manager.filter(pk=row.pk).update(**changes)
    return cast


def add_result(cast: Cast) -> None:
    """A unit that two people have scored, not alike, and whose result is confirmed."""
    scorers = make_user(), make_user()
    team = make_team(*scorers, cycle=cast.cycle)
    assessment = make_assessment(cycle=cast.cycle, team=team, visiting_order=1)
    quiz = assessment.rubric.indicators.get(code="4.1")
    record_quiz(assessment, quiz, people=12, average=Decimal(92), by=scorers[0], at=timezone.now())
    make_sheet(assessment, scorers[0], {"1.2": {"count": 1}}, is_submitted=True)
    make_sheet(assessment, scorers[1], is_submitted=True)
    advance_field(assessment, "confirm", by=scorers[0], at=timezone.now())


def pages_of(cast: Cast, visitor: str, share: int) -> Iterator[tuple[str, str, str]]:
    """(what it is in the access table, its address, what it shows) of each page that this visitor
    may open and that falls to this share of them."""
    client = Client()
    if visitor != "anonymous":
        client.force_login(cast[visitor])
    for row in all_rows():
        if row.method != "GET" or row.expected[visitor] != "200":
            continue
        if crc32(row.url.encode()) % SHARES != share:
            continue
        query = row.data(cast) if callable(row.data) else row.data
        url = reverse(row.url, args=cast.objects[row.object])
        url = f"{url}?{urlencode(query)}" if query else url
        response = client.get(url)
        is_page = response["Content-Type"].startswith("text/html")
        if response.streaming:
            b"".join(response)
        elif is_page and "attachment" not in response.get("Content-Disposition", ""):
            yield f"{row.url} {row.object}", url, shown_by(response.content.decode())


def read_at(what: str) -> int:
    """At which width axe reads a page: at each of them as many, for the parts are the same."""
    widths = sorted(HEIGHTS)
    return widths[crc32(what.encode()) // SHARES % len(widths)]


def shown_by(html: str) -> str:
    """What a page says and offers, but for the menu around it and the token of the session."""
    _, _, main = html.partition("<main")
    return TOKEN.sub("", main.partition("</main")[0])


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("width", [max(HEIGHTS)], indirect=True, ids=["both widths"])
def test_every_page_is_sound_for_everybody(
    page: Page,
    cast: Cast,
    login: Login,
    assert_accessible: Check,
    assert_fits: Check,
    *,
    share: int,
) -> None:
    """No script error, no dialog, no sideways scrolling, one h1; nothing serious from axe, which
    reads each page once, at one of the widths, with whoever is asked first. Each page is loaded
    once and then narrowed to the phone's width. Who gets what somebody before has been shown, word
    for word, is not shown it again."""
    faults: list[str] = []
    page.on("dialog", lambda dialog: faults.append(f"{page.url}: dialog {dialog.message}"))
    page.on("console", lambda said: faults.extend(complaint_of(page, said)))
    read: set[str] = set()
    shown: set[tuple[str, str]] = set()
    for visitor in VISITORS:
        if visitor != "anonymous":
            login(cast[visitor])
        for what, url, main in pages_of(cast, visitor, share):
            if (url, main) in shown:
                continue
            shown.add((url, main))
            page.goto(url)
            for width in sorted(HEIGHTS, reverse=True):
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                is_read = what in read or width != read_at(what)
                checks = [assert_fits] if is_read else [assert_fits, assert_accessible]
                faults += [f"{visitor}: {fault}" for fault in faults_on(page, checks)]
            read.add(what)
    assert not faults, "\n".join(faults)


def complaint_of(page: Page, said: ConsoleMessage) -> Iterator[str]:
    if said.type == "error":
        yield f"{page.url}: {said.text} {said.location['url']}"


def faults_on(page: Page, checks: Iterable[Check]) -> Iterator[str]:
    heads, strays = page.evaluate(COUNTED)
    if heads != 1:
        yield f"{page.url}: {heads} h1"
    if strays:
        yield f"{page.url}: a text became an element"
    for check in checks:
        try:
            check()
        except AssertionError as fault:
            yield str(fault)


def test_hostile_names_stand_there_as_they_were_typed(page: Page, cast: Cast, login: Login) -> None:
    login(cast["office"])
    page.goto("/units/")
    expect(page.get_by_role("main").get_by_text(IMAGE).first).to_be_visible()
    page.goto("/villages/")
    expect(page.get_by_role("main").get_by_text(QUOTE).first).to_be_visible()
    page.goto(reverse("assessments:report-review", args=cast.objects["report2"]))
    for text in (SCRIPT, FRAME, QUOTE):
        expect(page.get_by_role("main").get_by_text(text).first).to_be_attached()


def test_workbooks_with_hostile_names_still_open(cast: Cast, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(cast["office"])
    names: set[object] = set()
    for name in ("summary-xlsx", "ranking-xlsx", "self-check-xlsx"):
        url = reverse(f"assessments:{name}", args=[cast.cycle.pk])
        book = load_workbook(BytesIO(b"".join(client.get(url))))
        names |= {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(IMAGE in str(name) for name in names)


def test_the_keyboard_finds_its_way(page: Page, cast: Cast, login: Login) -> None:
    """The first stop is the way past the menu, and every stop can be seen."""
    login(cast["office"])
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
