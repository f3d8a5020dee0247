"""What people do on the pages, in the words of the pages. Nothing here looks into the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, Page, Response, expect

Answer = Mapping[str, Any]
SAVES = ("/save/", "/comment/")


def wait_for_scripts(page: Page) -> None:
    """People are slower than a page's scripts; a test on a busy machine is not."""
    page.locator("html[data-ready]").wait_for()


def press(page: Page, words: str, *, yes: str = "") -> None:
    """Press a button; with `yes`, also the button of the question that the page asks."""
    if yes:
        wait_for_scripts(page)
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()
    if yes:
        page.get_by_role("dialog").get_by_role("button", name=yes, exact=True).click()


def sign_in(page: Page, username: str, password: str) -> None:
    """By the form, as people do."""
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()


def says(page: Page, words: str) -> None:
    """The page says so: a toast, a note, a chip."""
    expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_role("main").get_by_label(label, exact=True).fill(text)


def moment(at: datetime) -> str:
    """A moment as a date-time box takes it."""
    return at.strftime("%Y-%m-%dT%H:%M")


def was_saved(response: Response) -> bool:
    is_save = response.request.method == "POST" and response.url.endswith(SAVES)
    return is_save and response.ok


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]").first).to_contain_text("已保存")


def item_of(page: Page, label: str) -> Locator:
    """The card of one item, by its 编号 and name."""
    heading = page.get_by_role("heading", name=label, exact=True)
    return page.get_by_role("article").filter(has=heading)


def answer(item: Locator, given: Answer) -> None:
    """Put in one answer, the way its own control wants it, and wait until it is stored."""
    wait_for_scripts(item.page)
    with item.page.expect_response(was_saved):
        _put_in(item, given)
    expect_saved(item.page)


def answer_all(page: Page, given: Mapping[str, Answer]) -> None:
    """Put in answers by item, one after the other, then wait until all are stored."""
    wait_for_scripts(page)
    for label, one in given.items():
        _put_in(item_of(page, label), one)
    expect_saved(page)


def _put_in(item: Locator, given: Answer) -> None:
    match given:
        case {"met": bool(met)}:
            _choose(item, "met", "true" if met else "false")
        case {"level": str(level)}:
            _choose(item, "level", level)
        case {"count": int(count)}:
            _count(item, count)
        case {"amounts": []}:
            item.get_by_label("没有应扣的分").check()
        case {"amounts": [amount]}:
            item.locator("[name='amounts']").first.fill(amount)
        case {"ballots": {**votes}}:
            for option, number in votes.items():
                item.locator(f"[name='votes-{option}']").fill(str(number))
        case _:
            for name, value in given.items():
                item.locator(f"[name='{name}']").fill(str(value))


def _choose(item: Locator, name: str, value: str) -> None:
    item.locator(".choice").filter(
        has=item.page.locator(f"[name='{name}'][value='{value}']")
    ).click()


def _count(item: Locator, count: int) -> None:
    """By the ＋ button from nothing; 0 is typed, because ＋ never gives it."""
    box = item.locator("[name='count']")
    if count == 0:
        box.fill("0")
        return
    for _ in range(count):
        item.get_by_role("button", name="加一").click()
    expect(box).to_have_value(str(count))


def write(item: Locator, field: str, text: str) -> None:
    """Type a text of one item and wait until it is stored."""
    with item.page.expect_response(was_saved):
        item.locator(f"[name='{field}']").fill(text)
    expect_saved(item.page)


def write_all(page: Page, field: str, texts: Mapping[str, str]) -> None:
    """Type the same text field of several items, then wait until all are stored."""
    wait_for_scripts(page)
    for label, text in texts.items():
        item_of(page, label).locator(f"[name='{field}']").fill(text)
    expect_saved(page)


def upload(item: Locator, path: Path) -> None:
    """Behind one item of the self-check: unfold, choose, upload."""
    item.get_by_text("添加佐证材料", exact=True).click()
    item.locator("[name='files']").set_input_files(path)
    item.get_by_role("button", name="上传", exact=True).click()


def download(page: Page, words: str) -> Workbook:
    """Follow a link that sends a workbook, and read it back."""
    with page.expect_download() as waiting:
        follow(page, words)
    return load_workbook(BytesIO(waiting.value.path().read_bytes()))


def rows_of(book: Workbook, tab: str) -> list[tuple[Any, ...]]:
    return list(book[tab].iter_rows(values_only=True))
