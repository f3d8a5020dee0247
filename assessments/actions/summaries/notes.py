"""问题和打算: notes of the office's own, typed or taken from what the records offer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from assessments.actions.summaries.common import open_version, require_writer
from assessments.models import OfficeNote
from assessments.results.summaries.generation import notes_written
from assessments.results.summaries.materials import materials_of
from assessments.roles import NoteKind
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict


@transaction.atomic
def add_note(
    year: int, kind: NoteKind, text: str, *, by: User, at: datetime, material: str = ""
) -> OfficeNote:
    """One more point, after the others of its kind."""
    require_writer(by)
    open_version(year)
    last = OfficeNote.objects.filter(year=year, kind=kind).aggregate(last=Max("position"))["last"]
    note = OfficeNote.objects.create(
        year=year,
        kind=kind,
        position=(last or 0) + 1,
        text=text,
        material=material,
        entered_by=by,
        entered_at=at,
    )
    record("officenote.create", on=note, by=by, at=at, after=text)
    _print(year)
    return note


def take_material(year: int, key: str, *, by: User, at: datetime) -> OfficeNote:
    """What the records offer under this key, as a note that can then be reworded."""
    offered = {each.key: each for each in materials_of(year, timezone.localdate(at))}
    if key not in offered:
        raise Conflict("这条素材已经加入，或者记录已有变化，请刷新后再看。")
    found = offered[key]
    return add_note(year, found.kind, found.text, by=by, at=at, material=key)


@transaction.atomic
def edit_note(note: OfficeNote, *, text: str, version: int, by: User, at: datetime) -> OfficeNote:
    require_writer(by)
    open_version(note.year)
    before = _current(note).text
    rows = OfficeNote.objects.filter(pk=note.pk, version=version)
    if not rows.update(text=text, version=F("version") + 1):
        raise Conflict("这一条已被同事修改。", current={"内容": before}, typed={"内容": text})
    note.refresh_from_db()
    record("officenote.update", on=note, by=by, at=at, before=before, after=text)
    _print(note.year)
    return note


@transaction.atomic
def remove_note(note: OfficeNote, *, version: int, by: User, at: datetime) -> None:
    """Take a point back; what it was taken from is offered again."""
    require_writer(by)
    open_version(note.year)
    note = _current(note)
    if note.version != version:
        raise Conflict("这一条已被同事修改。", current={"内容": note.text})
    record("officenote.remove", on=note, by=by, at=at, before=note.text)
    year = note.year
    note.delete()
    _print(year)


def _current(note: OfficeNote) -> OfficeNote:
    found = OfficeNote.objects.select_for_update().filter(pk=note.pk).first()
    if found is None:
        raise Conflict("这一条已被同事删除，请刷新后再看。")
    return found


def _print(year: int) -> None:
    """Notes need no figures: the open version tells them at once."""
    summary = open_version(year)
    if summary is None:
        return
    for each in notes_written(OfficeNote.objects.filter(year=year)):
        rows = summary.paragraphs.filter(key=each.key).exclude(generated=each.text)
        rows.update(generated=each.text, version=F("version") + 1)
