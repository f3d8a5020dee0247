"""Units read their marks: some agree, some object, one objection has been looked at again."""

from datetime import datetime
from uuid import UUID, uuid5

from assessments.actions.feedback import advance_objection, agree, file_objection
from assessments.demonstration.people import Cast
from assessments.models import Assessment, Cycle
from assessments.results.feedback import earned_by_item
from assessments.roles import FieldStatus
from assessments.scoring import Item

KEYS = UUID("6f0d6c9e-0d1b-4f5e-9f83-1c6d0f0a2021")
AGREED = 9
STATEMENTS = (
    "当日陪同人员未带活动室钥匙，台账和照片现已补齐，请予复核。（演示）",
    "扣分所列的一次活动已办，因归入另一档案未及时出示，附签到表。（演示）",
    "与自查材料第二部分所附文件不一致，请核对文件日期。（演示）",
)
UPHELD = "复核了当日照片和档案，所补材料形成于考核之后，维持原评分。（演示）"


def play_feedback(cast: Cast, cycle: Cycle, *, at: datetime) -> None:
    """Of the confirmed units nine agree and three object where they lost most."""
    confirmed = list(
        Assessment.objects.filter(cycle=cycle, field_status=FieldStatus.CONFIRMED)
        .select_related("cycle", "rubric", "unit")
        .order_by("pk")
    )
    for assessment in confirmed[:AGREED]:
        agree(assessment, by=cast.reporters[assessment.unit.name], at=at)
    for assessment, statement in zip(confirmed[AGREED:], STATEMENTS, strict=False):
        objection = file_objection(
            assessment,
            code=_worst(assessment),
            statement=statement,
            save_key=uuid5(KEYS, assessment.unit.name),
            by=cast.reporters[assessment.unit.name],
            at=at,
        )
        if statement == STATEMENTS[-1]:
            advance_objection(objection, "uphold", note=UPHELD, by=cast.office, at=at)


def _worst(assessment: Assessment) -> str:
    """The item on which the unit lost most; the first of equal ones."""
    spec = assessment.rubric.spec
    lost = {
        code: node.points - earned
        for code, earned in earned_by_item(assessment).items()
        if isinstance(node := spec.node(code), Item)
    }
    return max(lost, key=lambda code: lost[code])
