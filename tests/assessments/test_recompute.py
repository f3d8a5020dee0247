"""Stored figures against the answers they were made from: the command and the office's page."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Cycle, Mark
from assessments.results.recomputing import recomputing_of
from assessments.roles import FieldStatus
from districts.roles import Role
from tests.factories import make_assessment, make_confirmed, make_unit, make_user
from wenming.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("recompute_results", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[str, str]:
    """What a run that finds differences prints, and what it ends with."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("recompute_results", *arguments, stdout=out)
    assert refusal.value.returncode == 1
    return out.getvalue(), str(refusal.value)


def spoil(assessment: Assessment, **fields: object) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(**fields)


def test_sound_results_are_called_so() -> None:
    assessment = make_confirmed()
    make_confirmed()
    make_assessment()

    assert run() == f"{assessment.cycle.name}：全部一致\n"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"total": Decimal("12.34")}, "总分存为 12.34，重新计算为 99.20"),
        ({"exact": "99.3"}, "未舍入总分存为 99.3，重新计算为 99.2"),
        ({"breakdown": {}}, "分项得分与重新计算的不一致"),
        ({"rank": 7}, "位次存为 7，按总分应为 1"),
        ({"total": None, "rank": None}, "总分存为 无，重新计算为 99.20"),
        ({"field_status": FieldStatus.PENDING}, "总分存为 99.20，重新计算为 无"),
    ],
    ids=["total", "exact", "breakdown", "rank", "lost", "never-confirmed"],
)
def test_every_difference_is_named_and_mended(fields: dict[str, object], words: str) -> None:
    assessment = make_confirmed(unit=make_unit("县水泥厂"))
    spoil(assessment, **fields)

    printed, ending = refused()

    assert "县水泥厂：" in printed
    assert words in printed
    assert "--write" in ending
    assert "已更正" in run("--write")
    assert "全部一致" in run()


def test_only_looking_changes_nothing() -> None:
    assessment = make_confirmed()
    spoil(assessment, total=Decimal("12.34"))
    entries = AuditEntry.objects.count()

    refused()

    assessment.refresh_from_db()
    assert assessment.total == Decimal("12.34")
    assert AuditEntry.objects.count() == entries


def test_a_repair_is_on_record_as_the_systems_own_act() -> None:
    assessment = make_confirmed()
    spoil(assessment, total=Decimal("12.34"))

    run("--write")

    entry = AuditEntry.objects.about(assessment).first()
    assert (entry.verb, entry.actor) == ("result.repair", None)
    assert (entry.before["total"], entry.after["total"]) == ("12.34", "99.20")


def test_changed_answers_move_the_ranks_of_the_others_too() -> None:
    first, second = make_confirmed(unit=make_unit("甲局")), make_confirmed(unit=make_unit("乙局"))
    Mark.objects.filter(sheet__assessment=first, indicator__code="1.2").update(answer={"count": 2})

    run("--write")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.total, first.rank) == (Decimal("95.20"), 2)
    assert (second.total, second.rank) == (Decimal("99.20"), 1)


def test_a_year_can_be_chosen() -> None:
    year = make_confirmed().cycle.year

    assert "全部一致" in run("--year", str(year))
    with pytest.raises(CommandError, match="没有 1999 年度的考核"):
        run("--year", "1999")


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_costs_the_same_for_any_number_of_units(
    django_assert_num_queries, count: int
) -> None:
    for _ in range(count):
        make_confirmed()

    # the years; whose results, the rubrics, the units, their answers and tests, the ranks; terms
    with django_assert_num_queries(8):
        run()


# The office's own page


def ask(client: Client, cycle: Cycle, name: str = "cycle-recheck", **data: str) -> Any:
    return client.post(reverse(f"assessments:{name}", args=[cycle.pk]), data, follow=True)


def test_the_office_compares_looks_and_writes_with_a_reason(client: Client) -> None:
    assessment = make_confirmed(unit=make_unit("县水泥厂"))
    cycle, office = assessment.cycle, make_user(Role.OFFICE, name="王敏")
    client.force_login(office)
    spoil(assessment, total=Decimal("12.34"))

    ask(client, cycle)
    shown = client.get(reverse("assessments:cycle-recompute", args=[cycle.pk])).content.decode()

    assert "县水泥厂" in shown
    assert "总分存为 12.34，重新计算为 99.20" in shown
    assert Assessment.objects.get().total == Decimal("12.34"), "comparing changes nothing"
    assert ask(client, cycle, "cycle-recompute", reason=" ").status_code == 422
    ask(client, cycle, "cycle-recompute", reason="测试成绩录错")
    assert Assessment.objects.get().total == Decimal("99.20")
    entries = AuditEntry.objects.filter(verb__in=["result.repair", "cycle.recompute"])
    assert {(entry.verb, entry.actor, entry.note) for entry in entries} == {
        ("result.repair", office, "测试成绩录错"),
        ("cycle.recompute", office, "测试成绩录错"),
    }
    done = client.get(reverse("assessments:cycle-recompute", args=[cycle.pk])).content.decode()
    assert "最近一次写入" in done
    assert "第二步" not in done
    ask(client, cycle)
    assert recomputing_of(cycle.pk).check.count == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_much_differs(
    client: Client, django_assert_num_queries, rows: int
) -> None:
    for _ in range(rows):
        spoil(made := make_confirmed(), total=Decimal("12.34"))
    client.force_login(make_user(Role.OFFICE))
    ask(client, made.cycle)

    # session, user, who one is; the year; the last check, the last writing, what is under way;
    # and, once in a session that started a job, whether it runs still
    with django_assert_num_queries(7):
        client.get(reverse("assessments:cycle-recompute", args=[made.cycle.pk]))
