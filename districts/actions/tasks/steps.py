"""The way of a task: what each step asks for and brings about besides the new state."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from districts.actions.steps import advance
from districts.models import Acceptance, ServiceTask
from districts.policies.tasks import can_recall, task_actors
from districts.workflow.tasks import TASK_STEPS, Verdict
from wenming.accounts.models import User
from wenming.errors import Conflict, DomainError


@transaction.atomic
def advance_task(
    task: ServiceTask, verb: str, *, by: User, at: datetime, note: str = ""
) -> ServiceTask:
    """Take one step of TASK_STEPS, or raise a DomainError and change nothing."""
    task = advance(
        task,
        verb,
        steps=TASK_STEPS,
        actors_of=task_actors,
        by=by,
        at=at,
        note=note,
        guard=GUARDS.get(verb),
        sets={"accepted_on": None} if verb == "reopen" else None,
    )
    if effect := EFFECTS.get(verb):
        effect(task, by, at, note)
    return task


def _require_nothing_reported(task: ServiceTask) -> None:
    if not can_recall(task):
        raise Conflict("已有进展报送或督导记录，不能撤回下达；如不再办理，请与其他实事合并。")


def _require_milestones(task: ServiceTask) -> None:
    late = task.milestones.filter(done_on=None).values_list("title", flat=True)
    if late:
        raise DomainError(f"还有节点没有完成：{'、'.join(late)}。", field="note")


def _open_acceptance(task: ServiceTask, by: User, at: datetime, note: str) -> None:
    last = task.acceptances.values_list("round", flat=True).first()
    Acceptance.objects.create(
        task=task, round=(last or 0) + 1, requested_by=by, requested_at=at, request=note
    )


def _drop_request(task: ServiceTask, by: User, at: datetime, note: str) -> None:
    """A withdrawn request was never judged: the round is given back."""
    task.acceptances.filter(verdict=Verdict.PENDING).delete()


def _take_back(task: ServiceTask, by: User, at: datetime, note: str) -> None:
    latest = task.acceptances.filter(verdict=Verdict.ACCEPTED).first()
    if latest is not None:
        day = timezone.localdate(at)
        latest.verdict = Verdict.RETURNED
        latest.opinion = f"{latest.opinion}（{day} 撤销验收：{note}）"[:1000]
        latest.save(update_fields=["verdict", "opinion"])


Effect = Callable[[ServiceTask, User, datetime, str], None]
GUARDS: dict[str, Callable[[ServiceTask], None]] = {
    "recall": _require_nothing_reported,
    "request": _require_milestones,
}
EFFECTS: dict[str, Effect] = {
    "request": _open_acceptance,
    "withdraw": _drop_request,
    "reopen": _take_back,
}
