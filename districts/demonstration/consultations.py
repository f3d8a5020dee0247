"""征求意见: the draft opinion on minors' moral education of 2020, and one that is out this year.

Told by the summary of 2020: whom it was sent to, and that it has been revised. What they said is
invented.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from districts.actions.attachments import attach
from districts.actions.consultations import (
    advance_consultation,
    answer,
    create_consultation,
    judge,
    revise,
)
from districts.demonstration.cast import CLOSED_YEAR, FieldCast
from districts.models import AttachmentKind, Consultation, Membership, Opinion
from districts.roles import Role
from districts.workflow.consultations import Adoption
from wenming.accounts.models import User

MARK = "（演示）"
TITLE = "关于加强和改进未成年人思想道德建设的意见（征求意见稿）"
SAID = {
    "县教育局": ("建议写明中小学德育课时和家长学校的要求。", Adoption.ADOPTED, ""),
    "县文体局": ("建议公共文化场馆对未成年人免费开放。", Adoption.ADOPTED, ""),
    "团县委": ("建议增设专职少先队辅导员。", Adoption.PARTLY, "编制另行研究，先明确兼职辅导员。"),
    "县妇联": ("", "", ""),
}


def play(cast: FieldCast) -> None:
    """One finished in 2020; this year one with a day to go and half the answers in."""
    _play_2020(cast)
    _play_this_year(cast)


def _play_2020(cast: FieldCast) -> None:
    at = cast.moment(CLOSED_YEAR, 10, 12)
    about = "经一周专题调研形成征求意见稿，请结合本部门职责提出修改意见。"
    values = {"title": TITLE, "about": about, "due_on": date(CLOSED_YEAR, 10, 30)}
    row = _send(cast, values, list(SAID), at)
    for opinion in row.opinions.with_owner():
        text, adoption, reason = SAID[opinion.owner_name]
        _say(cast, opinion, text, cast.moment(CLOSED_YEAR, 10, 26))
    later: dict[str, Any] = {"by": cast.office, "at": cast.moment(CLOSED_YEAR, 11, 16)}
    row = advance_consultation(row, "close", **later)
    for opinion in row.opinions.exclude(text="").with_owner():
        _, adoption, reason = SAID[opinion.owner_name]
        marked = reason + MARK if reason else ""
        judge(opinion, adoption=adoption, reason=marked, **later)
    final = "一、总体要求\n二、学校、家庭、社会相结合\n三、净化成长环境\n四、加强组织领导" + MARK
    row = revise(row, text=final, version=row.version, **later)
    advance_consultation(row, "issue", **later)


def _play_this_year(cast: FieldCast) -> None:
    """县教育局 has not answered yet, and finds it on its workbench."""
    at = max(cast.at - timedelta(days=8), cast.moment(cast.today.year, 1, 1))
    about = "拟在全县推广文明实践积分，请就积分项目和兑换办法提出意见。" + MARK
    names = ["县教育局", "县文体局", "团县委", "县妇联"]
    due_on = cast.today + timedelta(days=6)
    title = f"文明实践积分管理办法（征求意见稿）{MARK}"
    row = _send(cast, {"title": title, "about": about, "due_on": due_on}, names, at)
    for opinion in row.opinions.with_owner():
        if opinion.owner_name == "团县委":
            _say(cast, opinion, "建议志愿服务时长单独计分。", cast.at)
        elif opinion.owner_name == "县妇联":
            _say(cast, opinion, "", cast.at)


def _send(
    cast: FieldCast, values: Mapping[str, Any], names: list[str], at: datetime
) -> Consultation:
    recipients = [cast.department(name) for name in names]
    row = create_consultation(values, recipients, by=cast.office, at=at)
    upload = _document(values["title"], values["about"])
    attach(row, upload, kind=AttachmentKind.DOCUMENT, by=cast.office, at=at)
    return advance_consultation(row, "send", by=cast.office, at=at)


def _document(title: str, about: str) -> SimpleUploadedFile:
    """The draft as a Word file."""
    document = Document()
    document.add_paragraph(title)
    document.add_paragraph(about)
    buffer = BytesIO()
    document.save(buffer)
    return SimpleUploadedFile("征求意见稿.docx", buffer.getvalue())


def _say(cast: FieldCast, opinion: Opinion, text: str, at: datetime) -> None:
    said = text + MARK if text else ""
    answer(opinion, text=said, is_content=not text, version=opinion.version,
           by=_speaker(cast, opinion.owner_name), at=at)  # fmt: skip


def _speaker(cast: FieldCast, name: str) -> User:
    """Who answers for a department: whoever holds the role, else somebody who never signs in."""
    department = cast.department(name)
    held = Membership.objects.filter(role=Role.DEPARTMENT, department=department)
    if found := held.select_related("user").first():
        return found.user
    number = User.objects.filter(username__startswith="yijian").count() + 1
    user = User.objects.create_user(
        f"yijian{number:02}",
        None,
        name=f"{name}联络员",
        must_change_password=False,
        is_demonstration=True,
    )
    since = date(2019, 1, 1)
    Membership.objects.create(
        user=user, role=Role.DEPARTMENT, department=department, started_on=since
    )
    return user
