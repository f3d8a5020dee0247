"""Acknowledged means kept: workers die by SIGKILL at three failpoints while four people save."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.sheets import open_sheet
from assessments.models import Mark
from tests.factories import make_assigned, make_user
from tests.faults import AFTER, BEFORE, INSIDE

ROOT = Path(__file__).resolve().parents[2]
WANTED_REPLAYS = 20
WRITERS, SAVES = 4, 24
# Every fourth save is left in peace.
DRILLS = (AFTER, INSIDE, "", BEFORE)


@dataclass(slots=True)
class Writer:
    """One person who saves one item again and again, each save until it is acknowledged."""

    mark: Mark
    cookies: str
    token: str
    acknowledged: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    # Where a worker died → whether the save was stored although nobody was told so.
    found_stored: dict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))
    replays: int = 0

    def save_all(self, base: str) -> None:
        for count in range(SAVES):
            drill = DRILLS[count % len(DRILLS)]
            self.save(base, drill, version=self.mark.version + count, value=count % 5)

    def save(self, base: str, drill: str, *, version: int, value: int) -> None:
        key = str(uuid4())
        body = {"version": version, "save_key": key, "count": value}
        answer = self._try(base, body, drill)
        while answer is None:
            is_stored = self._is_stored(key)
            self.found_stored[drill].add(is_stored)
            self.replays += is_stored
            answer = self._try(base, body, "")
        if answer == 200:
            self.acknowledged.append(value)
        else:
            self.refused.append(answer)

    def _try(self, base: str, body: dict[str, object], drill: str) -> int | None:
        """The status, or None where the server died before it answered."""
        url = base + reverse("assessments:mark-save", args=[self.mark.pk])
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": self.token,
            "HX-Request": "true",
            "X-Drill": drill,
        }
        request = Request(url, urlencode(body).encode(), headers)  # noqa: S310  our own server
        try:
            with urlopen(request, timeout=60) as response:  # noqa: S310
                return int(response.status) if response.url == url else 302
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return None

    def _is_stored(self, key: str) -> bool:
        """Whether the save that got no answer was committed: its repetition is a replay."""
        try:
            return Mark.objects.filter(pk=self.mark.pk, save_key=key).exists()
        finally:
            connection.close()


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The product under gunicorn on this test's database; its address."""
    port = _free_port()
    command = [
        f"{Path(sys.executable).parent}/gunicorn",
        "--workers=2",
        "--worker-class=sync",
        "--log-level=warning",
        f"--bind=127.0.0.1:{port}",
        "--preload",
        "--no-control-socket",
        "tests.faults.failpoints",
    ]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "WENMING_DATA": str(settings.DATA_DIR),  # the same secret: sessions are signed with it
        "DJANGO_SETTINGS_MODULE": "tests.faults.server_settings",
    }
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:  # noqa: S603
        _wait_until_it_answers(port, process)
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGQUIT)


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(server: str) -> None:
    writers = [_writer() for _ in range(WRITERS)]
    threads = [threading.Thread(target=each.save_all, args=(server,)) for each in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each.replays for each in writers) >= WANTED_REPLAYS, "the drill proved nothing"
    for each in writers:
        stored = Mark.objects.get(pk=each.mark.pk)
        assert each.refused == []
        assert each.found_stored[AFTER] == {True}
        assert each.found_stored[INSIDE] == each.found_stored[BEFORE] == {False}
        assert len(each.acknowledged) == SAVES
        assert stored.answer == {"count": each.acknowledged[-1]}
        assert stored.version == each.mark.version + SAVES


def _writer() -> Writer:
    """A signed-in assessor with an open sheet, and the item that takes a count."""
    user = make_user()
    sheet = open_sheet(make_assigned(user), by=user, at=timezone.now())
    client = Client()
    client.force_login(user)
    token = "a" * 32
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return Writer(sheet.marks.get(indicator__code="1.2"), cookies, token)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("gunicorn did not start")


def database_url() -> str:
    """The test's own database as DATABASE_URL says it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
