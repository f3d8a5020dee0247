"""The menu, and what of it the signed-in person gets to see."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from districts.requests import standing_for
from districts.roles import Role
from wenming.navigation import Entry, Group, Navigation, navigation_for

_OFFICE = frozenset({Role.OFFICE})
_COUNTY = frozenset({Role.OFFICE, Role.LEADER})
_REGISTERS = frozenset({Role.OFFICE, Role.LEADER, Role.ADMIN})
_LOCAL_REGISTERS = _REGISTERS | {Role.TOWNSHIP}

# Hiding an entry protects nothing; every view asks its own policy.
MENU = (
    Group("", (Entry("assessments:workbench", "我的工作台", short="工作台"),)),
    Group(
        "考核",
        (
            Entry("assessments:my-report", "本单位自查", frozenset({Role.UNIT}), "自查"),
            Entry(
                "assessments:my-units",
                "我要评的单位",
                frozenset({Role.STAFF, Role.TOWNSHIP, Role.DEPARTMENT}),
                "评分",
                without_role=True,
            ),
            Entry("assessments:cycle-list", "考核年度", _COUNTY),
            Entry("assessments:report-queue", "单位自查", _OFFICE),
            Entry("assessments:current-teams", "集中考核", _COUNTY),
            Entry("assessments:ranking", "得分排名", _COUNTY),
            Entry("assessments:rubric-list", "考核细则", _REGISTERS),
        ),
    ),
    Group(
        "基础信息",
        (
            Entry("districts:unit-list", "文明单位", _LOCAL_REGISTERS | {Role.DEPARTMENT}),
            Entry("districts:township-list", "乡镇", _LOCAL_REGISTERS),
            Entry("districts:village-list", "村", _LOCAL_REGISTERS),
            Entry("districts:department-list", "部门", _REGISTERS),
        ),
    ),
    Group(
        "系统",
        (
            Entry("districts:account-list", "账号", frozenset({Role.ADMIN})),
            Entry("districts:trail", "操作留痕", frozenset({Role.OFFICE, Role.ADMIN})),
        ),
    ),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """`navigation`, or None when nobody is signed in. Costs the request's one standing query, and
    that only on pages that show it."""
    return {"navigation": SimpleLazyObject(lambda: _navigation(request))}


def _navigation(request: HttpRequest) -> Navigation | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    standing = standing_for(request)
    return navigation_for(
        MENU,
        roles=frozenset(standing.roles),
        path=request.path,
        search_view="districts:unit-list",
        affiliation="、".join(role.label for role in Role if role in standing.roles),
    )
