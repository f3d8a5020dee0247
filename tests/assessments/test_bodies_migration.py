"""Sheets and years from before bodies scored for themselves survive the way there and back."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from assessments.actions.sheets import open_sheet
from assessments.models import Cycle, Mark, ScoreSheet
from assessments.roles import BodyKind, PhaseKind
from districts.roles import Role
from tests.assessments.bodies import body_tree
from tests.factories import (
    make_assessment,
    make_assigned,
    make_cycle,
    make_department,
    make_rubric,
    make_sheet,
    make_user,
)

BEFORE = ("assessments", "0006_terms")


def migrate(*targets: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@pytest.fixture
def there_again() -> Iterator[None]:
    """Whatever happens, the next test finds the newest tables."""
    yield
    migrate()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("there_again")
def test_what_teams_have_scored_stays_as_it_is() -> None:
    scorer = make_user()
    make_sheet(make_assigned(scorer), scorer, {"1.2": {"count": 1}}, is_submitted=True)
    marks = list(Mark.objects.order_by("pk").values())
    before = ScoreSheet.objects.values("team", "scorer", "status", "total").get()

    migrate(BEFORE)
    migrate()

    assert list(Mark.objects.order_by("pk").values()) == marks
    sheet = ScoreSheet.objects.values("team", "scorer", "status", "total", "body").get()
    assert sheet == before | {"body": BodyKind.TEAM}
    assert not Cycle.objects.get().scores_by_body, "a year that has begun goes on as it began"


@pytest.mark.django_db
def test_nobody_goes_back_over_a_department_s_sheets() -> None:
    department = make_department("县教育局")
    cycle = make_cycle(PhaseKind.FIELD)
    make_rubric(rows=body_tree("教育局"))
    teacher = make_user(Role.DEPARTMENT, department=department)
    open_sheet(make_assessment(cycle=cycle), by=teacher, at=timezone.now())
    guard = import_module("assessments.migrations.0007_scoring_bodies").refuse_to_lose_sheets

    with pytest.raises(IrreversibleError, match="无处存放"):
        guard(apps, None)
