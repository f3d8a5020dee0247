"""督办事项 as rows: the list with its lights, and what waits for whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Value, When

from districts.models import FollowUp, FollowUpKind, owned_by
from districts.results.desk import Desk, Todo, end_of, when_due
from districts.results.lights import DUE_SOON, LIGHTS, OVERDUE, Light, light_of, lit
from districts.roles import FollowUpStatus, Standing
from wenming.accounts.models import User

PENDING, EVERY = "pending", "all"
STATES = {PENDING: "未销号", **dict(FollowUpStatus.choices), EVERY: "全部"}


@dataclass(frozen=True, slots=True)
class FollowUpFilters:
    """What the list is narrowed by; it starts with what is not closed yet."""

    year: int
    q: str = ""
    kind: str = ""
    state: str = PENDING
    light: str = ""
    township: int | None = None


def follow_up_rows(
    user: User, standing: Standing, filters: FollowUpFilters, today: date
) -> "QuerySet[FollowUp]":
    """The list, what is most urgent first. What was left open in earlier years stays in sight."""
    rows = FollowUp.objects.visible_to(user, standing)
    this_year = Q(year=filters.year)
    if filters.state == PENDING:
        rows = rows.filter(this_year | Q(year__lt=filters.year)).pending()
    else:
        rows = rows.filter(this_year)
        if filters.state in FollowUpStatus.values:
            rows = rows.filter(status=filters.state)
    if filters.kind in FollowUpKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.light in LIGHTS:
        rows = rows.filter(lit(filters.light, today), status=FollowUpStatus.OPEN)
    if filters.township:
        rows = rows.filter(
            Q(township=filters.township)
            | Q(village__township=filters.township)
            | Q(unit__township=filters.township)
        )
    if filters.q:
        rows = rows.filter(_matching(filters.q))
    closed_last = Case(
        When(status=FollowUpStatus.OPEN, then=Value(0)),
        When(status=FollowUpStatus.REPORTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.with_owner().select_related("village").order_by(closed_last, "due_on", "pk")


def _matching(words: str) -> Q:
    found = Q(text__icontains=words) | Q(source_label__icontains=words)
    for owner in ("township", "department", "unit", "village"):
        found |= Q(**{f"{owner}__name__icontains": words})
    return found


def light_of_follow_up(follow_up: FollowUp, today: date) -> Light:
    """The chip. What was reported done waits for the office, not for its owner."""
    if follow_up.status == FollowUpStatus.REPORTED:
        return Light(follow_up.status, "待核实", "blue")
    if follow_up.status == FollowUpStatus.CANCELLED:
        return Light(follow_up.status, "已撤销", "")
    if follow_up.status == FollowUpStatus.CLOSED:
        return Light(follow_up.status, "已销号", "green")
    return light_of(follow_up.due_on, False, today)


@dataclass(frozen=True, slots=True)
class FollowUpCounts:
    """The figures above the list. One query."""

    open: int
    overdue: int
    soon: int
    reported: int
    closed: int


def follow_up_counts(user: User, standing: Standing, year: int, today: date) -> FollowUpCounts:
    is_open = Q(status=FollowUpStatus.OPEN)
    rows = FollowUp.objects.visible_to(user, standing).filter(year__lte=year)
    return FollowUpCounts(
        **rows.aggregate(
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & lit(OVERDUE, today)),
            soon=Count("pk", filter=is_open & lit(DUE_SOON, today)),
            reported=Count("pk", filter=Q(status=FollowUpStatus.REPORTED)),
            closed=Count("pk", filter=Q(status=FollowUpStatus.CLOSED, year=year)),
        )
    )


def counts_by_source(model: type[Model], pks: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How much each record of a page has led to, and how much of it is verified. One query."""
    rows = FollowUp.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__in=list(pks),
    )
    counted = rows.values("object_id").annotate(
        in_all=Count("pk"), done=Count("pk", filter=Q(closed_at__isnull=False))
    )
    return {row["object_id"] or 0: (row["in_all"], row["done"]) for row in counted.order_by()}


def todos(desk: Desk) -> Iterator[Todo]:
    """Whoever owns an open matter; the office those reported done. One query each."""
    standing = desk.standing
    if standing.is_office:
        waiting = FollowUp.objects.filter(status=FollowUpStatus.REPORTED).with_owner()
        for row in desk.shown(waiting.order_by("reported_at", "pk")):
            yield Todo(
                kind="blue",
                when="待核实",
                title=f"{row.owner_name} 报告已办结：{row.text}",
                detail=row.report_note,
                url=row.get_absolute_url(),
                act="核实",
                due=row.reported_at,
            )
    if standing.township_ids or standing.department_ids or standing.unit_ids:
        own = FollowUp.objects.filter(owned_by(standing), status=FollowUpStatus.OPEN)
        for row in desk.shown(own.order_by("due_on", "pk")):
            light = light_of(row.due_on, False, desk.today)
            yield Todo(
                kind=light.kind if light.kind != "green" else "",
                when=when_due(row.due_on, desk.today),
                title=f"{row.get_kind_display()}：{row.text}",
                detail=f"退回：{row.return_note}" if row.return_note else row.source_label,
                url=row.get_absolute_url(),
                act="去办理",
                due=end_of(row.due_on),
            )
