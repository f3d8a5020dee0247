"""Two communities that fill in month by month, under an example rubric: every state of a window.

Their months up to last month are answered but for one each; the last month's is permitted late to
one, asked for by the other; of this month a part is done, the rest of the year is not open yet.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.actions.branches import fill_rubric
from assessments.actions.cycles import enrol, extend_unit
from assessments.actions.reports.evidence import add_evidence
from assessments.actions.reports.lateness import ask_lateness, decide_lateness
from assessments.actions.rubrics import create_rubric, publish
from assessments.actions.teams import assign
from assessments.demonstration.answers import hand, write_answers
from assessments.demonstration.people import SINCE, Cast
from assessments.demonstration.pictures import notice_board, red_headed_paper
from assessments.examples import monthly
from assessments.models import Assessment, Cycle, SelfMark, Team
from assessments.scoring import Item
from districts.actions.registers import spelling
from districts.models import Contact, Membership, Township, Unit, UnitType
from districts.roles import Role
from wenming.accounts.models import User

TYPE = ("community", "文明社区")
# Unit, its reporter's login and name.
COMMUNITIES = (
    ("城东社区（演示）", "chengdong", "孔令华"),
    ("城西社区（演示）", "chengxi", "曲文静"),
)
FILLED = ("answer", "statement", "seen", "updated_by")
MONTHLY = "按月填报，年底汇总报送。"


def play_monthly(cast: Cast, now: datetime) -> None:
    """Enrol the communities in this year, and let them fill in up to today."""
    today = timezone.localdate(now)
    cycle = Cycle.objects.get(year=today.year)
    unit_type = UnitType.objects.create(code=TYPE[0], name=TYPE[1], position=7)
    _issue(cast, unit_type, today.year, now - timedelta(days=100))
    units = [_settle(unit_type, *row) for row in COMMUNITIES]
    assessments = enrol(cycle, units, by=cast.office, at=now - timedelta(days=68))
    team = Team.objects.filter(cycle=cycle).order_by("-pk")[0]
    assign(team, assessments, by=cast.office, at=now - timedelta(days=15))
    end = timezone.make_aware(datetime(today.year + 1, 1, 10, 18))  # noqa: DTZ001
    for assessment in assessments:
        at = now - timedelta(days=14)
        extend_unit(assessment, until=end, reason=MONTHLY, by=cast.office, at=at)
    for number, (_, username, _) in enumerate(COMMUNITIES):
        reporter = User.objects.get(username=username)
        assessment = Assessment.objects.select_related("rubric", "cycle", "unit").get(
            unit=units[number], cycle=cycle
        )
        _fill_in(assessment, reporter, today, now, missed=today.month - 3 + number)
        _be_late(cast, assessment, reporter, now, is_permitted=number == 0)


def _issue(cast: Cast, unit_type: UnitType, year: int, at: datetime) -> None:
    rubric = create_rubric(
        year=year,
        name=f"{unit_type.name}按月考核细则（演示）",
        unit_types=[unit_type],
        by=cast.office,
        at=at,
    )
    fill_rubric(rubric, monthly.ROWS.items, by=cast.office, at=at)
    publish(rubric, by=cast.office, at=at)


def _settle(unit_type: UnitType, name: str, username: str, person: str) -> Unit:
    """The unit with its reporter, who signs in like everybody of the demonstration."""
    unit = Unit.objects.create(
        name=name, **spelling(name), type=unit_type,
        township=Township.objects.order_by("pk").first(), staff_count=12,
    )  # fmt: skip
    known = User.objects.filter(is_demonstration=True).exclude(password="").order_by("pk")[0]
    user = User.objects.create_user(
        username, None, name=person, must_change_password=False, is_demonstration=True
    )
    User.objects.filter(pk=user.pk).update(password=known.password)
    Membership.objects.create(user=user, role=Role.UNIT, unit=unit, started_on=SINCE)
    Contact.objects.create(unit=unit, name=person, post="社区书记", phone="0538-5600000")
    return unit


def _fill_in(
    assessment: Assessment, reporter: User, today: date, now: datetime, *, missed: int
) -> None:
    """All months before last, but the `missed` one; of this month the first item."""
    items = {item.id: item for item in assessment.rubric.spec.items}
    by = hand(assessment.cycle.year, assessment.unit.name, "self", quality=1.05)
    answered: list[SelfMark] = []
    for mark in assessment.report.marks.order_by("pk"):
        item = items[mark.indicator_id]
        month, _, number = item.code.partition(".")
        is_past = int(month) < today.month - 1 and int(month) != missed
        if is_past or (int(month) == today.month and number == "1"):
            mark.answer = item.clean(by.answer(item))
            mark.statement = f"{item.title}按月落实，有记录可查。"
            shown = item.evidence.visible if item.evidence else ()
            mark.seen = list(shown if is_past else shown[:1])
            mark.updated_by, mark.version = reporter, mark.version + 1
            answered.append(mark)
    write_answers(answered, FILLED)
    _add_papers(assessment, reporter, items, answered, now)


def _add_papers(
    assessment: Assessment,
    reporter: User,
    items: dict[int | None, Item],
    answered: list[SelfMark],
    now: datetime,
) -> None:
    """A paper, two photos and a report, each behind every answered item that asks for its kind."""
    name = f"{assessment.cycle.year}{assessment.unit.name}"
    for kind, upload, title in (
        ("正式文件", red_headed_paper(name), "议事会记录"),
        ("图片", notice_board(f"{name}1"), "活动现场"),
        ("图片", notice_board(f"{name}2"), "活动合影"),
        ("说明报告", red_headed_paper(f"{name}小结"), "活动小结"),
    ):
        evidence = add_evidence(
            assessment.report, upload=upload, kind=kind, title=title, by=reporter, at=now
        )
        rules = [(mark, items[mark.indicator_id].evidence) for mark in answered]
        evidence.marks.set([mark for mark, rule in rules if rule and kind in dict(rule.kinds)])


def _be_late(
    cast: Cast, assessment: Assessment, reporter: User, now: datetime, *, is_permitted: bool
) -> None:
    """Last month was missed: one community has asked and may, the other's request waits."""
    last = timezone.localdate(now).month - 1
    marks = assessment.report.marks.filter(indicator__code__startswith=f"{last}.")
    chosen = list(marks.values_list("pk", flat=True))
    if not chosen:
        return
    ask_lateness(
        assessment.report,
        marks=chosen,
        reason="社区换届，资料交接晚了几天。",
        by=reporter,
        at=now - timedelta(hours=5),
    )
    if is_permitted:
        decide_lateness(
            assessment.report,
            marks=chosen,
            until=timezone.localtime(now + timedelta(days=5)).replace(hour=18, minute=0),
            reason="情况属实，补齐材料。",
            by=cast.office,
            at=now - timedelta(hours=2),
        )
