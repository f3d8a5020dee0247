"""Write what a preview showed: all of it, once, and only if nothing moved meanwhile."""

from datetime import datetime

from django.db import transaction

from districts.imports.catalogue import SPECS
from districts.models import ImportDraft
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import DomainError, NotAllowed


def confirm(draft: ImportDraft, *, by: User, at: datetime) -> bool:
    """Import the draft. False if it has been imported before: a second click changes nothing."""
    if draft.payload["errors"]:
        raise DomainError("文件中还有错误，请改好后重新上传。")
    spec = SPECS[draft.kind]
    prepared = spec.prepare(draft.payload["rows"]) if draft.done_at is None else ()
    with transaction.atomic():
        if not ImportDraft.objects.filter(pk=draft.pk, done_at=None).update(done_at=at):
            return False
        standing = standing_of(by, lock=True)
        if not spec.may(standing):
            raise NotAllowed(f"您没有导入{spec.label}的权限。")
        spec.write(prepared, standing=standing, by=by, at=at)
    return True
