"""What the public objects to a notice: received without an account, handled with a record."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from assessments import policies
from assessments.models import Assessment, Publication, PublicObjection, PublicObjectionFile
from assessments.roles import PublicStage
from assessments.workflow import PUBLIC_OBJECTION_STEPS
from districts.actions.steps import advance, locked
from districts.policies import standing_of
from districts.workflow.steps import Actor
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed, TooOften
from wenming.files.storing import accept_upload
from wenming.receipts import new_receipt

LONGEST_TEXT = 2000
MOST_FILES = 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_OF_AN_ADDRESS, MOST_OF_A_DAY = 5, 300
AGAIN = timedelta(minutes=30)
VERDICTS = {"uphold": True, "dismiss": False}


@transaction.atomic
def file_public_objection(
    publication: Publication,
    *,
    text: str,
    name: str = "",
    phone: str = "",
    about: int | None = None,
    uploads: Sequence[UploadedFile[bytes]] = (),
    address_key: str,
    at: datetime,
) -> PublicObjection:
    """Take an objection in while the notice is open; `about` is a row of it, None is general.

    The same text from the same address again, within half an hour, is the same objection again: a
    form pressed twice has one receipt. The trail says that something came, not from whom.
    """
    publication = locked(publication)  # one at a time, so that the limits hold
    if publication.stage(timezone.localdate(at)) != PublicStage.OPEN:
        raise Conflict("公示期已过，不能再提出异议。如有问题，请按公示上的联系方式反映。")
    assessment = _unit_of(publication, about)
    if made := _made_before(publication, text, assessment, address_key, at):
        return made
    _require_room(publication, address_key, at)
    if len(uploads) > MOST_FILES:
        raise DomainError(f"最多上传 {MOST_FILES} 个文件。", field="files")
    objection = PublicObjection.objects.create(
        publication=publication,
        receipt=new_receipt(),
        text=text,
        name=name,
        phone=phone,
        about=assessment,
        address_key=address_key,
        received_at=at,
    )
    stored = [_stored(upload, at) for upload in uploads]
    PublicObjectionFile.objects.bulk_create(
        PublicObjectionFile(objection=objection, file=each) for each in stored
    )
    after = {
        "publication": publication.title,
        "about": str(assessment.unit) if assessment else "",
        "files": len(stored),
    }
    record("publicobjection.file", on=objection, by=None, at=at, after=after)
    return objection


@transaction.atomic
def assign(objection: PublicObjection, handler: User, *, by: User, at: datetime) -> PublicObjection:
    """Give it to somebody of the office who neither scored the unit nor confirmed its result."""
    objection = locked(objection)
    if not policies.can_handle(handler, standing_of(handler), objection):
        raise DomainError("请交给县文明办未参加该单位评分、也不属于该单位的同志。", field="handler")
    return _advance(objection, "assign", {"handler": handler}, by=by, at=at, note=handler.name)


@transaction.atomic
def advance_public_objection(
    objection: PublicObjection, verb: str, *, by: User, at: datetime, note: str = ""
) -> PublicObjection:
    """Note what was found, or answer. An objection that holds changes no total by itself."""
    objection = locked(objection)
    sets: dict[str, Any] = {}
    if verb in VERDICTS:
        sets = {
            "is_upheld": VERDICTS[verb],
            "reply": note,
            "answered_by": by,
            "answered_at": at,
        }
    return _advance(objection, verb, sets, by=by, at=at, note=note)


def _advance(
    objection: PublicObjection,
    verb: str,
    sets: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    note: str,
) -> PublicObjection:
    actors = policies.public_objection_actors(by, standing_of(by, lock=True), objection)
    step = PUBLIC_OBJECTION_STEPS[verb]
    if step.actor == Actor.LEAD and Actor.LEAD not in actors and Actor.OFFICE in actors:
        raise NotAllowed("这条异议由承办人办理和答复，您可以先改为交给自己。")
    return advance(
        objection,
        verb,
        steps=PUBLIC_OBJECTION_STEPS,
        actors_of=lambda _standing, _row: actors,
        by=by,
        at=at,
        note=note,
        sets=sets,
    )


def _unit_of(publication: Publication, about: int | None) -> Assessment | None:
    if about is None:
        return None
    if not 0 <= about < len(publication.rows):
        raise DomainError("请从公示的单位中选择。", field="about")
    pk = publication.rows[about]["assessment"]
    return Assessment.objects.select_related("unit").get(pk=pk)


def _made_before(
    publication: Publication,
    text: str,
    about: Assessment | None,
    address_key: str,
    at: datetime,
) -> PublicObjection | None:
    of_address = publication.objections.filter(address_key=address_key, about=about)
    return of_address.filter(text=text, received_at__gt=at - AGAIN).first()


def _require_room(publication: Publication, address_key: str, at: datetime) -> None:
    lately = publication.objections.filter(received_at__gt=at - HOUR, address_key=address_key)
    if lately.count() >= MOST_OF_AN_ADDRESS:
        raise TooOften("同一网络一小时内提交的异议较多，请过一小时再提交。您填写的内容还在页面上。")
    if publication.objections.filter(received_at__gt=at - DAY).count() >= MOST_OF_A_DAY:
        raise TooOften("今天收到的异议较多，请按公示上的联系方式直接反映，或明天再提交。")


def _stored(upload: UploadedFile[bytes], at: datetime) -> Any:
    try:
        return accept_upload(upload, by=None, at=at)
    except DomainError as refusal:
        refusal.field = refusal.field or "files"
        raise
