"""征求意见: a draft is sent out, answered, closed, and revised by what was said."""

from django.db.models import TextChoices

from districts.workflow.steps import Actor, Step, Steps


class ConsultationStatus(TextChoices):
    DRAFT = "draft", "拟稿"
    OPEN = "open", "征求意见中"
    CLOSED = "closed", "征求结束"
    ISSUED = "issued", "已修改完毕"


class Adoption(TextChoices):
    """What became of one opinion."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    REJECTED = "rejected", "不采纳"


# Whoever is not followed entirely is told why.
NEEDS_REASON = frozenset({Adoption.PARTLY, Adoption.REJECTED})

CONSULTATION_STEPS: Steps = {
    "send": Step(
        "发出征求意见",
        frozenset({ConsultationStatus.DRAFT}),
        ConsultationStatus.OPEN,
        Actor.OFFICE,
        confirm="发出后征求范围和文稿不能再改。确定发出吗？",
    ),
    "close": Step(
        "结束征求",
        frozenset({ConsultationStatus.OPEN}),
        ConsultationStatus.CLOSED,
        Actor.OFFICE,
        confirm="结束后各单位不能再反馈，没有反馈的按“未反馈”列出。确定结束吗？",
    ),
    "issue": Step(
        "修改完毕",
        frozenset({ConsultationStatus.CLOSED}),
        ConsultationStatus.ISSUED,
        Actor.OFFICE,
        confirm="确认后定稿和采纳情况不能再改。确定吗？",
    ),
    "reopen": Step(
        "继续征求",
        frozenset({ConsultationStatus.CLOSED}),
        ConsultationStatus.OPEN,
        Actor.OFFICE,
        needs_note=True,
        note_label="继续征求的原因",
        undoes=True,
    ),
}
