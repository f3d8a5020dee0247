"""The legal steps, as data: label, from, to, who, in which phase. Imports no model.

`actions` executes these tables, `policies` offers their verbs as buttons, and the
access tests walk them. A step that is not in a table cannot be taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from assessments.roles import (
    Actor,
    CycleStatus,
    DutyStatus,
    FieldStatus,
    ObjectionStatus,
    OutcomeStatus,
    PhaseKind,
    PublicationStatus,
    PublicObjectionStatus,
    ReportStatus,
    RubricStatus,
    SheetStatus,
    SummaryStatus,
    VetoStatus,
)
from districts.workflow import steps as fieldwork


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of a workflow. `phase` must be open for the act, where one is named."""

    label: str
    sources: frozenset[str]
    target: str
    actor: Actor
    needs_note: bool = False
    phase: PhaseKind | None = None
    # A step that can't be undone by the same person is asked back before it is taken.
    confirm: str = ""


Steps: TypeAlias = Mapping[str, Step]

REPORT_STEPS: Steps = {
    "submit": Step(
        "报送",
        frozenset({ReportStatus.DRAFT, ReportStatus.RETURNED}),
        ReportStatus.SUBMITTED,
        Actor.REPORTER,
        phase=PhaseKind.SELF_CHECK,
        confirm="报送后由县文明办审核，审核前可以撤回。确定报送吗？",
    ),
    "withdraw": Step(
        "撤回",
        frozenset({ReportStatus.SUBMITTED}),
        ReportStatus.DRAFT,
        Actor.REPORTER,
        phase=PhaseKind.SELF_CHECK,
    ),
    "take-up": Step(
        "开始审核",
        frozenset({ReportStatus.SUBMITTED}),
        ReportStatus.IN_REVIEW,
        Actor.OFFICE,
    ),
    "return": Step(
        "退回修改",
        frozenset({ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW, ReportStatus.ACCEPTED}),
        ReportStatus.RETURNED,
        Actor.OFFICE,
        needs_note=True,
    ),
    "accept": Step(
        "受理",
        frozenset({ReportStatus.SUBMITTED, ReportStatus.IN_REVIEW}),
        ReportStatus.ACCEPTED,
        Actor.OFFICE,
    ),
}

# States in which the unit may still change its report.
REPORT_EDITABLE = frozenset({ReportStatus.DRAFT, ReportStatus.RETURNED})

SHEET_STEPS: Steps = {
    "submit": Step(
        "提交考核表",
        frozenset({SheetStatus.DRAFT}),
        SheetStatus.SUBMITTED,
        Actor.SCORER,
        phase=PhaseKind.FIELD,
        confirm="提交后才能看到本组其他人的评分；组长确认前可以说明原因撤回。确定提交吗？",
    ),
    "abstain": Step(
        "弃权",
        frozenset({SheetStatus.DRAFT}),
        SheetStatus.ABSTAINED,
        Actor.SCORER,
        needs_note=True,
        phase=PhaseKind.FIELD,
    ),
    "recall": Step(
        "撤回修改",
        frozenset({SheetStatus.SUBMITTED, SheetStatus.ABSTAINED}),
        SheetStatus.DRAFT,
        Actor.SCORER,
        needs_note=True,
        phase=PhaseKind.FIELD,
    ),
}

# What a department, or the office, owes one unit.
DUTY_STEPS: Steps = {
    "release": Step(
        "免除评分",
        frozenset({DutyStatus.OWED}),
        DutyStatus.RELEASED,
        Actor.OFFICE,
        needs_note=True,
        phase=PhaseKind.FIELD,
    ),
    "restore": Step(
        "恢复评分",
        frozenset({DutyStatus.RELEASED}),
        DutyStatus.OWED,
        Actor.OFFICE,
        needs_note=True,
        phase=PhaseKind.FIELD,
    ),
}

# Steps of one unit's field assessment as a whole.
FIELD_STEPS: Steps = {
    "confirm": Step(
        "确认本组结果",
        frozenset({FieldStatus.PENDING}),
        FieldStatus.CONFIRMED,
        Actor.TEAM_LEADER,
        phase=PhaseKind.FIELD,
        confirm="确认后得分进入排名，考核表不能再撤回。确定确认吗？",
    ),
    "reopen": Step(
        "退回重评",
        frozenset({FieldStatus.CONFIRMED}),
        FieldStatus.PENDING,
        Actor.OFFICE,
        needs_note=True,
        phase=PhaseKind.FIELD,
    ),
}

VETO_STEPS: Steps = {
    "confirm": Step(
        "确认否决",
        frozenset({VetoStatus.PENDING}),
        VetoStatus.CONFIRMED,
        Actor.CONFIRMER,
        confirm="确认后该单位本年度一票否决，得分保留、不参加排名。确定确认吗？",
    ),
    "dismiss": Step(
        "认定不成立",
        frozenset({VetoStatus.PENDING}),
        VetoStatus.DISMISSED,
        Actor.CONFIRMER,
        needs_note=True,
    ),
    "reopen": Step(
        "撤销原意见",
        frozenset({VetoStatus.CONFIRMED, VetoStatus.DISMISSED}),
        VetoStatus.PENDING,
        Actor.CONFIRMER,
        needs_note=True,
    ),
    "withdraw": Step(
        "撤回登记",
        frozenset({VetoStatus.PENDING}),
        VetoStatus.WITHDRAWN,
        Actor.OFFICE,
        needs_note=True,
    ),
}

# A unit's objection to one item. Who decides took no part in the mark.
OBJECTION_STEPS: Steps = {
    "withdraw": Step(
        "撤回异议",
        frozenset({ObjectionStatus.FILED}),
        ObjectionStatus.WITHDRAWN,
        Actor.REPORTER,
        phase=PhaseKind.FEEDBACK,
        confirm="撤回后这一项按原得分计。确定撤回吗？",
    ),
    "uphold": Step(
        "维持原分",
        frozenset({ObjectionStatus.FILED}),
        ObjectionStatus.UPHELD,
        Actor.REVIEWER,
        needs_note=True,
    ),
    "adjust": Step(
        "予以调整",
        frozenset({ObjectionStatus.FILED}),
        ObjectionStatus.ADJUSTED,
        Actor.REVIEWER,
        needs_note=True,
    ),
    "reopen": Step(
        "重新复核",
        frozenset({ObjectionStatus.UPHELD, ObjectionStatus.ADJUSTED}),
        ObjectionStatus.FILED,
        Actor.REVIEWER,
        needs_note=True,
    ),
}

RUBRIC_STEPS: Steps = {
    "publish": Step(
        "发布",
        frozenset({RubricStatus.DRAFT}),
        RubricStatus.PUBLISHED,
        Actor.OFFICE,
        confirm="发布后不能再改，只能另起新版。确定发布吗？",
    ),
}

CYCLE_STEPS: Steps = {
    "open": Step(
        "启动考核",
        frozenset({CycleStatus.PREPARING}),
        CycleStatus.OPEN,
        Actor.OFFICE,
        confirm="启动后参评单位可以开始自查。确定启动吗？",
    ),
    "archive": Step(
        "归档",
        frozenset({CycleStatus.OPEN}),
        CycleStatus.ARCHIVED,
        Actor.OFFICE,
        phase=PhaseKind.ARCHIVE,
        confirm="归档后本年度考核全部只读。确定归档吗？",
    ),
}

# The year's summary. Who handed it in neither reviews nor signs it (`actions.summaries.signing`).
SUMMARY_STEPS: fieldwork.Steps = {
    "submit": fieldwork.Step(
        "送审",
        frozenset({SummaryStatus.DRAFT}),
        SummaryStatus.SUBMITTED,
        fieldwork.Actor.OFFICE,
        confirm="送审后不能再改；由另一位同志审核。确定送审吗？",
    ),
    "review": fieldwork.Step(
        "审核通过",
        frozenset({SummaryStatus.SUBMITTED}),
        SummaryStatus.REVIEWED,
        fieldwork.Actor.OFFICE,
    ),
    "sign": fieldwork.Step(
        "签发",
        frozenset({SummaryStatus.REVIEWED}),
        SummaryStatus.SIGNED,
        fieldwork.Actor.OFFICE,
        confirm="签发后这一稿连同所用数据封存，不再随记录变化。确定签发吗？",
    ),
    "return": fieldwork.Step(
        "退回修改",
        frozenset({SummaryStatus.SUBMITTED, SummaryStatus.REVIEWED}),
        SummaryStatus.DRAFT,
        fieldwork.Actor.OFFICE,
        needs_note=True,
        note_label="退回的原因",
        undoes=True,
    ),
}

# 公示. Who prepared a notice never approves it (`actions.publicity`); its dates open and close it.
PUBLICATION_STEPS: fieldwork.Steps = {
    "prepare": fieldwork.Step(
        "送批准",
        frozenset({PublicationStatus.DRAFT}),
        PublicationStatus.PREPARED,
        fieldwork.Actor.OFFICE,
        confirm="送批准时封存要公示的内容，由另一位同志批准。确定送批准吗？",
    ),
    "approve": fieldwork.Step(
        "批准公示",
        frozenset({PublicationStatus.PREPARED}),
        PublicationStatus.APPROVED,
        fieldwork.Actor.OFFICE,
        confirm="批准后到开始日期自动向社会公开，期满自动关闭。确定批准吗？",
    ),
    "conclude": fieldwork.Step(
        "办结",
        frozenset({PublicationStatus.APPROVED}),
        PublicationStatus.CONCLUDED,
        fieldwork.Actor.OFFICE,
        needs_note=True,
        note_label="公示情况",
    ),
    "return": fieldwork.Step(
        "退回修改",
        frozenset({PublicationStatus.PREPARED}),
        PublicationStatus.DRAFT,
        fieldwork.Actor.OFFICE,
        needs_note=True,
        note_label="退回的原因",
        undoes=True,
    ),
    "withdraw": fieldwork.Step(
        "撤回公示",
        frozenset(
            {PublicationStatus.DRAFT, PublicationStatus.PREPARED, PublicationStatus.APPROVED}
        ),
        PublicationStatus.WITHDRAWN,
        fieldwork.Actor.OFFICE,
        needs_note=True,
        note_label="撤回的原因",
        undoes=True,
    ),
}

# An objection from the public. LEAD is the person it was given to.
PUBLIC_OBJECTION_STEPS: fieldwork.Steps = {
    "assign": fieldwork.Step(
        "交办",
        frozenset({PublicObjectionStatus.RECEIVED, PublicObjectionStatus.HANDLING}),
        PublicObjectionStatus.HANDLING,
        fieldwork.Actor.OFFICE,
    ),
    "note": fieldwork.Step(
        "记录办理情况",
        frozenset({PublicObjectionStatus.HANDLING}),
        PublicObjectionStatus.HANDLING,
        fieldwork.Actor.LEAD,
        needs_note=True,
        note_label="办理情况（不对外）",
    ),
    "uphold": fieldwork.Step(
        "异议成立，答复",
        frozenset({PublicObjectionStatus.HANDLING}),
        PublicObjectionStatus.ANSWERED,
        fieldwork.Actor.LEAD,
        needs_note=True,
        note_label="答复（提出人凭回执号查看）",
    ),
    "dismiss": fieldwork.Step(
        "异议不成立，答复",
        frozenset({PublicObjectionStatus.HANDLING}),
        PublicObjectionStatus.ANSWERED,
        fieldwork.Actor.LEAD,
        needs_note=True,
        note_label="答复（提出人凭回执号查看）",
    ),
}

# 定等表. Who prepared it never approves it (`actions.outcomes`).
OUTCOME_STEPS: fieldwork.Steps = {
    "prepare": fieldwork.Step(
        "送批准", frozenset({OutcomeStatus.DRAFT}), OutcomeStatus.PREPARED,
        fieldwork.Actor.OFFICE, confirm="送批准后不能再改，由另一位同志批准。确定送批准吗？",
    ),
    "approve": fieldwork.Step(
        "批准", frozenset({OutcomeStatus.PREPARED}), OutcomeStatus.APPROVED,
        fieldwork.Actor.OFFICE,
    ),
    "publish": fieldwork.Step(
        "公布", frozenset({OutcomeStatus.APPROVED}), OutcomeStatus.PUBLISHED,
        fieldwork.Actor.OFFICE,
        confirm="公布后各单位都能看到结果，列出的称号同时撤销，以后只能更正。确定公布吗？",
    ),
    "return": fieldwork.Step(
        "退回修改", frozenset({OutcomeStatus.PREPARED, OutcomeStatus.APPROVED}),
        OutcomeStatus.DRAFT, fieldwork.Actor.OFFICE,
        needs_note=True, note_label="退回的原因", undoes=True,
    ),
}  # fmt: skip
