"""The 活动台账 from Excel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from districts.actions.activities import with_year
from districts.actions.entries import new_entry_fields
from districts.forms.activities import MOST_PEOPLE, MOST_SESSIONS, check_activity
from districts.imports.places import known_owners, known_villages, owner_ids
from districts.imports.rows import (
    NEW,
    ImportRow,
    Known,
    KnownField,
    Planned,
    WordField,
    unknown,
)
from districts.imports.specs import ENTRY_RULES, Asker, ImportSpec, RowPlanner, entry_planner
from districts.models import Activity, ActivityKind, CountedBy, EventSeries
from districts.policies.fieldwork import can_enter
from districts.roles import Standing
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField, name_key

LOOKED_UP = ("owner", "village", "series")  # written as the columns of their ids


class SeriesField(KnownField):
    """A series by its name; `of_year` finds the one, since each year has its own of that name."""

    def clean(self, value: Any) -> Any:
        return CleanCharField.clean(self, value)

    def of_year(self, text: str, year: int) -> EventSeries:
        known = {name_key(row.name): row for row in self.known.values() if row.year == year}
        row: EventSeries | None = known.get(name_key(text))
        if row is None:
            raise ValidationError(unknown(f"{year} 年的系列活动", text, known))
        return row


class ActivityRow(ImportRow):
    required = ("title", "kind", "owner", "held_on", "place", "sessions")
    keyed_by = ("title", "held_on", "place")
    name = None  # type: ignore[assignment]
    title = CleanCharField(label="活动名称", max_length=100)
    kind = WordField(ActivityKind, label="类别")
    owner = KnownField("主办单位", label="主办单位")
    held_on = StrictDateField(label="日期")
    until = StrictDateField(label="结束日期", required=False)
    place = CleanCharField(label="地点", max_length=60)
    village = KnownField("村", label="所在村", required=False)
    series = SeriesField("系列活动", label="所属系列", required=False)
    sessions = StrictIntegerField(label="场次", minimum=1, maximum=MOST_SESSIONS)
    attendance = StrictIntegerField(
        label="参加人次", minimum=0, maximum=MOST_PEOPLE, required=False
    )
    counted_by = WordField(CountedBy, label="人次怎么得来", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_activity(self, cleaned, timezone.localdate())
        self._find_series(cleaned)
        return cleaned

    def _find_series(self, cleaned: dict[str, Any]) -> None:
        field, text, held_on = self.fields["series"], cleaned.get("series"), cleaned.get("held_on")
        assert isinstance(field, SeriesField)
        if not text or not held_on:
            return
        try:
            cleaned["series"] = field.of_year(text, held_on.year)
        except ValidationError as error:
            self.add_error("series", error)

    @property
    def key(self) -> str:
        given = self.cleaned_data
        return key_of(given["title"], given["held_on"], given["place"])


def key_of(title: str, held_on: date, place: str) -> str:
    return f"{name_key(title)}|{held_on}|{name_key(place)}"


def _known(asker: Asker) -> Mapping[str, Known]:
    return {"owner": known_owners(asker), "village": known_villages(), "series": _series()}


def _series() -> Known:
    """Every series; a name may come back each year."""
    return {f"{row.year}|{name_key(row.name)}": row for row in EventSeries.objects.all()}


def _planner(asker: Asker) -> RowPlanner:
    stored = Activity.objects.values_list("title", "held_on", "place")
    plan = entry_planner(
        (key_of(*row) for row in stored), ActivityRow, lambda row: str(row.cleaned_data["title"])
    )

    def with_owner(row: ImportRow) -> Planned:
        planned = plan(row)
        planned["values"] |= owner_ids(row.cleaned_data["owner"])
        return planned

    return with_owner


def _write(rows: Sequence[Planned], *, standing: Standing, by: User, at: datetime) -> None:
    """New activities in one statement, with one entry in the trail."""
    marks = new_entry_fields(is_office=standing.is_office, by=by, at=at)
    new = [Activity(**_columns(row["values"]), **marks) for row in rows if row["state"] == NEW]
    Activity.objects.bulk_create(new)
    names = [activity.title for activity in new]
    record("activity.import", on=None, by=by, at=at, after={"新增": len(new), "活动": names})


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """A planned row's JSON as columns."""
    columns = {name: value for name, value in values.items() if name not in LOOKED_UP}
    for name in ("held_on", "until"):
        if name in columns:
            columns[name] = date.fromisoformat(columns[name])
    return with_year(
        columns | {"village_id": values.get("village"), "series_id": values.get("series")}
    )


SPEC = ImportSpec(
    code="activities",
    label="活动",
    form=ActivityRow,
    example=(
        "示例：大棚蔬菜种植讲座", "讲座", "县农业局", "2026-03-12", "", "张堂村文化大院",
        "伏山镇张堂村", "", 1, 120, "签到",
    ),
    rules=ENTRY_RULES,
    list_view="districts:activity-list",
    may=can_enter,
    known=_known,
    planner=_planner,
    write=_write,
)  # fmt: skip
