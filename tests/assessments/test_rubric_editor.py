"""The editor's pages: one tree, a form per row that loses nothing, sums and findings beside it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import rubrics
from assessments.models import Indicator, Rubric
from assessments.results.rubric_editor import EDITED, editor_of
from assessments.results.rubrics import item_rows
from assessments.scoring import ItemRow
from districts.models import UnitType
from districts.roles import Role
from tests.assessments.drafts import make_bonus, seen
from tests.factories import make_rubric, make_user

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(params=[Role.OFFICE, Role.ADMIN])
def editor(request: pytest.FixtureRequest, client: Client) -> Client:
    """Both who may edit a draft."""
    client.force_login(make_user(request.param))
    return client


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.fixture
def draft() -> Rubric:
    return make_rubric(is_published=False)


def url(page: str, rubric: Rubric, *args: Any) -> str:
    return reverse(f"admin:assessments_rubric_{page}", args=[rubric.pk, *args])


def row_of(rubric: Rubric, code: str) -> Indicator:
    return rubric.indicators.get(code=code)


def form_of(row: Indicator, **changes: Any) -> dict[str, Any]:
    """The form as the page sends it, with what was typed into it."""
    stored = item_rows([row])[0]
    names = ("title", "points", "rule", "parameters", "standard", "scored_by", "evidence")
    data = {name: getattr(stored, name) for name in names}
    methods = ["", *filter(None, stored.methods.split("、"))]
    return {**data, "methods": methods, "version": row.version, **changes}


def save(client: Client, row: Indicator, **changes: Any) -> Any:
    return client.post(url("row", row.rubric, row.pk), form_of(row, **changes))


def codes(rubric: Rubric) -> str:
    return " ".join(f"{row.code}{row.title}" for row in item_rows(rubric.indicators.all()))


def many(number: int) -> list[ItemRow]:
    """Heads of ten rows each."""
    rows = []
    for head in range(1, number // 10 + 1):
        rows.append(ItemRow(code=f"{head}", title=f"第{head}项", points="9"))
        rows += [
            ItemRow(code=f"{head}.{n}", title=f"点{n}", points="1", rule="达标")
            for n in range(1, 10)
        ]
    return rows


@pytest.mark.parametrize("number", [40, 120])
def test_the_page_costs_the_same_however_long_the_rubric(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    draft = make_rubric(rows=many(number), is_published=False)

    # session, user, membership, rubric, its types, rows, 加分, 扣分, 否决, 等次, rivals, replaced
    with django_assert_num_queries(12):
        response = office.get(url("change", draft))

    assert len(response.context["editor"].lines) == number


@pytest.mark.parametrize("number", [40, 120])
def test_a_keystroke_costs_the_same_however_long_the_rubric(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    draft = make_rubric(rows=many(number), is_published=False)

    # session, user, membership, rubric, its types, rows
    with django_assert_num_queries(6):
        office.post(url("row_preview", draft) + "?where=inside", {"title": "新", "points": "3"})


def test_a_rubric_of_any_length_stays_below_the_limit_of_fields(office: Client) -> None:
    page = office.get(url("change", make_rubric(rows=many(1200), is_published=False)))

    names = set(re.findall(r'name="([^"]+)"', page.content.decode()))
    assert names >= {"act", "row"}
    assert len(names) < 20


def test_a_row_is_saved_by_its_form(editor: Client, draft: Rubric) -> None:
    row = row_of(draft, "1.1")

    response = save(editor, row, title="一把手负责", points="７.5", methods=["", "测试", "问卷"])

    row.refresh_from_db()
    assert response.headers["Location"] == f"{url('change', draft)}?row=row-{row.pk}"
    assert (row.title, str(row.points), row.methods) == ("一把手负责", "7.500", "测试、问卷")


MISTAKES = [
    pytest.param("points", "0", "大于 0", id="NUM-071-worth-nothing"),
    pytest.param("points", "一十二", "不是可以识别的数", id="points-in-words"),
    pytest.param("points", "12.3456", "小数位数过多", id="too-many-decimals"),
    pytest.param("parameters", "每次=很多", "很多", id="a-bad-parameter"),
    pytest.param("title", "", "必填", id="no-title"),
    pytest.param("methods", ["", "打电话"], "打电话", id="an-unknown-method"),
    pytest.param("rule", "随便", "随便", id="an-unknown-rule"),
    pytest.param("evidence", "照片若干", "照片若干", id="an-unknown-kind-of-evidence"),
]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
@pytest.mark.parametrize(("field", "typed", "said"), MISTAKES)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    office: Client, draft: Rubric, *, field: str, typed: Any, said: str, headers: dict[str, str]
) -> None:
    row = row_of(draft, "1.2")
    data = form_of(row, standard="写了一半的标准", **{field: typed})

    response = office.post(url("row", draft, row.pk), data, headers=headers)

    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    assert "写了一半的标准" in response.content.decode()
    assert row_of(draft, "1.2").standard == ""


def test_what_does_not_arrive_stays_and_what_arrives_blank_is_cleared(
    office: Client, draft: Rubric
) -> None:
    draft.indicators.filter(code="1.1").update(evidence_rule="图片>=2", standard="有分工")
    row = row_of(draft, "1.1")

    office.post(url("row", draft, row.pk), {"points": "9", "version": 1})
    cut_off = row_of(draft, "1.1")
    save(office, cut_off, methods=[""], standard="")
    cleared = row_of(draft, "1.1")

    kept = (cut_off.evidence_rule, cut_off.standard, cut_off.methods, str(cut_off.points))
    assert kept == ("图片>=2", "有分工", "听汇报", "9.000")
    assert (cleared.methods, cleared.standard, cleared.evidence_rule) == ("", "", "图片>=2")


def test_a_stale_row_shows_both_versions_and_mine_can_be_taken(
    office: Client, draft: Rubric
) -> None:
    row = row_of(draft, "1.1")
    save(office, row, points="7")

    stale = save(office, row, points="6")
    page = stale.content.decode()
    mine = save(
        office, row, points="6", version=re.findall(r'name="version"\s+value="(\d+)"', page)[-1]
    )

    assert stale.status_code == 409
    assert stale.context["conflict"].versions == [("分值", "7", "6")]
    assert mine.status_code == 302
    assert str(row_of(draft, "1.1").points) == "6.000"


def test_the_buttons_work_without_scripts(editor: Client, draft: Rubric) -> None:
    row = row_of(draft, "1.2")
    act = url("rows", draft)

    moved = editor.post(act, {"act": "up", "row": seen(draft, "1.2")}, follow=True)
    edit = editor.post(act, {"act": "edit", "row": seen(draft, "1.1")})
    nothing = editor.post(act, {"act": "up"})
    edge = editor.post(act, {"act": "up", "row": seen(draft, "1")}, follow=True)

    assert codes(draft).startswith("1组织领导 1.1例会制度 1.2领导重视")
    assert "编号变化：1.1 → 1.2，1.2 → 1.1" in moved.content.decode()
    assert f'id="row-{row.pk}" checked autofocus' in moved.content.decode()
    assert edit.headers["Location"] == url("row", draft, row.pk)
    assert (nothing.status_code, "先选中一行" in nothing.content.decode()) == (422, True)
    assert "已经排在最前，没有移动" in edge.content.decode()


def test_a_script_gets_the_tree_again_with_what_was_said(office: Client, draft: Rubric) -> None:
    act = {"act": "down", "row": seen(draft, "1")}

    response = office.post(url("rows", draft), act, headers=HTMX)

    page = response.content.decode()
    assert "<html" not in page
    assert 'id="said" hx-swap-oob="innerHTML">“2 组织领导”已下移。' in page


def test_a_row_is_added_where_the_button_said(editor: Client, draft: Rubric) -> None:
    target = row_of(draft, "1.1")
    add = f"{url('row_add', draft)}?target={target.pk}&where=after"

    page = editor.get(add)
    editor.post(add, {"title": "工作机构", "points": "2", "rule": "达标"})

    assert "新增 1.2" in page.content.decode()
    assert codes(draft).startswith("1组织领导 1.1领导重视 1.2工作机构 1.3例会制度")


def test_a_branch_is_placed_by_its_form(office: Client, draft: Rubric) -> None:
    row, target = row_of(draft, "1.1"), row_of(draft, "5")
    data = {"row": seen(draft, "1.1"), "target": target.pk, "where": "inside"}
    place = url("row_place", draft, row.pk)

    office.post(place, data | {"act": "copy"})
    office.post(place, data | {"act": "move"})
    bad = office.post(place, data | {"where": "anywhere"})

    assert codes(draft).endswith("5综合效益 5.1群众满意 5.2领导重视 5.3领导重视")
    assert bad.status_code == 422


def test_what_is_typed_is_read_back_with_the_sums_it_would_make(
    office: Client, draft: Rubric
) -> None:
    row = row_of(draft, "1.2")
    data = form_of(row, points="15", parameters="每次=2;封顶=6")

    page = office.post(f"{url('row_preview', draft)}?row={row.pk}", data).content.decode()

    assert "本项 15 分，记次数：每次扣 2，最多扣 6。例如 0 次得 15，1 次得 13" in page
    assert "最多扣 6，扣不完，至少得 9" in page
    assert f'id="sum-{row_of(draft, "1").pk}" hx-swap-oob="true">下级 23 / 20，多 3' in page
    assert row_of(draft, "1.2").points == 12


def test_a_weight_counts_in_the_sum_while_it_is_typed(office: Client) -> None:
    rows = [ItemRow(code="1", title="实地", points="100", weight="85"), *many(10)[1:]]
    draft = make_rubric(rows=rows, is_published=False)
    head = row_of(draft, "1")

    page = office.post(
        f"{url('row_preview', draft)}?row={head.pk}",
        {"title": "实地", "points": "100", "weight": "80"},
    ).content.decode()

    assert "合计 80 / 100，少 20" in page
    assert "下级 9 / 100，少 91" in page
    assert "按 80% 计入上一级" in page


FINDINGS: list[tuple[str, dict[str, Any], str]] = [
    ("改正后才能发布", {"params": "？？"}, "1.2"),
    ("分值合计不符", {"points": 10}, "1"),
    ("给分方式值得再看", {"params": "每次=20"}, "1.2"),
    ("给分方式值得再看", {"params": "每次=2;封顶=4"}, "1.2"),
    ("给分方式值得再看", {"rule": "level", "params": "A=50%;B=0"}, "1.2"),
    ("没有写佐证要求", {}, "1.2"),
    ("没有写考核方式", {}, "1.2"),
    ("没有写评分主体", {}, "1.2"),
]


@pytest.mark.parametrize(("title", "change", "code"), FINDINGS)
def test_the_panel_leads_to_the_row_that_is_meant(
    draft: Rubric, title: str, change: dict[str, Any], code: str
) -> None:
    draft.indicators.filter(code="1.2").update(**change, weight=None)

    found = editor_of(Rubric.objects.prefetch_related(*EDITED).get(pk=draft.pk))

    rows = {part.title: {each.code: each.target for each in part.rows} for part in found.findings}
    assert rows[title][code] == f"row-{row_of(draft, code).pk}"


def test_an_unfinished_row_does_not_hide_what_the_others_lack(
    office: Client, draft: Rubric
) -> None:
    Indicator.objects.create(rubric=draft, code="6", title="特色工作", points=5)

    page = office.get(url("change", draft)).content.decode()

    assert "6 没有下级项目" not in page
    assert "没有下级项目，应写给分方式" in page
    assert "没有写评分主体" in page
    assert "合计 105 / 100，多 5" in page


def test_settings_are_saved_and_a_bad_number_named(office: Client, draft: Rubric) -> None:
    data = {
        "name": "新名称", "year": "2026", "unit_types": [UnitType.AGENCY, UnitType.SCHOOL],
        "full_points": "110", "not_applicable": "scale", "revision": "1",
        "base_by_status": "新申报＝100；复评=105", "bonus_cap": "10", "bonus_inside": "inside",
    }  # fmt: skip
    Rubric.objects.filter(pk=draft.pk).update(pass_line=85)

    bad = office.post(url("settings", draft), data | {"full_points": "百分"})
    unread = office.post(url("settings", draft), data | {"base_by_status": "复评"})
    good = office.post(url("settings", draft), data)

    draft.refresh_from_db()
    assert (bad.status_code, unread.status_code, good.status_code) == (422, 422, 302)
    assert "full_points" in bad.context["form"].errors
    assert "复评" in unread.content.decode()
    assert (draft.name, str(draft.full_points), draft.unit_types.count()) == ("新名称", "110.00", 2)
    assert (draft.base_by_status, draft.bonus_inside) == ("新申报=100;复评=105", True)
    assert (str(draft.bonus_cap), str(draft.pass_line)) == ("10.00", "85.00")


def test_stale_settings_show_both_versions(office: Client, draft: Rubric) -> None:
    data = {
        "name": "其一", "year": "2026", "unit_types": [UnitType.AGENCY], "full_points": "100",
        "not_applicable": "full", "revision": "1",
    }  # fmt: skip
    office.post(url("settings", draft), data)

    response = office.post(url("settings", draft), data | {"name": "其二"})

    assert response.status_code == 409
    assert ("其一" in response.content.decode(), "其二" in response.content.decode()) == (
        True,
        True,
    )


TOTALS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("bonus", {"code": "j1", "title": "表彰", "points": "2", "rule": "计数",
               "parameters": "每次=1"}, {"parameters": "每次=多"}),
    ("deduction", {"code": "K1", "title": "投诉", "each": "0.5", "counting": "按次",
                   "doubling": "是", "summing": "相加"}, {"each": "半分"}),
    ("veto", {"code": "F1", "title": "事故", "months": "12", "department": "应急局"},
     {"months": "一年"}),
    ("grade", {"name": "优秀", "lower": "90", "quota": "20"}, {"quota": "200"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "mistake"), TOTALS)
def test_a_row_on_the_total_is_written_like_the_workbook(
    editor: Client, draft: Rubric, kind: str, typed: dict[str, str], mistake: dict[str, str]
) -> None:
    add = url("total_add", draft, kind)

    bad = editor.post(add, typed | mistake)
    good = editor.post(add, typed)
    again = editor.post(add, typed)

    (field,) = mistake
    assert (bad.status_code, good.status_code, again.status_code) == (422, 302, 422)
    assert bad.context["form"].errors[field]
    assert "已经有了" in str(again.context["form"].errors)
    row = getattr(draft, f"{kind}_rows").get()
    stale = editor.post(url("total", draft, kind, row.pk), typed | {"version": "9", **_other(kind)})
    saved = editor.post(url("total", draft, kind, row.pk), typed | {"version": "1", **_other(kind)})
    assert (stale.status_code, saved.status_code) == (409, 302)
    assert stale.context["conflict"].versions[0][2] == "另一个"
    row.refresh_from_db()
    assert (str(row).endswith("另一个"), row.version) == (True, 2)


def _other(kind: str) -> dict[str, str]:
    return {"name" if kind == "grade" else "title": "另一个"}


def test_rows_on_the_total_change_places_and_go(office: Client, draft: Rubric) -> None:
    first, second = make_bonus(draft, code="J1"), make_bonus(draft, code="J2")
    act = url("totals", draft, "bonus")

    office.post(act, {"act": "down", "row": f"{first.pk}:1"})
    order = [each.code for each in draft.bonus_rows.all()]
    edge = office.post(act, {"act": "up", "row": f"{second.pk}:1"})
    stale = office.post(act, {"act": "delete", "row": f"{first.pk}:9"})
    office.post(act, {"act": "delete", "row": f"{first.pk}:1"})

    assert order == ["J2", "J1"]
    assert (edge.status_code, stale.status_code) == (422, 409)
    assert [each.place for each in draft.bonus_rows.all()] == [0]


def test_a_published_version_leads_to_its_page_and_refuses_with_a_sentence(
    office: Client, draft: Rubric
) -> None:
    row, act = row_of(draft, "1.1"), {"act": "down", "row": seen(draft, "1")}
    rubrics.publish(draft, by=make_user(Role.OFFICE), at=timezone.now(), reason="演示")
    before = codes(draft)

    refused = office.post(url("rows", draft), act, headers=HTMX)
    saved = save(office, row, title="改名")

    assert office.get(url("change", draft)).headers["Location"] == draft.get_absolute_url()
    for response in (refused, saved):
        assert response.status_code == 409
        assert "不能再改。请另起新版" in response.content.decode()
    assert codes(draft) == before
