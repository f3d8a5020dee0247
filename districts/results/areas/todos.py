"""What waits for whom in the districts."""

from collections.abc import Iterator

from django.db.models import Q

from districts.models import District, DistrictProject
from districts.results.desk import Desk, Todo
from districts.roles import EntryStatus
from districts.workflow.areas import AreaStatus, ProjectStage
from wenming.numbers import plain


def todos(desk: Desk) -> Iterator[Todo]:
    """The office: proposals to review, projects to confirm. A township: what came back. One query
    each.
    """
    if desk.standing.is_office:
        waiting = District.objects.filter(status=AreaStatus.PROPOSED).select_related(
            "township", "core_village"
        )
        for row in desk.shown(waiting.order_by("proposed_at", "pk")):
            yield Todo(
                kind="amber",
                when="待审核",
                title=f"{row.township} 提报片区：{row}",
                detail=f"{row.year}年{row.get_planned_tier_display()} · 核心村{row.core_village}",
                url=row.get_absolute_url(),
                act="审核",
                due=row.proposed_at,
            )
        yield from _to_confirm(desk)
    if desk.standing.township_ids:
        own = District.objects.filter(
            township_id__in=desk.standing.township_ids, status=AreaStatus.RETURNED
        )
        for row in desk.shown(own.order_by("proposed_at", "pk")):
            yield Todo(
                kind="amber",
                when="已退回",
                title=f"修改被退回的片区：{row}",
                detail=row.return_note,
                url=row.get_absolute_url(),
                act="去修改",
                due=row.proposed_at,
            )
        yield from _unfinished(desk)


def _to_confirm(desk: Desk) -> Iterator[Todo]:
    """Entries, and work that a township reports finished."""
    reported = Q(status=EntryStatus.CONFIRMED, stage=ProjectStage.REPORTED)
    waiting = DistrictProject.objects.filter(Q(status=EntryStatus.SUBMITTED) | reported)
    for row in desk.shown(waiting.with_places().order_by("submitted_at", "pk")):
        word = "核实完工" if row.is_confirmed else "确认"
        what = f"{row.kind.name} {plain(row.amount)} {row.kind.unit}"
        yield Todo(
            kind="amber",
            when=f"待{word}",
            title=f"{row.district.township}{row.district} 建设项目：{row.title}",
            detail=f"{what} · {row.get_stage_display()}",
            url=row.get_absolute_url(),
            act=word,
            due=row.submitted_at,
        )


def _unfinished(desk: Desk) -> Iterator[Todo]:
    """What the township has begun to enter, or got back."""
    own = DistrictProject.objects.filter(
        district__township_id__in=desk.standing.township_ids,
        status__in=(EntryStatus.DRAFT, EntryStatus.RETURNED),
    )
    for row in desk.shown(own.with_places().order_by("entered_at", "pk")):
        returned = row.status == EntryStatus.RETURNED
        yield Todo(
            kind="amber" if returned else "",
            when="已退回" if returned else "未报送",
            title=f"{'修改被退回的' if returned else '报送'}建设项目：{row.title}",
            detail=row.return_note if returned else str(row.district),
            url=row.get_absolute_url(),
            act="去修改" if returned else "去报送",
            due=row.entered_at,
        )
