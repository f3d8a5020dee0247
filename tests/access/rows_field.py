"""Teams are the office's; a sheet is its scorer's, the team's once handed in, nobody else's."""

from uuid import uuid4

from tests.access.cast import Cast
from tests.access.table import Row

READ = "office office2 leader → 200; rest → 404"
RUN = "office office2 → {}; leader → 403; rest → 404"
NOBODY = "leader → 403; rest → 404"
NEVER = "rest → 404"


def new_member(cast: Cast) -> dict[str, object]:
    return {"person": cast["department"].pk}


def spare_unit(cast: Cast) -> dict[str, object]:
    return {"team": cast.team2.pk, "units": cast.objects["field-spare"][0]}


def save(cast: Cast) -> dict[str, object]:
    return {"version": 1, "save_key": str(uuid4()), "reason": "缺一次"}


def stale(cast: Cast) -> dict[str, object]:
    return save(cast) | {"version": 7}


def quiz(cast: Cast) -> dict[str, object]:
    return {"indicator": cast.objects["quiz-item"][0], "people": "20", "average": "85"}


def spread(cast: Cast) -> dict[str, object]:
    return {"indicator": cast.objects["count-item"][0], "text": "按会议记录认定"}


# assessor1 leads team 1; conflicted sits there and works at unit 1, so the unit is unknown to
# them as an assessor. Reporter 1 knows that their unit is assessed, but not how.
TEAM1 = "assessor1 → {0}; office office2 → {1}; leader reporter1 → 403; rest → 404"

ROWS = [
    Row("assessments:team-list", "GET", "cycle-field", READ),
    Row("assessments:team-list", "GET", "missing", NEVER),
    Row("assessments:team-create", "GET", "cycle-field", RUN.format(200)),
    Row("assessments:team-create", "POST", "cycle-field", RUN.format(302), {"name": "第三组"}),
    Row("assessments:team-create", "POST", "cycle-field", RUN.format(422), {"name": ""}),
    Row("assessments:team-create", "POST", "cycle-field", RUN.format(409), {"name": "第一组"}),
    Row("assessments:team-assign", "GET", "cycle-field", RUN.format(200)),
    Row("assessments:team-assign", "POST", "cycle-field", RUN.format(302), spare_unit),
    Row("assessments:team-assign", "POST", "cycle-field", RUN.format(422)),
    Row("assessments:team-detail", "GET", "team1", READ),
    Row("assessments:team-detail", "GET", "missing", NEVER),
    Row("assessments:team-rename", "GET", "team1", RUN.format(200)),
    Row("assessments:team-rename", "POST", "team1", RUN.format(302), {"name": "一组"}),
    Row("assessments:team-visits", "POST", "team1", RUN.format(302)),
    Row("assessments:member-add", "POST", "team1", RUN.format(302), new_member),
    Row("assessments:member-add", "POST", "team1", RUN.format(422)),
    Row("assessments:member-remove", "POST", "seat1", RUN.format(302)),
    Row("assessments:member-remove", "POST", "missing", NEVER),
    Row("assessments:member-lead", "POST", "seat1", RUN.format(302)),
    Row(
        "assessments:unit-unassign",
        "POST",
        "field2",
        "office office2 → 409; leader assessor2 reporter2 → 403; rest → 404",
    ),
    Row("assessments:unit-unassign", "POST", "missing", NEVER),
    Row("assessments:my-units", "GET", "", "rest → 200"),
    Row("assessments:current-teams", "GET", "", "office office2 leader → 302; rest → 404"),
    Row(
        "assessments:sheet-open",
        "POST",
        "field1",
        "assessor1 → 302; conflicted office office2 leader reporter1 → 403; rest → 404",
    ),
    Row("assessments:sheet-open", "POST", "missing", NEVER),
    Row("assessments:field-detail", "GET", "field1", TEAM1.format(200, 200)),
    Row(
        "assessments:field-detail",
        "GET",
        "field2",
        "assessor2 office office2 → 200; leader reporter2 → 403; rest → 404",
    ),
    Row("assessments:field-detail", "GET", "missing", NEVER),
    Row("assessments:quiz-record", "POST", "field1", TEAM1.format(302, 403), quiz),
    Row("assessments:quiz-record", "POST", "field1", TEAM1.format(422, 403)),
    Row("assessments:spread-settle", "POST", "field1", TEAM1.format(302, 403), spread),
    Row("assessments:field-step", "POST", "field1-confirm", TEAM1.format(409, 403)),
    Row("assessments:field-step", "POST", "field1-reopen", TEAM1.format(403, 422)),
    Row(
        "assessments:field-step", "POST", "field1-reopen", TEAM1.format(403, 409), {"note": "重评"}
    ),
    Row(
        "assessments:field-step",
        "POST",
        "field1-nonsense",
        "leader reporter1 → 403; rest → 404",
    ),
    Row("assessments:sheet-detail", "GET", "sheet1", "assessor1 → 200; rest → 404"),
    Row("assessments:sheet-detail", "GET", "sheet2", "assessor2 office office2 → 200; rest → 404"),
    Row("assessments:sheet-detail", "GET", "missing", NEVER),
    Row("assessments:sheet-review", "GET", "sheet1", "assessor1 → 200; rest → 404"),
    Row(
        "assessments:sheet-review",
        "GET",
        "sheet2",
        "assessor2 → 200; office office2 → 302; rest → 404",
    ),
    Row("assessments:sheet-step", "POST", "sheet1-submit", "assessor1 → 409; rest → 404"),
    Row("assessments:sheet-step", "POST", "sheet1-abstain", "assessor1 → 422; rest → 404"),
    Row(
        "assessments:sheet-step",
        "POST",
        "sheet1-abstain",
        "assessor1 → 302; rest → 404",
        {"note": "亲属"},
    ),
    Row(
        "assessments:sheet-step",
        "POST",
        "sheet2-recall",
        "assessor2 → 302; office office2 → 403; rest → 404",
        {"note": "重看"},
    ),
    Row("assessments:sheet-step", "POST", "sheet1-nonsense", NEVER),
    Row("assessments:mark-save", "POST", "mark1", "assessor1 → 302; rest → 404", save),
    Row("assessments:mark-save", "POST", "mark1", "assessor1 → 409; rest → 404", stale),
    Row("assessments:mark-save", "POST", "mark1", "rest → 400"),
    Row("assessments:mark-save", "POST", "mark2", "assessor2 → 409; rest → 404", save),
    Row("assessments:mark-save", "POST", "missing", NEVER, save),
    Row("assessments:photo-add", "POST", "mark1", "assessor1 → 422; rest → 404"),
    Row("assessments:photo-add", "POST", "missing", NEVER),
    Row("assessments:photo-file", "GET", "photo1", NEVER),
    Row("assessments:photo-remove", "POST", "photo1", "assessor1 → 302; rest → 404"),
    Row("assessments:photo-remove", "POST", "missing", NEVER),
]
