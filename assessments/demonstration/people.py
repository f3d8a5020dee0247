"""The people of the demonstration county, and the registers they keep."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from assessments.demonstration.county import DEPARTMENTS, GIVEN, SURNAMES, UNITS, VILLAGES
from districts.actions.registers import spelling
from districts.models import (
    Contact,
    Department,
    Membership,
    Township,
    Unit,
    UnitAttribute,
    UnitType,
    Village,
)
from districts.roles import Role
from wenming.accounts.models import User

# Printed by `make run`; production refuses to start where a demonstration account exists.
PASSWORD = "yanshi-wenming-2026"  # noqa: S105
SINCE = date(2019, 1, 1)


@dataclass(slots=True)
class Cast:
    """Everybody and everything that the years are played with."""

    office: User
    second: User
    admin: User
    leader: User
    units: dict[str, Unit] = field(default_factory=dict)
    reporters: dict[str, User] = field(default_factory=dict)
    assessors: list[User] = field(default_factory=list)
    # Who scores for a department or for the office, by its name.
    speakers: dict[str, User] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Login:
    """One account that the newcomer may try: name to sign in with, and what it shows."""

    username: str
    role: str
    first: str


LOGINS = (
    Login("wangmin", "县文明办", "工作台、考核年度、审核、分组、排名"),
    Login("guotu", "单位填报人（县国土资源局）", "被退回的自查报告，改后再报"),
    Login("shuini", "单位填报人（县水泥厂）", "已逾期的自查报告，申请延期"),
    Login("chengdong", "单位填报人（城东社区）", "按月填报：本月待填、错过的月份、迟报许可"),
    Login("liqiang", "考核员、第一组组长", "今天要评的单位、确认本组结果"),
    Login("zhaomin", "考核员（第一组）", "打分中的考核表"),
    Login("sunli", "考核员、第二组组长", "第二组的单位"),
    Login("xianzhang", "县领导", "全县进度和排名，只读"),
    Login("fushan", "乡镇（伏山镇）", "本乡镇的村和单位"),
    Login("jiaoyu", "部门（县教育局）", "要本部门评分的学校、本部门主管的单位"),
    Login("gongan", "部门（县公安局）", "要本部门评分的学校"),
    Login("xitong", "系统管理员", "账号、字典、考核细则"),
)


def settle(at: datetime) -> Cast:
    """Make registers, accounts and memberships of the county."""
    cast = Cast(
        office=_person("wangmin", "王敏"),
        second=_person("chenjing", "陈静"),
        admin=_person("xitong", "系统管理员"),
        leader=_person("xianzhang", "刘建国"),
    )
    for user, role in (
        (cast.office, Role.OFFICE),
        (cast.second, Role.OFFICE),
        (cast.admin, Role.ADMIN),
        (cast.leader, Role.LEADER),
    ):
        _member(user, role)
    _places()
    _units(cast)
    _reporters(cast)
    _assessors(cast)
    _local_staff(cast)
    _let_in()
    return cast


def _person(username: str, name: str) -> User:
    """Somebody who cannot sign in until `_let_in` has given everybody the one password."""
    return User.objects.create_user(
        username, None, name=name, must_change_password=False, is_demonstration=True
    )


def _let_in() -> None:
    """One hash for all: sixty of them would take as long as the whole year that follows."""
    User.objects.filter(is_demonstration=True).update(password=make_password(PASSWORD))


def _member(user: User, role: Role, **scope: Unit | Township | Department) -> None:
    Membership.objects.create(user=user, role=role, started_on=SINCE, **scope)


def _places() -> None:
    Department.objects.bulk_create(Department(**_named(name)) for name in DEPARTMENTS)
    for name, villages in VILLAGES.items():
        township = Township.objects.create(**_named(name))
        random = Random(name)  # noqa: S311
        Village.objects.bulk_create(
            Village(
                **_named(word.rstrip("*")),
                township=township,
                is_core=word.endswith("*"),
                households=random.randint(180, 620),
                population=random.randint(640, 2100),
            )
            for word in villages.split()
        )


def _units(cast: Cast) -> None:
    departments = {each.name: each for each in Department.objects.all()}
    townships = {each.name: each for each in Township.objects.all()}
    attributes = {each.name: each for each in UnitAttribute.objects.all()}
    types = {each.code: each for each in UnitType.objects.all()}
    for code, rows in UNITS.items():
        for name, department, township, staff, words in rows:
            unit = Unit.objects.create(
                **_named(name),
                type=types[code],
                department=departments.get(department),
                township=townships.get(township),
                staff_count=staff,
            )
            unit.attributes.set([attributes[word] for word in words.split()])
            cast.units[name] = unit


def _reporters(cast: Cast) -> None:
    """One reporter for each unit, who is its first contact as well."""
    names = invented_names(len(cast.units))
    taken = {"县国土资源局": "guotu", "县水泥厂": "shuini"}
    for number, (unit_name, unit) in enumerate(cast.units.items(), start=1):
        username = taken.get(unit_name, f"danwei{number:02}")
        user = _person(username, names[number - 1])
        _member(user, Role.UNIT, unit=unit)
        phone = f"0538-56{number:05}"
        Contact.objects.create(unit=unit, name=user.name, post="办公室主任", phone=phone)
        cast.reporters[unit_name] = user


def _assessors(cast: Cast) -> None:
    """Seconded people: each belongs to a unit and so keeps away from it."""
    for username, name, home in (
        ("liqiang", "李强", "县财政局"),
        ("zhaomin", "赵敏", "县总工会"),
        ("sunli", "孙丽", "县教育局机关"),
        ("zhouwei", "周伟", "县档案局"),
    ):
        user = _person(username, name)
        _member(user, Role.STAFF, unit=cast.units[home])
        cast.assessors.append(user)


def _local_staff(cast: Cast) -> None:
    for username, name, township in (
        ("fushan", "董春雷", "伏山镇"),
        ("cizhen", "傅海燕", "磁窑镇"),
    ):
        place = Township.objects.get(name=township)
        _member(_person(username, name), Role.TOWNSHIP, township=place)
    cast.speakers["县文明办"] = cast.second
    for username, name, department in (
        ("jiaoyu", "彭淑珍", "县教育局"),
        ("tuanwei", "袁晓东", "团县委"),
        ("gongan", "沈国栋", "县公安局"),
        ("yingji", "邓文斌", "县应急管理局"),
    ):
        user = cast.speakers[department] = _person(username, name)
        _member(user, Role.DEPARTMENT, department=Department.objects.get(name=department))


def _named(name: str) -> dict[str, str]:
    return {"name": name, **spelling(name)}


def invented_names(count: int) -> list[str]:
    """Different names, the same at every run."""
    every = [f"{surname}{given}" for surname in SURNAMES for given in GIVEN]
    Random("names").shuffle(every)  # noqa: S311
    return every[:count]
