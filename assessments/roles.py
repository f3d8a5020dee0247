"""Words with a fixed set of values: states, phases, and who acts towards one assessment."""

from enum import StrEnum

from django.db import models


class Actor(StrEnum):
    """What one person is towards one assessment. Derived from memberships and teams."""

    OFFICE = "office"
    REPORTER = "reporter"
    MEMBER = "member"
    TEAM_LEADER = "team-leader"
    SCORER = "scorer"
    # Speaks for the office or a department to which the rubric gives items of the unit.
    BODY = "body"
    # Who says whether a veto holds: the department the rubric names, or the office in its stead.
    CONFIRMER = "confirmer"
    # Of the office, and neither scored the unit nor confirmed its result: takes the second look.
    REVIEWER = "reviewer"


class RubricStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版替代"


class CycleStatus(models.TextChoices):
    PREPARING = "preparing", "筹备中"
    OPEN = "open", "进行中"
    ARCHIVED = "archived", "已归档"


class PhaseKind(models.TextChoices):
    SELF_CHECK = "self-check", "单位自查"
    FIELD = "field", "集中考核"
    FEEDBACK = "feedback", "结果反馈"
    PUBLICITY = "publicity", "公示"
    ARCHIVE = "archive", "归档"


# A year may go without: its units then see their results when they are made public.
OPTIONAL_PHASES = frozenset({PhaseKind.FEEDBACK})


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待审核"
    IN_REVIEW = "in-review", "审核中"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已受理"


class Stage(models.TextChoices):
    """Where one item of a self-check is in its own window, at one moment."""

    OPEN = "open", "现在填报"
    LATER = "later", "以后开放"
    CLOSED = "closed", "已经截止"


class SheetStatus(models.TextChoices):
    DRAFT = "draft", "打分中"
    SUBMITTED = "submitted", "已提交"
    ABSTAINED = "abstained", "已弃权"


class BodyKind(models.TextChoices):
    """Who scores an item (评分主体)."""

    TEAM = "team", "考核组"
    OFFICE = "office", "县文明办"
    DEPARTMENT = "department", "部门"


class DutyStatus(models.TextChoices):
    """Whether a department or the office still owes marks for one unit."""

    OWED = "owed", "待评"
    RELEASED = "released", "已免除"


class FieldStatus(models.TextChoices):
    """How far the team is with one unit."""

    PENDING = "pending", "待评"
    CONFIRMED = "confirmed", "已确认"


class ClaimStatus(models.TextChoices):
    """What the office says to a claimed bonus."""

    PENDING = "pending", "待认定"
    ACCEPTED = "accepted", "认可"
    PARTIAL = "partial", "部分认可"
    REFUSED = "refused", "不认可"


class DeductionStatus(models.TextChoices):
    """Whether a recorded deduction counts."""

    IN_FORCE = "in-force", "有效"
    CORRECTED = "corrected", "已更正"
    WITHDRAWN = "withdrawn", "已撤销"


class VetoStatus(models.TextChoices):
    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DISMISSED = "dismissed", "不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class ObjectionStatus(models.TextChoices):
    """What became of a unit's objection to its mark on one item."""

    FILED = "filed", "待复核"
    UPHELD = "upheld", "维持原分"
    ADJUSTED = "adjusted", "予以调整"
    WITHDRAWN = "withdrawn", "已撤回"


class PublicationStatus(models.TextChoices):
    """拟稿 → 待批准 → 已批准 → 已办结 of a public notice. Whether it is open, its dates say."""

    DRAFT = "draft", "拟稿"
    PREPARED = "prepared", "待批准"
    APPROVED = "approved", "已批准"
    CONCLUDED = "concluded", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class PublicStage(models.TextChoices):
    """What the public gets to see of a notice on one day."""

    HIDDEN = "hidden", "未公开"
    OPEN = "open", "公示中"
    CLOSED = "closed", "公示期满"
    WITHDRAWN = "withdrawn", "公示已撤回"


class PublicField(models.TextChoices):
    """What of a result may be made public, in the order of the columns."""

    UNIT = "unit", "单位名称"
    TYPE = "type", "类型"
    TOTAL = "total", "得分"
    RANK = "rank", "位次"
    GRADE = "grade", "等次"
    OUTCOME = "outcome", "考核结论"


class PublicObjectionStatus(models.TextChoices):
    RECEIVED = "received", "已收到"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"


class Filling(models.TextChoices):
    """What a simulation counts an item as that has no usable answer."""

    ZERO = "zero", "0 分"
    FULL = "full", "满分"
    SHARE = "share", "原得分比例"


class SummaryStatus(models.TextChoices):
    """拟稿 → 审核 → 签发 of the year's summary."""

    DRAFT = "draft", "拟稿"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待签发"
    SIGNED = "signed", "已签发"


class SummarySection(models.TextChoices):
    """The parts of the year's summary, in the office's order."""

    OPENING = "opening", "总体情况"
    DISTRICTS = "districts", "文明片区创建"
    PAIRINGS = "pairings", "文明单位“龙头带动”"
    TASKS = "tasks", "为民办实事"
    CULTURE = "culture", "文化活动"
    CAMPAIGNS = "campaigns", "群众性创建"
    ASSESSMENT = "assessment", "考核管理"
    PROBLEMS = "problems", "存在的问题"
    PLAN = "plan", "下一年工作打算"


class NoteKind(models.TextChoices):
    """What the office notes itself for the year's summary."""

    PROBLEM = "problem", "存在的问题"
    PLAN = "plan", "下一年工作打算"


# The parts that tell what was achieved: they have examples; the notes fill the last two.
ACHIEVEMENTS = tuple(
    part
    for part in SummarySection
    if part not in {SummarySection.OPENING, SummarySection.PROBLEMS, SummarySection.PLAN}
)
NOTE_SECTIONS = {
    NoteKind.PROBLEM: SummarySection.PROBLEMS,
    NoteKind.PLAN: SummarySection.PLAN,
}


class Outcome(models.TextChoices):
    """What a year comes to for a unit (定等)."""

    KEEP = "keep", "保留"
    COMMEND = "commend", "表彰"
    WARN = "warn", "警告"
    RECTIFY = "rectify", "限期整改"
    REVOKE = "revoke", "撤销"
    LAPSE = "lapse", "自动终止"


class OutcomeKind(models.TextChoices):
    """What a rule of 定等 asks. The last two look at what the others found, and at years past."""

    VETOED = "vetoed", "被一票否决"
    NO_RESULT = "no-result", "没有得分"
    BELOW = "below", "总分低于…分"
    AT_LEAST = "at-least", "总分不低于…分"
    GRADE = "grade", "等次为…"
    BEST = "best", "类内前…名"
    BEST_SHARE = "best-share", "类内前…%"
    TERM_OVER = "term-over", "称号有效期已满"
    REPEATED = "repeated", "连续…年为…"
    UNMET = "unmet", "上年为…，本年仍未达标"


class OutcomeStatus(models.TextChoices):
    DRAFT = "draft", "拟定中"
    PREPARED = "prepared", "待批准"
    APPROVED = "approved", "待公布"
    PUBLISHED = "published", "已公布"


class SheetAnswer(models.TextChoices):
    """What a department has said on its sheet by a day. Silence comes by itself."""

    WAITING = "waiting", "待反馈"
    ANSWERED = "answered", "已反馈"
    SILENT = "silent", "逾期未反馈，视为无异议"
