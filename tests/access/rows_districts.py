"""Who reads and who keeps the registers."""

from tests.access.cast import Cast
from tests.access.table import Row

ALL_READ = "rest → 200"
EDITORS = "office office2 → {}; leader admin → 403; rest → 404"
OWN_UNIT1 = "office office2 leader admin reporter1 township1 department → 200; rest → 404"
OWN_UNIT2 = "office office2 leader admin reporter2 township2 → 200; rest → 404"
TOWNSHIP1 = "office office2 leader admin township1 → 200; rest → 404"
DEPARTMENT1 = "office office2 leader admin department → 200; rest → 404"
EDIT_UNIT1 = "office office2 → {}; leader admin reporter1 township1 department → 403; rest → 404"
EDIT_TOWNSHIP1 = "office office2 → {}; leader admin township1 → 403; rest → 404"
EDIT_DEPARTMENT1 = "office office2 → {}; leader admin department → 403; rest → 404"
NOBODY = "rest → 404"
RETIRE = {"active": "no", "note": "撤并"}


def unit_of(cast: Cast) -> dict[str, object]:
    return {"name": "县甲单位", "type": "agency", "version": cast.unit1.version}


def contacts_of(cast: Cast) -> dict[str, object]:
    return {
        "version": cast.unit1.version,
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 0,
        "form-0-name": "李联系",
    }


def keeping(noun: str, object: str, edit: str) -> list[Row]:
    """Adding, changing and retiring are the office's; whoever may see the row gets 403."""
    add = "office office2 → {}; rest → 403"
    return [
        Row(f"districts:{noun}-list", "GET", "", ALL_READ),
        Row(f"districts:{noun}-export", "GET", "", ALL_READ),
        Row(f"districts:{noun}-export", "POST", "", "rest → 302"),
        Row(f"districts:{noun}-create", "GET", "", add.format(200)),
        Row(f"districts:{noun}-create", "POST", "", add.format(422)),
        Row(f"districts:{noun}-edit", "GET", object, edit.format(200)),
        Row(f"districts:{noun}-edit", "POST", object, edit.format(422)),
        Row(f"districts:{noun}-edit", "GET", "missing", NOBODY),
        Row(f"districts:{noun}-state", "POST", object, edit.format(302), RETIRE),
        Row(f"districts:{noun}-state", "POST", object, edit.format(409), {"active": "yes"}),
        Row(f"districts:{noun}-state", "POST", object, edit.format(422), {"active": "no"}),
        Row(f"districts:{noun}-detail", "GET", "missing", NOBODY),
    ]


ROWS = [
    *keeping("unit", "unit1", EDIT_UNIT1),
    Row("districts:unit-detail", "GET", "unit1", OWN_UNIT1),
    Row("districts:unit-detail", "GET", "unit2", OWN_UNIT2),
    Row("districts:unit-edit", "POST", "unit1", EDIT_UNIT1.format(302), unit_of),
    Row(
        "districts:unit-edit",
        "POST",
        "unit1",
        EDIT_UNIT1.format(409),
        lambda cast: unit_of(cast) | {"version": 999, "address": "金阳路"},
    ),
    Row(
        "districts:unit-contacts",
        "GET",
        "unit1",
        "office office2 reporter1 → 200; leader admin township1 department → 403; rest → 404",
    ),
    Row(
        "districts:unit-contacts",
        "POST",
        "unit1",
        "office office2 reporter1 → 302; leader admin township1 department → 403; rest → 404",
        contacts_of,
    ),
    Row(
        "districts:unit-contacts",
        "POST",
        "unit1",
        "office office2 reporter1 → 409; leader admin township1 department → 403; rest → 404",
        lambda cast: contacts_of(cast) | {"version": 999},
    ),
    *keeping("village", "village1", EDIT_TOWNSHIP1),
    Row("districts:village-detail", "GET", "village1", TOWNSHIP1),
    *keeping("township", "township1", EDIT_TOWNSHIP1),
    Row("districts:township-detail", "GET", "township1", TOWNSHIP1),
    *keeping("department", "department1", EDIT_DEPARTMENT1),
    Row("districts:department-detail", "GET", "department1", DEPARTMENT1),
    *(
        Row(f"districts:{name}", method, f"import-{kind}", answers)
        for kind in ("units", "villages", "townships", "departments")
        for name, method, answers in (
            ("import-start", "GET", "office office2 → 200; rest → 404"),
            ("import-start", "POST", "office office2 → 422; rest → 404"),
            ("import-template", "GET", "office office2 → 200; rest → 404"),
        )
    ),
    Row("districts:import-start", "GET", "import-accounts", "admin → 200; rest → 404"),
    Row("districts:import-start", "POST", "import-accounts", "admin → 422; rest → 404"),
    Row("districts:import-template", "GET", "import-accounts", "admin → 200; rest → 404"),
    Row("districts:import-start", "GET", "import-nonsense", NOBODY),
    Row("districts:import-template", "GET", "import-nonsense", NOBODY),
    *(
        Row(f"districts:{name}", method, f"draft-of-{owner}", f"{owner} → {answer}; rest → 404")
        for owner in ("office", "admin")
        for name, method, answer in (
            ("import-preview", "GET", 200),
            ("import-confirm", "POST", 302),
            ("import-errors", "GET", 200),
        )
    ),
    Row("districts:trail", "GET", "", "admin office office2 → 200; rest → 404"),
    Row("districts:trail-export", "GET", "", "admin office office2 → 200; rest → 404"),
    Row("districts:trail-export", "POST", "", "admin office office2 → 302; rest → 404"),
]
