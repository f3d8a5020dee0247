"""Background jobs: who starts, sees, stops and fetches one, and what becomes of it in every case.

The same steps run here in the test's own process; `tests/faults` has a real worker.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import make_user
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.models import StoredFile
from wenming.jobs import queue
from wenming.jobs.actions import MOST_ACTIVE, cancel, start
from wenming.jobs.delivery import WATCHING
from wenming.jobs.kinds import Download, Link, Progress, job
from wenming.jobs.models import Job, JobState
from wenming.jobs.retention import FILES_KEPT, JOBS_KEPT, sweep

pytestmark = pytest.mark.django_db

# People whose name is on this list have no right to anything here (any more).
BARRED = "无权"
WORKER = "host:1:a"


def may(user: User, params: Mapping[str, Any]) -> bool:
    return user.name != BARRED


@job("test.make", label="试做", may=may)
def make(job: Job, progress: Progress, **params: Any) -> Download | Link | None:
    """Makes what its parameters say, after three steps."""
    for number in range(3):
        progress(number, 3, "第一步")
    how = params["how"]
    if how == "refuse":
        raise DomainError("没有可以导出的数据。")
    if how == "break":
        raise RuntimeError("never shown to anybody")
    if how == "lose":
        Job.objects.filter(pk=job.pk).update(worker="another:2:b")
    if how == "link":
        return Link("/ranking/")
    return Download("结果.xlsx", b"content") if how != "nothing" else None


@job("test.shared", label="共用", may=may, is_shared=True)
def make_shared(job: Job, progress: Progress) -> Download:
    return Download("共用.xlsx", b"for all")


def started(how: str = "file", *, by: User | None = None, **fields: Any) -> Job:
    made = start("test.make", by=by or make_user(), title="试做一次", params={"how": how})
    if fields:
        Job.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
    return made


@pytest.fixture
def waiting(settings: Settings) -> None:
    """Jobs stay in the queue, as where a worker has not come yet."""
    settings.JOBS_INLINE = False


def running(**fields: Any) -> Job:
    now = timezone.now()
    usual: dict[str, Any] = {
        "state": JobState.RUNNING,
        "worker": WORKER,
        "started_at": now,
        "lease_until": now + timedelta(seconds=30),
        "attempts": 1,
    }
    return started(**usual | fields)


# What a job becomes


@pytest.mark.parametrize(
    ("how", "state", "error", "link", "files"),
    [
        ("file", JobState.DONE, "", "", 1),
        ("link", JobState.DONE, "", "/ranking/", 0),
        ("nothing", JobState.DONE, "", "", 0),
        ("refuse", JobState.FAILED, "没有可以导出的数据。", "", 0),
        ("break", JobState.FAILED, queue.BROKEN, "", 0),
    ],
)
def test_every_outcome_is_kept(
    how: str, state: JobState, error: str, link: str, files: int
) -> None:
    made = started(how)

    assert (made.state, made.error, made.link) == (state, error, link)
    assert StoredFile.objects.count() == files == int(made.had_file)
    assert (made.done, made.total) == ((3, 3) if state == JobState.DONE else (0, 0))
    assert made.finished_at is not None


def test_what_a_lost_worker_makes_is_thrown_away(media_root: Path) -> None:
    made = started("lose")

    assert (made.state, made.result) == (JobState.RUNNING, None)
    assert StoredFile.objects.count() == 0
    assert not [path for path in media_root.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("waiting")
def test_whoever_lost_the_right_meanwhile_gets_nothing() -> None:
    made = started()
    User.objects.filter(pk=made.owner_id).update(name=BARRED)

    queue.run_here(Job.objects.get())

    made.refresh_from_db()
    assert (made.state, made.error) == (JobState.FAILED, queue.RIGHT_LOST)


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("before", "how", "after"),
    [
        ({"attempts": 1}, {}, (JobState.QUEUED, 1, "")),
        ({"attempts": 2}, {}, (JobState.QUEUED, 2, "")),
        ({"attempts": 3}, {}, (JobState.FAILED, 3, queue.KILLED)),
        ({"attempts": 3}, {"is_stopping": True}, (JobState.QUEUED, 2, "")),
        ({"is_cancelled": True}, {}, (JobState.CANCELLED, 1, "")),
        ({"is_cancelled": True}, {"is_stopping": True}, (JobState.CANCELLED, 1, "")),
        ({"attempts": 1}, {"reason": "太久。"}, (JobState.FAILED, 1, "太久。")),
    ],
)
def test_a_job_whose_process_ended_is_never_stuck(
    before: dict[str, Any], how: dict[str, Any], after: tuple[JobState, int, str]
) -> None:
    made = running(**before)

    queue.conclude(made, **how)

    made.refresh_from_db()
    assert (made.state, made.attempts, made.error) == after
    assert made.lease_until is None


@pytest.mark.usefixtures("waiting")
def test_a_lease_that_ran_out_gives_the_job_back() -> None:
    alive, dead = running(), running(lease_until=timezone.now() - timedelta(seconds=1))

    queue.recover()

    assert {row.pk: row.state for row in Job.objects.all()} == {
        alive.pk: JobState.RUNNING,
        dead.pk: JobState.QUEUED,
    }
    assert not queue.renew(dead, Progress()), "the dead worker must notice when it comes back"


@pytest.mark.usefixtures("waiting")
def test_one_job_goes_to_one_worker_and_the_oldest_first() -> None:
    first, second = started(), started()

    assert queue.claim("host:1:a").pk == first.pk
    assert not queue.take(first, "host:2:b")
    assert queue.claim("host:2:b").pk == second.pk
    assert queue.claim("host:3:c") is None


# Starting and stopping


@pytest.mark.usefixtures("waiting")
def test_a_double_click_starts_one_job() -> None:
    user, other = make_user(), make_user()

    first = started(by=user)

    assert started(by=user).pk == first.pk
    assert started("link", by=user).pk != first.pk
    assert started(by=other).pk != first.pk
    Job.objects.update(state=JobState.DONE)
    assert started(by=user).pk != first.pk


@pytest.mark.usefixtures("waiting")
def test_a_person_cannot_fill_the_queue() -> None:
    user = make_user()
    for number in range(MOST_ACTIVE):
        started(str(number), by=user)

    with pytest.raises(Conflict, match="已有 10 个任务"):
        started("one more", by=user)


def test_a_job_needs_the_right_to_it() -> None:
    with pytest.raises(NotAllowed):
        started(by=make_user(name=BARRED))
    assert not Job.objects.exists()


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("state", "becomes", "flag"),
    [
        (JobState.QUEUED, JobState.CANCELLED, False),
        (JobState.RUNNING, JobState.RUNNING, True),
    ],
)
def test_cancelling(state: JobState, becomes: JobState, flag: bool) -> None:
    made = running(state=state)

    cancel(made, by=made.owner, at=timezone.now())

    made.refresh_from_db()
    assert (made.state, made.is_cancelled) == (becomes, flag)
    assert queue.renew(made, Progress()) is False


def test_what_has_ended_is_not_cancelled() -> None:
    made = started()

    with pytest.raises(Conflict, match="任务完成，不能取消"):
        cancel(made, by=made.owner, at=timezone.now())
    with pytest.raises(NotAllowed):
        cancel(made, by=make_user(), at=timezone.now())


# Keeping


@pytest.mark.parametrize(
    ("age", "has_file", "is_there"),
    [
        (FILES_KEPT - timedelta(hours=1), True, True),
        (FILES_KEPT + timedelta(hours=1), False, True),
        (JOBS_KEPT + timedelta(hours=1), False, False),
    ],
    ids=["a month", "more than a month", "more than a year"],
)
def test_files_and_jobs_are_kept_for_a_time(
    django_capture_on_commit_callbacks, age: timedelta, has_file: bool, is_there: bool
) -> None:
    now = timezone.now()
    made = started(finished_at=now - age)
    path = made.result.path

    with django_capture_on_commit_callbacks(execute=True):
        sweep(now)

    assert StoredFile.objects.exists() == has_file == default_storage.exists(path)
    assert Job.objects.exists() == is_there


# Pages


def page(client: Client, name: str, *args: Any):
    return client.get(reverse(f"jobs:{name}", args=args))


def test_the_result_is_for_its_owner_while_they_may(client: Client) -> None:
    made = started()
    client.force_login(made.owner)

    response = page(client, "job-download", made.pk)
    assert b"".join(response.streaming_content) == b"content"
    assert "filename" in response["Content-Disposition"]
    User.objects.filter(pk=made.owner_id).update(name=BARRED)
    assert page(client, "job-download", made.pk).status_code == 403


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [("test.make", "同事", 404), ("test.shared", "同事", 200), ("test.shared", BARRED, 404)],
)
def test_a_shared_kind_is_read_by_whoever_may(
    client: Client, kind: str, name: str, status: int
) -> None:
    params = {"how": "file"} if kind == "test.make" else {}
    made = start(kind, by=make_user(), title="试做", params=params)
    client.force_login(make_user(name=name))

    assert page(client, "job-detail", made.pk).status_code == status
    response = page(client, "job-download", made.pk)
    assert response.status_code == status
    assert status != 200 or b"".join(response.streaming_content) == b"for all"


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": JobState.QUEUED}, ["排队", "已排队", "取消任务"]),
        (
            {"state": JobState.QUEUED, "queued_at": timezone.now() - timedelta(minutes=5)},
            ["已等候较久"],
        ),
        ({"done": 20, "total": 80, "step": "正在写表格"}, ["进行中", "20 / 80", "正在写表格"]),
        ({"is_cancelled": True}, ["正在取消"]),
        ({"state": JobState.FAILED, "error": "没有数据。"}, ["失败", "没有数据。", "重新办理"]),
        ({"state": JobState.DONE, "had_file": True}, ["完成", "已过保存期", "重新办理"]),
        ({"state": JobState.CANCELLED}, ["任务已取消", "重新办理"]),
    ],
)
def test_the_page_says_how_far_a_job_is(
    client: Client, fields: dict[str, Any], words: list[str]
) -> None:
    made = running(**fields)
    client.force_login(made.owner)

    response = page(client, "job-detail", made.pk)
    part = client.get(made.get_absolute_url(), headers={"HX-Request": "true"})

    for word in words:
        assert word in response.content.decode()
    assert ("every 1s" in part.content.decode()) == made.is_active
    assert "<html" not in part.content.decode()


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_five_queries_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    user = make_user()
    made = [started(str(number), by=user) for number in range(rows)]
    client.force_login(user)

    with django_assert_num_queries(5):  # session, user, standing, the count and the rows
        response = page(client, "job-list")
    assert list(response.context["page"]) == made[::-1]


@pytest.mark.usefixtures("waiting")
def test_the_top_bar_tells_of_a_job_that_this_session_started(client: Client) -> None:
    made = running()
    client.force_login(made.owner)
    assert "任务进行中" not in page(client, "job-list").content.decode()
    session = client.session
    session[WATCHING] = True
    session.save()

    assert "1 个任务进行中" in page(client, "job-list").content.decode()
    Job.objects.update(state=JobState.CANCELLED)
    assert "任务进行中" not in page(client, "job-list").content.decode()
    assert WATCHING not in client.session
