"""What differs between two versions: rows known again, texts marked inside, sums, the page."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Rubric
from assessments.results.rubric_changes import changes_between
from assessments.results.rubric_compare import Comparison, compared, usual_other
from assessments.results.rubric_matching import Known, follows, matched
from assessments.results.text_runs import ELLIPSIS, runs_between
from assessments.scoring import BonusRow, GradeRow, ItemRow, RubricRows
from districts.models import UnitType
from districts.roles import Role
from tests.factories import SMALL_TREE, make_rubric, make_user, this_year

TABLE = """
1 组织领导
1.1 领导重视 | 主要领导亲自抓
1.2 例会制度 | 每季度一次
1.3 工作机构
2 阵地建设
2.1 宣传栏 ||达标
2.2 其他
3 活动
3.1 其他
3.2 其他
"""


def known(text: str) -> list[Known]:
    """Each line: 编号, name | standard | everything else."""
    found = []
    for line in text.strip().splitlines():
        code, _, rest = line.partition(" ")
        title, standard, others = [*(part.strip() for part in rest.split("|")), "", ""][:3]
        found.append(Known(code, title, standard, (others,) if others else ()))
    return found


@pytest.mark.parametrize(
    ("new", "moved"),
    [
        pytest.param(TABLE, {}, id="nothing"),
        pytest.param(
            TABLE.replace("1.3 工作", "1.4 工作").replace("1.2 例会", "1.2 新项 | 新增\n1.3 例会"),
            {"1.2": None, "1.3": "1.2", "1.4": "1.3"},
            id="a-row-put-in-before-others",
        ),
        pytest.param(
            TABLE.replace("1.1 领导重视 | 主要领导亲自抓\n", "")
            .replace("1.2 例会", "1.1 例会")
            .replace("1.3 工作", "1.2 工作"),
            {"1.1": "1.2", "1.2": "1.3"},
            id="the-first-row-taken-out",
        ),
        pytest.param(
            TABLE.replace("领导重视 |", "领导带头 |"), {}, id="another-title-same-standard"
        ),
        pytest.param(
            TABLE.replace("1.2 例会制度 |", "1.2 会议制度 |").replace("每季度", "每半年"),
            {},
            id="a-little-of-both",
        ),
        pytest.param(
            TABLE.replace("1.3 工作机构", "1.3 志愿服务队"), {"1.3": None}, id="another-row-there"
        ),
        pytest.param(
            TABLE.replace("1.3 工作机构\n", "").replace("2.2 其他", "2.2 其他\n2.3 工作机构"),
            {"2.3": "1.3"},
            id="under-another-heading",
        ),
        pytest.param(
            TABLE.replace("\n3", "\n4").replace("\n2", "\n3").replace("3 阵", "2 新大项\n3 阵"),
            {"2": None, "3": "2", "4": "3"},
            id="a-heading-put-in-moves-all-below-it",
        ),
        pytest.param(
            TABLE.replace("1 组织领导", "1 班子队伍"), {}, id="a-heading-known-by-what-it-holds"
        ),
        pytest.param(TABLE.replace("2.1 宣传栏", "2.1 电子屏"), {}, id="only-another-name"),
        pytest.param(
            TABLE.replace("3.2 其他", "3.2 其他\n3.3 其他"), {"3.3": None}, id="one-more-of-a-name"
        ),
    ],
)
def test_rows_are_known_again(new: str, moved: dict[str, str | None]) -> None:
    rows = known(new)

    pairs = matched(known(TABLE), rows)

    found = {
        row.code: pairs.get(row.code)
        for row in rows
        if row.code not in pairs or not follows(row.code, pairs[row.code], pairs)
    }
    assert found == moved
    assert len(set(pairs.values())) == len(pairs)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("每季度一次", "每半年一次", "每[-季度-]{+半年+}一次"),
        ("每次扣0.5分", "每次扣10.5分", "每次扣[-0.5-]{+10.5+}分"),
        ("有机构", "有机构、有专人", "有机构{+、有专人+}"),
        ("有机构、有专人", "有机构", "有机构[-、有专人-]"),
        ("甲的乙", "丙的丁", "[-甲的乙-]{+丙的丁+}"),
        ("", "新写的", "{+新写的+}"),
        ("旧的", "", "[-旧的-]"),
        (
            "组织健全，责任到人",
            "积极开展各类志愿服务",
            "[-组织健全，责任到人-]{+积极开展各类志愿服务+}",
        ),
        ("一样", "一样", "一样"),
    ],
)
def test_what_changed_inside_a_text(old: str, new: str, told: str) -> None:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    assert "".join(marks[run.kind].format(run.text) for run in runs_between(old, new)) == told


def test_of_a_long_text_only_the_surroundings_of_a_change_are_shown_and_soon() -> None:
    clauses = [f"第{n}条，按照要求开展工作并且留有记录。" for n in range(250)]
    old = "".join(clauses)
    clauses[100] = clauses[100].replace("留有记录", "留有影像")
    start = time.perf_counter()

    runs = runs_between(old, "".join(clauses))

    assert time.perf_counter() - start < 1
    assert [run.text for run in runs if run.kind != "same"] == ["记录", "影像"]
    assert all(len(run.text) < 100 for run in runs)
    assert runs[0].text.startswith(ELLIPSIS)


OLD = (
    ItemRow(code="1", title="组织领导", points="40"),
    ItemRow(code="1.1", title="领导重视", points="20", rule="达标"),
    ItemRow(code="1.2", title="例会制度", points="20", rule="次扣", parameters="每次=2"),
    ItemRow(code="2", title="创建活动", points="60", rule="达标"),
)
NEW = (
    ItemRow(code="1", title="组织领导", points="50"),
    ItemRow(code="1.1", title="领导重视", points="20", rule="达标", methods="听汇报"),
    ItemRow(code="1.2", title="经费保障", points="10", rule="达标"),
    ItemRow(code="1.3", title="例会制度", points="20", rule="次扣", parameters="每次=4"),
    ItemRow(code="2", title="特色工作", points="50", rule="达标"),
)


def comparison(**parts: Any) -> Comparison:
    new = RubricRows(settings={"名称": "细则", "满分": "100", "适用类型": ""}, items=NEW, **parts)
    old = RubricRows(
        settings={"名称": "细则", "满分": "110", "适用类型": "文明机关"},
        items=OLD,
        bonuses=(BonusRow(code="J1", title="荣誉", points="2", rule="达标"),),
        grades=(GradeRow(name="优秀", lower="90"), GradeRow(name="合格", lower="60")),
    )
    return compared(old, new)


def test_changes_are_counted_by_kind_and_found_by_it() -> None:
    found = comparison(
        bonuses=(BonusRow(code="J2", title="荣誉", points="3", rule="达标"),),
        grades=(GradeRow(name="合格", lower="60"), GradeRow(name="优秀", lower="90")),
    )

    assert found.summary == (
        "新增 2 项、删除 1 项、改号 2 项、分值改动 3 项、给分办法改动 1 项、其他改动 3 项"
    )
    assert [(each.code, each.was) for each in found.of_kind("改号")] == [
        ("1.3", "1.2"),
        ("J2", "J1"),
    ]
    assert [each.title for each in found.of_kind("其他改动")] == ["适用类型", "领导重视", "次序"]
    assert found.of_kind("随便") == found.changes


def test_rows_stand_in_the_order_of_the_rubric() -> None:
    rows = [(each.kind, each.code) for each in comparison().changes if each.sheet == "细则"]

    assert rows == [
        ("修改", "1"),
        ("修改", "1.1"),
        ("新增", "1.2"),
        ("修改", "1.3"),
        ("新增", "2"),
        ("删除", "2"),
    ]


def test_sums_before_and_after_of_every_head() -> None:
    found = comparison()

    assert [(head.label, head.before, head.after, head.difference) for head in found.heads] == [
        ("1 组织领导", 40, 50, "+10"),
        ("2 特色工作", None, 50, "+50"),
        ("2 创建活动", 60, None, "−60"),
    ]
    assert [str(each) for each in (found.total.before, found.total.after)] == ["100", "100"]
    assert found.total.difference == ""


def test_a_blank_year_or_type_of_a_workbook_changes_nothing_in_an_import() -> None:
    old = RubricRows(settings={"适用类型": "文明机关", "年度": "2026"})

    assert changes_between(old, RubricRows(settings={})) == []
    assert len(changes_between(old, RubricRows(settings={}), kept=())) == 2


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def reader(self, client: Client) -> Client:
        client.force_login(make_user(Role.UNIT))
        return client

    @pytest.fixture
    def pair(self) -> tuple[Rubric, Rubric]:
        old = make_rubric(year=this_year() - 1, name="细则")
        rows = [row for row in SMALL_TREE if row.code != "1.1"]
        return old, make_rubric(rows=[*rows[:1], *rows[1:]], name="细则")

    def test_the_usual_other_is_last_year_s(self, reader: Client, pair: Any) -> None:
        old, new = pair
        page = reader.get(reverse("assessments:rubric-compare", args=[new.pk]))

        assert page.context["other"] == old
        assert "删除 1 项" in page.content.decode()

    def test_another_may_be_chosen_and_a_kind(self, reader: Client, pair: Any) -> None:
        old, new = pair
        url = reverse("assessments:rubric-compare", args=[old.pk])

        chosen = reader.get(url, {"with": new.pk, "kind": "新增"})
        odd = reader.get(url, {"with": "x", "kind": "？"})

        assert [each.code for each in chosen.context["changes"]] == ["1.1"]
        assert odd.context["other"] is None
        assert "请在上面选择" in odd.content.decode()

    def test_drafts_stay_with_their_editors(self, reader: Client, pair: Any) -> None:
        _, new = pair
        draft = make_rubric(is_published=False, based_on=new)
        url = reverse("assessments:rubric-compare", args=[new.pk])

        page = reader.get(url, {"with": draft.pk})

        assert draft not in page.context["others"]
        assert page.context["other"] != draft
        assert reader.get(reverse("assessments:rubric-compare", args=[draft.pk])).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_however_many_versions(
        self, reader: Client, number: int, django_assert_num_queries: Any
    ) -> None:
        for year in range(number):
            make_rubric(year=this_year() - 1 - year)
        new = make_rubric()

        # session, user, membership, rubric, its types, the others, their types, the other's text
        with django_assert_num_queries(8):
            page = reader.get(reverse("assessments:rubric-compare", args=[new.pk]))

        assert page.context["found"].changes[0].title in ("名称", "年度")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, "last", id="last-year-for-its-type"),
        pytest.param({"types": [UnitType.SCHOOL]}, None, id="none-for-its-type"),
        pytest.param(
            {"types": [UnitType.SCHOOL], "name": "同名", "version": 2}, "first", id="before"
        ),
    ],
)
def test_what_a_version_is_compared_with(fields: dict[str, Any], expected: str | None) -> None:
    made = {
        "older": make_rubric(year=this_year() - 2),
        "last": make_rubric(year=this_year() - 1),
        "first": make_rubric([UnitType.VILLAGE], name="同名"),
    }
    types = fields.pop("types", [UnitType.AGENCY])
    rubric = make_rubric(types, **fields)
    others = list(Rubric.objects.exclude(pk=rubric.pk).order_by("-year", "name", "-version"))

    assert usual_other(rubric, others) == (made[expected] if expected else None)
    based = make_rubric(types, based_on=made["older"], is_published=False)
    assert usual_other(based, others) == made["older"]
