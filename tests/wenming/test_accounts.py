"""In, out, locked out, and what a password must not be."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tests.wenming.people import PASSWORD, make_account
from wenming.accounts import actions
from wenming.accounts.models import PREVIOUS_PASSWORDS, User
from wenming.accounts.passwords import random_password
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.wenming.urls")]

LOGIN = "/accounts/login/"
NEW = "shuidao-8Qiutian"


@pytest.fixture
def user() -> User:
    return make_account(username="zhangsan", password=PASSWORD)


def sign_in(client: Client, username: str = "zhangsan", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


class TestSigningIn:
    @pytest.mark.parametrize("typed", ["zhangsan", "ZhangSan", "ｚhangsan", " zhangsan "])  # noqa: RUF001
    def test_the_right_password_lets_in(self, client, user, typed):
        response = sign_in(client, typed)

        assert response.status_code == 302
        assert response["Location"] == "/"
        assert client.get("/").status_code == 200
        assert verbs() == ["account.sign_in"]
        assert AuditEntry.objects.get().ip == "127.0.0.1"

    @pytest.mark.parametrize(
        ("username", "password"),
        [
            ("zhangsan", "wrong"),
            ("nobody-here", "wrong"),
            ("zhangsan", "x" * 1_000_000),
            ("zhangsan\x0b", "wrong"),
        ],
        ids=["wrong", "unknown", "megabyte", "odd"],
    )
    def test_everything_else_gets_the_same_words(self, client, user, username, password):
        response = sign_in(client, username, password)

        assert response.status_code == 422
        assert "用户名或密码不正确，请重新输入。" in response.content.decode()
        assert not verbs()

    @pytest.mark.parametrize(("username", "password"), [("", "x"), ("x", ""), ("x" * 200, "x")])
    def test_what_cannot_be_an_account_is_not_asked_of_the_database(
        self, client, username, password
    ):
        assert sign_in(client, username, password).status_code == 422

    def test_a_disabled_account_gets_the_same_words(self, client, user):
        actions.disable_account(user, by=make_account())

        assert "用户名或密码不正确" in sign_in(client).content.decode()

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.cn", "///evil.cn", "javascript:alert(1)", "https://testserver.evil.cn/",
            "https://evil.cn", "http:evil.cn", "\\\\evil.cn", "/\\evil.cn", "\x00//evil.cn",
        ],
    )  # fmt: skip
    def test_next_never_leads_to_another_site(self, client, user, target):
        assert sign_in(client, next=target)["Location"] == "/"

    @pytest.mark.parametrize("target", ["/open/?a=b", "/%2f%2fevil.cn", "http://testserver/open/"])
    def test_next_leads_to_a_page_of_ours(self, client, user, target):
        assert sign_in(client, next=target)["Location"] == target

    def test_the_session_gets_a_new_id(self, client, user):
        planted = client.session
        planted["x"] = 1
        planted.save()
        before = client.cookies["session"].value

        sign_in(client)

        assert client.cookies["session"].value != before
        assert client.session.session_key != before

    def test_somebody_signed_in_is_sent_on(self, client, user):
        client.force_login(user)

        assert client.get(LOGIN)["Location"] == "/"

    def test_an_old_session_does_not_survive_signing_out(self, client, user):
        sign_in(client)
        stolen = Client()
        stolen.cookies = client.cookies.copy()
        assert client.post("/accounts/logout/")["Location"] == LOGIN

        assert stolen.get("/").status_code == 302

    def test_signing_out_is_a_post(self, client, user):
        client.force_login(user)

        assert client.get("/accounts/logout/").status_code == 405


class TestLockOut:
    def lock(self, client: Client, username: str = "zhangsan") -> None:
        for _ in range(5):
            response = sign_in(client, username, "wrong")
        assert response.status_code == 429

    def test_five_failures_lock_for_a_quarter_of_an_hour_and_say_so(self, client, user):
        self.lock(client)

        response = sign_in(client)
        assert response.status_code == 429
        assert "15 分钟内" in response.content.decode()
        assert response["Retry-After"] == "900"

    def test_trying_on_does_not_make_it_longer(self, client, user):
        start = timezone.now()
        with time_machine.travel(start, tick=False):
            self.lock(client)
        with time_machine.travel(start + timedelta(minutes=10), tick=False):
            assert "5 分钟内" in sign_in(client).content.decode()
        with time_machine.travel(start + timedelta(minutes=16), tick=False):
            assert sign_in(client).status_code == 302

    def test_it_leaves_one_entry_however_often_one_tries(self, client, user):
        self.lock(client)
        for _ in range(3):
            sign_in(client)

        assert verbs() == ["account.lock_out"]

    def test_names_that_are_no_account_leave_none(self, client):
        self.lock(client, "nobody-here")

        assert not verbs()

    def test_others_are_not_locked_out(self, client, user):
        make_account(username="lisi", password=PASSWORD)
        self.lock(client)

        assert sign_in(client, "lisi").status_code == 302

    def test_a_reset_lifts_it(self, client, user):
        self.lock(client)
        password = actions.reset_password(user, by=make_account())

        assert sign_in(client, password=password).status_code == 302


class TestPasswordPage:
    def change(self, client: Client, **typed: str):
        defaults = {"current_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
        return client.post("/accounts/password/", defaults | typed)

    def test_the_first_password_is_replaced_without_asking_for_it_again(self, client):
        user, password = actions.create_account(username="wangwu", name="王五", by=None)
        sign_in(client, "wangwu", password)
        assert client.get("/")["Location"] == "/accounts/password/"

        assert self.change(client, current_password="")["Location"] == "/"
        assert client.get("/").status_code == 200
        user.refresh_from_db()
        assert user.check_password(NEW)
        assert verbs() == ["account.create", "account.sign_in", "account.change_password"]

    def test_the_others_sessions_end_and_this_one_stays(self, client, user):
        other = Client()
        for each in (client, other):
            sign_in(each)
        self.change(client)

        assert client.get("/").status_code == 200
        assert other.get("/").status_code == 302

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"current_password": "wrong"}, "现在的密码不正确"),
            ({"new_password_again": "x"}, "两次输入的新密码不一致"),
            ({"new_password": "12345678", "new_password_again": "12345678"}, "至少 10 个字符"),
            ({"new_password": ""}, "必填"),
        ],
    )
    def test_a_slip_is_said_and_changes_nothing(self, client, user, typed, sentence):
        client.force_login(user)

        response = self.change(client, **typed)

        assert response.status_code == 422
        assert sentence in response.content.decode()
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_guessing_the_current_password_locks_too(self, client, user):
        client.force_login(user)
        for _ in range(5):
            response = self.change(client, current_password="wrong")  # noqa: S106

        assert response.status_code == 429


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("12345678", "至少 10 个字符"),
        ("1234567890", "不能全是数字"),
        ("Password1!", "太常见"),
        ("P@ssw0rd123", "太常见"),
        ("wenming2026", "太常见"),
        ("Wenming@2026", "太常见"),
        ("ningyang@123", "太常见"),
        ("NingyangWenming2026", "太常见"),
        ("aaaaaaaaaaaa", "重复的字符太多"),
        ("ababababab", "重复的字符太多"),
        ("xy-abcdefgh-9", "连续"),
        ("Zhangsan#8842", "不能含有用户名"),
        ("lan-13800138000", "不能含有用户名、姓名或手机号"),
        ("x" * 10 + "y1Z-" * 70, "不能超过 256"),
        (PASSWORD, "最近 5 次"),
    ],
)
def test_weak_passwords_are_refused_in_words(password, sentence):
    user = make_account(username="zhangsan", password=PASSWORD, phone="13800138000")

    with pytest.raises(ValidationError, match=sentence):
        validate_password(password, user)


def test_the_last_five_passwords_do_not_come_back(user):
    passwords = [f"shuidao-{n}Qiutian-{n * 7}" for n in range(PREVIOUS_PASSWORDS + 1)]
    for password in passwords:
        actions.change_password(user, password)
    with pytest.raises(DomainError, match="最近 5 次"):
        actions.change_password(user, passwords[0])

    assert actions.change_password(user, PASSWORD).check_password(PASSWORD)
    assert user.previous_passwords.count() == PREVIOUS_PASSWORDS


def test_initial_passwords_are_good_passwords_and_never_twice_the_same(user):
    passwords = {random_password() for _ in range(50)}

    assert len(passwords) == 50
    for password in passwords:
        validate_password(password, user)


class TestAdministering:
    def test_an_account_is_created_with_a_password_to_be_changed(self):
        user, password = actions.create_account(username=" WangWu ", name="王　五", by=None)

        assert (user.username, user.must_change_password) == ("wangwu", True)
        assert user.check_password(password)
        assert password not in str(AuditEntry.objects.values_list("after", "note").get())

    @pytest.mark.parametrize("username", ["zhangsan", "ZHANGSAN", "ｚｈａｎｇｓａｎ"])  # noqa: RUF001
    def test_a_name_is_given_once(self, user, username):
        with pytest.raises(Conflict, match="已经有人使用"):
            actions.create_account(username=username, name="张三", by=None)

    def test_a_name_is_needed(self):
        with pytest.raises(DomainError, match="请填写姓名"):
            actions.create_account(username="wangwu", name="　", by=None)

    def test_nobody_disables_themselves(self, user):
        with pytest.raises(Conflict, match="自己的账号"):
            actions.disable_account(user, by=user)

    def test_disabling_and_enabling_are_recorded_once_each(self, client, user):
        boss = make_account()
        actions.disable_account(user, by=boss, note="调离")
        with pytest.raises(Conflict, match="已经停用"):
            actions.disable_account(user, by=boss)
        actions.enable_account(user, by=boss)

        assert verbs() == ["account.disable", "account.enable"]
        assert sign_in(client).status_code == 302
