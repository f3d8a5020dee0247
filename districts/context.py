"""The menu, and what of it the signed-in person gets to see."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from districts.requests import standing_for
from districts.roles import Role
from wenming.navigation import Entry, Group, Navigation, navigation_for

_OFFICE = frozenset({Role.OFFICE})
_COUNTY = frozenset({Role.OFFICE, Role.LEADER})
_REGISTERS = frozenset({Role.OFFICE, Role.LEADER, Role.ADMIN})
_TOWNSHIP = frozenset({Role.TOWNSHIP})
_LOCAL = frozenset({Role.TOWNSHIP, Role.DEPARTMENT})
_UNIT = frozenset({Role.UNIT})
_LOCAL_REGISTERS = _REGISTERS | {Role.TOWNSHIP}

# Hiding an entry protects nothing; every view asks its own policy.
MENU = (
    Group(
        "",
        (
            Entry("assessments:workbench", "我的工作台", short="工作台"),
            Entry("assessments:cockpit", "驾驶舱", _COUNTY),
        ),
    ),
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
            Entry(
                "assessments:my-duties",
                "部门评分",
                frozenset({Role.OFFICE, Role.DEPARTMENT}),
                "部门评分",
            ),
            Entry("assessments:my-department-sheets", "部门意见", frozenset({Role.DEPARTMENT})),
            Entry("assessments:veto-list", "一票否决", frozenset({Role.DEPARTMENT})),
            Entry("assessments:current-teams", "集中考核", _COUNTY),
            Entry("assessments:ranking", "得分排名", _COUNTY),
            Entry("assessments:publication-list", "结果公示", _COUNTY),
            Entry("assessments:term-list", "届期得分", _COUNTY),
            Entry("assessments:rubric-list", "考核细则", _REGISTERS),
            Entry("assessments:simulation-list", "细则模拟", _COUNTY),
        ),
    ),
    Group(
        "片区建设",
        (
            Entry("districts:area-list", "文明片区", _COUNTY | _TOWNSHIP, "片区"),
            Entry("districts:project-list", "建设项目", _COUNTY | _TOWNSHIP),
            Entry("districts:inspection-list", "督导检查", _COUNTY | _TOWNSHIP),
        ),
    ),
    Group(
        "结对共建",
        (
            Entry("districts:pairing-list", "结对共建", _COUNTY | _TOWNSHIP | _UNIT, "结对"),
            Entry("districts:contribution-list", "帮扶台账", _COUNTY | _TOWNSHIP | _UNIT),
            Entry("districts:letter-list", "目标责任书", _COUNTY | _TOWNSHIP | _UNIT),
            Entry("districts:meeting-list", "调度会", _COUNTY),
        ),
    ),
    Group(
        "为民办实事",
        (
            Entry("districts:task-list", "为民办实事", _COUNTY | _LOCAL, "实事"),
            Entry("districts:task-wall", "实事看板", _COUNTY),
        ),
    ),
    Group(
        "文化活动",
        (
            Entry("districts:activity-list", "活动台账", _COUNTY | _LOCAL | _UNIT, "活动"),
            Entry("districts:event-series-list", "系列活动", _COUNTY),
            Entry("districts:centre-list", "文化活动中心", _COUNTY | _TOWNSHIP),
            Entry("districts:board-list", "宣传牌匾", _COUNTY | _TOWNSHIP),
            Entry("districts:programme-list", "文化建设年", _COUNTY),
        ),
    ),
    Group(
        "群众创建",
        (
            Entry("districts:campaign-list", "创建评选", _COUNTY | _LOCAL | _UNIT, "创建"),
            Entry("districts:award-list", "表彰台账", _COUNTY),
            Entry("districts:exemplar-list", "典型库", _COUNTY),
            Entry("districts:council-list", "道德评议会", _COUNTY | _TOWNSHIP),
            Entry("districts:consultation-list", "征求意见", _COUNTY | _LOCAL),
        ),
    ),
    Group(
        "年度报告",
        (
            Entry("assessments:annual-summary-list", "年度工作总结", _COUNTY),
            Entry("assessments:current-figures", "年度数据", _COUNTY),
        ),
    ),
    Group(
        "督办",
        (Entry("districts:follow-up-list", "督办整改", _COUNTY | _LOCAL | _UNIT, "督办"),),
    ),
    Group(
        "基础信息",
        (
            Entry("districts:unit-list", "文明单位", _LOCAL_REGISTERS | {Role.DEPARTMENT}),
            Entry("districts:honour-list", "荣誉称号", _COUNTY),
            Entry("districts:township-list", "乡镇", _LOCAL_REGISTERS),
            Entry("districts:village-list", "村", _LOCAL_REGISTERS),
            Entry("districts:department-list", "部门", _REGISTERS),
            Entry("districts:leader-list", "联系领导", _OFFICE),
        ),
    ),
    Group(
        "系统",
        (
            Entry("districts:account-list", "账号", frozenset({Role.ADMIN})),
            Entry("districts:trail", "操作留痕", frozenset({Role.OFFICE, Role.ADMIN})),
            Entry("districts:calendar", "工作日历", frozenset({Role.OFFICE, Role.ADMIN})),
            Entry("districts:dictionary-list", "字典", frozenset({Role.ADMIN})),
            Entry("districts:signin-log", "登录记录", frozenset({Role.ADMIN})),
            Entry("districts:health", "系统状况", frozenset({Role.ADMIN})),
        ),
    ),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """`navigation`, or None when nobody is signed in. Costs the request's one standing query, and
    that only on pages that show it."""
    return {"navigation": SimpleLazyObject(lambda: _navigation(request))}


def examples(request: HttpRequest) -> dict[str, object]:
    """`can_mark_examples`: whether this person marks records for the year's summary. Asked only
    by pages that show a record."""
    return {"can_mark_examples": SimpleLazyObject(lambda: standing_for(request).is_office)}


def _navigation(request: HttpRequest) -> Navigation | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    standing = standing_for(request)
    return navigation_for(
        MENU,
        roles=frozenset(standing.roles),
        path=request.path,
        search_view="assessments:search",
        affiliation="、".join(role.label for role in Role if role in standing.roles),
    )
