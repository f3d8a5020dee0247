"""Every URL × method × principal gets the answer that the committed table says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.access.cast import PRINCIPALS, Cast, build
from tests.access.table import LOGIN, METHODS, Row, add_objects, all_rows

pytestmark = pytest.mark.django_db  # without a mark pytest-django would set up no test database


def everybody(status: int) -> str:
    """The same answer for those who are signed in and those who are not."""
    return f"anonymous disabled → {status}; rest → {status}"


def is_public(row: Row) -> bool:
    """Whether the page asks nobody to sign in, so that its method is judged first."""
    return row.expected["anonymous"] != LOGIN


BROWSER = Client(raise_request_exception=False)
ROWS = all_rows()
FIRST = {row.url: row for row in reversed(ROWS)}
LISTED = {(row.url, row.method) for row in ROWS}
UNLISTED = [
    Row(url, method, row.object, everybody(405) if is_public(row) else "rest → 405")
    for url, row in FIRST.items()
    for method in METHODS
    if method != "HEAD" and (url, method) not in LISTED
]
HEADS = [
    Row(row.url, "HEAD", row.object, row.answers, row.data) for row in ROWS if row.method == "GET"
]
REPEATED = [*HEADS, *UNLISTED]


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Built once: each question is asked inside a savepoint that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = build()
        add_objects(cast)
        cast.cookies = {name: signed_in(cast, name) for name in cast.people}
        yield cast
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_is_answered_as_the_table_says(cast: Cast, row: Row) -> None:
    """Of all fourteen on SQLite. What a page asks to be read with is the same SQL on the other
    database for everybody who gets one answer: there one person for each answer is asked."""
    reads_again = connection.vendor != "sqlite" and row.method == "GET"
    people = one_for_each_answer(row) if reads_again else PRINCIPALS
    with rolled_back():
        answers = {name: ask(cast, row, name) for name in people}

    assert answers == {name: row.expected[name] for name in people}


@pytest.mark.any_database
@pytest.mark.parametrize("row", REPEATED, ids=str)
def test_other_methods_are_answered_as_the_table_implies(cast: Cast, row: Row) -> None:
    """HEAD runs the view of the GET above it, and a method that a view refuses never gets as far
    as asking who it is: one person for each answer tells, and no database can tell otherwise."""
    people = one_for_each_answer(row)
    with rolled_back():
        answers = {name: ask(cast, row, name) for name in people}

    assert answers == {name: row.expected[name] for name in people}


def test_every_url_is_in_the_table() -> None:
    assert sorted(names()) == sorted(FIRST)


def one_for_each_answer(row: Row) -> Collection[str]:
    """The last of those who get the same answer."""
    return {answer: name for name, answer in row.expected.items()}.values()


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is done inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(cast: Cast, row: Row, principal: str) -> str:
    """The status code as text, or "login" (see `answer_of`). What one person posts, the next does
    not find; those who only look need not be kept apart."""
    data = row.data(cast) if callable(row.data) else row.data
    client = client_of(cast, principal)
    url = reverse(row.url, args=cast.objects[row.object])
    with rolled_back() if row.method == "POST" else nullcontext():
        if row.method == "POST":
            response = client.post(url, data)
        else:
            query = data if row.method == "GET" else None
            response = client.get(url, query) if query else client.generic(row.method, url)
        consume(response)
    return answer_of(response)


def client_of(cast: Cast, principal: str) -> Client:
    """The browser in that person's hands, signed in once for all questions: signing in and
    making a browser cost more than asking. What a question does to the session is rolled back."""
    BROWSER.cookies = deepcopy(cast.cookies.get(principal, SimpleCookie()))
    return BROWSER


def signed_in(cast: Cast, principal: str) -> SimpleCookie:
    """The cookies of somebody who signed in, though their account may be disabled by now."""
    client, user = Client(), cast[principal]
    is_active, user.is_active = user.is_active, True
    client.force_login(user)
    user.is_active = is_active
    return client.cookies


def consume(response: Any) -> None:
    """Read a streamed answer to its end, so that what it does happens inside the savepoint."""
    if getattr(response, "streaming", False):
        b"".join(response)


def answer_of(response: Any) -> str:
    """A page asked for leads to the login page; anything else is told to sign in first (401)."""
    if response.status_code in (301, 302) and "/login/" in response.get("Location", ""):
        return LOGIN
    if response.status_code == 401:
        return LOGIN
    return str(response.status_code)


def names(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[str]:
    """The name of every URL, with its namespace."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{namespace}{pattern.name}"
