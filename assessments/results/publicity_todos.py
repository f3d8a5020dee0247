"""公示 on 工作台: a notice to approve or conclude, and objections from the public."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from assessments.models import Cycle, Publication, PublicObjection
from assessments.policies import Calendar
from assessments.roles import PhaseKind, PublicationStatus, PublicObjectionStatus, PublicStage
from districts.results.desk import Desk, Todo, end_of, short

WAITING = (PublicationStatus.PREPARED, PublicationStatus.APPROVED)


def publicity_todos(desk: Desk, cycle: Cycle, calendar: Calendar) -> Iterator[Todo]:
    """One query for the office, a second once the notice is approved. None for others, and none
    before units have been visited: there is nothing yet to make public."""
    field = calendar.phases.get(PhaseKind.FIELD)
    if not desk.standing.is_office or field is None or calendar.at <= field.closes_at:
        return
    found = Publication.objects.filter(cycle=cycle, status__in=WAITING).defer("rows", "intro")
    for publication in found[:1]:
        if publication.status == PublicationStatus.PREPARED:
            yield from _to_approve(desk, publication)
            continue
        waiting = list(_objections(desk, publication))
        yield from waiting
        if publication.stage(desk.today) == PublicStage.CLOSED and not waiting:
            yield _to_conclude(publication)


def _to_approve(desk: Desk, publication: Publication) -> Iterator[Todo]:
    if publication.prepared_by_id == desk.user.pk:
        return
    is_late = publication.opens_on < desk.today
    yield Todo(
        kind="red" if is_late else "amber",
        when="已过开始日" if is_late else short(publication.opens_on),
        title=f"{publication.title} 待批准",
        detail=f"{short(publication.opens_on)}开始公示 · {publication.working_days} 个工作日",
        url=publication.get_absolute_url(),
        act="批准",
        due=end_of(publication.opens_on),
    )


def _objections(desk: Desk, publication: Publication) -> Iterator[Todo]:
    """What nobody has been given yet, and what this person was given."""
    mine = Q(status=PublicObjectionStatus.HANDLING, handler=desk.user)
    waiting = (
        PublicObjection.objects.filter(publication=publication)
        .filter(Q(status=PublicObjectionStatus.RECEIVED) | mine)
        .select_related("about__unit")
        .defer("about__breakdown")
    )
    for each in desk.shown(waiting.order_by("received_at", "pk")):
        is_new = each.status == PublicObjectionStatus.RECEIVED
        yield Todo(
            kind="amber",
            when="待交办" if is_new else "待答复",
            title=f"公示异议：{each.about.unit.name if each.about else '整个公示'}",
            detail=each.text[:40],
            url=reverse("assessments:public-objection-detail", args=[each.pk]),
            act="交办" if is_new else "答复",
            due=each.received_at,
        )


def _to_conclude(publication: Publication) -> Todo:
    return Todo(
        kind="amber",
        when="已期满",
        title=f"{publication.title} 待办结",
        detail=f"{short(publication.closes_on)}期满",
        url=publication.get_absolute_url(),
        act="办结",
        due=end_of(publication.closes_on),
    )
