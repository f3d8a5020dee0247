"""One mark of one sheet: saved as often as the scorer changes it, never silently lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from assessments import policies
from assessments.actions.autosaves import (
    UNCHANGED,
    RawAnswer,
    Unchanged,
    clean_answer,
    given,
    is_replay,
)
from assessments.models import Mark, MarkPhoto, Phase, ScoreSheet
from assessments.results.answers import answer_in_words
from assessments.results.sheets import items_of, methods_for
from assessments.roles import Actor, PhaseKind, SheetStatus
from assessments.scoring import Item
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.storing import accept_upload, discard
from wenming.text import clean_text

LONGEST_REASON = 500
MOST_PHOTOS = 9

LABELS = {"answer": "评分", "reason": "扣分理由", "methods": "考核方式"}


@transaction.atomic
def save_mark(
    mark_id: int,
    *,
    answer: RawAnswer = UNCHANGED,
    reason: str | Unchanged = UNCHANGED,
    methods: Sequence[str] | Unchanged = UNCHANGED,
    version: int,
    save_key: UUID,
    by: User,
    at: datetime,
) -> Mark:
    """Store what the scorer changed; three queries. What is UNCHANGED keeps its value.

    The same `save_key` again returns the stored mark. A `version` that is not the stored one
    is refused with both texts. Raises Mark.DoesNotExist for a mark that is not `by`'s own.
    """
    mark = own_mark(mark_id, by=by)
    _may_mark(mark, by=by, at=at)
    item = item_of(mark)
    fields = given(
        answer=clean_answer(item, answer),
        reason=_clean_reason(reason),
        methods=_clean_methods(item, methods),
    )
    if is_replay(mark, save_key, fields):
        return mark
    still = writable(mark, version=version, by=by, at=at)
    if not still.update(**fields, version=version + 1, save_key=save_key, updated_at=at):
        raise _refusal(mark, item, fields, by=by, at=at)
    for name, value in fields.items():
        setattr(mark, name, value)
    mark.version, mark.save_key, mark.updated_at = version + 1, save_key, at
    return mark


def writable(mark: Mark, *, version: int, by: User, at: datetime) -> QuerySet[Mark]:
    """The mark, as long as its seat, its sheet and its version are what the save was made on.

    Asked by the statement that writes: what another transaction has committed meanwhile is
    seen by it, on either database.
    """
    seated = policies.seats_of_sheet(by, mark.sheet, timezone.localtime(at).date())
    return Mark.objects.filter(
        Exists(seated), pk=mark.pk, version=version, sheet__status=SheetStatus.DRAFT
    )


def own_mark(mark_id: int, *, by: User) -> Mark:
    """The scorer's own mark, locked with its sheet, with everything a save asks. One query."""
    phase = Phase.objects.filter(cycle=OuterRef("sheet__assessment__cycle"), kind=PhaseKind.FIELD)
    marks = Mark.objects.select_related("sheet__assessment__cycle", "sheet__assessment__rubric")
    return (
        marks.select_for_update(of=("self", "sheet"))
        .annotate(
            field_opens=Subquery(phase.values("opens_at")[:1]),
            field_closes=Subquery(phase.values("closes_at")[:1]),
        )
        .get(pk=mark_id, sheet__scorer=by)
    )


def item_of(mark: Mark) -> Item:
    """The mark's item, as the published rubric has it."""
    for item in items_of(mark.sheet):
        if item.id == mark.indicator_id:
            return item
    raise Conflict("本项不适用于该单位，不需要评分。")


def _may_mark(mark: Mark, *, by: User, at: datetime) -> None:
    """Refuse unless the scorer may mark now. One query; the seat is asked on writing."""
    sheet = mark.sheet
    standing = standing_of(by, on=timezone.localtime(at).date())
    if not by.is_active or sheet.assessment.unit_id in standing.recused_unit_ids:
        raise NotAllowed("您与该单位有关联，须回避，不能打分。")
    calendar = policies.Calendar(sheet.assessment.cycle.status, _field_phase(mark), at)
    actors = frozenset({Actor.MEMBER, Actor.SCORER})
    if policies.can_mark(actors, sheet, calendar):
        return
    if sheet.status != SheetStatus.DRAFT:
        raise _closed(sheet)
    raise Conflict("集中考核阶段没有开放，或该单位结果已确认，不能再打分。")


def _field_phase(mark: Any) -> Mapping[str, Phase]:
    """The field phase from what `own_mark` has annotated."""
    if mark.field_opens is None:
        return {}
    phase = Phase(kind=PhaseKind.FIELD, opens_at=mark.field_opens, closes_at=mark.field_closes)
    return {PhaseKind.FIELD: phase}


def _clean_reason(reason: str | Unchanged) -> str | Unchanged:
    if isinstance(reason, Unchanged):
        return reason
    text = clean_text(reason)
    if len(text) > LONGEST_REASON:
        over = len(text) - LONGEST_REASON
        raise DomainError(f"扣分理由最多 {LONGEST_REASON} 字，现在多出 {over} 字。", field="reason")
    return text


def _clean_methods(item: Item, methods: Sequence[str] | Unchanged) -> list[str] | Unchanged:
    """The ticked methods in the order of the rubric."""
    if isinstance(methods, Unchanged):
        return methods
    offered = methods_for(item)
    if strange := [each for each in methods if each not in offered]:
        raise DomainError(f"本项没有“{strange[0][:20]}”这种考核方式。", field="methods")
    return [each for each in offered if each in methods]


def _refusal(
    mark: Mark, item: Item, fields: Mapping[str, Any], *, by: User, at: datetime
) -> DomainError:
    """Why nothing was written: the seat is gone, the sheet is closed, or somebody was faster."""
    if not policies.seats_of_sheet(by, mark.sheet, timezone.localtime(at).date()).exists():
        return NotAllowed("您已不在该考核组（部门），不能再打分。")
    current = own_mark(mark.pk, by=by)
    if current.sheet.status != SheetStatus.DRAFT:
        return _closed(current.sheet)
    return _stale(current, item, fields)


def _closed(sheet: ScoreSheet) -> Conflict:
    return Conflict(f"考核表{sheet.get_status_display()}，不能再改。需要修改时请先撤回。")


def _stale(mark: Mark, item: Item, fields: Mapping[str, Any]) -> Conflict:
    stored = {name: getattr(mark, name) for name in fields}
    return StaleMark(
        "这一项已在另一个页面改动，您填写的内容还没有保存。",
        current=_in_words(item, stored),
        typed=_in_words(item, fields),
        mark=mark,
    )


class StaleMark(Conflict):
    """A save made on an old version. `mark` is the current one, for the page to go on from."""

    def __init__(self, message: str, *, mark: Mark, **texts: Mapping[str, str]) -> None:
        super().__init__(message, current=texts["current"], typed=texts["typed"])
        self.mark = mark


def _in_words(item: Item, fields: Mapping[str, Any]) -> dict[str, str]:
    words = dict(fields)
    if "answer" in words:
        words["answer"] = answer_in_words(item, words["answer"])
    if "methods" in words:
        words["methods"] = "、".join(words["methods"])
    return {LABELS[name]: text for name, text in words.items()}


@transaction.atomic
def add_photo(mark_id: int, *, upload: UploadedFile[bytes], by: User, at: datetime) -> MarkPhoto:
    """Keep a photo taken on the spot with its item."""
    mark = _mark_for_photos(mark_id, by=by, at=at)
    if mark.photos.count() >= MOST_PHOTOS:
        raise DomainError(f"每项最多 {MOST_PHOTOS} 张照片，请先移除不用的。", field="photo")
    file = accept_upload(upload, by=by, at=at)
    if not file.is_image:
        raise DomainError("这里只能上传照片（JPG、PNG 等图片）。", field="photo")
    photo = MarkPhoto.objects.create(mark=mark, file=file)
    after = {"indicator": mark.indicator_id, "file": file.original_name, "sha256": file.sha256}
    record("sheet.add-photo", on=mark.sheet, by=by, at=at, after=after)
    return photo


@transaction.atomic
def remove_photo(photo: MarkPhoto, *, by: User, at: datetime) -> None:
    """Take a photo away from its item. The trail keeps its name and its hash."""
    mark = _mark_for_photos(photo.mark_id, by=by, at=at)
    file = photo.file
    before = {"indicator": mark.indicator_id, "file": file.original_name, "sha256": file.sha256}
    photo.delete()
    discard(file)
    record("sheet.remove-photo", on=mark.sheet, by=by, at=at, before=before)


def _mark_for_photos(mark_id: int, *, by: User, at: datetime) -> Mark:
    mark = own_mark(mark_id, by=by)
    _may_mark(mark, by=by, at=at)
    seats = policies.seats_of_sheet(by, mark.sheet, timezone.localtime(at).date())
    if not seats.select_for_update(of=("self",)).first():
        raise NotAllowed("您已不在该考核组（部门），不能再打分。")
    return mark
