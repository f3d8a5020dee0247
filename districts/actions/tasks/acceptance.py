"""The office's verdict on a task put up for acceptance (验收)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from districts.actions.tasks.locking import hold, refuse_state
from districts.models import Acceptance, ServiceTask
from districts.policies.tasks import can_decide_acceptance
from districts.workflow.steps import Actor
from districts.workflow.tasks import TaskStatus, Verdict, satisfied_enough
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import DomainError, NotAllowed


@dataclass(frozen=True, slots=True)
class Findings:
    """What the inspection group brought back: a day, who went, what they say, the vote."""

    inspected_on: date
    group: str
    opinion: str
    members: int
    satisfied: int
    dissatisfied: int
    abstained: int

    @property
    def texts(self) -> dict[str, str]:
        return {
            "验收日期": str(self.inspected_on),
            "验收组成员": self.group,
            "验收意见": self.opinion,
            "应参加测评人数": str(self.members),
            "满意": str(self.satisfied),
            "不满意": str(self.dissatisfied),
            "弃权": str(self.abstained),
        }


@transaction.atomic
def accept(task: ServiceTask, found: Findings, *, by: User, at: datetime) -> ServiceTask:
    """The task has been done: more than half of all members are satisfied with it."""
    task, made = _judged(task, found, by=by, at=at)
    if not satisfied_enough(found.satisfied, found.members):
        raise DomainError(
            f"{found.members} 人中 {found.satisfied} 人满意，未过半数，不能通过验收，请退回整改。",
            field="satisfied",
        )
    task.status, task.accepted_on, task.percent = TaskStatus.ACCEPTED, found.inspected_on, 100
    return _close(task, made, Verdict.ACCEPTED, found, by=by, at=at)


@transaction.atomic
def send_back(task: ServiceTask, found: Findings, *, by: User, at: datetime) -> ServiceTask:
    """The task has not been done: the opinion says what is missing, and work goes on."""
    task, made = _judged(task, found, by=by, at=at)
    task.status = TaskStatus.ACTIVE
    return _close(task, made, Verdict.RETURNED, found, by=by, at=at)


def _judged(
    task: ServiceTask, found: Findings, *, by: User, at: datetime
) -> tuple[ServiceTask, Acceptance]:
    task, actors = hold(task, by=by)
    if not can_decide_acceptance(actors, task):
        if Actor.OFFICE not in actors:
            raise NotAllowed("验收由县文明办组织。")
        if Actor.LEAD in actors:
            raise NotAllowed("您也是本件实事的承办人员，验收请由其他人员办理。")
        raise refuse_state(task, "验收")
    made = task.acceptances.select_for_update().get(verdict=Verdict.PENDING)
    _require_sense(found, made, at)
    return task, made


def _require_sense(found: Findings, made: Acceptance, at: datetime) -> None:
    if not found.opinion:
        raise DomainError("请填写验收意见。", field="opinion")
    if not found.group:
        raise DomainError("请填写验收组成员。", field="group")
    if found.inspected_on > timezone.localdate(at):
        raise DomainError("验收日期不能晚于今天。", field="inspected_on")
    if found.inspected_on < timezone.localdate(made.requested_at):
        raise DomainError("验收日期不能早于申请日期。", field="inspected_on")
    if found.members <= 0:
        raise DomainError("应参加测评人数须大于 0。", field="members")
    votes = found.satisfied + found.dissatisfied + found.abstained
    if votes > found.members:
        raise DomainError(
            f"三类票共 {votes} 张，超过应参加测评的 {found.members} 人，请核对。", field="satisfied"
        )


def _close(
    task: ServiceTask,
    made: Acceptance,
    verdict: Verdict,
    found: Findings,
    *,
    by: User,
    at: datetime,
) -> ServiceTask:
    for name in Findings.__dataclass_fields__:
        setattr(made, name, getattr(found, name))
    made.verdict, made.decided_by, made.decided_at = verdict, by, at
    made.save()
    task.version += 1
    task.save(update_fields=["status", "accepted_on", "percent", "version", "updated_at"])
    verb = "servicetask.accept" if verdict == Verdict.ACCEPTED else "servicetask.send-back"
    record(verb, on=task, by=by, at=at, after=found.texts, note=found.opinion)
    return task
