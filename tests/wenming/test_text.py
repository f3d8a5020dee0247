"""Text at the door, names compared, names typed in pinyin."""
# ruff: noqa: RUF001  look-alike letters are what is tested here

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.xml.functions import Element, tostring

from wenming.errors import DomainError
from wenming.text import (
    CleanCharField,
    clean_text,
    clean_username,
    is_blank,
    name_key,
    pinyin_of,
    username_key,
)

ZWJ = "\u200d"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b", "ab"),
        ("工作总结\x0b第二段", "工作总结\n第二段"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("报告\u202egpj.exe", "报告gpj.exe"),
        ("　　", ""),
        ("\u200b\ufeff", ""),
        (ZWJ, ""),
        (f"😀👨{ZWJ}👩🇨🇳", f"😀👨{ZWJ}👩🇨🇳"),
        ("𠮷田镇 㐀村 龘", "𠮷田镇 㐀村 龘"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("e\u0301 ﬁ ① ㎡", "é ﬁ ① ㎡"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
        ("{% load static %}", "{% load static %}"),
        ("{0.__class__}", "{0.__class__}"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("None", "None"),
        ("0", "0"),
        ("\ufffe\uffff文", "文"),
    ],
    ids=ascii,
)
def test_text_is_kept_as_typed_without_what_breaks_an_export(typed, stored):
    assert clean_text(typed) == stored


def test_a_single_line_has_no_line_breaks():
    assert clean_text("甲\r\nBcc: all@x.cn", single_line=True) == "甲 Bcc: all@x.cn"


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused(text):
    with pytest.raises(DomainError):
        clean_text(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaned_text_fits_into_every_export_and_stays_clean(text):
    cleaned = clean_text(text)

    element = Element("t")
    element.text = cleaned
    assert tostring(element)
    assert clean_text(cleaned) == cleaned


class NoteForm(forms.Form):
    note = CleanCharField(label="说明", max_length=5, single_line=False)


@pytest.mark.parametrize(
    ("typed", "is_valid"),
    [("𠮷" * 5, True), ("𠮷" * 6, False), ("一\r\n二\r\n三", True), ("　", False), ("\x00", False)],
)
def test_a_field_counts_characters_after_cleaning(typed, is_valid):
    assert NoteForm({"note": typed}).is_valid() is is_valid


def test_a_field_keeps_half_a_character_out_with_a_sentence():
    form = NoteForm({"note": "\ud800"})

    assert not form.is_valid()
    assert "无法保存的字符" in form.errors["note"][0]


def test_blank_is_what_has_no_visible_character():
    assert is_blank(None)
    assert is_blank("　\n")
    assert not is_blank("0")


def test_str_071_spellings_of_one_name_are_one():
    spellings = [
        "县国税局（本级）",
        "县国税局(本级)",
        "县 国税局（本级）",
        "县国税局〔本级〕 ",
        "县国税局【本级】",
    ]

    assert len({name_key(name) for name in spellings}) == 1
    assert name_key("县国税局") != name_key("县国税局（本级）")
    assert name_key("Ａ·b") == name_key("a・B")


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("国土资源局", "guotuziyuanju", "gtzyj"),
        ("县国税局（本级）", "xianguoshuijubenji", "xgsjbj"),
        ("磁窑镇 中李村", "ciyaozhenzhonglicun", "cyzzlc"),
        ("A1 号楼", "a1haolou", "a1hl"),
        ("", "", ""),
    ],
)
def test_names_can_be_found_by_pinyin(name, full, initials):
    assert pinyin_of(name) == (full, initials)


@pytest.mark.parametrize("typed", ["ZhangSan", "ｚｈａｎｇｓａｎ", " zhangsan "])
def test_a_user_name_has_one_spelling(typed):
    assert clean_username(typed) == "zhangsan"


@pytest.mark.parametrize(
    "typed",
    ["ａdmin", "аdmin", "ADMIN", "admin\u200b", "root", "administrator", "张三", "a", "a b",
     "a" * 31, "-a1", "a\nb", "", "a/../b"],
    ids=ascii,
)  # fmt: skip
def test_a_user_name_that_imitates_or_breaks_is_refused(typed):
    with pytest.raises(DomainError) as caught:
        clean_username(typed)
    assert caught.value.field == "username"


def test_a_user_name_is_looked_up_however_it_is_typed():
    assert username_key(" ＡＢＣ ") == "abc"
