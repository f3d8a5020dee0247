"""Text at the door: one clean-up for every form, JSON body and Excel cell.

Length is counted in code points, as the databases count it.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from pypinyin import Style, lazy_pinyin

from wenming.errors import DomainError

# Word pastes its manual line and page breaks as VT and FF: to the writer they are line breaks.
LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML 1.0 forbids (it would break the whole county's exports), the C1 controls, and invisible
# characters that make two different texts look the same. ZWJ and ZWNJ stay: emoji need them.
REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
SURROGATES = re.compile("[\ud800-\udfff]")
BRACKETS = str.maketrans("[]{}〔〕【】〈〉《》「」『』", "()" * 8)
MIDDLE_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅"), "·")
JOINERS = "\u200c\u200d\ufe0e\ufe0f"

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}", re.ASCII)
RESERVED_USERNAMES = frozenset(
    (
        "admin",
        "administrator",
        "root",
        "system",
        "superuser",
        "sysadmin",
        "sa",
        "sys",
        "operator",
        "guest",
        "test",
        "anonymous",
        "nobody",
        "null",
        "none",
        "undefined",
        "wenming",
        "api",
        "static",
        "media",
        "support",
        "postmaster",
        "webmaster",
    )
)


def clean_text(text: str, *, single_line: bool = False) -> str:
    """NFC, trimmed, free of what XML forbids and of bidi controls; line breaks become "\\n".

    A text of blanks only (ideographic ones too) becomes "". With `single_line` every line break
    and tab becomes a space. Half a surrogate pair is refused: no database can keep it.
    """
    if SURROGATES.search(text):
        raise DomainError("含有无法保存的字符，请删除后重新输入。")
    text = REMOVED.sub("", LINE_BREAKS.sub("\n", text))
    if single_line:
        text = re.sub(r"[\n\t]+", " ", text)
    text = unicodedata.normalize("NFC", text).strip()
    return "" if not text.strip(JOINERS) else text


def is_blank(text: str | None) -> bool:
    """Nothing was typed, or only blanks."""
    return not (text or "").strip()


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal: 县 国税局（本级） = 县国税局(本级)."""
    key = unicodedata.normalize("NFKC", clean_text(name))
    return "".join(key.translate(BRACKETS).translate(MIDDLE_DOTS).casefold().split())


class Pinyin(NamedTuple):
    full: str
    initials: str


def pinyin_of(name: str) -> Pinyin:
    """How somebody types a name to find it: 国土资源局 → ("guotuziyuanju", "gtzyj")."""
    key = name_key(name)
    full = lazy_pinyin(key, style=Style.NORMAL, errors=_latin_only)
    initials = lazy_pinyin(key, style=Style.FIRST_LETTER, errors=_latin_only)
    return Pinyin("".join(full), "".join(initials))


def _latin_only(text: str) -> str:
    """Letters and digits between Chinese characters stay searchable, punctuation does not."""
    return "".join(char for char in text if char.isascii() and char.isalnum())


def username_key(text: str) -> str:
    """The one spelling under which an account is stored and looked up."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def clean_username(text: str) -> str:
    """The user name to store for a new account, or a DomainError.

    ASCII only, so no look-alike letter of another script can imitate an existing name.
    """
    username = username_key(text)
    if not USERNAME.fullmatch(username):
        raise DomainError(
            "用户名须为 2 至 30 个字符，以英文字母或数字开头，"
            "只能使用英文字母、数字、点、下划线和短横线。",
            field="username",
        )
    if username in RESERVED_USERNAMES:
        raise DomainError(f"“{username}”是系统保留的用户名，请换一个。", field="username")
    return username


class CleanCharField(forms.CharField):
    """Text through `clean_text`; `single_line=False` keeps line breaks and shows a text area."""

    def __init__(self, *, single_line: bool = True, **kwargs: Any) -> None:
        if not single_line:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)
        self.single_line = single_line

    def to_python(self, value: Any) -> str | None:
        if value in self.empty_values:
            return self.empty_value
        try:
            return clean_text(str(value), single_line=self.single_line) or self.empty_value
        except DomainError as error:
            raise ValidationError(error.message, code="invalid") from error
