"""Uploads: what is taken, what is refused, and what is left on the disk afterwards."""

import errno
import hashlib
import os
import struct
import zipfile
import zlib
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from PIL import Image

from tests.wenming.people import make_account
from wenming.errors import DomainError, StorageFull
from wenming.files.models import Kind, StoredFile
from wenming.files.serving import serve
from wenming.files.storing import accept_upload, clean_filename, uncommitted_removed
from wenming.text import REMOVED

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript >> >>\nendobj\ntrailer\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(100)
HTML = b"<html><script>alert(1)</script></html>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GPS_IFD = 0x8825


def picture(format_: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "#a8201a").save(buffer, format_, **options)
    return buffer.getvalue()


def package(*names: str, content_types: bytes = b"<Types/>") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", content_types)
        for name in names:
            book.writestr(name, b"<x/>")
    return buffer.getvalue()


def png_bomb(side: int) -> bytes:
    """A PNG of side × side black pixels in a few KB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def upload(name: str, content: bytes) -> StoredFile:
    return accept_upload(SimpleUploadedFile(name, content), by=make_account())


def stored_bytes(stored: StoredFile) -> bytes:
    with default_storage.open(stored.path) as file:
        return bytes(file.read())


def files_on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


DOCX = package("word/document.xml")
TAKEN = [
    pytest.param("照片.JPG", picture(), Kind.IMAGE, "image/jpeg", id="upper-case"),
    pytest.param("a.png", picture("PNG"), Kind.IMAGE, "image/png", id="png"),
    pytest.param("a.webp", picture("WEBP"), Kind.IMAGE, "image/jpeg", id="webp"),
    pytest.param("a.gif", picture("GIF") + HTML, Kind.IMAGE, "image/png", id="UPL-009"),
    pytest.param("a.jpg", picture() + DOCX, Kind.IMAGE, "image/jpeg", id="UPL-010"),
    pytest.param("自查.pdf", PDF, Kind.PDF, "application/pdf", id="UPL-015"),
    pytest.param("a.docx", DOCX, Kind.DOCUMENT, None, id="docx"),
    pytest.param("a.xlsx", package("xl/workbook.xml"), Kind.SHEET, None, id="xlsx"),
    pytest.param("a.doc", OLE, Kind.DOCUMENT, "application/msword", id="doc"),
    pytest.param("a.et", OLE, Kind.SHEET, None, id="et"),
    pytest.param("a.mp4", MP4, Kind.VIDEO, "video/mp4", id="mp4"),
    pytest.param("a.php.jpg", picture(), Kind.IMAGE, "image/jpeg", id="last-extension-counts"),
]
REFUSED = [
    pytest.param("a.jpg", HTML, "扩展名不符", id="UPL-011"),
    pytest.param("a.jpg", b"\xff\xd8\xff" + HTML, "无法打开", id="signature-only"),
    pytest.param("a.jpg", picture(size=(900, 900))[:400], "无法打开", id="cut-picture"),
    pytest.param("a.jpg", PDF, "扩展名不符", id="pdf-as-jpg"),
    pytest.param("a.pdf", picture(), "扩展名不符", id="jpg-as-pdf"),
    pytest.param("a.pdf", PDF[:-8], "不完整", id="cut-pdf"),
    pytest.param("a.pdf", b"", "空文件", id="empty"),
    pytest.param("a.pdf.exe", PDF, "不能上传“.exe”文件", id="exe"),
    pytest.param("a.pdf%00.exe", PDF, "不能上传“.exe”文件", id="percent-nul"),
    pytest.param("a.svg", b"<svg/>", "不能上传“.svg”文件", id="svg"),
    pytest.param("a.html", HTML, "不能上传“.html”文件", id="html"),
    pytest.param("a.docm", DOCX, "不能上传“.docm”文件", id="docm"),
    pytest.param("a.docx", package("word/document.xml", "word/vbaProject.bin"), "宏", id="UPL-016"),
    pytest.param(
        "a.docx",
        package("word/document.xml", content_types=b"macroEnabled"),
        "宏",
        id="docm-inside",
    ),
    pytest.param("a.docx", HTML + DOCX, "扩展名不符", id="zip-polyglot"),
    pytest.param("a.docx", DOCX[:60], "已损坏", id="cut-docx"),
    pytest.param("a.xlsx", DOCX, "扩展名不符", id="docx-as-xlsx"),
    pytest.param("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "宏", id="old-macros"),
    pytest.param("a.mp4", HTML, "扩展名不符", id="html-as-mp4"),
    pytest.param("a.png", png_bomb(12_000), "万像素", id="UPL-007"),
    pytest.param("a.png", png_bomb(20_000), "万像素", id="UPL-008"),
]


@pytest.mark.parametrize(("name", "content", "kind", "content_type"), TAKEN)
def test_what_an_office_produces_is_taken(name, content, kind, content_type):
    stored = upload(name, content)

    assert stored.kind == kind
    assert content_type in (None, stored.content_type)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(stored_bytes(stored))
    assert stored.is_image or stored_bytes(stored) == content
    assert b"<script>" not in stored_bytes(stored)


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_everything_else_is_refused_and_nothing_stays(name, content, sentence, media_root):
    with pytest.raises(DomainError, match=sentence):
        upload(name, content)

    assert not StoredFile.objects.exists()
    assert not files_on_disk(media_root)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\a\\b.docx", "b.docx"),
        ("e\u0301.pdf", "é.pdf"),
        ("报告\u202egpj.pdf", "报告gpj.pdf"),
        ("文明单位 自查（2026）.docx", "文明单位 自查（2026）.docx"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("A.PDF", "A.pdf"),
        ("文" * 80 + ".pdf", "文" * 80 + ".pdf"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
    ],
)
def test_the_name_shown_is_the_last_part_of_the_name_sent(sent, shown):
    assert clean_filename(sent)[0] == shown


@pytest.mark.parametrize(
    "sent",
    ["..", ".", "", "/", ".htaccess", "a.pdf.", "a.pdf. ", "\ud800.pdf", "passwd"],
)
def test_a_name_that_is_none_is_refused(sent):
    with pytest.raises(DomainError):
        clean_filename(sent)


def test_a_name_in_an_unknown_encoding_is_refused_in_words():
    with pytest.raises(DomainError, match="无法识别的字符"):
        clean_filename("\ufffd\ufffd.pdf")


def test_a_nul_in_a_name_does_not_hide_the_extension():
    assert clean_filename("a.pdf\x00.exe")[1] == "exe"
    assert not REMOVED.search(clean_filename("a\x00b.pdf")[0])


def test_no_file_at_all_is_said():
    with pytest.raises(DomainError, match="未收到文件"):
        accept_upload(None, by=make_account())


def test_a_picture_is_upright_without_its_place_and_has_a_thumbnail():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone upright
    exif.get_ifd(GPS_IFD)[1] = "N"
    stored = upload("a.jpg", picture(size=(600, 400), exif=exif))

    with Image.open(BytesIO(stored_bytes(stored))) as image:
        assert not image.getexif()
        assert image.size == (stored.width, stored.height) == (400, 600)
    with default_storage.open(stored.thumbnail_path) as file, Image.open(file) as small:
        assert max(small.size) == 320


def test_two_items_may_have_the_same_file():
    first, second = upload("a.pdf", PDF), upload("a.pdf", PDF)

    assert first.sha256 == second.sha256
    assert first.path != second.path


def test_a_transaction_that_rolls_back_leaves_no_bytes(media_root):
    with uncommitted_removed(), transaction.atomic():
        upload("a.jpg", picture())
        transaction.set_rollback(True)

    assert not files_on_disk(media_root)


def test_a_transaction_that_commits_keeps_bytes_and_thumbnail(media_root):
    with uncommitted_removed():
        upload("a.jpg", picture())

    assert len(files_on_disk(media_root)) == 2


def full_disk(*_args: object, **_options: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_no_row(monkeypatch, media_root):
    monkeypatch.setattr(os, "open", full_disk)
    with pytest.raises(StorageFull, match="存储空间已满"):
        upload("a.pdf", PDF)
    monkeypatch.undo()

    assert not StoredFile.objects.exists()
    assert not files_on_disk(media_root)


def find_eicar(file) -> str:
    return "EICAR" if b"EICAR" in file.read() else ""


def broken_scanner(file) -> str:
    raise ConnectionError


def test_a_virus_is_refused_where_a_scanner_is_set(settings):
    settings.FILE_SCANNER = f"{__name__}.find_eicar"
    with pytest.raises(DomainError, match="病毒"):
        upload("a.pdf", PDF[:-6] + EICAR + b"%%EOF")
    assert upload("b.pdf", PDF).kind == Kind.PDF


def test_a_scanner_that_is_down_lets_nothing_through(settings):
    settings.FILE_SCANNER = f"{__name__}.broken_scanner"
    with pytest.raises(DomainError, match="暂时不可用"):
        upload("a.pdf", PDF)


def sent(stored: StoredFile, **options: bool) -> dict[str, str]:
    """The headers of a download."""
    with closing(serve(stored, **options)) as response:
        return dict(response.headers)


class TestServing:
    def test_a_document_is_a_download_under_its_own_name(self):
        stored = upload("文明单位 自查（2026）.docx", DOCX)

        headers = sent(stored, inline=True)

        assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%96%87")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        with closing(serve(stored)) as response:
            assert b"".join(response) == DOCX

    def test_a_picture_may_be_shown_and_is_named_after_what_it_is(self):
        stored = upload("a.gif", picture("GIF"))

        assert sent(stored, inline=True)["Content-Disposition"] == 'inline; filename="a.png"'
        assert sent(stored)["Content-Disposition"] == 'attachment; filename="a.png"'
        assert sent(stored, thumbnail=True)["Content-Type"] == "image/jpeg"

    def test_a_name_cannot_split_the_header(self):
        stored = upload("a.pdf", PDF)
        stored.original_name = "甲\r\nBcc: all@x.cn.pdf"

        assert "\n" not in sent(stored)["Content-Disposition"]

    def test_bytes_that_are_gone_are_not_found(self):
        stored = upload("a.pdf", PDF)
        default_storage.delete(stored.path)

        with pytest.raises(Http404):
            serve(stored)


class TestSweep:
    def test_it_removes_what_no_row_knows(self, media_root, capsys):
        stored = upload("a.jpg", picture())
        orphan = media_root / "files" / "00" / "orphan"
        orphan.parent.mkdir(parents=True, exist_ok=True)
        orphan.write_bytes(b"x")
        fresh = orphan.with_name("fresh")
        fresh.write_bytes(b"x")
        old = orphan.stat().st_mtime - timedelta(hours=2).total_seconds()
        os.utime(orphan, (old, old))

        call_command("sweep_files")

        assert "清理了 1 个" in capsys.readouterr().out
        assert not orphan.exists()
        assert fresh.exists()
        assert default_storage.exists(stored.path)
        assert default_storage.exists(stored.thumbnail_path)

    def test_it_fails_where_bytes_are_missing(self, capsys):
        stored = upload("a.pdf", PDF)
        default_storage.delete(stored.path)

        with pytest.raises(SystemExit):
            call_command("sweep_files")
        assert str(stored.pk) in capsys.readouterr().out
