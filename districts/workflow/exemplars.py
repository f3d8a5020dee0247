"""The stages of an exemplar (典型), as data: forward by a step, back with a reason."""

from django.db.models import TextChoices

from districts.workflow.steps import Actor, Step, Steps


class ExemplarStage(TextChoices):
    CLUE = "clue", "线索"
    NURTURED = "nurtured", "培育"
    PROMOTED = "promoted", "推树"
    PUBLICISED = "publicised", "宣传"
    DROPPED = "dropped", "不再培育"


S = ExemplarStage
# Put forward as an exemplar, whether or not the press has told of it yet.
PUT_FORWARD = frozenset({S.PROMOTED, S.PUBLICISED})

EXEMPLAR_STEPS: Steps = {
    "nurture": Step("列入培育", frozenset({S.CLUE, S.DROPPED}), S.NURTURED, Actor.OFFICE),
    "promote": Step("推树", frozenset({S.NURTURED}), S.PROMOTED, Actor.OFFICE),
    "publicise": Step("宣传", frozenset({S.PROMOTED}), S.PUBLICISED, Actor.OFFICE),
    "return": Step(
        "退回培育",
        frozenset(PUT_FORWARD),
        S.NURTURED,
        Actor.OFFICE,
        needs_note=True,
        note_label="退回培育的原因",
        undoes=True,
    ),
    "drop": Step(
        "不再培育",
        frozenset({S.CLUE, S.NURTURED}),
        S.DROPPED,
        Actor.OFFICE,
        needs_note=True,
        note_label="不再培育的原因",
        undoes=True,
    ),
}
