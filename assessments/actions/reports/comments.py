"""What the office notes at an item while it reviews a report."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from assessments.actions.autosaves import is_replay
from assessments.models import ReviewComment, SelfMark
from assessments.policies import actors_of, can_comment
from assessments.roles import Actor
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.errors import Conflict, NotAllowed

COMMENT = "审核意见"


@transaction.atomic
def comment_item(
    mark_id: int, *, text: str, version: int, save_key: UUID, by: User, at: datetime
) -> ReviewComment | None:
    """Note what is wrong with an item in this round; the unit sees it once the report returns.

    `version` is 0 for the first note. A blank text takes the note back (None).
    """
    standing = standing_of(by)
    marks = SelfMark.objects.visible_to(by, standing).select_related("report__assessment")
    mark = marks.select_for_update(of=("self", "report")).get(pk=mark_id)
    report = mark.report
    if Actor.OFFICE not in actors_of(by, standing, report.assessment):
        raise NotAllowed("审核意见由县文明办填写，您没有这一权限。")
    comment = ReviewComment.objects.filter(mark=mark, round=report.round).first()
    if comment and is_replay(comment, save_key, {"text": text}):
        return comment
    if not can_comment(frozenset({Actor.OFFICE}), report):
        raise Conflict(f"自查报告{report.get_status_display()}，不能再写审核意见。")
    _require_current(comment, version, text)
    if not text:
        ReviewComment.objects.filter(mark=mark, round=report.round, is_sent=False).delete()
        return None
    return _write_comment(mark, comment, text=text, save_key=save_key, by=by, at=at)


def _require_current(comment: ReviewComment | None, version: int, text: str) -> None:
    """Version 0 with nothing there, or the version that is there."""
    stored = comment.version if comment else 0
    if stored != version and (comment or text):
        current = {COMMENT: comment.text if comment else ""}
        raise Conflict("这条意见已由他人改动", current=current, typed={COMMENT: text})


def _write_comment(
    mark: SelfMark,
    comment: ReviewComment | None,
    *,
    text: str,
    save_key: UUID,
    by: User,
    at: datetime,
) -> ReviewComment:
    if comment is None:
        try:
            with transaction.atomic():
                return ReviewComment.objects.create(
                    mark=mark, round=mark.report.round, text=text, by=by, at=at, save_key=save_key
                )
        except IntegrityError as error:
            raise Conflict("他人刚写了这一项的意见，请刷新后再写。") from error
    comment.text, comment.by, comment.at, comment.save_key = text, by, at, save_key
    comment.version += 1
    comment.save(update_fields=["text", "by", "at", "save_key", "version"])
    return comment
