"""`manage.py recompute_results`: stored figures against the answers they were made from."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment, Mark
from assessments.roles import FieldStatus
from tests.factories import make_assessment, make_confirmed, make_unit
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

    # the years; savepoint twice, the lock, whose results, the rubrics, the units, their answers
    # and tests, and the ranks
    with django_assert_num_queries(10):
        run()
