"""A culture programme runs until the office calls it complete."""

from django.db.models import TextChoices

from districts.workflow.steps import Actor, Step, Steps


class ProgrammeStatus(TextChoices):
    RUNNING = "running", "进行中"
    DONE = "done", "完成"


PROGRAMME_STEPS: Steps = {
    "finish": Step(
        "标为完成", frozenset({ProgrammeStatus.RUNNING}), ProgrammeStatus.DONE, Actor.OFFICE
    ),
    "reopen": Step(
        "恢复进行",
        frozenset({ProgrammeStatus.DONE}),
        ProgrammeStatus.RUNNING,
        Actor.OFFICE,
        undoes=True,
    ),
}
