"""结果反馈: a unit answers to its marks, and somebody who gave none of them takes a second look."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F

from assessments import policies
from assessments.actions.autosaves import RawAnswer, Unchanged, clean_answer
from assessments.actions.extras.holding import follow_up, held, require_reason, require_running
from assessments.models import Agreement, Assessment, Indicator, Objection, ObjectionFile
from assessments.models.feedback import DECIDED
from assessments.results.feedback import earned_by_item, item_of
from assessments.roles import Actor
from assessments.scoring import plain
from assessments.workflow import OBJECTION_STEPS, Step
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed
from wenming.files.storing import accept_upload

LONGEST_STATEMENT = 1000
MOST_FILES = 9
Answer = Mapping[str, object] | None


@transaction.atomic
def agree(assessment: Assessment, *, by: User, at: datetime) -> Agreement:
    """The unit has nothing against any of its marks. Again is the same as once."""
    assessment = held(assessment.pk)
    _require_answering(assessment, by, at)
    if Objection.objects.live().filter(assessment=assessment).exists():
        raise Conflict("本单位有异议尚在，不能反馈“全部无异议”；不再坚持的，请先撤回异议。")
    made, is_new = Agreement.objects.get_or_create(
        assessment=assessment, defaults={"by": by, "at": at}
    )
    if is_new:
        record("agreement.give", on=assessment, by=by, at=at)
    return made


@transaction.atomic
def file_objection(
    assessment: Assessment,
    *,
    code: str,
    statement: str,
    uploads: Sequence[UploadedFile[bytes]] = (),
    save_key: UUID,
    by: User,
    at: datetime,
) -> Objection:
    """Object to the mark on one item. The same `save_key` again is the same act again."""
    assessment = held(assessment.pk)
    _require_answering(assessment, by, at)
    if made := Objection.objects.filter(assessment=assessment, save_key=save_key).first():
        return made
    indicator = _indicator(assessment, code)
    if not statement:
        raise DomainError("请写明异议的理由。", field="statement")
    if len(uploads) > MOST_FILES:
        raise DomainError(f"一次最多上传 {MOST_FILES} 个文件。", field="files")
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                assessment=assessment, indicator=indicator, statement=statement,
                original=plain(earned_by_item(assessment)[code]),
                filed_by=by, filed_at=at, save_key=save_key,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(f"{code} 已经提出过异议，请在异议列表中查看。", field="code") from error
    stored = [accept_upload(upload, by=by, at=at) for upload in uploads]
    ObjectionFile.objects.bulk_create(ObjectionFile(objection=objection, file=f) for f in stored)
    Agreement.objects.filter(assessment=assessment).delete()
    files = [each.original_name for each in stored]
    after = {"code": code, "original": objection.original, "files": files}
    record("objection.file", on=assessment, by=by, at=at, after=after, note=statement)
    return objection


@transaction.atomic
def advance_objection(
    objection: Objection,
    verb: str,
    *,
    version: int | None = None,
    answer: RawAnswer = None,
    note: str = "",
    by: User,
    at: datetime,
) -> Objection:
    """Take one step of `workflow.OBJECTION_STEPS`; the unit's result follows at once.

    `adjust` needs the raw `answer` that is to stand in the place of the scorers' marks. Both marks
    stay: the scorers' in their sheets, the decided one here.
    """
    step = OBJECTION_STEPS[verb]
    assessment = held(objection.assessment_id)
    objection = Objection.objects.select_related("indicator").get(pk=objection.pk)
    objection.assessment = assessment
    _require_actor(step, objection, by, at)
    if objection.status not in step.sources or version not in (None, objection.version):
        raise Conflict(f"这条异议{objection.get_status_display()}，请刷新页面后再办理。")
    if step.needs_note:
        require_reason(note, "请写明理由。", field="note")
    decided = _decided(objection, answer) if verb == "adjust" else None
    before = objection.get_status_display()
    _move(objection, step, decided, note=note, by=by, at=at)
    after = {
        "code": objection.indicator.code,
        "status": objection.get_status_display(),
        "answer": decided,
        **follow_up(assessment),
    }
    record(f"objection.{verb}", on=assessment, by=by, at=at, before=before, after=after, note=note)
    return objection


def _require_answering(assessment: Assessment, by: User, at: datetime) -> None:
    actors = policies.actors_of(by, standing_of(by, lock=True), assessment)
    if Actor.REPORTER not in actors:
        raise NotAllowed("结果反馈由本单位填报人办理，您没有这一权限。")
    if not assessment.is_confirmed:
        raise Conflict("本单位的得分还没有确认，暂不能反馈。")
    if not policies.can_answer_marks(
        actors, assessment, policies.calendar_of(assessment.cycle, at)
    ):
        raise Conflict("现在不在结果反馈时间内，不能办理。")


def _require_actor(step: Step, objection: Objection, by: User, at: datetime) -> None:
    assessment = objection.assessment
    actors = policies.actors_of(by, standing_of(by, lock=True), assessment)
    actors = policies.reviewers_of(actors, by, assessment)
    if step.actor not in actors:
        if Actor.OFFICE in actors:
            raise NotAllowed("您参加过该单位的评分或确认，异议须由其他同志复核。")
        raise NotAllowed(f"您没有“{step.label}”的权限。")
    require_running(assessment)
    calendar = policies.calendar_of(assessment.cycle, at)
    if step.phase is not None and not calendar.is_open(step.phase):
        raise Conflict(f"{step.phase.label}已经截止，不能{step.label}。")


def _indicator(assessment: Assessment, code: str) -> Indicator:
    """The item objected to: one that counts for the unit and has a mark."""
    if code not in earned_by_item(assessment):
        raise DomainError("请从列表中选择一个已评分的项目。", field="code")
    return Indicator.objects.get(rubric=assessment.rubric_id, code=code)


def _decided(objection: Objection, raw: RawAnswer) -> Answer:
    answer = clean_answer(item_of(objection), raw)
    if answer is None or isinstance(answer, Unchanged):
        raise DomainError("请填写复核后的评分。", field="answer")
    return answer


def _move(
    objection: Objection, step: Step, answer: Answer, *, note: str, by: User, at: datetime
) -> None:
    """The guarded write: of two who decide at once one is told."""
    decides = step.target in DECIDED
    changes: dict[str, object] = {
        "status": step.target,
        "answer": answer,
        "reason": note if decides else "",
        "decided_by": by if decides else None,
        "decided_at": at if decides else None,
    }
    still = Objection.objects.filter(pk=objection.pk, version=objection.version)
    if not still.update(**changes, version=F("version") + 1):
        raise Conflict("这条异议刚刚有变动，请刷新页面。")
    for name, value in changes.items():
        setattr(objection, name, value)
    objection.version += 1
