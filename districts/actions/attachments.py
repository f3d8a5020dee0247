"""Files put on fieldwork records and taken away again."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from districts.actions.steps import locked
from districts.models import Attachment, AttachmentKind, about
from districts.policies import standing_of
from districts.policies.attachments import files_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.models import StoredFile
from wenming.files.storing import accept_upload, discard

MOST_FILES = 40


@transaction.atomic
def attach(
    target: Model,
    upload: UploadedFile[bytes] | None,
    *,
    kind: str,
    caption: str = "",
    by: User,
    at: datetime,
) -> Attachment:
    """Put a file on a record. One that some record has already is not stored a second time."""
    target = _editable(target, by)
    if kind not in files_of(target).kinds:
        raise DomainError("请选择附件的类别。", field="kind")
    present = Attachment.objects.on(target)
    if present.count() >= MOST_FILES:
        raise Conflict(f"每条记录最多 {MOST_FILES} 个附件，请先移除不用的。")
    stored = accept_upload(upload, by=by, at=at)
    twin = StoredFile.objects.filter(sha256=stored.sha256, attachments__isnull=False).first()
    if twin is not None:
        discard(stored)
        stored = twin
    if same := present.filter(file=stored, kind=kind).first():
        return same
    attachment = Attachment.objects.create(
        **about(target), file=stored, kind=kind, caption=caption, by=by, at=at
    )
    record("attachment.add", on=target, by=by, at=at, after=_told(attachment))
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User, at: datetime) -> None:
    """Take a file away from a record that may still be changed.

    What the office has seen is kept, marked as removed; a draft's file goes with its bytes.
    """
    target = attachment.target
    if target is None:
        raise Conflict("这个附件所在的记录已经不在了。")
    target = _editable(target, by)
    before = _told(attachment)
    if not files_of(target).is_draft(target):
        if not Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at):
            raise Conflict("这个附件已经移除。")
    else:
        stored = attachment.file
        attachment.delete()
        if not Attachment.objects.filter(file=stored).exists():
            discard(stored)
    record("attachment.remove", on=target, by=by, at=at, before=before)


def _editable(target: Model, by: User) -> Model:
    """The record, held, if `by` may change its files now."""
    target = locked(target)
    if not files_of(target).may_edit(standing_of(by, lock=True), target):
        raise NotAllowed("这条记录的附件现在不能由您增减。")
    return target


def _told(attachment: Attachment) -> dict[str, str]:
    return {
        "类别": AttachmentKind(attachment.kind).label,
        "文件": attachment.file.original_name,
        "内容摘要": attachment.file.sha256,
    }
