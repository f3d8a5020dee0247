"""Turn what was typed about public-service tasks into typed values; nothing is written here."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from districts.actions.tasks import MilestoneLine, TaskValues
from districts.actions.tasks.acceptance import Findings
from districts.actions.tasks.work import Progress
from districts.models import Department, Leader, Milestone, ServiceTask
from districts.workflow.tasks import SlipGrade, TaskLevel
from wenming.dates import StrictDateField
from wenming.numbers import StrictIntegerField
from wenming.text import CleanCharField

MOST_MILESTONES = 20


class TaskForm(forms.Form):
    """What the list says of one task. `task` is the one being edited, None for a new one."""

    title = CleanCharField(label="名称", max_length=80, help_text="一句话说清办什么。")
    target = CleanCharField(
        label="目标任务",
        max_length=1000,
        single_line=False,
        help_text="做到什么程度算完成，尽量带数量。",
    )
    batch = StrictIntegerField(label="批次", minimum=1, maximum=99)
    number = StrictIntegerField(label="序号", minimum=1, maximum=999)
    leader = forms.ModelChoiceField(
        Leader.objects.none(), label="责任领导", required=False, empty_label="未指定"
    )
    lead_department = forms.ModelChoiceField(
        Department.objects.none(), label="牵头部门", required=False, empty_label="请选择"
    )
    helpers = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label="协办部门",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = StrictDateField(label="启动日期")
    due_on = StrictDateField(label="完成时限")
    note = CleanCharField(label="修改原因", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self, *args: Any, level: str, task: ServiceTask | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.level, self.task = level, task
        for name in ("lead_department", "helpers"):
            self.fields[name].queryset = Department.objects.active().order_by("name")  # type: ignore[attr-defined]
        self.fields["leader"].queryset = Leader.objects.active().order_by("name")  # type: ignore[attr-defined]
        if level == TaskLevel.COUNTY:
            self.fields["lead_department"].required = True
        if task is None or task.status == "draft":
            del self.fields["note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_days(self, cleaned)
        return cleaned

    @property
    def values(self) -> TaskValues:
        names = [name for name in TaskValues.__dataclass_fields__ if name != "helpers"]
        plain = {name: self.cleaned_data[name] for name in names}
        return TaskValues(**plain, helpers=list(self.cleaned_data["helpers"]))


def check_days(form: forms.Form, cleaned: Mapping[str, Any]) -> None:
    """Errors at the field, for the page and for an Excel row alike."""
    starts, due = cleaned.get("starts_on"), cleaned.get("due_on")
    if starts and due and due < starts:
        form.add_error("due_on", "完成时限不能早于启动日期。")
    if starts and due and due.year > starts.year + 1:
        form.add_error("due_on", "完成时限须在启动当年或次年内。")
    if cleaned.get("lead_department") in (cleaned.get("helpers") or ()):
        form.add_error("helpers", "牵头部门不必再列为协办部门。")


def task_initial(task: ServiceTask) -> dict[str, Any]:
    """The stored task as the form shows it."""
    names = ("title", "target", "batch", "number", "starts_on", "due_on", "version")
    return {
        **{name: getattr(task, name) for name in names},
        "leader": task.leader_id,
        "lead_department": task.lead_department_id,
        "helpers": [each.pk for each in task.helpers.all()],
    }


class MilestoneForm(forms.Form):
    """One line of the milestones; a line left blank says nothing."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = CleanCharField(label="节点", max_length=100, required=False)
    due_on = StrictDateField(label="时限", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        title, due_on = cleaned.get("title"), cleaned.get("due_on")
        if title and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", "请填写这个节点的时限。")
        if due_on and not title and "title" not in self.errors:
            self.add_error("title", "请填写节点名称。")
        return cleaned


class MilestoneLines(BaseFormSet[MilestoneForm]):
    """The milestones of a task, in the order in which they were typed."""

    @property
    def lines(self) -> list[MilestoneLine]:
        rows = [form.cleaned_data for form in self.forms]
        return [
            MilestoneLine(row.get("pk"), row["title"], row["due_on"])
            for row in rows
            if row.get("title")
        ]


MilestoneFormSet: type[MilestoneLines] = formset_factory(  # type: ignore[assignment]
    MilestoneForm, formset=MilestoneLines, extra=3, max_num=MOST_MILESTONES, validate_max=True
)


def milestone_initial(milestones: Sequence[Milestone]) -> list[Mapping[str, Any]]:
    return [{"pk": each.pk, "title": each.title, "due_on": each.due_on} for each in milestones]


class ProgressForm(forms.Form):
    """One month's report. The months offered are those without one, and the last one."""

    month = forms.ChoiceField(label="月份")
    percent = StrictIntegerField(label="进度（%）", minimum=0, maximum=100)
    text = CleanCharField(label="本月进展", max_length=2000, single_line=False)
    problems = CleanCharField(label="存在问题", max_length=1000, single_line=False, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{each:%Y-%m}", f"{each.year}年{each.month}月") for each in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]

    @property
    def progress(self) -> Progress:
        data = self.cleaned_data
        year, month = map(int, data["month"].split("-"))
        return Progress(date(year, month, 1), data["percent"], data["text"], data["problems"])


class ReplyForm(forms.Form):
    reply = CleanCharField(label="答复", max_length=500)


class SuperviseForm(forms.Form):
    """A note of what the office saw, or a slip with a grade and a day to answer."""

    text = CleanCharField(label="督导情况", max_length=1000, single_line=False)
    on = StrictDateField(label="日期")
    grade = forms.ChoiceField(
        label="督办等级", required=False, choices=[("", "只作记录，不发督办单"), *SlipGrade.choices]
    )
    due_on = StrictDateField(label="答复时限", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("grade") and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "督办单须填写答复时限。")
        return cleaned


class AcceptanceForm(forms.Form):
    """What the inspection group brought back."""

    inspected_on = StrictDateField(label="验收日期")
    group = CleanCharField(label="验收组成员", max_length=200, help_text="姓名用顿号分开。")
    opinion = CleanCharField(label="验收意见", max_length=1000, single_line=False)
    members = StrictIntegerField(
        label="应参加测评人数", minimum=1, maximum=100_000, help_text="全体成员，不只是到场的人。"
    )
    satisfied = StrictIntegerField(label="满意", minimum=0, maximum=100_000)
    dissatisfied = StrictIntegerField(label="不满意", minimum=0, maximum=100_000)
    abstained = StrictIntegerField(label="弃权", minimum=0, maximum=100_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        votes = [cleaned.get(name) for name in ("satisfied", "dissatisfied", "abstained")]
        members = cleaned.get("members")
        if members is not None and all(each is not None for each in votes):
            cast = sum(each for each in votes if each is not None)
            if cast > members:
                self.add_error(
                    "satisfied", f"三类票共 {cast} 张，超过应参加测评的 {members} 人，请核对。"
                )
        return cleaned

    @property
    def findings(self) -> Findings:
        return Findings(**self.cleaned_data)


class MediaForm(forms.Form):
    outlet = CleanCharField(label="媒体", max_length=60)
    title = CleanCharField(label="标题", max_length=120)
    on = StrictDateField(label="刊播日期")
    link = forms.URLField(label="网址", max_length=500, required=False, assume_scheme="https")


class MilestoneDoneForm(forms.Form):
    done_on = StrictDateField(label="完成日期", required=False)


class NoteForm(forms.Form):
    """The word that a step asks for."""

    note = CleanCharField(label="说明", max_length=500, single_line=False, required=False)


class MergeForm(forms.Form):
    """Into which task of the same year this one goes, and why."""

    into = forms.ModelChoiceField(
        ServiceTask.objects.none(), label="合并到", empty_label="请选择保留的实事"
    )
    note = CleanCharField(label="合并原因", max_length=300)

    def __init__(self, *args: Any, task: ServiceTask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ServiceTask.objects.of_year(task.year).exclude(pk=task.pk)
        self.fields["into"].queryset = (  # type: ignore[attr-defined]
            others.exclude(status="merged").select_related("township").in_order()
        )
