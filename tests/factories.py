"""Plain factory functions: each makes one valid row, unique unless told otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from PIL import Image

from assessments.actions.autosaves import clean_answer
from assessments.actions.branches import fields_of
from assessments.actions.cycles import enrol
from assessments.actions.sheets import (
    advance_field,
    advance_sheet,
    open_sheet,
    record_quiz,
)
from assessments.actions.sheets.marks import item_of
from assessments.models import (
    Assessment,
    Cycle,
    Indicator,
    Mark,
    Phase,
    Rubric,
    ScoreSheet,
    Team,
    TeamMember,
)
from assessments.results.rubrics import built_draft
from assessments.roles import CycleStatus, PhaseKind, RubricStatus
from assessments.scoring import ItemRow, to_document
from districts.models import (
    Activity,
    ActivityKind,
    Attachment,
    AttachmentKind,
    CentreFacility,
    CommunityCentre,
    Contact,
    CultureProgramme,
    Department,
    EventSeries,
    FacilityKind,
    FollowUp,
    FollowUpKind,
    Leader,
    Membership,
    PublicityBoard,
    QuantityKind,
    Township,
    Unit,
    UnitType,
    Village,
    about,
)
from districts.roles import SCOPE_OF, EntryStatus, Role
from wenming.accounts.models import User
from wenming.files.storing import accept_upload
from wenming.text import name_key, pinyin_of

PASSWORD = "qianshan-7Jingming"  # noqa: S105  a fake one
LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_user(
    role: Role | None = None,
    *,
    unit: Unit | None = None,
    township: Township | None = None,
    department: Department | None = None,
    name: str = "",
    username: str = "",
    password: str | None = None,
    is_active: bool = True,
) -> User:
    """Somebody who has changed their first password; with `role`, one membership (scope made up).

    `password=None` leaves it unusable, which is quicker: tests sign in with `force_login`.
    """
    number = next(_numbers)
    user = User.objects.create_user(
        username or f"user{number}",
        password,
        name=name or f"人员{number}",
        must_change_password=False,
        is_active=is_active,
    )
    if role is not None:
        make_membership(user, role, unit=unit, township=township, department=department)
    return user


def make_membership(
    user: User,
    role: Role,
    *,
    unit: Unit | None = None,
    township: Township | None = None,
    department: Department | None = None,
    started_on: date = LONG_AGO,
    ended_on: date | None = None,
) -> Membership:
    scope = SCOPE_OF[role]
    return Membership.objects.create(
        user=user,
        role=role,
        unit=(unit or make_unit()) if scope == "unit" else None,
        township=(township or make_township()) if scope == "township" else None,
        department=(department or make_department()) if scope == "department" else None,
        started_on=started_on,
        ended_on=ended_on,
    )


def make_township(name: str = "", **fields: object) -> Township:
    return Township.objects.create(**_named(name or f"第{next(_numbers)}镇"), **fields)


def make_village(name: str = "", *, township: Township | None = None, **fields: object) -> Village:
    return Village.objects.create(
        **_named(name or f"第{next(_numbers)}村"), township=township or make_township(), **fields
    )


def make_department(name: str = "", **fields: object) -> Department:
    return Department.objects.create(**_named(name or f"县第{next(_numbers)}局"), **fields)


def make_unit(name: str = "", *, type: str = UnitType.AGENCY, **fields: object) -> Unit:
    """A unit of one of the six seeded types; `type` is the type's code."""
    return Unit.objects.create(**_named(name or f"第{next(_numbers)}单位"), type_id=type, **fields)


def make_contact(unit: Unit, name: str = "", **fields: object) -> Contact:
    return Contact.objects.create(unit=unit, name=name or f"联系人{next(_numbers)}", **fields)


def make_leader(name: str = "", **fields: object) -> Leader:
    return Leader.objects.create(**_named(name or f"第{next(_numbers)}领导"), **fields)


def kind_of(name: str) -> QuantityKind:
    """A seeded kind: 水泥, 资金, 硬化道路 …"""
    return QuantityKind.objects.get(name=name)


def make_activity(**fields: Any) -> Activity:
    """A confirmed lecture of the office today, unless told otherwise."""
    held_on = fields.setdefault("held_on", timezone.localdate())
    defaults: dict[str, Any] = {
        "kind": ActivityKind.LECTURE,
        "title": f"第{next(_numbers)}次讲座",
        "year": held_on.year,
        "place": "文化大院",
        "status": EntryStatus.CONFIRMED,
        "entered_at": timezone.now(),
    }
    if "entered_by" not in fields:
        defaults["entered_by"] = make_user()
    return Activity.objects.create(**defaults | fields)


def make_series(**fields: Any) -> EventSeries:
    """An event series of the office that began today."""
    starts_on = fields.setdefault("starts_on", timezone.localdate())
    defaults = {"name": f"第{next(_numbers)}个系列", "year": starts_on.year, "venue": "文化广场"}
    return EventSeries.objects.create(**defaults | fields)


def make_centre(*, kinds: Iterable[FacilityKind] = (), **fields: Any) -> CommunityCentre:
    """A community's centre that has these facilities."""
    township = fields.pop("township", None) or make_township()
    defaults = {"community": f"第{next(_numbers)}社区", "place": "大院", "built_year": this_year()}
    centre = CommunityCentre.objects.create(township=township, **defaults | fields)
    CentreFacility.objects.bulk_create(CentreFacility(centre=centre, kind=kind) for kind in kinds)
    return centre


def make_board(**fields: Any) -> PublicityBoard:
    """The office's confirmed board, put up today, unless told otherwise."""
    day = timezone.localdate()
    defaults: dict[str, Any] = {
        "kind": "column",
        "place": f"第{next(_numbers)}个路口",
        "installed_on": day,
        "year": day.year,
        "count": 1,
        "status": EntryStatus.CONFIRMED,
        "entered_at": timezone.now(),
    }
    entered_by = fields.pop("entered_by", None) or make_user()
    return PublicityBoard.objects.create(entered_by=entered_by, **defaults | fields)


def make_programme(**fields: Any) -> CultureProgramme:
    """A unit's programme under way this year."""
    unit = fields.pop("unit", None) or make_unit()
    defaults = {"title": f"第{next(_numbers)}个文化建设年", "year": this_year()}
    return CultureProgramme.objects.create(unit=unit, **defaults | fields)


def make_follow_up(**fields: Any) -> FollowUp:
    """An open matter of a township, due in thirty days, unless told otherwise."""
    today = timezone.localdate()
    defaults: dict[str, Any] = {
        "kind": FollowUpKind.RECTIFICATION,
        "text": f"第{next(_numbers)}个问题整改到位",
        "year": today.year,
        "due_on": today + timedelta(days=30),
        "opened_at": timezone.now(),
    }
    if not fields.keys() & {"township", "department", "unit"}:
        defaults["township"] = make_township()
    if "opened_by" not in fields:
        defaults["opened_by"] = make_user()
    return FollowUp.objects.create(**defaults | fields)


def a_picture(name: str = "照片.png", colour: str = "green") -> SimpleUploadedFile:
    """A small picture as a browser uploads it; another colour is another file."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def make_attachment(
    row: Model, kind: str = AttachmentKind.AFTER, *, by: User | None = None, **fields: Any
) -> Attachment:
    """A picture on a record, whoever may change it."""
    by = by or make_user()
    with transaction.atomic():
        stored = accept_upload(a_picture(), by=by)
    return Attachment.objects.create(
        **about(row), file=stored, kind=kind, by=by, at=timezone.now(), **fields
    )


def _named(name: str) -> dict[str, str]:
    """A register row's name with what is derived from it."""
    spelled = pinyin_of(name)
    return {
        "name": name,
        "name_key": name_key(name),
        "pinyin": spelled.full,
        "initials": spelled.initials,
    }


# 100 points under the five heads of the county's rubric; every head is scored by other rules.
SMALL_TREE = (
    ItemRow(code="1", title="组织领导", points="20"),
    ItemRow(code="1.1", title="领导重视", points="8", rule="达标", methods="听汇报"),
    ItemRow(code="1.2", title="例会制度", points="12", rule="次扣", parameters="每次=2"),
    ItemRow(code="2", title="精神文明阵地建设", points="30"),
    ItemRow(
        code="2.1", title="宣传阵地", points="20", rule="等级",
        parameters="A=100%;B=66%;C=33%;D=0", methods="实地查看",
    ),
    ItemRow(
        code="2.2", title="服务窗口", points="10", rule="裁量", parameters="步长=0.5",
        condition="有窗口",
    ),
    ItemRow(code="3", title="精神文明创建活动", points="30"),
    ItemRow(code="3.1", title="主题活动", points="20", rule="计数", parameters="每次=5"),
    ItemRow(
        code="3.2", title="志愿服务", points="10", rule="区间扣", parameters="最低=0.5;最高=3"
    ),
    ItemRow(code="4", title="思想道德建设", points="10"),
    ItemRow(
        code="4.1", title="知识测试", points="10", rule="比例", parameters="满值=100",
        methods="测试",
    ),
    ItemRow(code="5", title="综合效益", points="10"),
    ItemRow(
        code="5.1", title="群众满意", points="10", rule="分段",
        parameters=">=90:10;>=80:6;其余:0",
    ),
)  # fmt: skip


def make_rubric(
    types: Iterable[str] = (UnitType.AGENCY,),
    *,
    rows: Sequence[ItemRow] = SMALL_TREE,
    year: int | None = None,
    name: str = "",
    is_published: bool = True,
    **fields: Any,
) -> Rubric:
    """A rubric for these types with these rows, in force unless `is_published` is False."""
    rubric = Rubric.objects.create(
        name=name or f"第{next(_numbers)}号考核细则", year=year or this_year(), **fields
    )
    rubric.unit_types.set(UnitType.objects.filter(pk__in=list(types)))
    Indicator.objects.bulk_create([Indicator(rubric=rubric, **fields_of(row)) for row in rows])
    if is_published:
        spec = built_draft(rubric, rubric.indicators.all()).spec
        assert spec is not None, "the rows cannot be published"
        rubric.status, rubric.frozen = RubricStatus.PUBLISHED, to_document(spec)
        rubric.published_at = timezone.now()
        rubric.save()
    return rubric


def make_cycle(
    open_phase: PhaseKind = PhaseKind.SELF_CHECK,
    *,
    year: int | None = None,
    status: str = CycleStatus.OPEN,
    **fields: Any,
) -> Cycle:
    """A cycle whose phases follow each other, `open_phase` from ten days ago for thirty days."""
    year = year or this_year()
    cycle = Cycle.objects.create(year=year, name=f"{year}年度考核", status=status, **fields)
    kinds = list(PhaseKind)
    start = timezone.now() - timedelta(days=10 + 30 * kinds.index(open_phase))
    for number, kind in enumerate(kinds):
        opens = start + timedelta(days=30 * number)
        closes = opens + timedelta(days=30) - timedelta(seconds=1)
        Phase.objects.create(cycle=cycle, kind=kind, opens_at=opens, closes_at=closes)
    return cycle


def make_assessment(
    unit: Unit | None = None, *, cycle: Cycle | None = None, **fields: Any
) -> Assessment:
    """A unit enrolled as the office enrols it; a cycle and a rubric for its type are made up."""
    unit = unit or make_unit()
    cycle = cycle or Cycle.objects.first() or make_cycle()
    if not Rubric.objects.in_force(cycle.year).filter(unit_types=unit.type_id).exists():
        make_rubric([unit.type_id], year=cycle.year)
    (assessment,) = enrol(cycle, [unit], by=make_user(Role.OFFICE), at=timezone.now())
    for name, value in fields.items():
        setattr(assessment, name, value)
    assessment.save()
    return assessment


def this_year() -> int:
    """Years of rubrics and cycles follow the clock, so that tests need not stop it."""
    return timezone.localdate().year


# A full answer to every item of SMALL_TREE that a scorer answers for a unit without 窗口.
FULL_MARKS: dict[str, dict[str, Any]] = {
    "1.1": {"met": True},
    "1.2": {"count": 0},
    "2.1": {"level": "A"},
    "3.1": {"count": 4},
    "3.2": {"amounts": []},
    "5.1": {"value": "90"},
}


def make_team(*members: User, cycle: Cycle | None = None, name: str = "") -> Team:
    """A team of these people, the first of whom leads it; without people, one leader is made up."""
    cycle = cycle or Cycle.objects.first() or make_cycle(PhaseKind.FIELD)
    team = Team.objects.create(cycle=cycle, name=name or f"第{next(_numbers)}组")
    for number, user in enumerate(members or (make_user(),)):
        TeamMember.objects.create(team=team, user=user, is_leader=number == 0)
    return team


def make_assigned(*members: User, unit: Unit | None = None, **fields: Any) -> Assessment:
    """A unit in the field phase, assigned to a new team of these people."""
    cycle = Cycle.objects.first() or make_cycle(PhaseKind.FIELD)
    team = make_team(*members, cycle=cycle)
    return make_assessment(unit, cycle=cycle, **{"team": team, "visiting_order": 1} | fields)


def team_of(assessment: Assessment) -> Team:
    assert assessment.team is not None, "the unit has no team"
    return assessment.team


def make_sheet(
    assessment: Assessment,
    scorer: User,
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    is_submitted: bool = False,
) -> ScoreSheet:
    """A sheet that gives full marks but for what is `changed` (by 编号), which has its reason.

    The marks are written at once: saving one has tests of its own, and half the tests need a sheet.
    """
    sheet = open_sheet(assessment, by=scorer, at=timezone.now())
    changed = changed or {}
    marks = list(sheet.marks.select_related("indicator"))
    for mark in marks:
        code = mark.indicator.code
        mark.answer = clean_answer(item_of(mark), changed.get(code, FULL_MARKS.get(code)))
        mark.reason = "现场未见记录" if code in changed else ""
        mark.version, mark.save_key, mark.updated_at = mark.version + 1, uuid4(), timezone.now()
    Mark.objects.bulk_update(marks, ["answer", "reason", "version", "save_key", "updated_at"])
    if is_submitted:
        advance_sheet(sheet, "submit", by=scorer, at=timezone.now())
    sheet.refresh_from_db()
    return sheet


def make_confirmed(
    *members: User,
    unit: Unit | None = None,
    changed: Sequence[Mapping[str, Mapping[str, Any]]] = (),
    average: str = "92",
) -> Assessment:
    """A unit that its team has scored and confirmed; `changed` says, per member, what lost points.

    The cycle's spread must not be exceeded by what is changed.
    """
    members = members or (make_user(),)
    assessment = make_assigned(*members, unit=unit)
    quiz = assessment.rubric.indicators.get(code="4.1")
    shared: dict[str, Any] = {"by": members[0], "at": timezone.now()}
    record_quiz(assessment, quiz, people=12, average=Decimal(average), **shared)
    for number, member in enumerate(members):
        own = changed[number] if number < len(changed) else {}
        make_sheet(assessment, member, own, is_submitted=True)
    return advance_field(assessment, "confirm", **shared)
