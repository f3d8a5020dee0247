"""Culture programmes: their steps, and what comes of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from districts.actions.attachments import attach
from districts.actions.describing import described
from districts.actions.steps import advance, locked
from districts.models import AttachmentKind, CultureProgramme, ProgrammeProduct
from districts.policies import standing_of
from districts.policies.culture import can_keep_product
from districts.policies.fieldwork import actors_of
from districts.workflow.culture import PROGRAMME_STEPS
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import NotAllowed


def advance_programme(
    row: CultureProgramme, verb: str, *, by: User, at: datetime, note: str = ""
) -> CultureProgramme:
    """Take one step of PROGRAMME_STEPS."""
    return advance(row, verb, steps=PROGRAMME_STEPS, actors_of=actors_of, by=by, at=at, note=note)


@transaction.atomic
def add_product(
    programme: CultureProgramme,
    values: Mapping[str, Any],
    *,
    upload: UploadedFile[bytes] | None = None,
    by: User,
    at: datetime,
) -> ProgrammeProduct:
    """One more step or product of a programme under way, with its file if there is one."""
    product = ProgrammeProduct(programme=locked(programme), **values)
    _require(product, by)
    product.save(force_insert=True)
    after = described(product, values)
    record("cultureprogramme.add-product", on=programme, by=by, at=at, after=after)
    if upload is not None:
        attach(product, upload, kind=AttachmentKind.DOCUMENT, by=by, at=at)
    return product


@transaction.atomic
def remove_product(product: ProgrammeProduct, *, by: User, at: datetime) -> CultureProgramme:
    """Take back what was entered by mistake."""
    programme = locked(product.programme)
    product.programme = programme
    _require(product, by)
    record("cultureprogramme.remove-product", on=programme, by=by, at=at, before=str(product))
    product.delete()
    return programme


def _require(product: ProgrammeProduct, by: User) -> None:
    if not can_keep_product(standing_of(by, lock=True), product):
        raise NotAllowed("文化建设年的成果由县文明办在进行期间登记。")
