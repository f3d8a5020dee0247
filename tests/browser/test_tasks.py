"""A public-service task from its first report to its acceptance, at the second try."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from districts.models import ServiceTask
from districts.roles import Role
from tests.browser.conftest import Check, Login
from tests.browser.steps import fill, follow, press, says
from tests.districts.tasks.world import make_task
from tests.factories import a_picture, make_department, make_user


def test_reported_overdue_urged_sent_back_and_accepted(
    page: Page, login: Login, assert_accessible: Check, assert_fits: Check, tmp_path: Path
) -> None:
    department = make_department("县住建局")
    lead = make_user(Role.DEPARTMENT, department=department, name="牵头人")
    office = make_user(Role.OFFICE, name="王敏")
    task = make_task(department=department, title="县城停车泊位")
    yesterday = timezone.localdate() - timedelta(days=1)
    ServiceTask.objects.filter(pk=task.pk).update(starts_on=yesterday, due_on=yesterday)
    photo = tmp_path / "完工.png"
    photo.write_bytes(a_picture().read())

    login(lead)
    page.goto(task.get_absolute_url())
    says(page, "逾期")
    fill(page, "进度（%）", "60")
    fill(page, "本月进展", "完成泊位划线720个。")
    press(page, "报送")
    says(page, "完成泊位划线720个。")

    login(office)
    page.goto(task.get_absolute_url())
    assert_accessible()
    assert_fits()
    _urge(page, "慢于时序，请倒排工期。")

    login(lead)
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("慢于时序，请倒排工期。")
    page.goto(task.get_absolute_url())
    _ask(page, "泊位全部完成。")
    says(page, "请先上传佐证材料")
    page.locator("#attachments [name='files']").set_input_files(photo)
    press(page, "上传")
    _ask(page, "泊位全部完成。")
    says(page, "待验收")

    login(office)
    _judge(page, task, satisfied="20", verdict="通过验收")
    says(page, "未过半数")
    expect(page.get_by_label("验收意见")).to_have_value("现场查看，情况属实。")
    press(page, "退回整改")
    says(page, "40 人中 20 人满意，未过半数")

    login(lead)
    page.goto(task.get_absolute_url())
    _ask(page, "已逐户回访整改。")

    login(office)
    _judge(page, task, satisfied="36", verdict="通过验收")
    says(page, "40 人中 36 人满意，过半数")
    page.goto("/tasks/wall/")
    expect(page.locator(".wall-sum")).to_contain_text("1 件通过验收")
    assert_accessible()
    assert_fits()


def _urge(page: Page, words: str) -> None:
    """A slip of the second grade, to be answered within three days."""
    page.get_by_text("记录督导情况或发督办单").click()
    fill(page, "督导情况", words)
    page.get_by_label("督办等级").select_option(label="二级督办（警示）")
    fill(page, "答复时限 （选填）", (timezone.localdate() + timedelta(days=3)).isoformat())
    press(page, "保存")
    expect(page.locator("#supervision .timeline")).to_contain_text("二级督办（警示）")


def _ask(page: Page, words: str) -> None:
    """Ask for acceptance; the only step of the lead stands open already."""
    fill(page, "完成情况", words)
    press(page, "申请验收")


def _judge(page: Page, task: ServiceTask, *, satisfied: str, verdict: str) -> None:
    page.goto(task.get_absolute_url())
    follow(page, "登记验收")
    fill(page, "验收组成员", "王敏、陈静")
    fill(page, "验收意见", "现场查看，情况属实。")
    for label, number in (
        ("应参加测评人数", "40"),
        ("满意", satisfied),
        ("不满意", "2"),
        ("弃权", "1"),
    ):
        fill(page, label, number)
    press(page, verdict)
