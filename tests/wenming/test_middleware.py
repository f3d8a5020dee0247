"""What becomes of a request that is refused, and of a session that grows old."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from tests.wenming.people import PASSWORD, make_account
from wenming.accounts import actions
from wenming.refusals import is_database_trouble

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.wenming.urls")]

HTMX = {"HX-Request": "true"}
ANSWERS = [
    ("rule", 422, "得分不能超过 5 分。"),
    ("rights", 403, "您没有“提交”的权限。"),
    ("plain-rights", 403, "您没有办理这件事的权限。"),
    ("stale", 409, "已被改动。"),
    ("workbook", 422, "第 3 行"),
    ("full", 507, "存储空间已满。"),
    ("locked", 503, "系统正忙"),
]


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(make_account())
    return client


@pytest.mark.parametrize(("name", "status", "sentence"), ANSWERS)
def test_a_refused_form_shows_the_sentence_and_what_was_typed(signed_in, name, status, sentence):
    typed = {"statement": "全年召开会议 12 次", "password": "geheim", "save_key": "abc"}

    response = signed_in.post(f"/fail/{name}/", typed)

    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert "全年召开会议 12 次" in page
    assert "geheim" not in page


@pytest.mark.parametrize(("name", "status", "sentence"), ANSWERS)
def test_htmx_gets_a_toast_and_the_form_stays(signed_in, name, status, sentence):
    response = signed_in.post(f"/fail/{name}/", {"a": "b"}, headers=HTMX)

    assert response.status_code == status
    assert response["HX-Retarget"] == "#toasts"
    assert response["HX-Reswap"] == "beforeend"
    assert sentence in response.content.decode() or name == "workbook"
    assert "<html" not in response.content.decode()


def test_a_stale_form_shows_both_versions(signed_in):
    page = signed_in.post("/fail/stale/", {"points": "5"}).content.decode()

    assert page.index("得分") < page.index(">5<") < page.index(">4<")


def test_a_busy_database_says_when_to_come_back(signed_in):
    assert signed_in.get("/fail/locked/")["Retry-After"] == "20"


def test_a_missing_table_is_our_fault_and_not_a_busy_database(signed_in):
    signed_in.raise_request_exception = False

    response = signed_in.get("/fail/fault/")

    assert response.status_code == 500
    assert "代码 500" in response.content.decode()
    assert is_database_trouble(OperationalError("database or disk is full"))


@pytest.mark.parametrize(
    "pk", ["9223372036854775808", "1180591620717411303424", "-1", "１", "1_0", "9" * 5000, "abc"]
)
def test_an_impossible_id_is_no_page(client, pk):
    assert client.get(f"/report/{pk}/").status_code == 404


def test_the_largest_possible_id_is_a_page(client):
    assert client.get("/report/9223372036854775807/").content == b"9223372036854775807"


def test_too_many_fields_get_a_sentence(signed_in):
    many = {f"f{n}": "x" for n in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}

    response = signed_in.post("/fail/rule/", many)

    assert response.status_code == 400
    assert "一次提交的项目太多" in response.content.decode()


def test_a_form_from_an_old_page_keeps_what_was_typed():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_account())

    response = client.post("/fail/rule/", {"statement": "很长的说明"})

    assert response.status_code == 403
    assert "很长的说明" in response.content.decode()


@pytest.mark.urls("wenming.urls")
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_the_sites_own_addresses_answer_in_the_same_words(status):
    assert get_resolver().resolve_error_handler(status).__module__ == "wenming.refusals"


class TestEndedSession:
    def test_a_page_leads_to_the_login_and_back(self, client):
        response = client.get("/")

        assert response.status_code == 302
        assert response["Location"] == "/accounts/login/?next=/"

    def test_htmx_is_told_and_the_page_stays(self, client):
        response = client.post("/fail/rule/", {"a": "b"}, headers=HTMX)

        assert response.status_code == 401
        assert response["HX-Retarget"] == "#toasts"
        assert "/accounts/login/" in response.content.decode()

    def test_a_posted_page_shows_what_was_typed(self, client):
        response = client.post("/fail/rule/", {"statement": "辛苦写了一小时"})

        assert response.status_code == 401
        assert "辛苦写了一小时" in response.content.decode()

    def test_half_an_hour_of_idleness_ends_it(self, client):
        start = timezone.now()
        client.force_login(make_account())
        with time_machine.travel(start + timedelta(minutes=29)):
            assert client.get("/").status_code == 200
        with time_machine.travel(start + timedelta(minutes=58)):
            assert client.get("/").status_code == 200
        with time_machine.travel(start + timedelta(minutes=58 + 31)):
            assert client.get("/").status_code == 302

    def test_twelve_hours_end_it_however_busy(self, client):
        start = timezone.now()
        client.force_login(make_account())
        for quarter in range(1, 48):
            with time_machine.travel(start + timedelta(minutes=15 * quarter)):
                assert client.get("/").status_code == 200
        with time_machine.travel(start + timedelta(hours=12, minutes=1)):
            assert client.get("/").status_code == 302

    def test_it_is_written_at_most_once_a_minute(self, client, django_assert_num_queries):
        client.force_login(make_account())
        with django_assert_num_queries(2):  # session, user
            client.get("/")

    def test_a_disabled_account_is_out_at_its_next_request(self, client):
        user = make_account()
        client.force_login(user)
        actions.disable_account(user, by=make_account())

        assert client.get("/").status_code == 302

    def test_a_new_password_ends_the_other_sessions(self, client):
        user = make_account(password=PASSWORD)
        other = Client()
        for each in (client, other):
            each.force_login(user)
        actions.reset_password(user, by=make_account())

        assert client.get("/").status_code == other.get("/").status_code == 302


def test_somebody_with_an_initial_password_sees_only_the_password_page(client):
    client.force_login(make_account(must_change_password=True))

    assert client.get("/")["Location"] == "/accounts/password/"
    assert client.get("/", headers=HTMX)["HX-Redirect"] == "/accounts/password/"
    assert client.get("/accounts/password/").status_code == 200


def test_what_a_signed_in_person_sees_is_cached_nowhere(signed_in, client):
    assert "no-store" in signed_in.get("/")["Cache-Control"]
    assert "Cache-Control" not in Client().get("/open/").headers
