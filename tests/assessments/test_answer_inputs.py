"""The inputs of one item's answer as they stand on both forms."""

import pytest

from assessments.forms.inputs import AnswerInput, Box, Button, ticks
from assessments.scoring import AnswerKind

NASTY = """<b>"坏"&'"""
ESCAPED = "&lt;b&gt;&quot;坏&quot;&amp;&#x27;"


def choice(*labels: str, **fields: object) -> str:
    buttons = tuple(Button(label, label, "2", label == labels[0]) for label in labels)
    return html_of(AnswerKind.LEVEL, buttons=buttons, **fields)


def html_of(kind: AnswerKind, **fields: object) -> str:
    shown: dict[str, object] = {"key": "m7", "name": kind.value, "kind": kind, "legend": "1.1 例会"}
    return AnswerInput(**(shown | fields)).html  # type: ignore[arg-type]


def box(value: str = "", unit: str = "次") -> Box:
    return Box("count", "m7-count", "次数", unit, value)


def test_a_choice_marks_what_is_chosen_and_only_that() -> None:
    html = choice("A", "B")

    assert '<input type="radio" name="level" value="A" checked>' in html
    assert '<input type="radio" name="level" value="B">' in html
    assert '<legend class="sr-only">1.1 例会</legend>' in html


@pytest.mark.parametrize(
    ("label", "is_long"), [("基本做到了", False), ("群众满意度达到九成", True)]
)
def test_long_choices_stand_below_each_other(label: str, is_long: bool) -> None:
    assert ("choices-text" in choice(label)) is is_long


def test_a_count_has_its_two_buttons_named() -> None:
    html = html_of(AnswerKind.COUNT, boxes=(box("3"),))

    assert 'aria-label="1.1 例会次数减一"' in html
    assert 'aria-label="1.1 例会次数加一"' in html
    assert 'name="count" id="m7-count" aria-label="1.1 例会次数" value="3">' in html


def test_amounts_can_be_none_at_all() -> None:
    html = html_of(AnswerKind.AMOUNTS, boxes=(box(),), has_no_amounts=True)

    assert 'name="no_amounts" value="1" checked>' in html
    assert "no_amounts" not in html_of(AnswerKind.VALUE, boxes=(box(),))


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_what_is_closed_takes_nothing(kind: AnswerKind) -> None:
    is_choice = kind in (AnswerKind.MET, AnswerKind.LEVEL)
    parts = {"buttons": (Button("A", "A", "2", True),)} if is_choice else {"boxes": (box(),)}

    closed, opened = html_of(kind, **parts, disabled=True), html_of(kind, **parts)

    assert " disabled" in closed
    assert " disabled" not in opened


@pytest.mark.parametrize("kind", [AnswerKind.COUNT, AnswerKind.VALUE, AnswerKind.BALLOTS])
def test_a_refused_box_points_to_its_message(kind: AnswerKind) -> None:
    html = html_of(kind, boxes=(box("x"),), error="不是数字")

    assert 'aria-invalid="true" aria-describedby="m7-error"' in html
    assert 'aria-describedby="m7-error"' in choice("A", error="不是数字")


@pytest.mark.parametrize("kind", [AnswerKind.COUNT, AnswerKind.VALUE, AnswerKind.AMOUNTS])
def test_everything_typed_is_escaped(kind: AnswerKind) -> None:
    shown = (Box(NASTY, NASTY, NASTY, NASTY, NASTY),)
    html = html_of(kind, boxes=shown, legend=NASTY, key=NASTY, error="x")

    assert NASTY not in html
    assert f'value="{ESCAPED}"' in html
    assert NASTY not in choice(NASTY, legend=NASTY, key=NASTY, error="x")
    assert NASTY not in ticks((NASTY,), (NASTY,))


def test_ticks_mark_what_was_used() -> None:
    html = ticks(("听汇报", "查资料"), ("查资料",))

    assert 'value="听汇报">' in html
    assert 'value="查资料" checked>' in html
