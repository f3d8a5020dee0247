"""What every act on a task begins with: the task held, and who the person is towards it."""

from districts.models import ServiceTask
from districts.policies import standing_of
from districts.policies.tasks import task_actors
from districts.workflow.steps import Actor
from wenming.accounts.models import User
from wenming.errors import Conflict


def hold(task: ServiceTask, *, by: User) -> tuple[ServiceTask, frozenset[Actor]]:
    """The task as it is stored now, locked until the transaction ends, and `by`'s part in it."""
    standing = standing_of(by, lock=True)
    stored = (
        ServiceTask.objects.select_for_update(of=("self",))
        .select_related("township", "lead_department", "leader")
        .get(pk=task.pk)
    )
    helpers = frozenset(stored.helpers.values_list("pk", flat=True))
    return stored, task_actors(standing, stored, helpers)


def refuse_state(task: ServiceTask, act: str) -> Conflict:
    """The sentence for an act that the task's state does not allow (any more)."""
    return Conflict(f"“{task}”现为“{task.get_status_display()}”，不能{act}。请刷新页面后再看。")
