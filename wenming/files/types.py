"""Which files are taken: by extension and by content, which must tell the same story.

Only what an office produces. Nothing that a browser would run (HTML, SVG), nothing with macros.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import filetype

from wenming.errors import DomainError
from wenming.files.models import Kind

MEGABYTE = 1024 * 1024
MAX_BYTES = {
    Kind.IMAGE: 20 * MEGABYTE,
    Kind.PDF: 40 * MEGABYTE,
    Kind.DOCUMENT: 40 * MEGABYTE,
    Kind.SHEET: 40 * MEGABYTE,
    Kind.VIDEO: 50 * MEGABYTE,
}
# Said beside every upload field, before anybody chooses a file.
LIMITS_TEXT = (
    "可上传图片（JPG、PNG、WEBP、GIF，每张不超过 20 MB），"
    "PDF、Word、Excel 和 WPS 文件（每个不超过 40 MB），MP4 视频（不超过 50 MB）。"
)
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
ZIP_SIGNATURE = b"PK\x03\x04"
MAX_ZIP_ENTRIES = 10_000
CHUNK = 1024 * 1024
HAS_MACROS = "文件里带有宏，请另存为不带宏的文件后再上传。"


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted extension. `check` raises DomainError, or returns quietly."""

    kind: Kind
    content_type: str
    check: Callable[[IO[bytes]], None]


def type_of(extension: str) -> FileType:
    """The accepted type behind a lower-case extension, or a DomainError that lists them all."""
    found = TYPES.get(extension)
    if found is None:
        raise DomainError(f"不能上传“.{extension}”文件。{LIMITS_TEXT}")
    return found


def type_made(extension: str) -> FileType:
    """The type of a file that the system itself made: what is accepted, or an archive of such."""
    return MADE.get(extension) or type_of(extension)


def _check_image(file: IO[bytes]) -> None:
    """The decoder gives the verdict, in `wenming.files.images`."""
    file.seek(0)
    if not filetype.is_image(file.read(8192)):
        raise _disagreement()


def _check_pdf(file: IO[bytes]) -> None:
    file.seek(0)
    if file.read(5) != b"%PDF-":
        raise _disagreement()
    size = file.seek(0, 2)
    file.seek(max(0, size - 4096))
    if b"%%EOF" not in file.read():
        raise DomainError("PDF 文件不完整，可能没有传完，请重新上传。")


def _check_video(file: IO[bytes]) -> None:
    file.seek(0)
    if not re.fullmatch(rb".{4}ftyp.*", file.read(64), re.DOTALL):
        raise _disagreement()


def _check_package(main_part: str) -> Callable[[IO[bytes]], None]:
    """An Office Open XML file: a zip from its first byte, with this part, without macros."""

    def check(file: IO[bytes]) -> None:
        file.seek(0)
        if file.read(4) != ZIP_SIGNATURE:
            raise _disagreement()
        try:
            with zipfile.ZipFile(file) as package:
                names = package.namelist()
                with package.open("[Content_Types].xml") as part:
                    content_types = part.read(CHUNK)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError) as error:
            raise DomainError("文件已损坏或加了密码，请重新保存后再上传。") from error
        if len(names) > MAX_ZIP_ENTRIES or main_part not in names:
            raise _disagreement()
        if b"macroEnabled" in content_types or any("vbaProject" in name for name in names):
            raise DomainError(HAS_MACROS)

    return check


def _check_ole(file: IO[bytes]) -> None:
    """The binary format of Word, Excel and WPS before 2007."""
    file.seek(0)
    chunk = file.read(CHUNK)
    if not chunk.startswith(OLE_SIGNATURE):
        raise _disagreement()
    tail = b""
    while chunk:
        if OLE_MACROS in tail + chunk:
            raise DomainError(HAS_MACROS)
        tail, chunk = chunk[-len(OLE_MACROS) :], file.read(CHUNK)


def _check_nothing(file: IO[bytes]) -> None:
    """What we made ourselves is what it says."""


def _disagreement() -> DomainError:
    return DomainError("文件的内容与扩展名不符，请用原来的软件另存后再上传。")


_OFFICE = "application/vnd.openxmlformats-officedocument"
_docx = FileType(
    Kind.DOCUMENT, f"{_OFFICE}.wordprocessingml.document", _check_package("word/document.xml")
)
_xlsx = FileType(Kind.SHEET, f"{_OFFICE}.spreadsheetml.sheet", _check_package("xl/workbook.xml"))
_image = FileType(Kind.IMAGE, "image/jpeg", _check_image)

TYPES: dict[str, FileType] = {
    "jpg": _image,
    "jpeg": _image,
    "png": _image,
    "webp": _image,
    "gif": _image,
    "pdf": FileType(Kind.PDF, "application/pdf", _check_pdf),
    "docx": _docx,
    "xlsx": _xlsx,
    "doc": FileType(Kind.DOCUMENT, "application/msword", _check_ole),
    "wps": FileType(Kind.DOCUMENT, "application/vnd.ms-works", _check_ole),
    "xls": FileType(Kind.SHEET, "application/vnd.ms-excel", _check_ole),
    "et": FileType(Kind.SHEET, "application/vnd.ms-excel", _check_ole),
    "mp4": FileType(Kind.VIDEO, "video/mp4", _check_video),
}
# Only made here, never taken in.
MADE = {"zip": FileType(Kind.DOCUMENT, "application/zip", _check_nothing)}
# For the file chooser's accept attribute.
ACCEPT = ",".join(f".{extension}" for extension in TYPES)
