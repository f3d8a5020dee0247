"""What falls due, told in time: 30, 7 and 1 working days before, on the day, and when it is late.

Plain rules over to-do rows; whose to-dos these are, and who is above whom, the apps know. Each
stage of a matter has a key of its own, so that a reminder comes once however often it is asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from wenming.accounts.models import User
from wenming.notices.making import Draft, give, wishes_of
from wenming.notices.models import STAGES, Notice, NoticeKind
from wenming.workdays.rule import WorkCalendar

PREFIX, RAISED = "due:", "late:"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing with a deadline on somebody's to-do list. `above` are told when it is late."""

    user: User
    title: str
    url: str
    due_on: date
    above: tuple[User, ...] = ()
    # how many working days late it is when it climbs
    patience: int = 0

    @property
    def mark(self) -> str:
        return sha256(f"{self.url}|{self.due_on:%Y%m%d}".encode()).hexdigest()[:24]


def stage_of(
    due_on: date, today: date, calendar: WorkCalendar, stages: Iterable[int]
) -> int | None:
    """The stage a deadline has reached: the nearest of `stages`, 0 on the day, -1 when late.

    A tick that was missed is made up for: the stage holds until the next one. From the last
    working day before a deadline on a day off nothing is left to wait for: that is the day.
    """
    if due_on < today:
        return -1
    left = calendar.working_days_left(due_on, today)
    if due_on == today or left == 0:
        return 0
    return min((stage for stage in stages if left <= stage), default=None)


def due_words(due_on: date, today: date, calendar: WorkCalendar) -> str:
    if due_on < today:
        return f"已逾期 {max(1, calendar.working_days_between(due_on, today))} 个工作日"
    left = calendar.working_days_left(due_on, today)
    return "今天到期" if due_on == today or left == 0 else f"还有 {left} 个工作日到期"


def remind(matters: Iterable[Matter], calendar: WorkCalendar, today: date, at: datetime) -> int:
    """Give every reminder whose stage has come and settle those whose matter is done."""
    matters = list(matters)
    drafts = {
        (user.pk, draft.key): (user, draft)
        for matter in matters
        for user, draft in _drafts(matter, calendar, today, at)
    }
    kept = set(
        Notice.objects.filter(entry=None, user__in={user.pk for user, _ in drafts.values()})
        .values_list("user_id", "key")
        .iterator()
    )
    _settle(matters, {(pk, key.split(":")[1]): key for pk, key in drafts}, at)
    return give(pair for key, pair in drafts.items() if key not in kept)


def _drafts(
    matter: Matter, calendar: WorkCalendar, today: date, at: datetime
) -> Iterator[tuple[User, Draft]]:
    stages = wishes_of(matter.user).stages
    own = STAGES if wishes_of(matter.user).pk is None else stages
    stage = stage_of(matter.due_on, today, calendar, own)
    if stage is None:
        return
    words = due_words(matter.due_on, today, calendar)
    kind = NoticeKind.OVERDUE if stage < 0 else NoticeKind.REMINDER
    yield matter.user, _draft(matter, kind, f"{PREFIX}{matter.mark}:{stage}", words, at)
    if stage < 0 and calendar.working_days_between(matter.due_on, today) >= matter.patience:
        words = f"{matter.user.name}{words}"
        for user in matter.above:
            yield user, _draft(matter, NoticeKind.OVERDUE, f"{RAISED}{matter.mark}", words, at)


def _draft(matter: Matter, kind: NoticeKind, key: str, words: str, at: datetime) -> Draft:
    return Draft(
        kind=kind,
        title=f"{words}：{matter.title}",
        url=matter.url,
        key=key,
        at=at,
        due_on=matter.due_on,
    )


def _settle(matters: list[Matter], current: dict[tuple[int, str], str], at: datetime) -> None:
    """A matter that has left everybody's list is settled for all; one's own also when it has left
    one's own list, or when a later stage of it has come."""
    marks = {matter.mark for matter in matters}
    mine = {(matter.user.pk, matter.mark) for matter in matters}
    waiting = Notice.objects.filter(entry=None, settled_at=None)
    gone = []
    for pk, user_id, key in waiting.values_list("pk", "user_id", "key"):
        mark = key.split(":")[1]
        is_mine = (user_id, mark) in mine or not key.startswith(PREFIX)
        if mark not in marks or not is_mine or current.get((user_id, mark), key) != key:
            gone.append(pk)
    for first in range(0, len(gone), 500):
        Notice.objects.filter(pk__in=gone[first : first + 500]).settle(at)
