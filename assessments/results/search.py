"""One field to find everything by name or pinyin; each group only what that person may see.

All groups are one query, however many there are: each gives its first rows as the same four
columns. What a group holds beyond them is on its own page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from assessments.models import Evidence
from districts.models import (
    Activity,
    Attachment,
    Campaign,
    Consultation,
    Contact,
    Department,
    District,
    Exemplar,
    Leader,
    Pairing,
    ServiceTask,
    Township,
    Unit,
    Village,
)
from districts.models.registers import spelled_like
from districts.policies.attachments import FILES
from districts.roles import Standing
from wenming.accounts.models import User

FIRST = 5
TEXT: CharField[str, str] = CharField()
Found = Callable[["Asked"], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    user: User
    standing: Standing
    words: str

    def of(self, model: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.visible_to(self.user, self.standing)
        return found


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """`rows` finds them, `title` and `detail` are what is shown, `place` is whose page it is."""

    code: str
    label: str
    view: str
    rows: Found
    title: Any
    detail: Any
    place: str = "pk"

    def lines(self, rows: QuerySet[Any]) -> QuerySet[Any, tuple[Any, ...]]:
        """The rows as columns that every group has alike."""
        found: QuerySet[Any, tuple[Any, ...]] = rows.annotate(
            hit_position=Value(POSITIONS[self.code], output_field=IntegerField()),
            hit_place=F(self.place),
            hit_shown=Cast(self.title, TEXT),
            hit_about=Cast(self.detail, TEXT),
        ).values_list("hit_position", "hit_place", "hit_shown", "hit_about")
        return found

    def hit(self, pk: int, title: str, detail: str) -> Hit:
        return Hit(title, detail or "", reverse(self.view, args=[pk]))


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    hits: list[Hit]
    has_more: bool


def _named(model: Any) -> Found:
    return lambda asked: asked.of(model).filter(spelled_like(asked.words))


def _titled(model: Any, name: str) -> Found:
    return lambda asked: asked.of(model).filter(**{f"{name}__icontains": asked.words})


def _contacts(asked: Asked) -> QuerySet[Any]:
    units = asked.of(Unit).values("pk")
    return Contact.objects.filter(unit__in=units, name__icontains=asked.words)


def _accounts(asked: Asked) -> QuerySet[Any]:
    """Accounts are the administrator's alone."""
    if not asked.standing.is_admin:
        return User.objects.none()
    return User.objects.filter(
        Q(name__icontains=asked.words) | Q(username__contains=asked.words.casefold())
    )


def _files(asked: Asked) -> QuerySet[Any]:
    """Files of records that this person sees."""
    may = Q(pk__in=())
    models = [files.model for files in FILES.values()]
    for model, kind in ContentType.objects.get_for_models(*models).items():
        may |= Q(content_type=kind, object_id__in=asked.of(model).values("pk"))
    named = Q(caption__icontains=asked.words) | Q(file__original_name__icontains=asked.words)
    return Attachment.objects.filter(may, named, removed_at=None)


def _evidence(asked: Asked) -> QuerySet[Any]:
    return asked.of(Evidence).filter(title__icontains=asked.words, file__isnull=False)


def _year() -> Concat:
    return Concat(Cast("year", TEXT), Value("年"), output_field=TEXT)


NAME, NOTHING = F("name"), Value("", output_field=TEXT)
PAIR = Concat("unit__name", Value("—"), "village__name", output_field=TEXT)
CAPTION = Concat("caption", Value(" "), "file__original_name", output_field=TEXT)
GROUPS = (
    Group("unit", "文明单位", "districts:unit-detail", _named(Unit), NAME, F("type__name")),
    Group("township", "乡镇", "districts:township-detail", _named(Township), NAME, NOTHING),
    Group("village", "村", "districts:village-detail", _named(Village), NAME, F("township__name")),
    Group("department", "部门", "districts:department-detail", _named(Department), NAME, NOTHING),
    Group(
        "district",
        "片区",
        "districts:area-detail",
        lambda asked: asked.of(District).matching(asked.words),  # type: ignore[attr-defined]
        NAME,
        F("township__name"),
    ),
    Group(
        "pairing",
        "结对共建",
        "districts:pairing-detail",
        lambda asked: asked.of(Pairing).matching(asked.words),  # type: ignore[attr-defined]
        PAIR,
        _year(),
    ),
    Group(
        "task",
        "为民办实事",
        "districts:task-detail",
        lambda asked: asked.of(ServiceTask).matching(asked.words),  # type: ignore[attr-defined]
        F("title"),
        _year(),
    ),
    Group(
        "activity",
        "活动",
        "districts:activity-detail",
        _titled(Activity, "title"),
        F("title"),
        _year(),
    ),
    Group(
        "campaign",
        "创建评选",
        "districts:campaign-detail",
        _titled(Campaign, "name"),
        NAME,
        _year(),
    ),
    Group(
        "exemplar", "典型", "districts:exemplar-detail", _titled(Exemplar, "name"), NAME, _year()
    ),
    Group(
        "consultation",
        "征求意见",
        "districts:consultation-detail",
        _titled(Consultation, "title"),
        F("title"),
        _year(),
    ),
    Group("leader", "联系领导", "districts:leader-detail", _named(Leader), NAME, F("post")),
    Group(
        "contact",
        "单位联系人",
        "districts:unit-detail",
        _contacts,
        NAME,
        F("unit__name"),
        "unit_id",
    ),
    Group("account", "账号", "districts:account-detail", _accounts, NAME, F("username")),
    Group("file", "文件", "districts:attachment-file", _files, CAPTION, NOTHING),
    Group(
        "evidence",
        "佐证材料",
        "assessments:evidence-download",
        _evidence,
        F("title"),
        F("assessment__unit__name"),
    ),
)
POSITIONS = {group.code: position for position, group in enumerate(GROUPS)}
BY_CODE = {group.code: group for group in GROUPS}


def search(user: User, standing: Standing, words: str) -> list[Section]:
    """The first hits of every group that has any. One query."""
    asked = Asked(user, standing, words)
    parts = [_first(group, group.rows(asked)) for group in GROUPS]
    # An ORDER BY over the whole, so that a group's rows stand together on both databases.
    rows = parts[0].union(*parts[1:], all=True).order_by("hit_position", "hit_shown", "hit_place")
    return list(_sections(rows))


def _first(group: Group, rows: QuerySet[Any]) -> QuerySet[Any]:
    # A compound's part may have no LIMIT on SQLite; an IN over it may.
    some = rows.order_by("-pk").values("pk")[: FIRST + 1]
    return group.lines(rows.model._default_manager.filter(pk__in=some).order_by())


def _sections(rows: Any) -> Iterator[Section]:
    for position, lines in groupby(rows, key=lambda row: row[0]):
        group = GROUPS[position]
        hits = [group.hit(pk, title, detail) for _, pk, title, detail in lines]
        yield Section(group, hits[:FIRST], len(hits) > FIRST)


def all_of(group: Group, user: User, standing: Standing, words: str) -> QuerySet[Any]:
    """Every row of one group, to be paged; `group.hit` makes each a link."""
    rows = group.rows(Asked(user, standing, words))
    return group.lines(rows.order_by("-pk"))
