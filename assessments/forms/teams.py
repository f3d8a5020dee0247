"""What the office types about teams: a name, a person, units to assign, visiting order and date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from assessments.models import Assessment, Cycle, Team
from assessments.results.conflicts import refusals_to_assign, refusals_to_join
from wenming.accounts.models import User
from wenming.dates import StrictDateField, parse_date
from wenming.errors import DomainError
from wenming.numbers import parse_optional_decimal
from wenming.text import CleanCharField

LAST_IN_ORDER = 9999


class TeamForm(forms.Form):
    name = CleanCharField(label="考核组名称", max_length=30, help_text="例如：第一考核组。")


class MemberForm(forms.Form):
    """One person to seat. Every conflict is named at once, so that nobody tries five times."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="人员",
        error_messages={
            "required": "请先选择人员。",
            "invalid_choice": "没有这个人员，或账号已停用。",
        },
    )
    is_leader = forms.BooleanField(label="担任组长", required=False)

    def __init__(self, *args: Any, team: Team, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team, self.by, self.on = team, by, on

    def clean_person(self) -> User:
        person: User = self.cleaned_data["person"]
        if reasons := refusals_to_join(self.team, person, by=self.by, on=self.on):
            raise forms.ValidationError(list(reasons))
        return person


class AssignForm(forms.Form):
    """Units for one team; conflicts between its members and the units are all named."""

    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="考核组",
        empty_label="请选择",
        error_messages={"required": "请选择考核组。", "invalid_choice": "本年度没有这个考核组。"},
    )
    visit_on = StrictDateField(label="走访日期", required=False)
    units = forms.ModelMultipleChoiceField(
        Assessment.objects.none(),
        label="单位",
        error_messages={
            "required": "请至少勾选一家单位。",
            "invalid_choice": "勾选的单位中有的已不在本年度参评。",
            "invalid_pk_value": "勾选的单位中有的无法识别。",
        },
    )

    def __init__(self, *args: Any, cycle: Cycle, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["team"].queryset = cycle.teams.order_by("pk")  # type: ignore[attr-defined]
        enrolled = Assessment.objects.filter(cycle=cycle).select_related("unit")
        self.fields["units"].queryset = enrolled  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        team, units = cleaned.get("team"), cleaned.get("units")
        if team and units:
            for reason in refusals_to_assign(team, list(units), on=self.on):
                self.add_error("units", reason)
        return cleaned


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One unit's place in the visiting order, as stored or as typed."""

    assessment: Assessment
    order: str
    day: str
    error: str = ""


@dataclass(slots=True)
class VisitsForm:
    """Order and date of the units on one page, a line each. An absent field means unchanged.

    By hand: a page has fifty lines, and a Django form for each costs more than all the rest.
    """

    rows: list[VisitRow]
    visits: list[tuple[int, int | None, date | None]] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return not any(row.error for row in self.rows)


def stored_visits(assessments: Iterable[Assessment]) -> VisitsForm:
    return VisitsForm([_stored(each) for each in assessments])


def typed_visits(assessments: Sequence[Assessment], data: Mapping[str, str]) -> VisitsForm:
    """Read the lines whose fields came with the request."""
    form = VisitsForm([])
    for each in assessments:
        order_name, day_name = f"order-{each.pk}", f"day-{each.pk}"
        if order_name not in data and day_name not in data:
            form.rows.append(_stored(each))
            continue
        stored = _stored(each)
        order, day = data.get(order_name, stored.order), data.get(day_name, stored.day)
        try:
            form.visits.append((each.pk, _order(order), parse_date(day) if day.strip() else None))
            error = ""
        except DomainError as refusal:
            error = refusal.message
        form.rows.append(VisitRow(each, order, day, error))
    return form


def _order(text: str) -> int | None:
    number = parse_optional_decimal(text, places=0, minimum=1, maximum=LAST_IN_ORDER)
    return None if number is None else int(number)


def _stored(assessment: Assessment) -> VisitRow:
    order, day = assessment.visiting_order, assessment.visit_on
    return VisitRow(
        assessment,
        "" if order is None else str(order),
        "" if day is None else day.isoformat(),
    )
