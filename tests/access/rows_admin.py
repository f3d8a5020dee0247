"""The dictionaries are kept by administrator and office; to others the admin does not exist."""

from tests.access.cast import Cast
from tests.access.table import Row

KEEP = "admin office office2 → {}; rest → 404"
READ, DONE = KEEP.format(200), KEEP.format(302)


def a_type(cast: Cast) -> dict[str, object]:
    return {"code": "community", "name": "文明社区", "position": 7}


def an_attribute(cast: Cast) -> dict[str, object]:
    return {"name": "有车队", "note": ""}


def a_kind(cast: Cast) -> dict[str, object]:
    return {
        "name": "文化大院", "unit": "个", "decimals": 0, "usual": "1", "position": 90,
        "is_active": "on",
    }  # fmt: skip


def a_requirement(cast: Cast) -> dict[str, object]:
    return {"year": 2026, "group": "六个一", "title": "建一个文化广场", "position": 9}


def a_facility(cast: Cast) -> dict[str, object]:
    return {"name": "电子阅览室", "group": "四室", "position": 9, "is_active": "on"}


ROWS = [
    Row("admin:index", "GET", "", READ),
    Row("admin:index", "POST", "", READ),
    Row("admin:login", "GET", "", DONE),
    Row("admin:login", "POST", "", DONE),
    *(
        # It sends everybody to our own login page, so its method is judged first.
        Row("admin:login", method, "", "anonymous disabled → 405; rest → 405")
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
    ),
    Row("admin:jsi18n", "GET", "", READ),
    Row("admin:jsi18n", "POST", "", KEEP.format(405)),
    Row("admin:app_list", "GET", "admin-app", READ),
    Row("admin:app_list", "POST", "admin-app", READ),
    *(
        Row(f"admin:districts_{model}_{page}", method, row, answers, data)
        for model, row_of, example in (
            ("unittype", "unit-type", a_type),
            ("unitattribute", "unit-attribute", an_attribute),
            ("quantitykind", "quantity-kind", a_kind),
            ("pairingrequirement", "pairing-requirement", a_requirement),
            ("facilitykind", "facility-kind", a_facility),
        )
        for page, method, row, answers, data in (
            ("changelist", "GET", "", READ, {}),
            ("changelist", "POST", "", READ, {}),
            ("add", "GET", "", READ, {}),
            ("add", "POST", "", DONE, example),
            ("change", "GET", row_of, READ, {}),
            ("change", "POST", row_of, DONE, example),
            ("history", "GET", row_of, READ, {}),
            ("history", "POST", row_of, READ, {}),
            ("delete", "GET", row_of, READ, {}),
            ("delete", "POST", row_of, DONE, {"post": "yes"}),
        )
    ),
]
