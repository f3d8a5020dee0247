"""The legal steps of pairings and responsibility letters (结对共建), as data. Imports no model."""

from django.db import models

from districts.workflow.steps import Actor, Step, Steps


class PairingStatus(models.TextChoices):
    ACTIVE = "active", "结对中"
    ENDED = "ended", "已结束"


class MoneySource(models.TextChoices):
    """Whose the help is. What was won from above is never added to a unit's own."""

    OWN = "own", "本单位投入"
    WON = "won", "对上争取"


class LetterStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已下发"
    SIGNED = "signed", "已签订"


PAIRING_STEPS: Steps = {
    "end": Step(
        "结束结对",
        frozenset({PairingStatus.ACTIVE}),
        PairingStatus.ENDED,
        Actor.OFFICE,
        needs_note=True,
        note_label="结束的原因",
        undoes=True,
    ),
    "resume": Step(
        "恢复结对",
        frozenset({PairingStatus.ENDED}),
        PairingStatus.ACTIVE,
        Actor.OFFICE,
        needs_note=True,
        note_label="恢复的原因",
    ),
}

LETTER_STEPS: Steps = {
    "issue": Step(
        "下发",
        frozenset({LetterStatus.DRAFT}),
        LetterStatus.ISSUED,
        Actor.OFFICE,
        confirm="下发后对方可以看到并打印签字，目标不能再改。确定下发吗？",
    ),
    "recall": Step(
        "收回修改",
        frozenset({LetterStatus.ISSUED}),
        LetterStatus.DRAFT,
        Actor.OFFICE,
        needs_note=True,
        note_label="收回的原因",
        undoes=True,
    ),
    "sign": Step(
        "登记签订",
        frozenset({LetterStatus.ISSUED}),
        LetterStatus.SIGNED,
        Actor.OFFICE,
        confirm="登记签订后责任书不能再改。双方签字扫描件已经上传了吗？",
    ),
}

# Days without a contribution after which a pairing is called silent.
SILENT_DAYS = 60
