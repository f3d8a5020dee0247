"""The office's own words: in one paragraph of a version, or in the sentence behind it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from assessments.actions.summaries.common import held_draft, open_version, require_writer
from assessments.models import SummaryParagraph, SummarySentence
from assessments.results.figures import figures_in
from assessments.results.summaries.skeleton import BY_KEY, faults_in, plain_fields
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError

TEXT = "段落内容"


@transaction.atomic
def edit_paragraph(
    paragraph: SummaryParagraph, *, text: str, version: int, by: User, at: datetime
) -> SummaryParagraph:
    """The office's text instead of the generated one; who was slower sees both texts."""
    paragraph = _held(paragraph, version=version, typed=text, by=by)
    if paragraph.text == text:
        return paragraph
    edit = {"edited": text, "based_on": paragraph.generated, "edited_by": by, "edited_at": at}
    return _write(paragraph, "edit", edit, by=by, at=at)


@transaction.atomic
def adopt(paragraph: SummaryParagraph, *, version: int, by: User, at: datetime) -> SummaryParagraph:
    """The generated text again instead of the office's."""
    paragraph = _held(paragraph, version=version, by=by)
    if not paragraph.is_edited:
        return paragraph
    edit = {"edited": None, "based_on": "", "edited_by": None, "edited_at": None}
    return _write(paragraph, "adopt", edit, by=by, at=at)


@transaction.atomic
def keep_edit(
    paragraph: SummaryParagraph, *, version: int, by: User, at: datetime
) -> SummaryParagraph:
    """The office's text stays, knowing what the records say now."""
    paragraph = _held(paragraph, version=version, by=by)
    if not paragraph.is_overtaken:
        return paragraph
    return _write(paragraph, "keep", {"based_on": paragraph.generated}, by=by, at=at)


@transaction.atomic
def reword(
    year: int, key: str, *, text: str, version: int, by: User, at: datetime
) -> SummarySentence:
    """The office's sentence for a year, in place of the system's. `version` 0: it had none."""
    require_writer(by)
    open_version(year)
    if faults := faults_in(text, {*figures_in(year), *plain_fields(year)}):
        raise DomainError("".join(faults), field="text")
    row = SummarySentence.objects.select_for_update().filter(year=year, key=key).first()
    before = row.text if row else BY_KEY[key].default
    if (row.version if row else 0) != version:
        raise Conflict("这段句式已被同事修改。", current={"句式": before}, typed={"句式": text})
    if row is None:
        row = SummarySentence.objects.create(
            year=year, key=key, text=text, edited_by=by, edited_at=at
        )
    else:
        row.text, row.edited_by, row.edited_at, row.version = text, by, at, version + 1
        row.save(update_fields=["text", "edited_by", "edited_at", "version"])
    record("summarysentence.update", on=row, by=by, at=at, before=before, after=text)
    return row


@transaction.atomic
def reset_sentence(year: int, key: str, *, by: User, at: datetime) -> None:
    """The system's own sentence again."""
    require_writer(by)
    open_version(year)
    row = SummarySentence.objects.select_for_update().filter(year=year, key=key).first()
    if row is not None:
        record("summarysentence.reset", on=row, by=by, at=at, before=row.text)
        row.delete()


def _held(
    paragraph: SummaryParagraph, *, version: int, by: User, typed: str = ""
) -> SummaryParagraph:
    """The paragraph as it stands, locked with its summary, if it is what was on screen."""
    require_writer(by)
    held_draft(paragraph.summary)
    found = SummaryParagraph.objects.select_related("summary", "edited_by").get(pk=paragraph.pk)
    if found.version != version:
        who = f"（{found.edited_by.name}）" if found.edited_by else "（重新生成）"
        message = f"这一段在您打开以后已经有变化{who}，没有保存。"
        raise Conflict(message, current={TEXT: found.text}, typed={TEXT: typed} if typed else None)
    return found


def _write(
    paragraph: SummaryParagraph, verb: str, values: Mapping[str, object], *, by: User, at: datetime
) -> SummaryParagraph:
    before = paragraph.text
    rows = SummaryParagraph.objects.filter(pk=paragraph.pk, version=paragraph.version)
    if not rows.update(**values, version=F("version") + 1):
        raise Conflict("这一段刚刚被别人修改，请刷新后再试。")
    paragraph.refresh_from_db()
    after = {"key": paragraph.key, "text": paragraph.text}
    record(f"summaryparagraph.{verb}", on=paragraph, by=by, at=at, before=before, after=after)
    return paragraph
