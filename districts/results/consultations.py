"""征求意见 as rows: the list with its lights, one draft's opinions, and what waits for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from districts.models import Consultation, Opinion, owned_by
from districts.results.desk import Desk, Todo, end_of, when_due
from districts.results.lights import Light, light_of
from districts.roles import Standing
from districts.workflow.consultations import ConsultationStatus
from wenming.accounts.models import User

CHIPS = {
    ConsultationStatus.DRAFT: "",
    ConsultationStatus.CLOSED: "amber",
    ConsultationStatus.ISSUED: "green",
}


def consultation_rows(
    user: User, standing: Standing, year: int, words: str = "", status: str = ""
) -> "QuerySet[Consultation]":
    """The year's drafts, newest first, with how many of those asked have answered."""
    rows = Consultation.objects.visible_to(user, standing).filter(year=year)
    if status in ConsultationStatus.values:
        rows = rows.filter(status=status)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(about__icontains=words))
    return rows.with_counts().order_by("-due_on", "-pk")


def light_of_consultation(row: Consultation, today: date) -> Light:
    """While opinions are asked for, the day decides; else the state."""
    if row.status == ConsultationStatus.OPEN:
        light = light_of(row.due_on, False, today)
        return Light(row.status, "征求中" if light.kind == "green" else light.word, light.kind)
    return Light(row.status, row.get_status_display(), CHIPS[ConsultationStatus(row.status)])


@dataclass(frozen=True, slots=True)
class Opinions:
    """Who said what: opinions first, then those content, the silent at the end."""

    said: Sequence[Opinion]
    content: Sequence[Opinion]
    silent: Sequence[Opinion]

    @property
    def in_all(self) -> Sequence[Opinion]:
        return [*self.said, *self.content, *self.silent]

    @property
    def unjudged(self) -> int:
        return sum(not one.adoption for one in self.said)


def opinions_of(row: Consultation, user: User, standing: Standing) -> Opinions:
    """What this person sees of a draft's opinions: a recipient its own. One query."""
    seen = row.opinions.visible_to(user, standing).with_owner().select_related("given_by")
    found = list(seen.order_by("given_at", "department__name", "township__name", "pk"))
    return Opinions(
        said=[one for one in found if one.text],
        content=[one for one in found if one.is_content],
        silent=[one for one in found if one.given_at is None],
    )


def todos(desk: Desk) -> Iterator[Todo]:
    """Recipients: drafts without their answer. The office: drafts to close or to revise."""
    if desk.standing.is_office:
        yield from _to_finish(desk)
    if desk.standing.department_ids or desk.standing.township_ids:
        yield from _to_answer(desk)


def _to_finish(desk: Desk) -> Iterator[Todo]:
    silent = Opinion.objects.filter(consultation=OuterRef("pk"), given_at=None)
    is_over = Q(due_on__lt=desk.today) | ~Exists(silent)
    rows = Consultation.objects.filter(
        Q(status=ConsultationStatus.CLOSED) | Q(is_over, status=ConsultationStatus.OPEN)
    )
    for row in desk.shown(rows.order_by("due_on", "pk")):
        is_open = row.status == ConsultationStatus.OPEN
        yield Todo(
            kind="amber",
            when="待结束" if is_open else "待修改",
            title=f"{'征求意见已到期或全部反馈' if is_open else '汇总意见、修改文稿'}：{row}",
            detail=f"反馈期限 {row.due_on.month}月{row.due_on.day}日",
            url=row.get_absolute_url(),
            act="去汇总",
            due=end_of(row.due_on),
        )


def _to_answer(desk: Desk) -> Iterator[Todo]:
    own = Opinion.objects.filter(
        owned_by(desk.standing), consultation__status=ConsultationStatus.OPEN, given_at=None
    ).select_related("consultation")
    for opinion in desk.shown(own.order_by("consultation__due_on", "pk")):
        row = opinion.consultation
        light = light_of(row.due_on, False, desk.today)
        yield Todo(
            kind=light.kind if light.kind != "green" else "",
            when=when_due(row.due_on, desk.today),
            title=f"反馈意见：{row}",
            detail=row.about[:60],
            url=opinion.get_absolute_url(),
            act="去反馈",
            due=end_of(row.due_on),
        )
