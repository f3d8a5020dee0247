"""Files, web addresses and activities behind a report: added once, used by as many items as need
them."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from assessments.actions.reports.saving import locked_report, require_item_open, require_open
from assessments.models import Evidence, SelfMark, SelfReport
from assessments.models.selfcheck import STANDING_ENTRIES
from assessments.policies import actors_of, calendar_of
from assessments.results.evidence import MOST_BYTES, MOST_FILES
from assessments.results.windows import can_fill_any, has_windows, permissions_of
from assessments.roles import Actor
from assessments.scoring import EVIDENCE_KINDS
from districts.actions.activities import stop_using, use_activity
from districts.actions.steps import locked
from districts.models import Activity, ActivityUse, about
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.models import StoredFile
from wenming.files.storing import accept_upload, discard
from wenming.text import clean_text

DOCUMENT, IMAGE, _, VIDEO, LINK, ACTIVITY = EVIDENCE_KINDS
KIND_OF_CONTENT = {"image": IMAGE, "video": VIDEO}
LONGEST_TITLE = 120
LONGEST_LINK = 500
DETAILS = ("title", "kind", "dated_on")
REPORTER = frozenset({Actor.REPORTER})


class QuotaReached(Conflict):
    """The report has no room for another file."""


@transaction.atomic
def add_evidence(
    report: SelfReport,
    *,
    upload: UploadedFile[bytes],
    kind: str = "",
    title: str = "",
    dated_on: date | None = None,
    marks: Iterable[SelfMark] = (),
    by: User,
    at: datetime,
) -> Evidence:
    """Take a file into a report and put it behind `marks`.

    A file that the report already has is recognised by its content: the one that is there is
    used for these items too, and nothing is stored twice. `kind` "" follows the content.
    """
    marks = list(marks)
    report = editable_report(report, by, at, marks)
    require_room(report, upload.size or 0)
    stored = accept_upload(upload, by=by)
    twin = report.assessment.evidence.filter(file__sha256=stored.sha256).first()
    if twin is not None:
        discard(stored)
        _link(twin, marks, report, by=by, at=at)
        return twin
    name = clean_text(title or PurePath(stored.original_name).stem, single_line=True)
    evidence = Evidence.objects.create(
        assessment=report.assessment,
        file=stored,
        kind=_known_kind(kind) or KIND_OF_CONTENT.get(stored.kind, DOCUMENT),
        title=name[:LONGEST_TITLE] or stored.original_name[:LONGEST_TITLE],
        dated_on=dated_on,
        uploaded_by=by,
    )
    _link(evidence, marks, report, by=by, at=at)
    after = {"report": report.pk, "file": stored.original_name, "sha256": stored.sha256}
    record("evidence.add", on=evidence, by=by, at=at, after=after)
    return evidence


@transaction.atomic
def add_link(
    report: SelfReport,
    *,
    link: str,
    title: str,
    dated_on: date | None = None,
    marks: Iterable[SelfMark] = (),
    by: User,
    at: datetime,
) -> Evidence:
    """Take a web address into a report and put it behind `marks`."""
    marks = list(marks)
    report = editable_report(report, by, at, marks)
    require_room(report, 0)
    if not link.startswith(("http://", "https://")) or len(link) > LONGEST_LINK:
        message = f"网址应以 http:// 或 https:// 开头，最多 {LONGEST_LINK} 个字符。"
        raise DomainError(message, field="link")
    evidence, is_new = Evidence.objects.get_or_create(
        assessment=report.assessment,
        link=link,
        defaults={
            "kind": LINK,
            "title": (title or link)[:LONGEST_TITLE],
            "dated_on": dated_on,
            "uploaded_by": by,
        },
    )
    _link(evidence, marks, report, by=by, at=at)
    if is_new:
        record("evidence.add", on=evidence, by=by, at=at, after={"link": link})
    return evidence


@transaction.atomic
def add_activity(
    report: SelfReport,
    activity: Activity,
    *,
    marks: Iterable[SelfMark] = (),
    by: User,
    at: datetime,
) -> Evidence:
    """Let an activity of the unit, entered in its 活动台账, stand behind `marks`.

    It comes into a report once; asked for again, the one that is there serves these items too.
    """
    marks = list(marks)
    report = editable_report(report, by, at, marks)
    there = report.assessment.evidence.filter(activity=activity).first()
    if there is None:
        activity = locked(activity)
        _require_own(activity, report)
        require_room(report, 0)
        there = Evidence.objects.create(
            assessment=report.assessment,
            activity=activity,
            kind=ACTIVITY,
            title=activity.title[:LONGEST_TITLE],
            uploaded_by=by,
        )
        record("evidence.add", on=there, by=by, at=at, after={"activity": activity.pk})
    _link(there, marks, report, by=by, at=at)
    return there


def _require_own(activity: Activity, report: SelfReport) -> None:
    """The unit's own, and handed in."""
    if activity.unit_id != report.assessment.unit_id:
        raise DomainError("只能用本单位主办的活动。", field="activity")
    if activity.status not in STANDING_ENTRIES:
        raise DomainError(f"“{activity}”还没有报送，请先在活动台账里报送。", field="activity")


@transaction.atomic
def link_evidence(evidence: Evidence, mark: SelfMark, *, by: User, at: datetime) -> None:
    """Put a file that is there behind one more item."""
    report = editable_report(mark.report, by, at, [mark])
    if evidence.assessment_id != report.assessment_id:
        raise DomainError("这份材料不属于这份自查报告。")
    _link(evidence, [mark], report, by=by, at=at)


@transaction.atomic
def unlink_evidence(evidence: Evidence, mark: SelfMark, *, by: User, at: datetime) -> None:
    """Take a file away from one item; it stays in the report for the others."""
    editable_report(mark.report, by, at, [mark])
    evidence.marks.remove(mark)
    _stop_using(evidence, [mark], by=by, at=at)
    record("evidence.unlink", on=evidence, by=by, at=at, before={"indicator": mark.indicator_id})


@transaction.atomic
def update_evidence(
    evidence: Evidence,
    *,
    title: str,
    kind: str,
    dated_on: date | None = None,
    by: User,
    at: datetime,
) -> Evidence:
    """Mend what a file is called, which kind it counts as, and when it was made."""
    editable_report(evidence.assessment.report, by, at, _behind(evidence))
    if evidence.activity_id:
        raise DomainError("活动的名称和日期在活动台账里修改。")
    if (kind == LINK) != bool(evidence.link):
        raise DomainError("网址的类别只能是“链接”，文件的类别不能是“链接”。", field="kind")
    if kind == ACTIVITY:
        raise DomainError("“活动记录”只能从活动台账里选。", field="kind")
    before = {name: getattr(evidence, name) for name in DETAILS}
    evidence.title, evidence.kind, evidence.dated_on = title, _known_kind(kind), dated_on
    evidence.save(update_fields=DETAILS)
    after = {name: getattr(evidence, name) for name in DETAILS}
    record("evidence.update", on=evidence, by=by, at=at, before=before, after=after)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Take a file out of the report altogether; its bytes go when nothing else needs them.

    An activity stays where it was entered.
    """
    marks = _behind(evidence)
    report = editable_report(evidence.assessment.report, by, at, marks)
    _stop_using(evidence, marks, by=by, at=at)
    stored = evidence.file
    before = {
        "report": report.pk,
        "title": evidence.title,
        "sha256": stored.sha256 if stored else "",
        "indicators": list(evidence.marks.values_list("indicator__code", flat=True)),
    }
    record("evidence.remove", on=evidence, by=by, at=at, before=before)
    evidence.delete()
    if stored and not _is_needed(stored):
        discard(stored)


def editable_report(
    report: SelfReport, by: User, at: datetime, marks: Iterable[SelfMark] = ()
) -> SelfReport:
    """The report, held, if `by` may now change the evidence behind these items.

    Without items it is the report's own shelf: open as long as anything can be filled in.
    """
    report = locked_report(SelfReport.objects.all(), report.pk)
    if Actor.REPORTER not in actors_of(by, standing_of(by), report.assessment):
        raise NotAllowed("佐证材料由单位填报人上传，您没有这一权限。")
    calendar = calendar_of(report.assessment.cycle, at)
    if not has_windows(report.assessment.rubric):
        require_open(report, calendar, at)
        return report
    items = {item.id: item for item in report.assessment.rubric.spec.items}
    asked = [items[mark.indicator_id] for mark in marks if mark.indicator_id in items]
    late = permissions_of(report)
    for item in asked:
        require_item_open(item, report, calendar, until=late.get(item.id or 0))
    if not asked and not can_fill_any(REPORTER, report, calendar):
        require_open(report, calendar, at)
    return report


def _behind(evidence: Evidence) -> list[SelfMark]:
    """The items that a change of this evidence touches."""
    return list(evidence.marks.all())


def require_room(report: SelfReport, size: int) -> None:
    """The quota of one report, said with what is used."""
    files = report.assessment.evidence.all()
    count = files.count()
    used = files.aggregate(bytes=Sum("file__size"))["bytes"] or 0
    if count >= MOST_FILES:
        raise QuotaReached(f"佐证材料最多 {MOST_FILES} 份，已有 {count} 份，请先删去不用的材料。")
    if used + size > MOST_BYTES:
        raise QuotaReached(
            f"佐证材料合计最多 {MOST_BYTES // 1024**2} MB，"
            f"已用 {used // 1024**2} MB，放不下这个文件，请先删去不用的材料。"
        )


def _known_kind(kind: str) -> str:
    if kind and kind not in EVIDENCE_KINDS:
        raise DomainError(f"没有“{kind}”这种类别。", field="kind")
    return kind


def _link(
    evidence: Evidence, marks: Iterable[SelfMark], report: SelfReport, *, by: User, at: datetime
) -> None:
    """Put evidence behind items; an activity also says of itself where it is used."""
    own = {mark.pk: mark for mark in marks if mark.report_id == report.pk}
    for known in evidence.marks.filter(pk__in=own).values_list("pk", flat=True):
        del own[known]
    if own:
        evidence.marks.add(*own.values())
    if evidence.activity is not None:
        year, unit = report.assessment.cycle.year, report.assessment.unit
        for mark in own.values():
            label = f"{year}年自查 {mark.indicator.code} {mark.indicator.title}：{unit}"
            use_activity(evidence.activity, mark, by=by, at=at, label=label)


def _stop_using(evidence: Evidence, marks: Iterable[SelfMark], *, by: User, at: datetime) -> None:
    if evidence.activity_id is None:
        return
    for mark in marks:
        for use in ActivityUse.objects.filter(activity=evidence.activity_id, **about(mark)):
            stop_using(use, by=by, at=at)


def _is_needed(stored: StoredFile) -> bool:
    return Evidence.objects.filter(file=stored).exists()
