"""结果反馈 on 工作台: what a unit has still to say, and which objections wait for a second look."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.models import Agreement, Assessment, Cycle, Objection, ScoreSheet
from assessments.policies import Calendar
from assessments.roles import FieldStatus, PhaseKind
from districts.results.desk import Desk, Todo, short
from wenming.dates import cn_datetime


def answer_todos(desk: Desk, cycle: Cycle, calendar: Calendar) -> Iterator[Todo]:
    """Units that have not said anything to their marks. One query for reporters, else none."""
    if not desk.standing.unit_ids or not calendar.is_open(PhaseKind.FEEDBACK):
        return
    closes = calendar.phases[PhaseKind.FEEDBACK].closes_at
    live = Objection.objects.live().filter(assessment=OuterRef("pk"))
    agreed = Agreement.objects.filter(assessment=OuterRef("pk"))
    silent = Assessment.objects.filter(
        ~Exists(live),
        ~Exists(agreed),
        cycle=cycle,
        unit_id__in=desk.standing.unit_ids,
        field_status=FieldStatus.CONFIRMED,
    )
    for assessment in desk.shown(silent.light().order_by("unit__name", "pk")):
        yield Todo(
            kind="amber",
            when=short(closes),
            title=f"核对{cycle.year}年度各项得分",
            detail=f"{assessment.unit.name} · {cn_datetime(closes)}前反馈，逾期视为无异议",
            url=reverse("assessments:feedback", args=[assessment.pk]),
            act="去核对",
            due=closes,
        )


def review_todos(desk: Desk, cycle: Cycle, calendar: Calendar) -> Iterator[Todo]:
    """Objections that this person of the office may decide. One query, none before feedback."""
    if not desk.standing.is_office or not calendar.has_begun(PhaseKind.FEEDBACK):
        return
    scored = ScoreSheet.objects.filter(assessment=OuterRef("assessment"), scorer=desk.user)
    judged = Q(Exists(scored)) | Q(assessment__confirmed_by=desk.user)
    seated = Q(assessment__team__members__user=desk.user)
    recused = Q(assessment__unit__in=desk.standing.recused_unit_ids)
    waiting = (
        Objection.objects.waiting()
        .filter(assessment__cycle=cycle)
        .exclude(judged)
        .exclude(seated)
        .exclude(recused)
        .select_related("assessment__unit", "indicator")
        .defer("assessment__breakdown")
    )
    for objection in desk.shown(waiting.order_by("filed_at", "pk")):
        code, title = objection.indicator.code, objection.indicator.title
        yield Todo(
            kind="amber",
            when="待复核",
            title=f"{objection.assessment.unit.name} 对 {code} {title} 有异议",
            detail=objection.statement[:40],
            url=objection.get_absolute_url(),
            act="复核",
            due=objection.filed_at,
        )
