"""What waits where entries are confirmed: for the office, and for whoever made them."""

from collections.abc import Callable, Iterator
from typing import Any

from districts.models import owned_by
from districts.results.desk import Desk, Todo
from districts.roles import EntryStatus

UNFINISHED = (EntryStatus.RETURNED, EntryStatus.DRAFT)


def entry_todos(
    desk: Desk, rows: Any, *, order: str, detail: Callable[[Any], str]
) -> Iterator[Todo]:
    """The office confirms; whoever entered it mends what came back. One query each.

    `rows` are all of one entry model, with their owners; the oldest by `order` stand first.
    """
    noun, standing = rows.model._meta.verbose_name, desk.standing
    if standing.is_office:
        waiting = rows.filter(status=EntryStatus.SUBMITTED)
        for row in desk.shown(waiting.order_by("submitted_at", "pk")):
            yield Todo(
                kind="amber",
                when="待确认",
                title=f"{row.owner_name} 报送{noun}：{row}",
                detail=detail(row),
                url=row.get_absolute_url(),
                act="确认",
                due=row.submitted_at,
            )
    if standing.township_ids or standing.department_ids or standing.unit_ids:
        own = rows.filter(owned_by(standing), status__in=UNFINISHED)
        for row in desk.shown(own.order_by(order, "pk")):
            returned = row.status == EntryStatus.RETURNED
            yield Todo(
                kind="amber" if returned else "",
                when="已退回" if returned else "未报送",
                title=f"{'修改被退回的' if returned else '报送'}{noun}：{row}",
                detail=row.return_note if returned else detail(row),
                url=row.get_absolute_url(),
                act="去修改" if returned else "去报送",
                due=row.submitted_at,
            )
