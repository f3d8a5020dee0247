"""What waits for whom in the districts."""

from collections.abc import Iterator

from districts.models import District
from districts.results.desk import Desk, Todo
from districts.workflow.areas import AreaStatus


def todos(desk: Desk) -> Iterator[Todo]:
    """The office: proposals to review. A township: what came back. One query each."""
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
