"""Public-service tasks (为民办实事): what was promised, how it goes, what the acceptance said."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from districts.models.exemplars import Exemplar
from districts.models.follow_ups import FollowUp
from districts.models.leaders import Leader
from districts.models.registers import Department, Township, spelled_like
from districts.roles import Standing
from districts.workflow.tasks import SlipGrade, TaskLevel, TaskStatus, Verdict
from wenming.accounts.models import User


class ServiceTaskQuerySet(models.QuerySet["ServiceTask"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Office and leaders: all. Others once it is issued: a township its own and the county's
        in which it has a part, a department those it leads or helps with. A township sees its own
        drafts.
        """
        if not user.is_active:
            return self.none()
        if standing.sees_whole_county:
            return self
        issued = ~Q(status=TaskStatus.DRAFT)
        helps = Q(
            pk__in=ServiceTask.helpers.through.objects.filter(
                department_id__in=standing.department_ids
            ).values("servicetask_id")
        )
        leads = Q(lead_department_id__in=standing.department_ids)
        return self.filter(Q(township_id__in=standing.township_ids) | issued & (leads | helps))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def matching(self, words: str) -> Self:
        """Tasks whose title, pinyin or initials contain `words` literally."""
        return self.filter(spelled_like(words, name="title")) if words.strip() else self

    def in_order(self) -> Self:
        """County first, then townships by name, each list by its numbers: a total order."""
        return self.order_by("level", "township__name", "batch", "number", "pk")


class ServiceTask(models.Model):
    """One thing that the county, or a township, has promised to do in a year (实事)."""

    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=10, choices=TaskLevel, default=TaskLevel.COUNTY)
    township = models.ForeignKey(
        Township,
        models.PROTECT,
        related_name="tasks",
        null=True,
        blank=True,
        verbose_name="乡镇",
    )
    batch = models.PositiveSmallIntegerField("批次", default=1)
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=80)
    title_key = models.CharField(max_length=100, editable=False)
    pinyin = models.CharField(max_length=400, editable=False, blank=True)
    initials = models.CharField(max_length=80, editable=False, blank=True)
    target = models.TextField("目标任务", max_length=1000)
    leader = models.ForeignKey(
        Leader,
        models.PROTECT,
        related_name="tasks",
        null=True,
        blank=True,
        verbose_name="责任领导",
    )
    lead_department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="led_tasks",
        null=True,
        blank=True,
        verbose_name="牵头部门",
    )
    helpers = models.ManyToManyField(
        Department, related_name="helped_tasks", blank=True, verbose_name="协办部门"
    )
    starts_on = models.DateField("启动日期")
    due_on = models.DateField("完成时限")
    status = models.CharField("状态", max_length=10, choices=TaskStatus, default=TaskStatus.DRAFT)
    # Of the newest progress report: lists show it without reading the reports.
    percent = models.PositiveSmallIntegerField("进度（%）", default=0, editable=False)
    accepted_on = models.DateField("通过验收日期", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, editable=False
    )
    is_example = models.BooleanField("典型事例", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "实事"
        constraints = (
            models.UniqueConstraint(
                fields=["year", "batch", "number"],
                condition=Q(township=None),
                name="county_task_number_once",
                violation_error_message="本批次已有这个序号。",
            ),
            models.UniqueConstraint(
                fields=["year", "township", "batch", "number"],
                condition=Q(township__isnull=False),
                name="township_task_number_once",
                violation_error_message="本批次已有这个序号。",
            ),
            models.CheckConstraint(
                name="task_level_names_its_township",
                condition=Q(level=TaskLevel.TOWNSHIP, township__isnull=False)
                | Q(level=TaskLevel.COUNTY, township=None, lead_department__isnull=False),
                violation_error_message="乡镇实事须指定乡镇，县级实事须指定牵头部门。",
            ),
            models.CheckConstraint(
                name="task_due_after_start",
                condition=Q(due_on__gte=F("starts_on")),
                violation_error_message="完成时限不能早于启动日期。",
            ),
            models.CheckConstraint(
                name="task_percent_is_a_share",
                condition=Q(percent__lte=100),
                violation_error_message="进度须在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="task_merged_names_the_other",
                condition=Q(status=TaskStatus.MERGED, merged_into__isnull=False)
                | ~Q(status=TaskStatus.MERGED) & Q(merged_into=None),
            ),
        )
        indexes = (models.Index(fields=["year", "level", "status", "due_on"]),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("districts:task-detail", args=[self.pk])

    @property
    def answers(self) -> Department | Township:
        """Who answers for the work: a lead department, or the township itself."""
        who = self.lead_department or self.township
        assert who is not None, "task_level_names_its_township"
        return who

    @property
    def in_charge(self) -> str:
        return self.answers.name


class Milestone(models.Model):
    """A step of a task with a day by which it is reached (节点)."""

    task = models.ForeignKey(ServiceTask, models.CASCADE, related_name="milestones")
    title = models.CharField("节点", max_length=100)
    due_on = models.DateField("时限")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.title


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: User, standing: Standing) -> Self:
        """Whoever sees the task sees its reports."""
        return self.filter(task__in=ServiceTask.objects.visible_to(user, standing))


class ProgressReport(models.Model):
    """What the lead says of one month (进展报送), and what the office replied.

    `month` is the first day of it.
    """

    task = models.ForeignKey(ServiceTask, models.CASCADE, related_name="reports")
    month = models.DateField("月份")
    percent = models.PositiveSmallIntegerField("进度（%）")
    text = models.TextField("本月进展", max_length=2000)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply = models.CharField("文明办回复", max_length=500, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展报送"
        ordering = ("-month",)
        constraints = (
            models.UniqueConstraint(
                fields=["task", "month"],
                name="one_progress_report_a_month",
                violation_error_message="这个月的进展已经报送。",
            ),
            models.CheckConstraint(
                name="progress_percent_is_a_share",
                condition=Q(percent__lte=100),
                violation_error_message="进度须在 0 到 100 之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.month.year}年{self.month.month}月进展"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#report-{self.pk}"


class SupervisionNote(models.Model):
    """What the office saw (督导), as a note, or as a graded slip that has to be answered.

    The answer to a slip, its proof and its due day are those of its `follow_up`.
    """

    task = models.ForeignKey(ServiceTask, models.CASCADE, related_name="notes")
    grade = models.CharField("督办等级", max_length=10, choices=SlipGrade, blank=True)
    text = models.TextField("督导情况", max_length=1000)
    on = models.DateField("日期")
    follow_up = models.OneToOneField(
        FollowUp, models.PROTECT, related_name="slip", null=True, blank=True, editable=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "督导记录"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="slip_has_a_follow_up",
                condition=Q(grade="", follow_up=None) | ~Q(grade="") & Q(follow_up__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.get_grade_display() or '督导记录'}"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#note-{self.pk}"


class Acceptance(models.Model):
    """One request for acceptance (验收) and what came of it. What is sent back may ask again."""

    task = models.ForeignKey(ServiceTask, models.CASCADE, related_name="acceptances")
    round = models.PositiveSmallIntegerField("次数")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("申请时间")
    request = models.TextField("完成情况", max_length=1000)
    verdict = models.CharField("结论", max_length=10, choices=Verdict, default=Verdict.PENDING)
    inspected_on = models.DateField("验收日期", null=True, blank=True)
    group = models.CharField("验收组成员", max_length=200, blank=True)
    opinion = models.TextField("验收意见", max_length=1000, blank=True)
    members = models.PositiveSmallIntegerField("应参加测评人数", null=True, blank=True)
    satisfied = models.PositiveSmallIntegerField("满意", null=True, blank=True)
    dissatisfied = models.PositiveSmallIntegerField("不满意", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验收"
        ordering = ("-round",)
        constraints = (
            models.UniqueConstraint(fields=["task", "round"], name="acceptance_round_once"),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(verdict=Verdict.PENDING),
                name="one_open_acceptance",
                violation_error_message="已有一次待验收的申请。",
            ),
            models.CheckConstraint(
                name="ballots_do_not_exceed_members",
                condition=Q(members=None)
                | Q(members__gte=F("satisfied") + F("dissatisfied") + F("abstained")),
                violation_error_message="测评票数不能超过应参加人数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} 第 {self.round} 次验收"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#acceptance-{self.pk}"


class MediaReport(models.Model):
    """A report of the press (媒体跟踪报道) on a task or an exemplar."""

    task = models.ForeignKey(
        ServiceTask, models.CASCADE, null=True, blank=True, related_name="media"
    )
    exemplar = models.ForeignKey(
        Exemplar, models.CASCADE, null=True, blank=True, related_name="media"
    )
    outlet = models.CharField("媒体", max_length=60)
    title = models.CharField("标题", max_length=120)
    on = models.DateField("刊播日期")
    link = models.CharField("网址", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "媒体报道"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="media_report_is_about_one",
                condition=Q(task=None, exemplar__isnull=False)
                | Q(task__isnull=False, exemplar=None),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> ServiceTask | Exemplar:
        """The task or the exemplar."""
        row = self.task or self.exemplar
        assert row is not None, "the table's constraint sees to it"
        return row
