"""A workbook into a draft: preview, confirm, and nothing in between or besides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from assessments.actions.branches import save_row
from assessments.exports_rubric import rubric_xlsx
from assessments.imports import rubric_drafts
from assessments.models import Rubric, RubricImport
from assessments.results.rubric_changes import changes_between, fingerprint_of, workbook_rows
from assessments.results.rubrics import item_row
from assessments.roles import RubricStatus
from assessments.scoring import RubricRows, from_document, to_rows
from districts.roles import Role
from tests.assessments.test_rubric_workbook import make_good_book
from tests.assessments.workbooks import cells_of, file_of, item, make_book
from tests.factories import make_rubric, make_user
from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(is_published=False)


@pytest.fixture
def keep(draft: Rubric, office: User) -> Callable[[Workbook], RubricImport]:
    """Uploads a workbook for the draft."""

    def preview(book: Workbook) -> RubricImport:
        return rubric_drafts.preview(
            draft, file_of(book), filename="细则.xlsx", by=office, at=timezone.now()
        )

    return preview


def state_of(rubric: Rubric) -> tuple[object, str]:
    stored = Rubric.objects.get(pk=rubric.pk)
    return Rubric.objects.values().get(pk=rubric.pk), fingerprint_of(workbook_rows(stored))


def places(kept: RubricImport) -> list[tuple[str, int, str]]:
    return [(one["sheet"], one["row"], one["column"]) for one in kept.payload["errors"]]


class TestConfirming:
    def test_the_draft_becomes_what_the_workbook_says(self, draft, keep, office):
        kept = keep(make_good_book())

        assert rubric_drafts.confirm(kept, by=office, at=timezone.now()) is True

        stored = Rubric.objects.get(pk=draft.pk)
        assert (stored.name, stored.year, stored.version) == ("试用细则", 2026, 1)
        assert (stored.not_applicable, stored.bonus_inside) == ("scale", True)
        assert stored.base_by_status == "新申报=100;复评=105"
        assert {each.name for each in stored.unit_types.all()} == {"文明机关", "文明村"}
        assert stored.indicators.count() == 18
        assert [row.code for row in stored.veto_rows.all()] == ["F1", "F2"]
        assert stored.revision == draft.revision + 1
        assert stored.status == RubricStatus.DRAFT

    def test_the_export_of_the_draft_is_the_workbook_again(self, draft, keep, office):
        rubric_drafts.confirm(keep(make_good_book()), by=office, at=timezone.now())
        first = rubric_xlsx(workbook_rows(Rubric.objects.get(pk=draft.pk)))

        kept = keep(load_workbook(BytesIO(first)))

        assert kept.payload["errors"] == kept.payload["warnings"] == []
        rubric_drafts.confirm(kept, by=office, at=timezone.now())
        second = rubric_xlsx(workbook_rows(Rubric.objects.get(pk=draft.pk)))
        assert cells_of(second) == cells_of(first)

    def test_the_trail_says_what_changed(self, draft, keep, office):
        rubric_drafts.confirm(keep(make_good_book()), by=office, at=timezone.now())

        entry = AuditEntry.objects.about(draft).first()
        assert entry.verb == "rubric.import"
        assert entry.after["filename"] == "细则.xlsx"
        assert "新增细则 1.4 项目1.4" in entry.after["changes"]["rows"]

    def test_a_second_click_does_nothing(self, draft, keep, office):
        kept = keep(make_good_book())
        rubric_drafts.confirm(kept, by=office, at=timezone.now())
        before = state_of(draft)

        assert rubric_drafts.confirm(kept, by=office, at=timezone.now()) is False
        assert state_of(draft) == before

    def test_a_draft_that_moved_on_is_not_overwritten(self, draft, keep, office):
        kept = keep(make_good_book())
        head = draft.indicators.get(code="1")
        row = replace(item_row(head), title="改了")
        save_row(head, row, version=head.version, by=office, at=timezone.now())
        before = state_of(draft)

        with pytest.raises(Conflict, match="预览之后"):
            rubric_drafts.confirm(kept, by=office, at=timezone.now())
        assert state_of(draft) == before
        kept.refresh_from_db()
        assert kept.done_at is None

    def test_a_draft_published_meanwhile_is_never_touched(self, draft, keep, office):
        kept = keep(make_good_book())
        Rubric.objects.filter(pk=draft.pk).update(
            status=RubricStatus.PUBLISHED, frozen=make_rubric().frozen, published_at=timezone.now()
        )

        with pytest.raises(Conflict):
            rubric_drafts.confirm(kept, by=office, at=timezone.now())
        assert draft.indicators.filter(code="1.8").count() == 0

    def test_who_may_no_longer_edit_may_not_confirm(self, draft, keep):
        kept = keep(make_good_book())
        before = state_of(draft)

        with pytest.raises(NotAllowed):
            rubric_drafts.confirm(kept, by=make_user(Role.LEADER), at=timezone.now())
        assert state_of(draft) == before

    def test_with_errors_nothing_is_confirmed(self, draft, keep, office):
        book = make_good_book()
        book["细则"]["D3"] = "五"
        kept = keep(book)
        before = state_of(draft)

        with pytest.raises(DomainError, match="错误"):
            rubric_drafts.confirm(kept, by=office, at=timezone.now())
        assert state_of(draft) == before

    def test_what_the_workbook_leaves_blank_stays(self, draft, keep, office):
        book = make_book([item("1", 100, "达标")], [("名称", draft.name)])
        rubric_drafts.confirm(keep(book), by=office, at=timezone.now())

        stored = Rubric.objects.get(pk=draft.pk)
        assert (stored.year, stored.version) == (draft.year, draft.version)
        assert list(stored.unit_types.all()) == list(draft.unit_types.all())

    def test_under_a_name_that_is_taken_it_is_the_next_version(self, draft, keep, office):
        other = make_rubric(year=2026, name="试用细则")

        rubric_drafts.confirm(keep(make_good_book()), by=office, at=timezone.now())

        assert Rubric.objects.get(pk=draft.pk).version == other.version + 1


class TestWhatADraftCannotKeep:
    """The engine scores these; the tables would cut them off or refuse them one by one."""

    @pytest.mark.parametrize(
        ("sheet", "cell", "value", "column"),
        [
            ("细则", "D4", 5.0125, "分值"),
            ("细则", "H6", "听汇报、查资料", None),
            ("细则", "I6", "某局" * 60, "评分主体"),
            ("说明", "B4", "文明机关、文明公园", "内容"),
            ("说明", "B2", "很长的名称" * 20, "内容"),
            ("说明", "B3", 1999, "内容"),
            ("说明", "B6", f"{'身份' * 100}=100", "内容"),
            ("说明", "B5", 99999.999, "内容"),
            ("加分", "F3", "组" * 51, "同类组"),
            ("等次", "C2", "33.333%", "名额比例"),
            ("否决", "F2", "后" * 201, "后果"),
        ],
    )
    def test_is_an_error_at_its_cell(self, keep, sheet, cell, value, column):
        book = make_good_book()
        book[sheet][cell] = value

        kept = keep(book)

        assert places(kept) == ([(sheet, int(cell[1:]), column)] if column else [])


class TestPages:
    def upload(self, client: Client, draft: Rubric, book: Workbook):
        file = SimpleUploadedFile("细则.xlsx", file_of(book).getvalue())
        return client.post(
            reverse("assessments:rubric-import", args=[draft.pk]), {"file": file}, follow=True
        )

    def test_the_way_from_export_to_import(self, client, draft, office):
        client.force_login(office)
        exported = client.get(reverse("assessments:rubric-export", args=[draft.pk]))
        book = load_workbook(BytesIO(exported.content))
        book["细则"]["B2"] = "换了名称"

        page = self.upload(client, draft, book)

        assert [change.title for change in page.context["changes"]] == ["换了名称"]
        assert "换了名称" in page.content.decode()
        assert not draft.indicators.filter(title="换了名称").exists()
        kept = page.context["kept"]
        done = client.post(
            reverse("assessments:rubric-import-confirm", args=[kept.pk]), follow=True
        )
        assert "已导入" in done.content.decode()
        assert draft.indicators.filter(title="换了名称").count() == 1

    def test_every_error_is_shown_and_there_is_no_button(self, client, draft, office):
        client.force_login(office)
        book = make_good_book()
        book["细则"]["D3"], book["等次"]["B2"] = "五", "高"

        text = self.upload(client, draft, book).content.decode()

        assert "有 2 处错误" in text
        assert "确认导入" not in text

    def test_warnings_and_sums_are_shown(self, client, draft, office):
        client.force_login(office)
        book = make_book([item("1", 15), item("1.1", 16, "达标")])

        text = self.upload(client, draft, book).content.decode()

        assert "分值合计 16" in text
        assert "确认导入" in text

    def test_the_same_content_needs_no_import(self, client, draft, office):
        client.force_login(office)
        content = client.get(reverse("assessments:rubric-export", args=[draft.pk])).content

        page = self.upload(client, draft, load_workbook(BytesIO(content)))

        assert page.context["changes"] == []
        assert "完全相同" in page.content.decode()

    def test_a_preview_that_is_out_of_date_says_so(self, client, draft, office):
        client.force_login(office)
        kept = self.upload(client, draft, make_good_book()).context["kept"]
        draft.indicators.filter(code="1").update(title="改了")

        page = client.get(reverse("assessments:rubric-import-preview", args=[kept.pk]))

        assert "已经过时" in page.content.decode()
        refused = client.post(reverse("assessments:rubric-import-confirm", args=[kept.pk]))
        assert refused.status_code == 409

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04nonsense"])
    def test_what_is_no_workbook_changes_nothing(self, client, draft, office, content):
        client.force_login(office)
        before = state_of(draft)

        response = client.post(
            reverse("assessments:rubric-import", args=[draft.pk]),
            {"file": SimpleUploadedFile("细则.xlsx", content)},
            follow=True,
        )

        assert response.status_code in (200, 422)
        assert state_of(draft) == before

    def test_an_upload_is_seen_by_its_owner_for_two_hours(self, client, keep):
        kept = keep(make_good_book())
        url = reverse("assessments:rubric-import-preview", args=[kept.pk])
        client.force_login(make_user(Role.OFFICE))
        assert client.get(url).status_code == 404
        client.force_login(kept.owner)
        assert client.get(url).status_code == 200
        RubricImport.objects.update(created_at=timezone.now() - timedelta(hours=2, minutes=1))
        assert client.get(url).status_code == 404

    def test_a_published_rubric_is_exported_as_it_was_frozen(self, client, office):
        rubric = make_rubric()
        rubric.indicators.update(title="后来改的")
        client.force_login(office)

        content = client.get(reverse("assessments:rubric-export", args=[rubric.pk])).content

        assert "后来改的" not in str(cells_of(content))


def test_changes_name_what_is_new_gone_and_different(keep):
    old = rubric_rows(keep, make_good_book())
    book = make_good_book()
    book["细则"]["D3"] = 6
    book["细则"]["A19"] = "2.4.5"
    book["等次"]["A3"], book["等次"]["A2"] = "优秀", "合格"
    new = rubric_rows(keep, book)

    found = {(each.sheet, each.code, each.kind): each for each in changes_between(old, new)}

    assert found[("细则", "1.1", "修改")].cells == (("分值", "5", "6"),)
    assert found[("细则", "2.4.5", "改号")].was == "2.4.4"
    assert ("等次", "", "修改") in found
    assert changes_between(old, old) == []


def rubric_rows(keep: Callable[[Workbook], RubricImport], book: Workbook) -> RubricRows:
    return to_rows(from_document(keep(book).payload["document"]))
