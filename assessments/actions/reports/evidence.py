"""Files and web addresses behind a report: added once, used by as many items as need them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from assessments.actions.reports.saving import locked_report, require_open
from assessments.models import Evidence, SelfMark, SelfReport
from assessments.policies import actors_of, calendar_of
from assessments.results.evidence import MOST_BYTES, MOST_FILES
from assessments.roles import Actor
from assessments.scoring import EVIDENCE_KINDS
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.models import StoredFile
from wenming.files.storing import accept_upload, discard
from wenming.text import clean_text

DOCUMENT, IMAGE, _, VIDEO, LINK = EVIDENCE_KINDS
KIND_OF_CONTENT = {"image": IMAGE, "video": VIDEO}
LONGEST_TITLE = 120
LONGEST_LINK = 500


class QuotaReached(Conflict):
    """The report has no room for another file."""


@transaction.atomic
def add_evidence(
    report: SelfReport,
    *,
    upload: UploadedFile[bytes],
    kind: str = "",
    title: str = "",
    marks: Iterable[SelfMark] = (),
    by: User,
    at: datetime,
) -> Evidence:
    """Take a file into a report and put it behind `marks`.

    A file that the report already has is recognised by its content: the one that is there is
    used for these items too, and nothing is stored twice. `kind` "" follows the content.
    """
    report = editable_report(report, by, at)
    require_room(report, upload.size or 0)
    stored = accept_upload(upload, by=by)
    twin = report.assessment.evidence.filter(file__sha256=stored.sha256).first()
    if twin is not None:
        discard(stored)
        _link(twin, marks, report)
        return twin
    name = clean_text(title or PurePath(stored.original_name).stem, single_line=True)
    evidence = Evidence.objects.create(
        assessment=report.assessment,
        file=stored,
        kind=_known_kind(kind) or KIND_OF_CONTENT.get(stored.kind, DOCUMENT),
        title=name[:LONGEST_TITLE] or stored.original_name[:LONGEST_TITLE],
        uploaded_by=by,
    )
    _link(evidence, marks, report)
    after = {"report": report.pk, "file": stored.original_name, "sha256": stored.sha256}
    record("evidence.add", on=evidence, by=by, at=at, after=after)
    return evidence


@transaction.atomic
def add_link(
    report: SelfReport,
    *,
    link: str,
    title: str,
    marks: Iterable[SelfMark] = (),
    by: User,
    at: datetime,
) -> Evidence:
    """Take a web address into a report and put it behind `marks`."""
    report = editable_report(report, by, at)
    require_room(report, 0)
    if not link.startswith(("http://", "https://")) or len(link) > LONGEST_LINK:
        message = f"网址应以 http:// 或 https:// 开头，最多 {LONGEST_LINK} 个字符。"
        raise DomainError(message, field="link")
    evidence, is_new = Evidence.objects.get_or_create(
        assessment=report.assessment,
        link=link,
        defaults={"kind": LINK, "title": (title or link)[:LONGEST_TITLE], "uploaded_by": by},
    )
    _link(evidence, marks, report)
    if is_new:
        record("evidence.add", on=evidence, by=by, at=at, after={"link": link})
    return evidence


@transaction.atomic
def link_evidence(evidence: Evidence, mark: SelfMark, *, by: User, at: datetime) -> None:
    """Put a file that is there behind one more item."""
    report = editable_report(mark.report, by, at)
    if evidence.assessment_id != report.assessment_id:
        raise DomainError("这份材料不属于这份自查报告。")
    _link(evidence, [mark], report)


@transaction.atomic
def unlink_evidence(evidence: Evidence, mark: SelfMark, *, by: User, at: datetime) -> None:
    """Take a file away from one item; it stays in the report for the others."""
    editable_report(mark.report, by, at)
    evidence.marks.remove(mark)
    record("evidence.unlink", on=evidence, by=by, at=at, before={"indicator": mark.indicator_id})


@transaction.atomic
def update_evidence(
    evidence: Evidence, *, title: str, kind: str, by: User, at: datetime
) -> Evidence:
    """Mend what a file is called and which kind it counts as."""
    editable_report(evidence.assessment.report, by, at)
    if (kind == LINK) != bool(evidence.link):
        raise DomainError("网址的类别只能是“链接”，文件的类别不能是“链接”。", field="kind")
    before = {"title": evidence.title, "kind": evidence.kind}
    evidence.title, evidence.kind = title, _known_kind(kind)
    evidence.save(update_fields=["title", "kind"])
    after = {"title": title, "kind": kind}
    record("evidence.update", on=evidence, by=by, at=at, before=before, after=after)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Take a file out of the report altogether; its bytes go when nothing else needs them."""
    report = editable_report(evidence.assessment.report, by, at)
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


def editable_report(report: SelfReport, by: User, at: datetime) -> SelfReport:
    """The report, held, if `by` may change it now."""
    report = locked_report(SelfReport.objects.all(), report.pk)
    if Actor.REPORTER not in actors_of(by, standing_of(by), report.assessment):
        raise NotAllowed("佐证材料由单位填报人上传，您没有这一权限。")
    require_open(report, calendar_of(report.assessment.cycle, at), at)
    return report


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


def _link(evidence: Evidence, marks: Iterable[SelfMark], report: SelfReport) -> None:
    own = [mark for mark in marks if mark.report_id == report.pk]
    if own:
        evidence.marks.add(*own)


def _is_needed(stored: StoredFile) -> bool:
    return Evidence.objects.filter(file=stored).exists()
