"""The assessor's pages: what they show, what they cost, and that nothing typed is lost."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from assessments.actions.sheets import open_sheet
from assessments.models import Assessment, Mark, MarkPhoto, ScoreSheet, SelfReport, TeamMember
from assessments.scoring import ItemRow
from districts.roles import Role
from tests.factories import (
    FULL_MARKS,
    make_assessment,
    make_assigned,
    make_rubric,
    make_sheet,
    make_team,
    make_unit,
    make_user,
    team_of,
)
from wenming.accounts.models import User

pytestmark = pytest.mark.django_db

AUTOSAVE = {"HX-Request": "true", "X-Autosave": "1"}


@pytest.fixture
def scorer(client: Client) -> User:
    user = make_user(name="赵敏")
    client.force_login(user)
    return user


@pytest.fixture
def sheet(scorer: User) -> ScoreSheet:
    assessment = make_assigned(scorer, make_user(name="钱伟"), unit=make_unit("县甲单位"))
    return open_sheet(assessment, by=scorer, at=timezone.now())


def mark_of(sheet: ScoreSheet, code: str) -> Mark:
    return sheet.marks.get(indicator__code=code)


def post_mark(client: Client, mark: Mark, *, is_script: bool = True, **data: object) -> Any:
    fields = {"version": mark.version, "save_key": str(uuid4())} | data
    headers = AUTOSAVE if is_script else {}
    return client.post(reverse("assessments:mark-save", args=[mark.pk]), fields, headers=headers)


# Today's units


def test_units_stand_in_visiting_order_with_their_state(client: Client, scorer: User) -> None:
    today = timezone.localdate()
    first = make_assigned(scorer, unit=make_unit("县乙单位"), visit_on=today)
    second = make_assigned(scorer, unit=make_unit("县甲单位"), visit_on=today, visiting_order=2)
    open_sheet(second, by=scorer, at=timezone.now())

    page = client.get(reverse("assessments:my-units"))

    assert [visit.assessment for visit in page.context["visits"]] == [first, second]
    assert [visit.state for visit in page.context["visits"]] == ["未开始", "打分中 0 / 6"]
    assert {visit.group for visit in page.context["visits"]} == {"今天"}


def test_mates_show_their_progress_but_no_mark(client: Client, sheet: ScoreSheet) -> None:
    mate = sheet.team.members.get(is_leader=False).user
    make_sheet(sheet.assessment, mate, {"1.2": {"count": 5}}, is_submitted=True)

    page = client.get(reverse("assessments:my-units"))

    assert "钱伟：已提交" in page.text
    assert "现场未见记录" not in page.text


@pytest.mark.parametrize("units", [1, 3])
def test_the_list_of_units_costs_seven_queries(
    client: Client, scorer: User, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(units):
        open_sheet(make_assigned(scorer, make_user()), by=scorer, at=timezone.now())
    # session, user, standing, units (count and page), seats, sheets
    with django_assert_num_queries(7):
        page = client.get(reverse("assessments:my-units"))
    assert len(page.context["visits"]) == units


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=abc", "?page=-1", "?page=9999999"])
def test_nonsense_in_the_address_gives_the_nearest_page(
    client: Client, sheet: ScoreSheet, query: str
) -> None:
    assert client.get(reverse("assessments:my-units") + query).status_code == 200
    assert client.get(f"{sheet.get_absolute_url()}{query}").status_code == 200


def test_beginning_leads_to_the_form_and_twice_to_the_same(client: Client, scorer: User) -> None:
    url = reverse("assessments:sheet-open", args=[make_assigned(scorer).pk])

    first, second = client.post(url), client.post(url)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == ScoreSheet.objects.get().get_absolute_url()


# The form


def forty_items() -> list[ItemRow]:
    heads = [ItemRow(code=str(head), title=f"大项{head}", points="20") for head in range(1, 6)]
    rules = [
        ("次扣", "每次=0.5"),
        ("等级", "A=100%;B=66%;C=33%;D=0"),
        ("达标", ""),
        ("计数", "每次=0.5"),
    ]
    items = [
        ItemRow(
            code=f"{head}.{number}",
            title=f"小项{head}.{number}",
            standard="有制度、有记录、有成效，资料齐全，现场与资料一致。",
            points="2.5",
            rule=rules[number % 4][0],
            parameters=rules[number % 4][1],
        )
        for head in range(1, 6)
        for number in range(1, 9)
    ]
    test = ItemRow(
        code="5.9", title="测试", points="5", rule="比例", parameters="满值=100", methods="测试"
    )
    return [*heads, *items, test]


@pytest.mark.parametrize(("units", "head"), [(1, "all"), (3, "all"), (3, "2")])
def test_the_form_of_forty_items_costs_thirteen_queries(
    client: Client,
    scorer: User,
    units: int,
    head: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_rubric(rows=forty_items())
    sheets = [
        open_sheet(make_assigned(scorer, make_user()), by=scorer, at=timezone.now())
        for _ in range(units)
    ]
    SelfReport.objects.update(submitted_at=timezone.now())
    # session, user, standing, sheet with unit, year and rubric, seat, phases, marks, tests,
    # the unit's marks, its evidence, last year, photos, earlier rectifications
    with django_assert_num_queries(13):
        page = client.get(sheets[0].get_absolute_url(), {"head": head})
    assert len(page.context["cards"]) == (40 if head == "all" else 8)
    assert len(page.text) > 1000


def test_the_form_opens_where_something_is_left_to_do(client: Client, sheet: ScoreSheet) -> None:
    page = client.get(sheet.get_absolute_url())
    assert page.context["current"].code == "1"

    for code in ("1.1", "1.2"):
        sheet.marks.filter(indicator__code=code).update(answer=FULL_MARKS[code])
    page = client.get(sheet.get_absolute_url())
    assert page.context["current"].code == "2"


def test_the_unit_speaks_for_itself_only_once_it_has_reported(
    client: Client, sheet: ScoreSheet
) -> None:
    report = sheet.assessment.report
    report.marks.filter(indicator__code="1.2").update(answer={"count": 1}, statement="缺一次例会")
    assert "缺一次例会" not in client.get(sheet.get_absolute_url()).text

    report.submitted_at = timezone.now()
    report.save()
    page = client.get(sheet.get_absolute_url())

    assert "缺一次例会" in page.text
    assert "扣分次数 1 次（10 分）" in page.text


# Saving, with scripts


def test_an_autosave_costs_eight_queries(
    client: Client, sheet: ScoreSheet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mark = mark_of(sheet, "1.2")
    # session, user, savepoint, mark with sheet, unit, year, rubric and phase, standing,
    # update (asks seat, state and version), release, all answers for the running total
    with django_assert_num_queries(8):
        answer = post_mark(client, mark, count="2", reason="缺两次")
    assert answer.status_code == 200


def test_an_autosave_answers_with_what_follows_from_it(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")

    answer = post_mark(client, mark, count="2")

    assert f'id="version-{mark.pk}" value="2"' in answer.text
    assert "12 − 4 = 8" in answer.text
    assert "扣了 4 分，请写明理由" in answer.text
    assert f'id="state-{mark.pk}">缺理由<' in answer.text
    assert "<strong>8</strong>" in answer.text
    assert "/ 12 分已评" in answer.text
    assert "已评 1 项，共 6 项" in answer.text


def test_a_wrong_figure_is_answered_at_its_item(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")

    answer = post_mark(client, mark, count="-1")

    assert answer.status_code == 422
    assert f'id="m{mark.pk}-error"' in answer.text
    assert "1.2 例会制度" in answer.text
    mark.refresh_from_db()
    assert (mark.answer, mark.version) == (None, 1)


def test_a_stale_autosave_shows_both_versions_in_place(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")
    post_mark(client, mark, count="1", reason="缺一次")

    answer = post_mark(client, mark, count="3", reason="缺三次")

    assert answer.status_code == 409
    assert f'id="conflict-{mark.pk}"' in answer.text
    for text in ("扣分次数 1 次", "缺一次", "扣分次数 3 次", "缺三次", 'value="2"'):
        assert text in answer.text


def test_a_repeated_autosave_is_answered_as_the_first(client: Client, sheet: ScoreSheet) -> None:
    mark, key = mark_of(sheet, "1.2"), str(uuid4())
    first = post_mark(client, mark, save_key=key, count="1")

    again = post_mark(client, mark, save_key=key, count="1")
    other = post_mark(client, mark, save_key=key, count="2")

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert first.text == again.text
    mark.refresh_from_db()
    assert (mark.answer, mark.version) == ({"count": 1}, 2)


@pytest.mark.parametrize(
    "broken",
    [
        {"save_key": ""},
        {"save_key": "17"},
        {"save_key": "{12345678-1234-4234-8234-123456789abc}"},
        {"version": ""},
        {"version": "-1"},
        {"version": "１"},
        {"version": "9" * 30},
        {"version": "x"},
    ],
)
def test_a_save_without_key_or_version_is_malformed(
    client: Client, sheet: ScoreSheet, broken: dict[str, Any]
) -> None:
    mark = mark_of(sheet, "1.2")

    assert post_mark(client, mark, count="1", **broken).status_code == 400

    mark.refresh_from_db()
    assert mark.version == 1


def test_methods_that_were_not_on_the_page_stay(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")
    post_mark(client, mark, methods=["查资料", "听汇报"], methods_shown="1")
    mark.refresh_from_db()
    assert mark.methods == ["听汇报", "查资料"]

    post_mark(client, mark, count="1")
    mark.refresh_from_db()
    assert mark.methods == ["听汇报", "查资料"]

    post_mark(client, mark, methods_shown="1")
    mark.refresh_from_db()
    assert mark.methods == []


# Saving, without scripts


def test_without_scripts_a_save_leads_to_the_next_item(client: Client, sheet: ScoreSheet) -> None:
    mark, following = mark_of(sheet, "1.2"), mark_of(sheet, "2.1")

    answer = post_mark(client, mark, is_script=False, count="1", reason="缺一次", go="next")

    assert answer.status_code == 302
    assert answer["Location"] == f"{sheet.get_absolute_url()}?head=2#item-{following.pk}"


def test_after_the_last_item_comes_the_check(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "5.1")

    answer = post_mark(client, mark, is_script=False, value="90", go="next")

    assert answer["Location"] == reverse("assessments:sheet-review", args=[sheet.pk])


def test_without_scripts_a_wrong_figure_comes_back_as_typed(
    client: Client, sheet: ScoreSheet
) -> None:
    mark = mark_of(sheet, "1.2")

    page = post_mark(client, mark, is_script=False, count="二次", reason="缺二次")

    assert page.status_code == 422
    assert 'value="二次"' in page.text
    assert "缺二次" in page.text
    assert "1.2 例会制度" in page.text


def test_without_scripts_a_stale_save_can_be_taken_over(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")
    post_mark(client, mark, count="1", reason="缺一次")

    page = post_mark(client, mark, is_script=False, count="3", reason="缺三次")
    assert page.status_code == 409
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    fields.pop("csrfmiddlewaretoken", None)
    taken = client.post(reverse("assessments:mark-save", args=[mark.pk]), fields | {"version": "2"})

    assert taken.status_code == 302
    mark.refresh_from_db()
    assert (mark.answer, mark.reason) == ({"count": 3}, "缺三次")


def test_saving_after_handing_in_is_refused_with_the_text_kept(
    client: Client, scorer: User
) -> None:
    sheet = make_sheet(make_assigned(scorer), scorer, is_submitted=True)
    mark = mark_of(sheet, "1.2")

    page = post_mark(client, mark, is_script=False, count="1", reason="回头补写的理由")

    assert page.status_code == 409
    assert "回头补写的理由" in page.text


# Photos


def picture(name: str = "现场.jpg") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "#a8201a").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def add(client: Client, mark: Mark, upload: SimpleUploadedFile | None = None) -> Any:
    url = reverse("assessments:photo-add", args=[mark.pk])
    return client.post(url, {"photo": upload} if upload else {}, headers={"HX-Request": "true"})


def test_a_photo_is_kept_shown_and_taken_away(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")

    answer = add(client, mark, picture())

    photo = MarkPhoto.objects.get()
    url = reverse("assessments:photo-file", args=[photo.pk])
    assert f'src="{url}?small"' in answer.text
    served = client.get(url)
    assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
    assert served.getvalue()[:2] == b"\xff\xd8"
    removed = client.post(reverse("assessments:photo-remove", args=[photo.pk]))
    assert removed["Location"].endswith(f"#item-{mark.pk}")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    "upload",
    [
        None,
        SimpleUploadedFile("a.jpg", b"<html></html>", "image/jpeg"),
        SimpleUploadedFile("a.exe", b"MZ", "image/jpeg"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF", "application/pdf"),
        SimpleUploadedFile("a.jpg", b"", "image/jpeg"),
    ],
    ids=["nothing", "html-as-jpg", "exe", "pdf", "empty"],
)
def test_what_is_no_photo_is_refused(
    client: Client, sheet: ScoreSheet, upload: SimpleUploadedFile | None
) -> None:
    mark = mark_of(sheet, "1.2")

    assert add(client, mark, upload).status_code == 422

    assert not MarkPhoto.objects.exists()


def test_an_item_has_nine_photos_at_most(client: Client, sheet: ScoreSheet) -> None:
    mark = mark_of(sheet, "1.2")
    for number in range(9):
        assert add(client, mark, picture(f"{number}.jpg")).status_code == 200

    tenth = add(client, mark, picture("10.jpg"))

    assert tenth.status_code == 422
    assert "最多 9 张" in tenth.text


def test_a_photo_is_hidden_like_its_sheet(client: Client, sheet: ScoreSheet) -> None:
    add(client, mark_of(sheet, "1.2"), picture())
    url = reverse("assessments:photo-file", args=[MarkPhoto.objects.get().pk])

    for stranger in (sheet.team.members.get(is_leader=False).user, make_user(Role.OFFICE)):
        client.force_login(stranger)
        assert client.get(url).status_code == 404


# Check and hand in


def test_the_check_names_what_is_missing_with_a_way_there(
    client: Client, sheet: ScoreSheet
) -> None:
    post_mark(client, mark_of(sheet, "1.2"), count="1")

    page = client.get(reverse("assessments:sheet-review", args=[sheet.pk]))

    assert [line.code for line in page.context["problems"]] == [
        "1.1",
        "1.2",
        "2.1",
        "3.1",
        "3.2",
        "5.1",
    ]
    assert f"?head=2#item-{mark_of(sheet, '2.1').pk}" in page.text
    assert "提交考核表</button>" not in page.text


def test_a_complete_sheet_is_handed_in_and_read(client: Client, scorer: User) -> None:
    sheet = make_sheet(make_assigned(scorer), scorer, {"1.2": {"count": 1}})

    answer = client.post(reverse("assessments:sheet-step", args=[sheet.pk, "submit"]))

    assert answer["Location"] == reverse("assessments:my-units")
    page = client.get(sheet.get_absolute_url())
    assert "现场未见记录" in page.text
    assert "撤回修改" in page.text


def test_abstaining_without_a_reason_keeps_the_page(client: Client, sheet: ScoreSheet) -> None:
    page = client.post(reverse("assessments:sheet-step", args=[sheet.pk, "abstain"]), {"note": " "})

    assert page.status_code == 422
    assert "弃权须写明原因" in page.text
    unknown = client.post(reverse("assessments:sheet-step", args=[sheet.pk, "destroy"]))
    assert unknown.status_code == 404


# One unit's page


def test_marks_are_compared_only_after_ones_own_are_in(client: Client, sheet: ScoreSheet) -> None:
    mate = sheet.team.members.get(is_leader=False).user
    make_sheet(sheet.assessment, mate, {"1.2": {"count": 5}}, is_submitted=True)
    url = reverse("assessments:field-detail", args=[sheet.assessment_id])

    hidden = client.get(url)
    assert "提交自己的考核表以后" in hidden.text
    assert "现场未见记录" not in hidden.text

    make_sheet(sheet.assessment, sheet.scorer, is_submitted=True)
    shown = client.get(url)
    assert "现场未见记录" in shown.text
    assert [row.item.code for row, _ in shown.context["rows"] if row.is_wide] == ["1.2"]


def test_the_leader_settles_records_the_test_and_confirms(client: Client, scorer: User) -> None:
    assessment = make_assigned(scorer, make_user())
    mate = team_of(assessment).members.get(is_leader=False).user
    make_sheet(assessment, scorer, is_submitted=True)
    make_sheet(assessment, mate, {"1.2": {"count": 5}}, is_submitted=True)
    indicators = {each.code: each.pk for each in assessment.rubric.indicators.all()}
    page = reverse("assessments:field-detail", args=[assessment.pk])

    wrong = client.post(
        reverse("assessments:quiz-record", args=[assessment.pk]),
        {"indicator": indicators["4.1"], "people": "二十", "average": "85,5"},
    )
    assert wrong.status_code == 422
    assert 'value="85,5"' in wrong.text
    assert "请用小数点" in wrong.text
    client.post(
        reverse("assessments:quiz-record", args=[assessment.pk]),
        {"indicator": indicators["4.1"], "people": "２０", "average": "85.5"},
    )
    client.post(
        reverse("assessments:spread-settle", args=[assessment.pk]),
        {"indicator": indicators["1.2"], "text": "按会议记录认定"},
    )
    assert "确认本组结果</button>" in client.get(page).text
    client.post(reverse("assessments:field-step", args=[assessment.pk, "confirm"]))

    assessment.refresh_from_db()
    assert assessment.is_confirmed
    assert "本组结果已确认" in client.get(page).text


def test_a_stale_test_result_shows_both_and_keeps_what_was_typed(
    client: Client, sheet: ScoreSheet
) -> None:
    indicator = sheet.assessment.rubric.indicators.get(code="4.1").pk
    url = reverse("assessments:quiz-record", args=[sheet.assessment_id])
    client.post(url, {"indicator": indicator, "people": "20", "average": "85.5"})

    page = client.post(url, {"indicator": indicator, "people": "31", "average": "70"})

    assert page.status_code == 409
    assert 'value="31"' in page.text
    assert "现在保存着 85.5" in page.text


@pytest.mark.parametrize("mates", [1, 3])
def test_the_units_page_costs_fifteen_queries(
    client: Client, scorer: User, mates: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessment = make_assigned(scorer, *(make_user() for _ in range(mates)))
    for seat in team_of(assessment).members.all():
        make_sheet(assessment, seat.user, is_submitted=True)
    # session, user, standing, unit with year, rubric, report, team; seat (twice: may they see
    # it, what may they do), phases, sheets, members, their memberships, other bodies' duties,
    # test, visible sheets, marks, notes
    with django_assert_num_queries(15):
        page = client.get(reverse("assessments:field-detail", args=[assessment.pk]))
    assert len(page.context["sheets"]) == mates + 1


def test_a_recused_member_learns_why(client: Client, sheet: ScoreSheet) -> None:
    conflicted = make_user(Role.STAFF, unit=sheet.assessment.unit)
    TeamMember.objects.create(team=team_of(sheet.assessment), user=conflicted)
    client.force_login(conflicted)

    answer = client.post(reverse("assessments:sheet-open", args=[sheet.assessment_id]))

    assert answer.status_code == 403
    assert "须回避" in answer.text
    assert client.get(sheet.get_absolute_url()).status_code == 404


def test_another_team_knows_nothing(client: Client, sheet: ScoreSheet) -> None:
    client.force_login(make_team(cycle=sheet.assessment.cycle).members.get().user)

    for name, pk in (
        ("sheet-detail", sheet.pk),
        ("sheet-review", sheet.pk),
        ("field-detail", sheet.assessment_id),
    ):
        assert client.get(reverse(f"assessments:{name}", args=[pk])).status_code == 404
    assert post_mark(client, mark_of(sheet, "1.2"), count="1").status_code == 404


def test_an_assessment_without_team_has_a_page_for_the_office(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))
    assessment: Assessment = make_assessment()

    page = client.get(reverse("assessments:field-detail", args=[assessment.pk]))

    assert "还没有分配考核组" in page.text
