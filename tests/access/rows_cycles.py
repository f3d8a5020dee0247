"""The office runs a year, county leaders read it, to everybody else there is none."""

from datetime import timedelta

from django.utils import timezone

from tests.access.cast import Cast
from tests.access.table import Row

READ = "office office2 leader → 200; rest → 404"
RUN = "office office2 → {}; leader → 403; rest → 404"
NOBODY = "leader → 403; rest → 404"


def new_dates(cast: Cast) -> dict[str, object]:
    return {
        "opens_at": "2026-03-01 08:30",
        "closes_at": "2026-04-01 17:30",
        "reason": "汛期",
        "version": 1,
    }


def later(cast: Cast) -> dict[str, object]:
    until = timezone.localtime() + timedelta(days=3)
    return {"until": f"{until:%Y-%m-%d %H:%M}", "reason": "搬迁"}


SETTINGS = {"name": "改名", "combine": "median", "spread_percent": "20", "version": 1}

ROWS = [
    Row("assessments:cycle-list", "GET", "", READ),
    Row("assessments:cycle-create", "GET", "", RUN.format(200)),
    Row("assessments:cycle-create", "POST", "", RUN.format(422)),
    Row("assessments:cycle-detail", "GET", "cycle-next", READ),
    Row("assessments:cycle-detail", "GET", "missing", "rest → 404"),
    Row("assessments:cycle-settings", "GET", "cycle-next", RUN.format(200)),
    Row("assessments:cycle-settings", "POST", "cycle-next", RUN.format(302), SETTINGS),
    Row(
        "assessments:cycle-settings",
        "POST",
        "cycle-next",
        RUN.format(409),
        SETTINGS | {"version": 99},
    ),
    Row("assessments:cycle-settings", "POST", "missing", NOBODY),
    Row("assessments:cycle-units", "GET", "cycle-next", READ),
    Row("assessments:cycle-enrol", "GET", "cycle-next", RUN.format(200)),
    Row("assessments:cycle-enrol", "POST", "cycle-next", RUN.format(422)),
    Row(
        "assessments:cycle-enrol",
        "POST",
        "cycle-next",
        RUN.format(302),
        lambda cast: {"units": cast.unit2.pk},
    ),
    Row("assessments:cycle-step", "POST", "cycle-next-open", RUN.format(302)),
    Row("assessments:cycle-step", "POST", "cycle-next-archive", RUN.format(409)),
    Row("assessments:cycle-step", "POST", "cycle-next-nonsense", NOBODY),
    Row("assessments:cycle-step", "POST", "missing-step", NOBODY),
    Row("assessments:phase-move", "GET", "phase-next", RUN.format(200)),
    Row("assessments:phase-move", "POST", "phase-next", RUN.format(302), new_dates),
    Row("assessments:phase-move", "POST", "missing", NOBODY),
    Row("assessments:assessment-extend", "GET", "assessment-next", RUN.format(200)),
    Row("assessments:assessment-extend", "POST", "assessment-next", RUN.format(302), later),
    Row("assessments:assessment-extend", "POST", "missing", NOBODY),
    Row("assessments:assessment-drop", "POST", "assessment-next", RUN.format(302)),
    Row("assessments:assessment-drop", "POST", "missing", NOBODY),
]
