"""年度工作总结: figures in words, edits that survive, a second person, a document that stays."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.shared import Mm, Pt
from pytest_django import DjangoAssertNumQueries

from assessments.actions import summaries as acts
from assessments.actions.highlights import mark
from assessments.exports_summary import TEMPLATE, WORD, summary_docx, year_docx
from assessments.imports.summary_template import check_template
from assessments.models import (
    AnnualSummary,
    SummaryParagraph,
    SummaryTemplate,
)
from assessments.results.summaries.comparison import MANY, compared
from assessments.results.summaries.generation import points
from assessments.results.summaries.materials import materials_of
from assessments.results.summaries.skeleton import DEFAULTS, faults_in
from assessments.roles import NoteKind, SummarySection, SummaryStatus
from assessments.workflow import SUMMARY_STEPS
from districts.models import FollowUpKind
from districts.roles import EntryStatus, Role
from tests.districts.pairings.world import make_contribution, make_pairing
from tests.factories import make_follow_up, make_user
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError, NotAllowed

YEAR = timezone.localdate().year
POISON = "=1+1 <b>{{ title }}</b> {% for %} & \x0b\x07 ]]> “事” " + "长" * 9_000


def now() -> datetime:
    return timezone.now()


def give(amount: str) -> None:
    make_contribution(
        make_pairing(), kind="硬化道路", amount=Decimal(amount),
        status=EntryStatus.CONFIRMED,
    )  # fmt: skip
    cache.clear()  # no action recorded it


def make_summary(by: User | None = None, year: int = YEAR) -> AnnualSummary:
    by = by or make_user(Role.OFFICE)
    return acts.regenerate(acts.begin_summary(year, by=by, at=now()), by=by, at=now())


def paragraph_of(summary: AnnualSummary, key: str = "pairings.given") -> SummaryParagraph:
    return SummaryParagraph.objects.select_related("summary").get(summary=summary, key=key)


def take(summary: AnnualSummary, verb: str, by: User, note: str = "") -> AnnualSummary:
    return acts.advance_summary(summary, verb, write=summary_docx, by=by, at=now(), note=note)


def make_signed(by: User, other: User) -> AnnualSummary:
    summary = take(make_summary(by), "submit", by)
    return take(take(summary, "review", other), "sign", other)


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


# --- pure


def test_a_comparison_tells_what_went_and_what_came() -> None:
    changes = compared("硬化道路300米。", "硬化道路500米，桥1座。")

    assert [(each.kind, each.text) for each in changes] == [
        ("same", "硬化道路"), ("out", "300"), ("in", "500"), ("same", "米"),
        ("in", "，桥1座"), ("same", "。"),
    ]  # fmt: skip
    long = "".join(f"第{number}条修路，" for number in range(MANY // 4))
    assert [each.kind for each in compared(long, long + "乙。")] == ["same", "in"]
    endless = "甲，" * 2 * MANY
    assert [each.kind for each in compared(endless, endless + "乙。")] == ["out", "in"]


def test_notes_become_numbered_points() -> None:
    told = points(["甲；", "乙\n丙。", *["丁"] * 19])

    assert told[:2] == ["一是甲。", "二是乙 丙。"]
    assert (told[9][:2], told[10][:2], told[20][:3]) == ("十是", "十一", "二十一")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("共{{ pairing_units }}", ""),
        ("共{{ pairing_unit }}", "没有“pairing_unit”这个字段。"),
        ("共{{ pairing_units }", "字段没有写完整，应写成 {{ 字段名 }}。"),
        ("共{{ }}", "没有“”这个字段。"),
    ],
)
def test_a_sentence_names_what_is_wrong_with_its_fields(text: str, fault: str) -> None:
    assert "".join(faults_in(text, {"pairing_units"})) == fault


# --- the Word file


@pytest.mark.django_db
def test_the_file_is_laid_out_after_gb_t_9704() -> None:
    content = year_docx(2015, timezone.localdate())
    document = Document(BytesIO(content))
    page = document.sections[0]

    sides = (page.page_width, page.page_height, page.top_margin, page.bottom_margin,
             page.left_margin, page.right_margin)  # fmt: skip
    assert [round(side / Mm(1)) for side in sides if side] == [210, 297, 37, 35, 28, 26]
    fonts = {"Title": ("方正小标宋简体", 22), "Normal": ("仿宋", 16), "Heading 1": ("黑体", 16),
             "Heading 2": ("楷体", 16), "Footer": ("宋体", 14)}  # fmt: skip
    for name, (font, size) in fonts.items():
        style = document.styles[name]
        assert f'w:eastAsia="{font}"' in style.element.xml
        assert style.font.size == Pt(size)
    spacing = document.styles["Normal"].paragraph_format.line_spacing
    assert Pt(28) <= spacing <= Pt(29)
    assert document.paragraphs[0].style.name == "Title"
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert footer.paragraphs[0].text == "— 1 —"
        assert "PAGE" in footer._element.xml


@pytest.mark.django_db
def test_a_year_without_records_makes_a_complete_document_that_guesses_nothing() -> None:
    text = text_of(year_docx(2015, timezone.localdate()))

    for head in (
        "一、取得的成绩",
        "（六）考核管理",
        "二、存在的问题",
        "三、2016年工作打算",
        "数据来源",
    ):
        assert head in text
    assert "新建文明示范街【待补充：结对共建文明示范街】" in text
    assert "【待补充：为民办实事典型事例】" in text
    assert "{{" not in text


@pytest.mark.django_db
def test_poison_is_printed_as_text() -> None:
    summary = make_summary()
    SummaryParagraph.objects.filter(summary=summary, key="opening").update(edited=POISON)

    text = text_of(summary_docx(summary))

    assert "=1+1 <b>{{ title }}</b> {% for %} &" in text
    assert "]]> “事” 长长" in text
    assert text.count("长") == 9_000


# --- templates of the office


def changed_template(change: Callable[[Any], None]) -> BytesIO:
    document = Document(str(TEMPLATE))
    change(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer


def saying(text: str) -> BytesIO:
    return changed_template(lambda document: document.add_paragraph(text))


def without_plan() -> BytesIO:
    def change(document: Any) -> None:
        for each in document.paragraphs:
            if "in plan" in each.text:
                each.text = "{%p for line in problems %}"

    return changed_template(change)


def repacked(name: str, content: bytes) -> BytesIO:
    buffer = BytesIO(TEMPLATE.read_bytes())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer


LINKED = b'<Relationships><Relationship Type="x/attachedTemplate" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        (lambda: saying("{{ titel }}"), "没有字段“titel”"),
        (lambda: saying("{{ title.name }}"), "没有字段“title.name”"),
        (lambda: saying("{{ plan }}"), "“plan”是一组内容"),
        (lambda: saying("{% for a in title %}{% endfor %}"), "“title”不是一组内容"),
        (lambda: saying("{{ title"), "没有写完整"),
        (lambda: saying("{{ title.__class__.mro() }}"), "title"),
        (lambda: saying("{% for a in range(10**9) %}{% endfor %}"), "不支持"),
        (lambda: saying("{% set title = 1 %}"), "不支持"),
        (without_plan, "缺少字段“plan”"),
        (lambda: repacked("big.bin", b"\0" * (6 * 1024 * 1024)), "解开后太大"),
        (lambda: repacked("word/_rels/settings.xml.rels", LINKED), "链接了外部"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_by_name(
    template: Callable[[], BytesIO], fault: str
) -> None:
    with pytest.raises(DomainError, match=fault):
        check_template(template())


@pytest.mark.django_db
def test_the_office_replaces_the_template_and_takes_it_back(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_user(Role.OFFICE))
    url = reverse("assessments:annual-template")

    bad = SimpleUploadedFile("模板.docx", saying("{{ titel }}").getvalue(), WORD)
    refused = client.post(url, {"file": bad})
    assert refused.status_code == 422
    assert "没有字段“titel”" in refused.content.decode()
    assert not SummaryTemplate.objects.exists()

    good = SimpleUploadedFile("模板.docx", saying("内部资料 {{ year }}").getvalue(), WORD)
    assert client.post(url, {"file": good}).status_code == 302
    assert "内部资料 2015" in text_of(year_docx(2015, timezone.localdate()))

    client.post(reverse("assessments:annual-template-reset"))
    assert "内部资料" not in text_of(year_docx(2015, timezone.localdate()))


# --- paragraphs


@pytest.mark.django_db
def test_an_edit_survives_generation_beside_the_new_text() -> None:
    office = make_user(Role.OFFICE)
    give("300")
    summary = make_summary(office)
    paragraph = paragraph_of(summary)
    assert "铺设硬化道路300米" in paragraph.generated
    acts.edit_paragraph(paragraph, text="我们的话", version=1, by=office, at=now())

    give("200")
    acts.regenerate(summary, by=office, at=now())

    paragraph = paragraph_of(summary)
    assert (paragraph.text, paragraph.is_overtaken) == ("我们的话", True)
    assert "铺设硬化道路500米" in paragraph.generated
    assert "铺设硬化道路300米" in paragraph.based_on
    with pytest.raises(DomainError, match="有 1 段改稿之后数据又有变化"):
        take(summary, "submit", office)

    kept = acts.keep_edit(paragraph, version=paragraph.version, by=office, at=now())
    assert (kept.text, kept.is_overtaken) == ("我们的话", False)
    new = acts.adopt(kept, version=kept.version, by=office, at=now())
    assert (new.is_edited, new.text) == (False, new.generated)


@pytest.mark.django_db
def test_who_saves_an_old_paragraph_sees_both_texts(client: Client) -> None:
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    paragraph = paragraph_of(make_summary(office))
    acts.edit_paragraph(paragraph, text="先到的话", version=1, by=second, at=now())
    client.force_login(office)

    answer = client.post(
        reverse("assessments:annual-paragraph", args=[paragraph.pk]),
        {"text": "后到的话", "version": "1"},
    )

    assert answer.status_code == 409
    assert {"先到的话", "后到的话"} <= set(answer.content.decode().replace("<", ">").split(">"))
    assert paragraph_of(paragraph.summary).text == "先到的话"


@pytest.mark.django_db
def test_a_reworded_sentence_is_checked_and_used_for_its_year() -> None:
    office = make_user(Role.OFFICE)
    summary = make_summary(office)
    key = "pairings.given"
    with pytest.raises(DomainError, match="没有“pairing_road”这个字段"):
        acts.reword(YEAR, key, text="{{ pairing_road }}", version=0, by=office, at=now())

    acts.reword(YEAR, key, text="修路{{ pairing_road_metres }}", version=0, by=office, at=now())
    with pytest.raises(Conflict):
        acts.reword(YEAR, key, text="旧页面", version=0, by=office, at=now())
    give("300")
    acts.regenerate(summary, by=office, at=now())
    assert paragraph_of(summary).text == "修路300米"

    acts.reset_sentence(YEAR, key, by=office, at=now())
    acts.regenerate(summary, by=office, at=now())
    assert "致富项目" in paragraph_of(summary).text


@pytest.mark.django_db
def test_examples_and_notes_stand_in_their_parts() -> None:
    office = make_user(Role.OFFICE)
    summary = make_summary(office)
    line: dict[str, Any] = {"section": SummarySection.PAIRINGS, "line": "县水泥厂帮村里修了路。"}
    mark(make_pairing(), year=YEAR, **line, version=0, by=office, at=now())
    acts.add_note(YEAR, NoteKind.PLAN, "多走访", by=office, at=now())

    assert paragraph_of(summary, "plan.notes").text == "一是多走访。"
    acts.regenerate(summary, by=office, at=now())
    assert paragraph_of(summary, "pairings.examples").text == "县水泥厂帮村里修了路。"


@pytest.mark.django_db
def test_material_is_offered_until_it_is_taken() -> None:
    office = make_user(Role.OFFICE)
    row = make_follow_up(kind=FollowUpKind.RECTIFICATION, year=YEAR, text="补种行道树")
    [offered] = materials_of(YEAR, timezone.localdate())
    assert (offered.key, offered.kind) == (f"rectification:{row.pk}", NoteKind.PROBLEM)

    note = acts.take_material(YEAR, offered.key, by=office, at=now())
    assert "补种行道树" in note.text
    assert materials_of(YEAR, timezone.localdate()) == []
    with pytest.raises(Conflict):
        acts.take_material(YEAR, offered.key, by=office, at=now())
    acts.remove_note(note, version=1, by=office, at=now())
    assert len(materials_of(YEAR, timezone.localdate())) == 1


# --- review and signature


@pytest.mark.django_db
@pytest.mark.parametrize("status", SummaryStatus.values)
@pytest.mark.parametrize("verb", SUMMARY_STEPS)
def test_each_step_leads_from_its_states_only(verb: str, status: str, settings: Any,
                                              tmp_path: Path) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    summary = make_signed(office, second) if status == "signed" else AnnualSummary.objects.create(
        year=YEAR, number=1, status=status, begun_by=office, begun_at=now(), generated_at=now(),
        drafted_by=None if status == "draft" else office,
    )  # fmt: skip
    step = SUMMARY_STEPS[verb]

    if status in step.sources:
        assert take(summary, verb, second, note="原因").status == step.target
    else:
        with pytest.raises(Conflict):
            take(summary, verb, second, note="原因")


@pytest.mark.django_db
def test_who_hands_in_neither_reviews_nor_signs() -> None:
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    summary = take(make_summary(office), "submit", office)
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        take(summary, "review", office)
    summary = take(summary, "review", second)
    with pytest.raises(NotAllowed, match="拟稿人以外"):
        take(summary, "sign", office)

    for change in (
        lambda: acts.edit_paragraph(paragraph_of(summary), text="改", version=1, by=second,
                                    at=now()),
        lambda: acts.regenerate(summary, by=second, at=now()),
        lambda: acts.add_note(YEAR, NoteKind.PLAN, "改", by=second, at=now()),
    ):  # fmt: skip
        with pytest.raises(Conflict):
            change()


@pytest.mark.django_db
def test_what_was_signed_does_not_change_with_the_records(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    office, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    give("300")
    summary = make_signed(office, second)
    client.force_login(office)

    def downloaded() -> bytes:
        url = reverse("assessments:annual-summary-document", args=[summary.pk])
        response: Any = client.get(url)
        content = b"".join(response.streaming_content)
        for close in response._resource_closers:
            close()
        return content

    before = downloaded()
    assert "铺设硬化道路300米" in text_of(before)
    give("200")
    new = make_summary(office)

    assert downloaded() == before
    assert "铺设硬化道路300米" in paragraph_of(summary).text
    assert "铺设硬化道路500米" in paragraph_of(new).text
    roads = {each["name"]: each["wording"] for each in AnnualSummary.objects.get(number=1).figures}
    assert roads["pairing_road_metres"] == "300米"
    with pytest.raises(Conflict, match="还没有签发"):
        acts.begin_summary(YEAR, by=office, at=now())


# --- pages, command


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_and_for_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    office = make_user(Role.OFFICE)
    summary = make_summary(office)
    for number in range(rows):
        make_summary(office, year=2014 + number)
        make_follow_up(kind=FollowUpKind.RECTIFICATION, year=YEAR)
        acts.add_note(YEAR, NoteKind.PLAN, "条", by=office, at=now())
        line: dict[str, Any] = {"section": SummarySection.PAIRINGS, "line": "例", "version": 0}
        mark(make_pairing(), year=YEAR, **line, by=office, at=now())
    client.force_login(office)
    client.get(summary.get_absolute_url())  # the figures are kept from here on

    with django_assert_num_queries(4):  # session, user, standing, versions
        client.get(reverse("assessments:annual-summary-list"))
    with django_assert_num_queries(DETAIL):
        client.get(summary.get_absolute_url())


DETAIL = 19


@pytest.mark.django_db
def test_the_command_writes_what_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "总结.docx"
    with pytest.raises(CommandError, match="--docx"):
        call_command("annual_report", "2015")

    call_command("annual_report", "2015", docx=path)

    assert "2015年度工作总结" in text_of(path.read_bytes())


@pytest.mark.django_db
def test_every_part_of_the_summary_has_a_sentence() -> None:
    assert {each.section for each in DEFAULTS} == set(SummarySection)
