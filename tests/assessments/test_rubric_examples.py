"""The example rubrics: without a fault, the same after a round trip, and of different shapes."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.examples import TYPES, examples
from assessments.exports_rubric import rubric_xlsx
from assessments.imports import rubric_drafts
from assessments.imports.rubric_workbook import read_rubric
from assessments.models import Rubric
from assessments.results.rubric_changes import workbook_rows
from assessments.scoring import (
    Group,
    build_spec,
    format_weight,
    load_answers,
    run_trial,
    to_document,
    to_rows,
)
from districts.models import UnitType
from districts.roles import Role
from tests.assessments.workbooks import cells_of
from tests.factories import make_rubric, make_user

EXAMPLES = examples()
ALL = pytest.mark.parametrize("example", EXAMPLES, ids=[each.slug for each in EXAMPLES])


def spec_of(slug: str):
    rows = next(each.rows for each in EXAMPLES if each.slug == slug)
    spec = build_spec(rows).spec
    assert spec is not None
    return spec


@ALL
def test_nothing_is_wrong_with_an_example(example):
    built = build_spec(example.rows)

    assert built.errors == built.warnings == ()
    assert built.spec.year is None
    assert built.spec.full == 100


@ALL
def test_export_import_export_is_equal_cell_by_cell(example):
    first = rubric_xlsx(example.canonical)

    reading = read_rubric(BytesIO(first))

    assert reading.errors == reading.warnings == ()
    assert reading.spec is not None
    assert to_document(reading.spec) == to_document(spec_of(example.slug))
    assert cells_of(rubric_xlsx(to_rows(reading.spec))) == cells_of(first)


@pytest.mark.django_db
@ALL
def test_an_example_can_be_imported_into_a_draft_and_exported_again(example):
    office, draft = make_user(Role.OFFICE), make_rubric(is_published=False)
    content = rubric_xlsx(example.canonical)

    kept = rubric_drafts.preview(
        draft, BytesIO(content), filename="示例.xlsx", by=office, at=timezone.now()
    )
    rubric_drafts.confirm(kept, by=office, at=timezone.now())

    rows = workbook_rows(Rubric.objects.get(pk=draft.pk))
    expected = cells_of(content)
    expected["说明"][2] = ["年度", draft.year]
    assert cells_of(rubric_xlsx(rows)) == expected


@pytest.mark.django_db
def test_the_types_of_the_countys_set_are_those_of_the_register():
    assert dict(TYPES) == dict(UnitType.objects.values_list("pk", "name"))


def test_the_shapes_differ():
    levels, blocks, monthly = (spec_of(slug) for slug in ("levels", "blocks", "monthly"))

    assert levels.bonus_cap == 10
    assert {item.code for item in levels.items if item.exemption} == {"3.1", "3.2"}
    weights = [format_weight(node.weight) for node in blocks.nodes if isinstance(node, Group)]
    assert weights == ["20", "20", "25", "10", "25"]
    assert {item.rule.kind.word for item in blocks.items} >= {"票决", "比例"}
    assert [node.title for node in monthly.nodes] == [f"{month}月" for month in range(1, 13)]
    assert all(item.window is not None for item in monthly.items)


def test_a_trial_of_the_weighted_blocks_by_hand():
    """100 × 20% + (48 + 20) × 100/70 × 20% + 96 × 25% + 80 × 10% + 92 × 25% = 661/7."""
    answers = load_answers(
        """{"unit": {"type": "文明机关", "status": "新申报"},
            "answers": {"1.1": {"count": 0}, "1.2": {"count": 8}, "1.3": {"met": true},
                        "2.1": {"value": 48}, "2.3": {"sample": 5, "failed": 0},
                        "3.1": {"value": 88}, "4.1": {"ballots": {"良": 10}},
                        "5.1": {"value": 92}}}"""
    )

    result = run_trial(spec_of("blocks"), answers)

    assert result["nodes"]["2"] == "680/7"
    assert (result["exact"], result["total"]) == ("661/7", "94.43")


@pytest.mark.django_db
def test_the_page_offers_every_example_as_a_download(client: Client):
    client.force_login(make_user(Role.OFFICE))

    text = client.get(reverse("assessments:rubric-examples")).content.decode()

    for example in EXAMPLES:
        url = reverse("assessments:rubric-example", args=[example.slug])
        assert url in text
        assert cells_of(client.get(url).content)["说明"][1] == ["名称", example.name]
