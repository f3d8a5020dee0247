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
    PUBLICITY = "publicity", "公示"
    ARCHIVE = "archive", "归档"


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "填报中"
    SUBMITTED = "submitted", "待审核"
    IN_REVIEW = "in-review", "审核中"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已受理"


class SheetStatus(models.TextChoices):
    DRAFT = "draft", "打分中"
    SUBMITTED = "submitted", "已提交"
    ABSTAINED = "abstained", "已弃权"


class FieldStatus(models.TextChoices):
    """How far the team is with one unit."""

    PENDING = "pending", "待评"
    CONFIRMED = "confirmed", "已确认"


class Combine(models.TextChoices):
    """How several scorers' points for one item become one (see `scoring`)."""

    MEAN = "mean", "平均"
    MEDIAN = "median", "中位数"
    TRIMMED = "trimmed", "去掉一个最高和一个最低后平均"


class Method(models.TextChoices):
    """How an item is examined (考核方式)."""

    HEARING = "听汇报", "听汇报"
    PAPERS = "查资料", "查资料"
    VISIT = "实地查看", "实地查看"
    QUIZ = "测试", "测试"
    SURVEY = "问卷", "问卷"
    OPINION = "部门意见", "部门意见"
    ONLINE = "网上材料", "网上材料"


class EvidenceKind(models.TextChoices):
    DOCUMENT = "正式文件", "正式文件"
    IMAGE = "图片", "图片"
    REPORT = "说明报告", "说明报告"
    VIDEO = "视频", "视频"
    LINK = "链接", "链接"
