"""What the records offer for 存在的问题 and 下一年工作打算; the office takes what it wants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from assessments.models import OfficeNote
from assessments.results.figures import FigureValue, figures_in, figures_of, rows_behind
from assessments.roles import NoteKind
from districts.models import FollowUp, FollowUpKind, Pairing, PledgedTarget
from districts.results.pairings.sums import given_by_pairing
from districts.workflow.pairings import LetterStatus
from wenming.dates import cn_date
from wenming.numbers import plain
from wenming.snapshots import one_snapshot

# So many of each source: the rest is where the heading leads.
MOST = 8
ITEM = "lost_item_"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Material:
    """One thing that the records say, ready to be taken as a note. `key` names its record."""

    key: str
    source: str
    kind: NoteKind
    text: str
    url: str


def materials_of(year: int, today: date) -> list[Material]:
    """What is offered and has not been taken yet. Seven queries besides the figures'."""
    with one_snapshot():
        taken = set(
            OfficeNote.objects.filter(year=year)
            .exclude(material="")
            .values_list("material", flat=True)
        )
        every = list(_every(year, today))
    return [each for each in every if each.key not in taken]


def _every(year: int, today: date) -> Iterator[Material]:
    yield from _overdue_tasks(year, today)
    yield from _unmet_targets(year)
    yield from _low_items(year, figures_of(year, today).values())
    yield from _open_rectifications(year)
    yield from _tasks_to_finish(year, today)


def _overdue_tasks(year: int, today: date) -> Iterator[Material]:
    for row in _behind("tasks_overdue", year, today):
        text = f"实事“{row.title}”超过完成时限（{cn_date(row.due_on)}）仍未通过验收"
        key, url = f"overdue:{row.pk}", row.get_absolute_url()
        yield Material(key, "逾期实事", NoteKind.PROBLEM, text, url)


def _tasks_to_finish(year: int, today: date) -> Iterator[Material]:
    """What was promised and goes on: first of all next year's work."""
    for row in _behind("tasks_open", year, today):
        text = f"继续推进实事“{row.title}”，尽早完成并通过验收"
        key, url = f"finish:{row.pk}", row.get_absolute_url()
        yield Material(key, "未完成的实事", NoteKind.PLAN, text, url)


def _behind(figure: str, year: int, today: date) -> "Iterable[Any]":
    found = figures_in(year, today).get(figure)
    return rows_behind(found, year, today).rows[:MOST] if found else []


def _unmet_targets(year: int) -> Iterator[Material]:
    """What letters of responsibility promise and the ledger does not show yet."""
    pairings = Pairing.objects.active().filter(year=year)
    targets = PledgedTarget.objects.filter(letter__pairing__in=pairings)
    signed = targets.exclude(letter__status=LetterStatus.DRAFT).select_related(
        "letter__pairing__unit", "letter__pairing__village", "kind"
    )
    promised = list(signed.order_by("letter__pairing__unit__name", "kind__position", "pk"))
    given = given_by_pairing({each.letter.pairing_id or 0 for each in promised})
    open_targets = (
        (each, rest)
        for each in promised
        if (rest := each.amount - given.get((each.letter.pairing_id or 0, each.kind_id), NOTHING))
        > NOTHING
    )
    for (target, rest), _ in zip(open_targets, range(MOST), strict=False):
        pairing = target.letter.pairing
        if pairing is None:
            continue
        kind = target.kind
        text = (
            f"{pairing.unit.name}结对{pairing.village.name}的{kind.name}承诺"
            f"{plain(target.amount)}{kind.unit}，还差{plain(rest)}{kind.unit}"
        )
        key, url = f"target:{target.pk}", pairing.get_absolute_url()
        yield Material(key, "未完成的责任目标", NoteKind.PROBLEM, text, url)


def _low_items(year: int, figures: Iterable[FigureValue]) -> Iterator[Material]:
    """The items on which units lost most on average, worst first."""
    means = [
        (Decimal(each.value) / each.rows, each)
        for each in figures
        if each.figure.name.startswith(ITEM) and each.value and each.rows
    ]
    for mean, each in sorted(means, key=lambda pair: (-pair[0], pair[1].figure.name))[:MOST]:
        text = f"{each.figure.about.title}失分较多，平均每个单位失{plain(round(mean, 2))}分"
        url = reverse("assessments:figure-detail", args=[year, each.figure.name])
        yield Material(each.figure.name, "失分较多的考核项目", NoteKind.PROBLEM, text, url)


def _open_rectifications(year: int) -> Iterator[Material]:
    rows = FollowUp.objects.filter(year=year, kind=FollowUpKind.RECTIFICATION).pending()
    for row in rows.with_owner().order_by("due_on", "pk")[:MOST]:
        text = f"{row.owner_name}的整改事项“{row.text}”尚未销号（期限{cn_date(row.due_on)}）"
        key, url = f"rectification:{row.pk}", row.get_absolute_url()
        yield Material(key, "未销号的整改", NoteKind.PROBLEM, text, url)
