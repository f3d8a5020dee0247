"""The trail of one unit: every step a sentence with its numbers, and the same for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.cycles import advance_cycle
from assessments.actions.rubrics import copy_rubric, publish
from assessments.models import Assessment, Indicator, Rubric
from assessments.results.recheck import figures_of
from assessments.results.trail import ScoreTrail, score_trail
from assessments.roles import ClaimStatus, PhaseKind, RubricStatus
from districts.models import Unit, UnitAttribute
from districts.roles import Role
from tests.assessments.extras import (
    claim,
    decide,
    deduct,
    find_veto,
    make_bureau,
    make_rich_confirmed,
    step,
)
from tests.factories import make_user
from wenming.dates import cn_date

pytestmark = pytest.mark.django_db


def make_story() -> Assessment:
    """99.2 points on the sheets; four bonuses claimed, two deductions, one veto on record."""
    assessment, office = make_rich_confirmed(), make_user(Role.OFFICE)
    decide(claim(assessment, "J1", {"value": "2.5"}), ClaimStatus.ACCEPTED, office)
    decide(claim(assessment, "J2", {"met": True}), ClaimStatus.ACCEPTED, office)
    decide(
        claim(assessment, "J3", {"count": 3}), ClaimStatus.PARTIAL, office,
        answer={"count": 2}, reason="只认两次",
    )  # fmt: skip
    deduct(assessment, "K1", answer={"count": 1, "concealed": True}, document_number="7 号")
    deduct(assessment, "K2", answer={"values": ["3", "2"]}, reason="两家媒体报道")
    return reread(assessment)


def reread(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_related("cycle", "rubric", "unit").get(pk=assessment.pk)


def lines_of(trail: ScoreTrail) -> list[str]:
    return [str(each) for each in trail.steps]


STORY = [
    "各项合计：20 + 30 + 30 + 9.2 + 10 = 99.2。",
    "加分 J1 省级表彰：评 2.5 分（同类组“荣誉”中最高，计入）。",
    "加分 J2 市级表彰：达标，得 2（同类组“荣誉”只计最高的 J1，本项 2 分不计）。",
    "加分 J3 经验推广：每次得 2，2 次：共 4。",
    "加分合计：2.5 + 4 = 6.5，超过加分封顶，按 5 分计。",
    "扣分 K1 通报批评：每次扣 1，1 次，扣 1，瞒报加倍，扣 2。",
    "扣分 K2 媒体曝光：（3 + 2）÷ 2，扣 2.5。",
    "扣分合计：2 + 2.5 = 4.5。",
    "总分：99.2 + 加分 5 − 扣分 4.5 = 99.7。",
    "四舍五入，保留两位小数：99.7 → 99.70。",
]


def test_from_the_heads_to_the_total_every_step_is_a_sentence() -> None:
    trail = score_trail(make_story())

    assert lines_of(trail) == STORY
    assert trail.tally.trail[-len(STORY) :] == tuple(STORY)
    assert trail.agrees


def test_behind_a_step_stands_what_is_on_record() -> None:
    steps = score_trail(make_story()).steps
    notes = {each.label.split()[1]: each.notes for each in steps if each.notes}

    today = cn_date(timezone.now())
    assert notes["J1"] == (f"县文明办 {today}认可",)
    assert notes["J3"] == (f"县文明办 {today}部分认可：只认两次",)
    assert notes["K1"] == ("县里通报（7 号）",)
    assert notes["K2"] == ("两家媒体报道",)


def test_a_veto_is_named_with_who_confirmed_it() -> None:
    _, official = make_bureau()
    assessment = make_rich_confirmed()
    finding = find_veto(assessment)
    assert score_trail(reread(assessment)).steps[-1].label == "四舍五入，保留两位小数"

    step(finding, "confirm", official, note="属实")

    steps = score_trail(reread(assessment)).steps
    veto = next(each for each in steps if each.label == "一票否决 F1")
    assert veto.text == "安全责任事故，县应急管理局确认"
    year, today = assessment.cycle.year, cn_date(timezone.now())
    assert veto.notes == (
        f"{year}年1月1日，发生一起事故（宁应急〔2026〕5 号，{year}年1月1日）；"
        f"县应急管理局确认（{today}）",
    )


def test_claims_that_do_not_count_say_why() -> None:
    assessment = make_rich_confirmed()
    decide(claim(assessment, "J1", {"value": "1"}), ClaimStatus.REFUSED, reason="文件已过期")
    claim(assessment, "J3", {"count": 1})

    assert lines_of(score_trail(reread(assessment)))[-2:] == [
        "未计的加分 J1 省级表彰：县文明办不认可，理由是“文件已过期”。",
        "未计的加分 J3 经验推广：县文明办尚未认定，暂不计入。",
    ]


@pytest.mark.parametrize("url", ["score-trail", "score-print"])
def test_page_and_paper_say_it_all_to_the_unit(client: Client, url: str) -> None:
    """The unit's own view, from the notice period on; the paper has lines to sign on."""
    assessment = make_story()
    assessment.cycle.phases.filter(kind=PhaseKind.PUBLICITY).update(opens_at=timezone.now())
    client.force_login(make_user(Role.UNIT, unit=assessment.unit))

    text = client.get(reverse(f"assessments:{url}", args=[assessment.pk])).text

    rubric = assessment.rubric
    assert f"第 {rubric.version} 版" in text
    assert f"{cn_date(rubric.published_at)}发布" in text
    for line in STORY:
        label, _, sentence = line.partition("：")
        assert f"<strong>{label}</strong>：{sentence}" in text
    assert "依据：县里通报（7 号）" in text
    assert ("受考单位：" in text) == (url == "score-print")


def test_years_later_figures_and_trail_are_the_same() -> None:
    """The year is archived; then the rubric, the unit and the register move on."""
    assessment = make_story()
    before = told(assessment)
    at = timezone.now()
    assessment.cycle.phases.filter(kind=PhaseKind.ARCHIVE).update(opens_at=at)
    advance_cycle(assessment.cycle, "archive", by=make_user(Role.OFFICE), at=at, note="归档")

    move_on(assessment)

    assert told(assessment) == before
    assert reread(assessment).unit.name == "改制后的单位"
    assert Rubric.objects.get(pk=assessment.rubric_id).status == RubricStatus.SUPERSEDED


def told(assessment: Assessment) -> tuple[object, ...]:
    """Everything that a recomputation says of a unit."""
    fresh = reread(assessment)
    trail = score_trail(fresh)
    assert trail.agrees
    return figures_of(trail.tally), trail.tally.trail, trail.steps, trail.lines


def move_on(assessment: Assessment) -> None:
    """A newer version with other points and other words, another name and other attributes."""
    office, at = make_user(Role.OFFICE), timezone.now() + timedelta(days=900)
    newer = copy_rubric(assessment.rubric, year=assessment.rubric.year, by=office, at=at)
    Indicator.objects.filter(rubric=newer, code="1.1").update(title="班子建设", points=9)
    Indicator.objects.filter(rubric=newer, code="1").update(points=21)
    newer.bonus_rows.update(points=1)
    publish(newer, by=office, at=at, reason="提高要求")
    Indicator.objects.filter(rubric=assessment.rubric).update(title="已改名", points=1)
    assessment.rubric.bonus_rows.all().delete()
    Unit.objects.filter(pk=assessment.unit_id).update(name="改制后的单位")
    assessment.unit.attributes.set(UnitAttribute.objects.all())


@pytest.mark.parametrize("events", [1, 3])
def test_a_rich_trail_costs_the_same_however_much_is_on_record(
    events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessment = make_rich_confirmed()
    for number in range(events):
        deduct(assessment, "K1", reason=f"第 {number} 次通报")
    fresh = reread(assessment)

    # sheets, answers, tests; what counts, confirmed vetoes; reasons, own marks, spread notes;
    # claims, deductions, vetoes as they are on record; ranked peers
    with django_assert_num_queries(13):
        trail = score_trail(fresh)

    assert len(next(each for each in trail.steps if "K1" in each.label).notes) == events
