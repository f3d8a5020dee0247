"""Turn what was typed about pairings into typed values; nothing is written here."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory

from districts.actions.pairings import measured, refuse_pair
from districts.forms.follow_ups import FollowUpForm
from districts.forms.records import QuantityForm, RecordForm, amount_of, require_in_year
from districts.models import (
    Activity,
    Contribution,
    Leader,
    Pairing,
    PairingRequirement,
    QuantityKind,
    ResponsibilityLetter,
    Township,
    Unit,
    Village,
)
from districts.workflow.pairings import MoneySource
from wenming.dates import StrictDateField, cn_date
from wenming.errors import DomainError
from wenming.text import CleanCharField

MOST_TARGETS, MOST_ACTIVITIES = 12, 100


class PairingForm(RecordForm):
    """Who helps whom. The year is that of the day it begins; the unit never changes."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="帮扶单位", empty_label="请选择")
    village = forms.ModelChoiceField(
        Village.objects.none(), label="核心村", empty_label="请选择", help_text="只能选核心村。"
    )
    leader = forms.ModelChoiceField(
        Leader.objects.none(), label="联系领导", required=False, empty_label="未指定"
    )
    started_on = StrictDateField(label="结对日期", help_text="结对属于这一天所在的年度。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row if isinstance(self.row, Pairing) else None
        if row:
            del self.fields["unit"]
        else:
            _offer(self, "unit", Unit.objects.filter(is_active=True).order_by("name"))
        cores = Q(is_active=True, is_core=True)
        if row:
            cores |= Q(pk=row.village_id)
        villages = Village.objects.filter(cores).select_related("township")
        _offer(self, "village", villages.order_by("township__name", "name"), _in_township)
        leaders = Leader.objects.filter(Q(is_active=True) | Q(pk=row.leader_id if row else None))
        _offer(self, "leader", leaders.order_by("name"), lambda one: one.with_post)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit = self.row.unit if isinstance(self.row, Pairing) else cleaned.get("unit")
        village = cleaned.get("village")
        if unit and village and (refusal := refuse_pair(unit, village)):
            self.add_error("village", refusal)
        if isinstance(self.row, Pairing):
            require_in_year(self, cleaned, "started_on", self.row.year)
        return cleaned


class ContributionForm(QuantityForm):
    """One entry of a pairing's ledger. Where an activity stands behind it, its figure counts."""

    given_on = StrictDateField(label="日期")
    source = forms.ChoiceField(
        label="来源",
        choices=MoneySource.choices,
        initial=MoneySource.OWN,
        help_text="对上争取的另外合计，不算本单位投入。",
    )
    purpose = CleanCharField(label="用途", max_length=100, help_text="例如：铺设村内道路。")
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="关联活动",
        required=False,
        empty_label="不关联",
        help_text="讲座等已在活动台账登记并确认的，选它，数量自动取自活动，合计时只计一次。",
    )
    field_order = ("kind", "activity", "amount", "money_unit", "is_sure", "source", "given_on")

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing = pairing
        row = self.row if isinstance(self.row, Contribution) else None
        _offer(self, "activity", _activities(pairing, row), _with_figures)
        self.fields["amount"].required = False
        self.fields["amount"].help_text = "按种类的单位填写；关联活动的不用填。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, activity = cleaned.get("kind"), cleaned.get("activity")
        if kind and activity:
            self.errors.pop("amount", None)
            try:
                cleaned["amount"] = measured(kind, activity)
            except DomainError as refusal:
                self.add_error("activity", refusal.message)
        elif kind and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", f"请填写数量，{kind.name}按“{kind.unit}”计。")
        require_in_year(self, cleaned, "given_on", self.pairing.year)
        check_day(self, cleaned, "given_on", self.today)
        return cleaned


def check_day(form: forms.Form, cleaned: Mapping[str, Any], name: str, today: date) -> None:
    """For the page and for Excel alike: nothing is given in the future."""
    day = cleaned.get(name)
    if isinstance(day, date) and day > today:
        form.add_error(name, f"今天是 {cn_date(today)}，投入以后再登记。")


class TickForm(forms.Form):
    """That a requirement of the checklist is met."""

    requirement = forms.ModelChoiceField(
        PairingRequirement.objects.none(), widget=forms.HiddenInput
    )
    done_on = StrictDateField(label="完成日期")
    note = CleanCharField(label="做法", max_length=200)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "requirement", PairingRequirement.objects.filter(year=year))


class VillageProgressForm(forms.Form):
    on = StrictDateField(label="日期")
    text = CleanCharField(label="进展", max_length=500, single_line=False)


class LetterForm(RecordForm):
    """With whom, and what the letter says; its targets are lines beside it."""

    besides = RecordForm.besides | {"party"}
    party = forms.ChoiceField(label="与谁签订")
    text = CleanCharField(label="责任内容", max_length=2000, single_line=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:
            del self.fields["party"]
        else:
            self._offer_parties(year)

    def _offer_parties(self, year: int) -> None:
        pairings = Pairing.objects.of_year(year).active().filter(letter=None)
        signed = ResponsibilityLetter.objects.filter(year=year).exclude(township=None)
        townships = Township.objects.filter(is_active=True).exclude(
            pk__in=signed.values("township")
        )
        self.parties: dict[str, Pairing | Township] = {}
        groups: list[tuple[str, list[tuple[str, str]]]] = [("结对单位", []), ("乡镇党委", [])]
        for pairing in pairings.with_places().order_by("unit__name"):
            self.parties[f"pairing:{pairing.pk}"] = pairing
            label = f"{pairing.unit.name}（{pairing.place}）"
            groups[0][1].append((f"pairing:{pairing.pk}", label))
        for township in townships.order_by("name"):
            self.parties[f"township:{township.pk}"] = township
            groups[1][1].append((f"township:{township.pk}", f"{township.name}党委"))
        self.fields["party"].choices = [("", "请选择"), *groups]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        """`pairing` or `township` for the action."""
        row = self.parties[self.cleaned_data["party"]]
        return {"pairing": row} if isinstance(row, Pairing) else {"township": row}


class TargetLine(forms.Form):
    """One target; a line left blank says nothing. Money in 元."""

    kind = forms.ModelChoiceField(
        QuantityKind.objects.none(), label="种类", required=False, empty_label="（空行不计）"
    )
    amount = CleanCharField(label="目标数量", max_length=20, required=False)

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kind", kinds)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, text = cleaned.get("kind"), cleaned.get("amount")
        if kind and not text:
            self.add_error("amount", f"请填写数量，{kind.name}按“{kind.unit}”计。")
        elif text and not kind and "kind" not in self.errors:
            self.add_error("kind", "请选择种类，数量的单位由种类决定。")
        elif kind and text:
            try:
                cleaned["amount"] = amount_of(kind, text)
            except DomainError as refusal:
                self.add_error("amount", refusal.message)
        return cleaned


class TargetLines(BaseFormSet[TargetLine]):
    """The targets of a letter, each kind once."""

    def clean(self) -> None:
        kinds = [kind for kind, _ in self.lines]
        for form in self.forms:
            kind = getattr(form, "cleaned_data", {}).get("kind")
            if kind and kinds.count(kind) > 1:
                form.add_error("kind", f"{kind.name}写了不止一行，请合并成一行。")

    @property
    def lines(self) -> list[tuple[QuantityKind, Decimal]]:
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [
            (row["kind"], row["amount"])
            for row in rows
            if row.get("kind") and isinstance(row.get("amount"), Decimal)
        ]


TargetFormSet: type[TargetLines] = formset_factory(  # type: ignore[assignment]
    TargetLine, formset=TargetLines, extra=4, max_num=MOST_TARGETS, validate_max=True
)


class MeetingForm(RecordForm):
    title = CleanCharField(label="会议名称", max_length=80)
    held_on = StrictDateField(label="日期")
    place = CleanCharField(label="地点", max_length=60)
    host = CleanCharField(label="主持人", max_length=40)
    attendees = CleanCharField(label="参加人员", max_length=300)
    minutes = CleanCharField(label="会议纪要", max_length=4000, single_line=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("held_on") and cleaned["held_on"] > self.today:
            self.add_error("held_on", f"今天是 {cn_date(self.today)}，会议开完以后再登记。")
        return cleaned


class DecisionForm(FollowUpForm):
    """One decision of a meeting: who does what by when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]


class CarryForm(forms.Form):
    """Which pairings go on into the next year."""

    pairings = forms.ModelMultipleChoiceField(
        Pairing.objects.none(),
        label="接续的结对",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一个要接续的结对。"},
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "pairings", offered)


def _offer(form: forms.Form, name: str, rows: Any, label: Any = None) -> None:
    field: Any = form.fields[name]
    field.queryset = rows
    if label:
        field.label_from_instance = label


def _in_township(village: Village) -> str:
    return f"{village.township.name}{village.name}"


def _activities(pairing: Pairing, row: Contribution | None) -> Any:
    """Confirmed activities of the pairing's year that its unit held, or that its village saw."""
    theirs = Q(unit=pairing.unit_id) | Q(village=pairing.village_id)
    found = Activity.objects.confirmed().filter(theirs, year=pairing.year)
    if row and row.activity_id:
        found |= Activity.objects.filter(pk=row.activity_id)
    newest = found.order_by("-held_on", "-pk").values("pk")[:MOST_ACTIVITIES]
    return Activity.objects.filter(pk__in=newest).order_by("-held_on", "-pk")


def _with_figures(activity: Activity) -> str:
    people = "" if activity.attendance is None else f"，{activity.attendance} 人次"
    return f"{cn_date(activity.held_on)} {activity.title}（{activity.sessions} 场{people}）"
