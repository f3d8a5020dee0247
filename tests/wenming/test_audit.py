"""The trail: written with the act, never changed, and every change behind its back is found."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import QuerySet

from tests.wenming.people import make_account
from wenming.accounts.models import User
from wenming.audit.models import AppendOnlyError, AuditEntry, AuditHead
from wenming.audit.trail import record, trail_of
from wenming.audit.verification import verify_trail
from wenming.errors import DomainError

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return make_account(name="李四")


@pytest.fixture
def entries(user) -> list[AuditEntry]:
    """Five acts, a minute apart."""
    return [
        record("report.save", on=user, by=user, at=NOON + timedelta(minutes=n), after={"n": n})
        for n in range(5)
    ]


def execute(sql: str, *values: Any) -> None:
    """What somebody with access to the database can do."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def edit(column: str, value: object) -> Callable[[], None]:
    return lambda: execute(f"UPDATE audit_auditentry SET {column} = %s WHERE id = 3", value)  # noqa: S608


def swap() -> None:
    columns = "verb, after, hash, previous_hash, at"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM audit_auditentry WHERE id IN (2, 3) ORDER BY id")  # noqa: S608
        rows = cursor.fetchall()
    setters = ", ".join(f"{column.strip()} = %s" for column in columns.split(","))
    for pk, row in zip((3, 2), rows, strict=True):
        execute(f"UPDATE audit_auditentry SET {setters} WHERE id = %s", *row, pk)  # noqa: S608


def insert() -> None:
    copied = "at, actor_id, actor_name, verb, target_type, target_id, target_label, before, after"
    copied += ", note, ip, previous_hash, hash"
    source = f"SELECT 6, {copied} FROM audit_auditentry WHERE id = 5"  # noqa: S608
    execute(f"INSERT INTO audit_auditentry (id, {copied}) {source}")


def delete_middle() -> None:
    execute("DELETE FROM audit_auditentry WHERE id = 3")


def cut_tail() -> None:
    execute("DELETE FROM audit_auditentry WHERE id = 5")


def cut_tail_and_move_head() -> None:
    cut_tail()
    last = AuditEntry.objects.get(pk=4)
    AuditHead.objects.update(sequence=4, hash=last.hash)


def clear_everything() -> None:
    execute("DELETE FROM audit_auditentry")
    execute("DELETE FROM audit_audithead")


def delete_head() -> None:
    execute("DELETE FROM audit_audithead")


TAMPERING = {
    "verb": edit("verb", "report.return"),
    "actor": edit("actor_name", "王五"),
    "time": edit("at", NOON - timedelta(days=3)),
    "after": edit("after", '{"n": 100}'),
    "note": edit("note", "补充"),
    "swap": swap,
    "insert": insert,
    "delete": delete_middle,
    "cut": cut_tail,
    "cut-with-head": cut_tail_and_move_head,
    "head": delete_head,
}


def test_an_untouched_trail_is_sound(entries):
    verdict = verify_trail()

    assert verdict.is_sound
    assert verdict.entries == 5
    assert verdict.head == f"5:{entries[-1].hash}"


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(entries, tamper):
    tamper()

    assert not verify_trail().is_sound


def test_a_chain_computed_anew_without_the_key_is_found(entries, settings):
    edit("note", "改过")()
    key, settings.AUDIT_KEY = settings.AUDIT_KEY, "a guess"
    previous = AuditEntry.objects.get(pk=1).previous_hash
    for entry in AuditEntry.objects.order_by("pk"):
        entry.previous_hash = previous
        previous = entry.computed_hash()
        execute(
            "UPDATE audit_auditentry SET previous_hash = %s, hash = %s WHERE id = %s",
            entry.previous_hash,
            previous,
            entry.pk,
        )
    head = AuditHead.objects.get()
    head.hash = previous
    AuditHead.objects.update(hash=previous, mac=head.computed_mac())
    assert verify_trail().is_sound, "with the guessed key everything fits"
    settings.AUDIT_KEY = key

    assert len(verify_trail().faults) == 6


def test_an_older_copy_is_found_by_an_anchor(entries, user):
    anchor = verify_trail().head
    assert verify_trail(anchor=anchor).is_sound
    clear_everything()
    record("report.save", on=user, by=user)

    assert verify_trail().is_sound
    assert "旧的副本" in verify_trail(anchor=anchor).faults[0]


def one_fault() -> Iterator[str]:
    yield "第 7 号考核表与留痕不符。"


def test_the_apps_add_their_own_checks(entries, settings):
    settings.TRAIL_CHECKS = [f"{__name__}.one_fault"]

    assert verify_trail().faults == ["第 7 号考核表与留痕不符。"]


def test_the_command_prints_a_verdict_and_fails_on_damage(entries, capsys):
    call_command("verify_trail")
    assert "操作留痕完好：共 5 条" in capsys.readouterr().out
    delete_middle()

    with pytest.raises(SystemExit):
        call_command("verify_trail")
    assert "第 3 至 3 条记录不见了" in capsys.readouterr().out


class TestRecording:
    def test_an_entry_tells_who_what_when_before_and_after(self, user):
        before, after = {"得分": Decimal("9.5"), "日期": date(2026, 3, 1)}, [1.5, None, "文"]
        entry = record(
            "thing.return",
            on=user,
            by=user,
            at=NOON,
            before=before,
            after=after,
            note=" 退\x0b回 ",
        )
        entry.refresh_from_db()

        assert (entry.actor, entry.actor_name, entry.at) == (user, "李四", NOON)
        assert (entry.target_type, entry.target_id) == ("accounts.user", str(user.pk))
        assert entry.before == {"得分": "9.5", "日期": "2026-03-01"}
        assert entry.after == ["1.5", None, "文"]
        assert entry.note == "退\n回"
        assert verify_trail().is_sound

    def test_it_costs_three_queries(self, user, django_assert_num_queries, entries):
        with django_assert_num_queries(3):  # head, entry, head
            record("report.save", on=user, by=user)

    def test_the_trail_of_an_object_is_newest_first(self, user, entries):
        record("report.save", on=make_account(), by=user)

        assert [entry.pk for entry in trail_of(user)] == [5, 4, 3, 2, 1]

    def test_an_act_that_fails_leaves_no_entry_and_the_chain_goes_on(self, user, entries):
        try:
            with transaction.atomic():
                record("report.save", on=user, by=user)
                raise DomainError("不行")
        except DomainError:
            record("report.save", on=user, by=user)

        assert AuditEntry.objects.count() == 6
        assert verify_trail().is_sound

    @pytest.mark.parametrize(
        "change",
        [
            lambda entry: entry.save(),
            lambda entry: entry.delete(),
            lambda entry: AuditEntry.objects.update(note="x"),
            lambda entry: AuditEntry.objects.filter(pk=1).delete(),
            lambda entry: AuditEntry.objects.bulk_update([entry], ["note"]),
            lambda entry: AuditEntry.objects.bulk_create([entry]),
        ],
        ids=["save", "delete", "update", "queryset-delete", "bulk-update", "bulk-create"],
    )
    def test_code_cannot_change_an_entry(self, entries, change):
        with pytest.raises(AppendOnlyError):
            change(entries[0])

    def test_a_number_that_is_taken_is_refused(self, entries):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEntry(pk=1, at=NOON, verb="x").save()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_outside_a_transaction_nothing_is_recorded(self):
        with pytest.raises(RuntimeError):
            record("report.save", on=None, by=None)

    def test_a_second_writer_waits_for_the_first(self):
        user = make_account()

        failures = record_while_another_transaction_is_open(user)

        assert not failures
        verdict = verify_trail()
        assert verdict.is_sound
        assert verdict.entries == 2

    @pytest.mark.only_on("postgresql")  # SQLite itself lets one transaction in at a time
    def test_without_the_lock_on_the_head_the_second_writer_fails(self, monkeypatch):
        user = make_account()
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)

        failures = record_while_another_transaction_is_open(user)

        assert [type(failure) for failure in failures] == [IntegrityError]


def record_while_another_transaction_is_open(user: User) -> list[Exception]:
    """The first act is recorded but not committed when the second begins; what the second met."""
    failures: list[Exception] = []

    def write() -> None:
        try:
            with transaction.atomic():
                record("report.save", on=user, by=user)
        except IntegrityError as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    second = threading.Thread(target=write)
    AuditHead.objects.create()
    with transaction.atomic():
        record("report.save", on=user, by=user)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive(), "the second writer waits"
    second.join()
    return failures
