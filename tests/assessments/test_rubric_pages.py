"""The rubric's pages: reading, the branch editor that loses nothing, the guard at publishing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Indicator, Rubric
from assessments.results.rubrics import item_rows
from assessments.scoring import ItemRow
from districts.models import UnitType
from districts.roles import Role
from tests.factories import make_assessment, make_rubric, make_user, this_year

pytestmark = pytest.mark.django_db


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


def branch_url(head: Indicator) -> str:
    return reverse("admin:assessments_rubric_branch", args=[head.rubric_id, head.pk])


def branch_form(rubric: Rubric, head: str, **changes: str) -> dict[str, Any]:
    """The form as the page sends it; a change names its field: `form-1-points`."""
    rows = item_rows(row for row in rubric.indicators.all() if row.code.split(".")[0] == head)
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(rows) + 2, "form-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        for name in ("id", "code", "title", "points", "rule", "parameters", "methods", "standard"):
            data[f"form-{number}-{name}"] = getattr(row, name) or ""
    top = rubric.indicators.get(code=head)
    return {**data, "version": top.version, "end": "1", **changes}


def points(rubric: Rubric) -> dict[str, str]:
    return {row.code: row.points for row in item_rows(rubric.indicators.all())}


def test_a_branch_is_saved_and_a_blank_row_ignored(editor: Client, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")
    data = branch_form(draft, "1", **{"form-1-points": "７.5", "form-2-points": "12.5"})

    response = editor.post(branch_url(head), data)

    assert response.status_code == 302
    assert points(draft)["1.1"] == "7.5"
    assert draft.indicators.count() == 13


def test_new_rows_are_added_at_once(editor: Client, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")
    new = {"code": "1.3", "title": "工作机构", "points": "2", "rule": "达标"}
    changes = {f"form-3-{name}": value for name, value in new.items()}

    editor.post(branch_url(head), branch_form(draft, "1", **changes))

    assert draft.indicators.get(code="1.3").rule == "met"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        pytest.param("form-2-points", "0", "大于 0", id="NUM-071-worth-nothing"),
        pytest.param("form-2-points", "一十二", "不是可以识别的数", id="points-in-words"),
        pytest.param("form-2-points", "12.3456", "小数位数过多", id="too-many-decimals"),
        pytest.param("form-2-parameters", "每次=很多", "很多", id="a-bad-parameter"),
        pytest.param("form-2-code", "1.1", "重复", id="a-doubled-number"),
        pytest.param("form-2-code", "3.9", "1.", id="a-number-of-another-head"),
        pytest.param("form-2-code", "壹", "编号", id="no-number-at-all"),
        pytest.param("form-2-title", "", "必填", id="no-title"),
        pytest.param("form-2-methods", "打电话", "打电话", id="an-unknown-method"),
        pytest.param("form-2-rule", "随便", "随便", id="an-unknown-rule"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    office: Client, draft: Rubric, field: str, typed: str, said: str
) -> None:
    before = points(draft)
    head = draft.indicators.get(code="1")
    changes = {field: typed, "form-1-title": "写了一半的名称"}

    response = office.post(branch_url(head), branch_form(draft, "1", **changes))

    page = response.content.decode()
    number, name = field.split("-")[1:]
    assert response.status_code == 422
    assert said in str(response.context["formset"].forms[int(number)].errors[name])
    assert "写了一半的名称" in page
    assert points(draft) == before


def test_a_form_that_was_cut_off_changes_nothing(office: Client, draft: Rubric) -> None:
    before = points(draft)
    head = draft.indicators.get(code="1")
    data = branch_form(draft, "1", **{"form-1-title": "改名"})
    cut = {name: value for name, value in data.items() if name != "end"}

    response = office.post(branch_url(head), cut)
    empty = office.post(branch_url(head), {})

    assert (response.status_code, empty.status_code) == (422, 422)
    assert "内容不完整" in response.content.decode()
    assert points(draft) == before
    assert not draft.indicators.filter(title="改名").exists()


def test_a_field_that_does_not_arrive_stays(office: Client, draft: Rubric) -> None:
    draft.indicators.filter(code="1.1").update(evidence_rule="图片>=2")
    head = draft.indicators.get(code="1")

    office.post(branch_url(head), branch_form(draft, "1", **{"form-1-points": "9"}))

    kept = draft.indicators.get(code="1.1")
    assert (kept.evidence_rule, str(kept.points)) == ("图片>=2", "9.000")


def test_a_deleted_row_goes_and_its_mistakes_do_not_matter(office: Client, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")
    changes = {"form-2-DELETE": "on", "form-2-points": "全"}

    response = office.post(branch_url(head), branch_form(draft, "1", **changes))

    assert response.status_code == 302
    assert "1.2" not in points(draft)


def test_a_stale_branch_shows_both_versions(office: Client, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")
    data = branch_form(draft, "1", **{"form-1-points": "7", "form-2-points": "13"})
    office.post(branch_url(head), data)

    response = office.post(branch_url(head), data | {"form-1-points": "6"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "分值 7" in page
    assert "分值 6" in page
    assert points(draft)["1.1"] == "7"


def test_the_largest_branch_fits_into_one_form(office: Client, draft: Rubric) -> None:
    head = draft.indicators.get(code="1")
    for number in range(3, 60):
        Indicator.objects.create(
            rubric=draft, code=f"1.{number}", title=f"第{number}项", points=1, rule="met"
        )

    response = office.get(branch_url(head))

    page = response.content.decode()
    sent = page.split("<template")[0].count('name="form-')
    assert sent < 1000


def test_a_whole_draft_is_checked_before_it_is_published(office: Client) -> None:
    rows = (
        ItemRow(code="1", title="组织领导", points="100"),
        ItemRow(code="1.1", title="领导重视", points="60", rule="达标"),
        ItemRow(code="1.2", title="例会制度", points="50", rule="达标"),
    )
    draft = make_rubric(rows=rows, is_published=False)
    url = reverse("assessments:rubric-publish", args=[draft.pk])

    page = office.get(url).content.decode()
    refused = office.post(url, {"reason": " "})
    done = office.post(url, {"reason": "按上级文件执行"})

    assert "110" in page
    assert refused.status_code == 422
    assert "请写明" in refused.content.decode()
    assert done.status_code == 302
    assert Rubric.objects.get(pk=draft.pk).publish_reason == "按上级文件执行"


def test_errors_are_listed_in_full_and_nothing_is_published(office: Client, draft: Rubric) -> None:
    draft.indicators.filter(code__in=["1.1", "3.1"]).update(params="？？")
    url = reverse("assessments:rubric-publish", args=[draft.pk])

    response = office.post(url, {"reason": "赶时间"})

    assert response.status_code == 422
    assert {each.code for each in response.context["found"].errors} == {"1.1", "3.1"}
    assert Rubric.objects.get(pk=draft.pk).is_draft


def test_everybody_reads_what_is_in_force_with_its_rules_in_words(client: Client) -> None:
    rubric = make_rubric()
    client.force_login(make_user(Role.UNIT))

    for name in ("rubric-detail", "rubric-print"):
        page = client.get(reverse(f"assessments:{name}", args=[rubric.pk])).content.decode()
        assert "每次扣 2" in page
        assert "例会制度" in page


def test_drafts_are_listed_for_editors_only(client: Client) -> None:
    make_rubric(name="在用细则")
    make_rubric(name="起草中的细则", is_published=False)
    client.force_login(make_user(Role.UNIT))

    page = client.get(reverse("assessments:rubric-list")).content.decode()

    assert "在用细则" in page
    assert "起草中的细则" not in page


@pytest.mark.parametrize("year", ["1", "x", "99999", "-3", "2019"])
def test_an_odd_year_shows_the_nearest(office: Client, year: str) -> None:
    make_rubric()

    response = office.get(reverse("assessments:rubric-list"), {"year": year})

    assert response.context["shelf"].year == this_year()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    types = [UnitType.AGENCY, UnitType.SCHOOL, UnitType.VILLAGE]
    for each in types[:number]:
        make_rubric([each])

    with django_assert_num_queries(6):  # session, user, membership, years, rubrics, their types
        response = office.get(reverse("assessments:rubric-list"))

    assert len(response.context["shelf"].rubrics) == number


def test_reading_a_published_rubric_costs_no_query_for_its_rows(
    office: Client, django_assert_num_queries: Any
) -> None:
    rubric = make_rubric()

    with django_assert_num_queries(5):  # session, user, membership, rubric, its types
        office.get(rubric.get_absolute_url())


@pytest.mark.parametrize("number", [1, 3])
def test_the_editor_costs_the_same_however_many_heads(
    office: Client, number: int, django_assert_num_queries: Any
) -> None:
    heads = range(1, number + 1)
    rows = [ItemRow(code=f"{n}", title=f"第{n}项", points="10", rule="达标") for n in heads]
    draft = make_rubric(rows=rows, is_published=False)

    # session, user, membership, rubric, its types, rows, the types to choose from,
    # and one each for 加分, 扣分, 否决, 等次
    with django_assert_num_queries(11):
        office.get(reverse("admin:assessments_rubric_change", args=[draft.pk]))


def test_a_published_rubric_leads_from_the_editor_to_its_page(office: Client) -> None:
    assessment = make_assessment()

    response = office.get(reverse("admin:assessments_rubric_change", args=[assessment.rubric_id]))

    assert response.headers["Location"] == assessment.rubric.get_absolute_url()


def test_a_head_is_added_moved_and_deleted_from_the_editor(editor: Client, draft: Rubric) -> None:
    add = reverse("admin:assessments_rubric_branch_add", args=[draft.pk])
    editor.post(add, {"title": "特色工作", "points": "5"})
    head = draft.indicators.get(title="特色工作")

    editor.post(reverse("admin:assessments_rubric_branch_move", args=[draft.pk, head.pk]))
    head.refresh_from_db()
    delete = reverse("admin:assessments_rubric_branch_delete", args=[draft.pk, head.pk])
    response = editor.post(delete, {"version": head.version})

    assert head.code == "5"
    assert response.status_code == 302
    assert not draft.indicators.filter(title="特色工作").exists()


def test_a_bad_head_is_refused_with_what_was_typed(office: Client, draft: Rubric) -> None:
    add = reverse("admin:assessments_rubric_branch_add", args=[draft.pk])

    response = office.post(add, {"title": "特色工作", "points": "五分"})

    assert response.status_code == 422
    assert "五分" in response.content.decode()


def test_settings_are_saved_and_a_bad_number_named(office: Client, draft: Rubric) -> None:
    url = reverse("admin:assessments_rubric_change", args=[draft.pk])
    data = {
        "name": "新名称", "year": "2026", "unit_types": [UnitType.AGENCY, UnitType.SCHOOL],
        "full_points": "110", "not_applicable": "scale", "revision": "1",
    }  # fmt: skip

    bad = office.post(url, data | {"full_points": "百分"})
    good = office.post(url, data)

    draft.refresh_from_db()
    assert (bad.status_code, good.status_code) == (422, 302)
    assert "full_points" in bad.context["form"].errors
    assert (draft.name, str(draft.full_points), draft.unit_types.count()) == ("新名称", "110.00", 2)


def test_last_years_rubric_is_copied_from_its_page(office: Client) -> None:
    old = make_rubric(year=this_year() - 1)
    url = reverse("assessments:rubric-copy", args=[old.pk])

    response = office.post(url, {"year": str(this_year())})

    copy = Rubric.objects.get(based_on=old)
    assert response.headers["Location"] == reverse(
        "admin:assessments_rubric_change", args=[copy.pk]
    )
