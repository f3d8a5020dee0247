"""The Word template of the year's summary: the office's own, or the system's again."""

from collections.abc import Callable
from datetime import datetime
from typing import IO, cast

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessments.actions.summaries.common import require_writer
from assessments.models import SummaryTemplate
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import DomainError
from wenming.files.storing import accept_upload, clean_filename

# Raises DomainError, naming the field, where a template cannot be filled.
Check = Callable[[IO[bytes]], None]


@transaction.atomic
def replace_template(
    upload: UploadedFile[bytes] | None, *, check: Check, by: User, at: datetime
) -> SummaryTemplate:
    """Put a template in place of the present one, once it is known that it can be filled."""
    require_writer(by)
    if upload is not None and upload.name and clean_filename(upload.name)[1] != "docx":
        raise DomainError("模板应是 Word 文档（.docx）。", field="file")
    stored = accept_upload(upload, by=by, at=at)
    with default_storage.open(stored.path) as file:
        check(cast(IO[bytes], file))
    SummaryTemplate.objects.filter(is_current=True).update(is_current=False)
    template = SummaryTemplate.objects.create(file=stored, uploaded_by=by, uploaded_at=at)
    record("summarytemplate.replace", on=template, by=by, at=at, after=stored.original_name)
    return template


@transaction.atomic
def use_own_template(*, by: User, at: datetime) -> None:
    """The system's own template again; the office's stay on record."""
    require_writer(by)
    current = SummaryTemplate.objects.select_for_update().filter(is_current=True).first()
    if current is not None:
        SummaryTemplate.objects.filter(pk=current.pk).update(is_current=False)
        record("summarytemplate.reset", on=current, by=by, at=at)
