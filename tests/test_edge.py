"""What meets a request before any page does: size, origin, and the headers of every answer."""

from __future__ import annotations

import pytest
from axes.helpers import get_client_ip_address
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from wenming.limits import LoopbackOnlyMiddleware, RequestSizeMiddleware

LIMIT = 60 * 1024 * 1024


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 200), ("0", 200), (str(LIMIT), 200), (str(LIMIT + 1), 413), ("9" * 30, 413), ("x", 200)],
)
def test_a_body_above_the_limit_is_refused_unread(
    rf: RequestFactory, length: str, status: int
) -> None:
    request = rf.post("/", b"x", content_type="text/plain", CONTENT_LENGTH=length)
    response = RequestSizeMiddleware(answer)(request)

    assert response.status_code == status
    assert not request._read_started  # type: ignore[attr-defined]


def test_the_refusal_of_a_large_body_is_a_chinese_page(client: Client) -> None:
    response = client.post("/", b"x", content_type="text/plain", CONTENT_LENGTH=str(LIMIT + 1))

    assert response.status_code == 413
    assert "没有保存" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *[("127.0.0.1", 200), ("127.9.9.9", 200), ("::1", 200), ("", 200)],
        *[("10.0.0.8", 403), ("192.168.1.5", 403), ("2001:db8::1", 403)],
    ],
)
def test_a_demonstration_answers_this_machine_only(
    rf: RequestFactory, address: str, status: int
) -> None:
    response = LoopbackOnlyMiddleware(answer)(rf.get("/", REMOTE_ADDR=address))
    assert response.status_code == status


def test_production_answers_every_machine(settings: Settings) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(MiddlewareNotUsed):
        LoopbackOnlyMiddleware(answer)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        pytest.param(0, "9.9.9.9", "127.0.0.1", id="no proxy of ours: the header is invented"),
        pytest.param(1, "8.8.8.8", "8.8.8.8", id="one proxy"),
        pytest.param(1, "9.9.9.9, 8.8.8.8", "8.8.8.8", id="one proxy, an invented entry before"),
        pytest.param(2, "9.9.9.9, 8.8.8.8, 10.0.0.2", "8.8.8.8", id="two proxies, one invention"),
        pytest.param(2, "8.8.8.8", "127.0.0.1", id="fewer entries than proxies"),
        pytest.param(1, "unknown", "127.0.0.1", id="not an address"),
        pytest.param(1, "2001:DB8::0001", "2001:db8::1", id="one spelling per address"),
    ],
)
def test_nobody_chooses_the_address_that_is_locked_out(
    rf: RequestFactory, settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="127.0.0.1")

    assert get_client_ip_address(request) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/static/nothing.css"])
def test_every_answer_carries_the_safety_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
