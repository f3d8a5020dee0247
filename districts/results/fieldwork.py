"""What every fieldwork page shows beside its own facts: files, corrections, history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from districts.labels import verb_labels
from districts.models import Attachment, AttachmentKind, Correction
from districts.policies.attachments import files_of
from districts.roles import Standing
from wenming.audit.trail import trail_of
from wenming.files.models import StoredFile

LONGEST_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Gallery:
    """The files of one record: what was before beside what is now, then the rest."""

    noun: str
    target: Model
    can_edit: bool
    kinds: tuple[AttachmentKind, ...]
    before: list[Attachment] = field(default_factory=list)
    after: list[Attachment] = field(default_factory=list)
    pictures: list[Attachment] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.before or self.after or self.pictures or self.files)


def gallery_of(row: Model, standing: Standing) -> Gallery:
    """The files of a record, and whether this person may change them now. One query."""
    rules = files_of(row)
    gallery = Gallery(
        noun=str(row._meta.model_name),
        target=row,
        can_edit=rules.may_edit(standing, row),
        kinds=rules.kinds,
    )
    for attachment in Attachment.objects.on(row):
        _shelf_for(gallery, attachment).append(attachment)
    return gallery


def _shelf_for(gallery: Gallery, attachment: Attachment) -> list[Attachment]:
    file: StoredFile = attachment.file
    if not file.is_image:
        return gallery.files
    if attachment.kind == AttachmentKind.BEFORE:
        return gallery.before
    return gallery.after if attachment.kind == AttachmentKind.AFTER else gallery.pictures


def corrections_of(row: Model) -> list[Correction]:
    """Every correction of one record, the first first. One query."""
    return list(corrections_by(type(row), [row.pk]).get(row.pk, []))


def corrections_by(model: type[Model], pks: Iterable[int]) -> Mapping[int, list[Correction]]:
    """The corrections of many records, by the record's id. One query."""
    found: dict[int, list[Correction]] = {}
    content_type = ContentType.objects.get_for_model(model)
    rows = Correction.objects.filter(content_type=content_type, object_id__in=list(pks))
    for correction in rows.select_related("by").order_by("pk"):
        found.setdefault(correction.object_id, []).append(correction)
    return found


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a record's timeline."""

    label: str
    who: str
    at: datetime
    note: str
    colour: str


GOOD, BAD = {"confirm", "close", "accept"}, {"return", "cancel", "withdraw", "reject"}


def history_of(row: Model) -> list[Happening]:
    """What the trail says about the record, newest first. One query."""
    return [_happening(entry) for entry in trail_of(row)[:LONGEST_HISTORY]]


def _happening(entry: Any) -> Happening:
    verb = entry.verb.rpartition(".")[2]
    return Happening(
        label=verb_labels().get(entry.verb, entry.verb),
        who=entry.actor_name or "系统",
        at=entry.at,
        note=entry.note,
        colour="green" if verb in GOOD else "red" if verb in BAD else "",
    )
