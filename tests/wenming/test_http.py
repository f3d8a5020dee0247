"""Strict JSON, downloads, pages and parts, one page of a list."""

import pytest
from django.core.paginator import Page
from django.test import RequestFactory

from tests.wenming.people import make_account
from wenming.accounts.models import User
from wenming.errors import BadRequest
from wenming.http import attachment, is_htmx, read_json, safe_filename
from wenming.paging import page_of

rf = RequestFactory()


def posted(body: bytes):
    return rf.post("/", body, content_type="application/json")


def test_a_json_object_is_read():
    assert read_json(posted('{"score": "95", "话": ["a"]}'.encode())) == {
        "score": "95",
        "话": ["a"],
    }


@pytest.mark.parametrize(
    "body",
    [
        b'{"score": NaN}', b'{"score": Infinity}', b'{"score": 90, "score": 95}', b"[1]", b"1", b"",
        b'{"t": "\\ud800"}', b'{"a": "\\u0000"}', b'{"a": {"b": "\\u0000"}}', b'{"a": ["\\ud800"]}',
        b'{"a": 1', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b" " * (1024 * 1024 + 1),
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: ascii(body[:24]),
)  # fmt: skip
def test_json_that_no_page_of_ours_sends_is_refused(body):
    with pytest.raises(BadRequest):
        read_json(posted(body))


def test_a_download_has_exactly_its_chinese_name():
    response = attachment("2025年测评结果.xlsx", b"PK")

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''2025%E5%B9%B4")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "2"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_download_may_stream():
    response = attachment("a.txt", iter([b"a", b"b"]), "text/plain")

    assert b"".join(response) == b"ab"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("甲\r\nBcc: all@x.cn.xlsx", "甲Bcc_ all@x.cn.xlsx"),
        ("县直/单位[1]:*?.xlsx", "县直_单位[1]___.xlsx"),
        ("..", "download"),
        ("\ud800.pdf", "pdf"),
        ("文明单位 自查（2026）.docx", "文明单位 自查（2026）.docx"),
    ],
    ids=ascii,
)
def test_a_name_that_no_header_stumbles_over(name, safe):
    assert safe_filename(name) == safe


@pytest.mark.parametrize(
    ("headers", "wants_part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_a_part_is_for_htmx_only(headers, wants_part):
    assert is_htmx(rf.get("/", headers=headers)) is wants_part


@pytest.mark.django_db
class TestPaging:
    @pytest.fixture(autouse=True)
    def accounts(self):
        for _ in range(5):
            make_account()

    def page(self, query: str) -> Page[User]:
        return page_of(rf.get(f"/{query}"), User.objects.order_by("pk"), per_page=2)

    @pytest.mark.parametrize(
        ("query", "number"),
        [
            ("", 1), ("?page=2", 2), ("?page=-1", 1), ("?page=0", 1), ("?page=abc", 1),
            ("?page=", 1), ("?page=999", 3), ("?page=２", 2), ("?page=1e3", 1),
            ("?page=" + "9" * 5000, 1), ("?page=9223372036854775808", 3), ("?page_size=1000000", 1),
        ],
    )  # fmt: skip
    def test_the_nearest_page_there_is(self, query, number):
        page = self.page(query)

        assert page.number == number
        assert len(page.object_list) <= 2

    def test_it_costs_two_queries(self, django_assert_num_queries):
        with django_assert_num_queries(2):  # count, rows
            page = self.page("?page=2")
            assert len(list(page)) == len(page.object_list) == 2

    def test_an_empty_list_has_one_page(self):
        page = page_of(rf.get("/"), User.objects.none())

        assert list(page) == []
        assert page.paginator.num_pages == 1
