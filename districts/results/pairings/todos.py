"""What waits for whom in the pairings."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef

from districts.models import Contribution, Pairing
from districts.results.desk import Desk, Todo
from districts.results.pairings.sums import REPORTED
from districts.roles import EntryStatus
from districts.workflow.pairings import SILENT_DAYS
from wenming.numbers import plain


def todos(desk: Desk) -> Iterator[Todo]:
    """The office confirms; the unit mends what came back and breaks its silence."""
    if desk.standing.is_office:
        yield from _to_confirm(desk)
    if desk.standing.unit_ids:
        yield from _unfinished(desk)
        yield from _silent(desk)


def _to_confirm(desk: Desk) -> Iterator[Todo]:
    waiting = Contribution.objects.filter(status=EntryStatus.SUBMITTED).with_places()
    for row in desk.shown(waiting.order_by("submitted_at", "pk")):
        yield Todo(
            kind="amber",
            when="待确认",
            title=f"{row.pairing.unit.name} 报送帮扶投入：{row.kind.name} {_amount(row)}",
            detail=f"{row.pairing.place} · {row.purpose}",
            url=row.get_absolute_url(),
            act="确认",
            due=row.submitted_at,
        )


def _unfinished(desk: Desk) -> Iterator[Todo]:
    own = Contribution.objects.filter(
        pairing__unit_id__in=desk.standing.unit_ids,
        status__in=(EntryStatus.DRAFT, EntryStatus.RETURNED),
    ).with_places()
    for row in desk.shown(own.order_by("given_on", "pk")):
        returned = row.status == EntryStatus.RETURNED
        what = f"{row.kind.name} {_amount(row)}"
        yield Todo(
            kind="amber" if returned else "",
            when="已退回" if returned else "未报送",
            title=f"{'修改被退回的' if returned else '报送'}帮扶投入：{what}",
            detail=row.return_note if returned else f"{row.pairing.place} · {row.purpose}",
            url=row.get_absolute_url(),
            act="去修改" if returned else "去报送",
            due=row.submitted_at,
        )


def _silent(desk: Desk) -> Iterator[Todo]:
    """This year's pairings in whose ledger nothing stands for sixty days."""
    since = desk.today - timedelta(days=SILENT_DAYS)
    recent = Contribution.objects.filter(
        pairing=OuterRef("pk"), status__in=REPORTED, given_on__gte=since
    )
    quiet = Pairing.objects.active().filter(
        ~Exists(recent),
        unit_id__in=desk.standing.unit_ids,
        year=desk.today.year,
        started_on__lt=since,
    )
    for pairing in desk.shown(quiet.with_places().order_by("pk")):
        yield Todo(
            kind="amber",
            when=f"{SILENT_DAYS} 天没有投入",
            title=f"登记对{pairing.village.name}的帮扶投入",
            detail="办了的请及时登记，没有办的请按责任书抓紧落实。",
            url=pairing.get_absolute_url(),
            act="去登记",
        )


def _amount(row: Contribution) -> str:
    return f"{plain(row.amount)} {row.kind.unit}"
