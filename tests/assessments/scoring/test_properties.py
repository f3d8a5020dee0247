"""What holds for every rubric and every answer: hypothesis looks for a counter-example."""

import json
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    Applicant,
    Combine,
    NotApplicable,
    RubricRows,
    RubricSpec,
    ScorerAnswer,
    ScoringRule,
    build_spec,
    combine_values,
    format_evidence,
    format_window,
    from_document,
    parse_evidence,
    parse_rule,
    parse_window,
    plain,
    tally,
    to_document,
    to_rows,
)
from tests.assessments.scoring.factories import UNIT, make_row, make_spec, panel
from tests.assessments.scoring.random_rubrics import (
    PARAMETERS,
    random_answer,
    random_rows,
    random_unit,
)

chances = st.randoms(use_true_random=False)
points = st.integers(1, 2000).map(lambda tenths: Fraction(tenths, 10))
figures = st.decimals(0, 999, places=2).map(str)
"""Figures as text, always with two places."""


def random_marks(chance: Random, rows: RubricRows, scorers: int = 1):
    return {
        row.code: [
            ScorerAnswer(f"评分人{n}", random_answer(chance, row.rule, row.parameters, row.points))
            for n in range(scorers)
        ]
        for row in rows.items
        if row.rule
    }


@given(chances, st.sampled_from(sorted(PARAMETERS)), st.sampled_from(["0.5", "2", "3.5"]))
def test_a_score_lies_between_zero_and_the_points_and_cleaning_is_idempotent(chance, word, worth):
    for parameters in PARAMETERS[word]:
        rule = parse_rule(ScoringRule.from_word(word), parameters, Fraction(worth))
        clean = rule.clean(random_answer(chance, word, parameters, worth))
        outcome = rule.score(clean)

        assert 0 <= outcome.value <= rule.points
        assert outcome.value == min(max(outcome.raw, 0), rule.points)
        assert rule.clean(clean) == clean
        assert json.loads(json.dumps(clean)) == clean


@given(chances)
def test_parameters_written_back_give_the_same_rule(chance):
    for word, texts in PARAMETERS.items():
        kind = ScoringRule.from_word(word)
        rule = parse_rule(kind, chance.choice(texts), Fraction(chance.randint(1, 9)))
        again = parse_rule(kind, rule.parameters, rule.points)
        assert again == rule
        assert again.parameters == rule.parameters


@given(points, st.dictionaries(st.sampled_from("ABCDEFG"), figures, min_size=1))
def test_any_level_rule_keeps_its_figures_exactly(worth, levels):
    text = ";".join(f"{name}={figure}" for name, figure in levels.items())
    rule = parse_rule(ScoringRule.LEVEL, text, worth)
    assert {one.option: one.points for one in rule.choices()} == {
        name: min(Fraction(figure), worth) for name, figure in levels.items()
    }
    assert parse_rule(ScoringRule.LEVEL, rule.parameters, worth) == rule


def spec_of(rows: RubricRows) -> RubricSpec:
    """The rubric that these rows make; random rows always make one."""
    spec = build_spec(rows).spec
    assert spec is not None
    return spec


@settings(deadline=None)
@given(chances)
def test_a_rubric_survives_its_document_and_its_rows(chance):
    spec = spec_of(random_rows(chance))
    assert from_document(json.loads(json.dumps(to_document(spec)))) == spec
    assert build_spec(to_rows(spec)).spec == spec


@settings(deadline=None)
@given(chances, st.sampled_from([Combine.MEAN, Combine.MEDIAN]))
def test_the_frozen_rubric_gives_the_same_figures_and_trail_for_ever(chance, how):
    rows = random_rows(chance)
    spec = spec_of(rows)
    unit, marks = random_unit(chance), random_marks(chance, rows, scorers=3)
    stored = from_document(json.loads(json.dumps(to_document(spec))))

    first = tally(spec, unit, marks, how)
    for result in (tally(spec, unit, marks, how), tally(stored, unit, marks, how)):
        assert (result.exact, result.total, result.trail) == (
            first.exact, first.total, first.trail
        )  # fmt: skip


@settings(deadline=None)
@given(chances)
def test_groups_add_up_exactly_and_never_exceed_their_points(chance):
    rows = random_rows(chance)
    spec = spec_of(rows)
    result = tally(spec, random_unit(chance), random_marks(chance, rows))
    for node in result.nodes.values():
        if node.contribution is None or node.combined is None:
            continue
        assert 0 <= node.combined <= node.points
        assert node.contribution == node.combined * node.factor
        if node.children and node.applicable and not node.exempt:
            assert node.combined == min(sum(one.weighted for one in node.children), node.points)
    assert result.base - result.shift == sum(one.weighted for one in result.top)
    if result.total is not None and result.exact is not None:
        assert abs(Fraction(result.total) - result.exact) <= Fraction(1, 200)


@given(
    st.lists(st.integers(0, 100), min_size=5, max_size=9), st.sampled_from(list(Combine)), chances
)
def test_the_order_of_scorers_does_not_matter(tenths, how, chance):
    values = [Fraction(value, 10) for value in tenths]
    shuffled = chance.sample(values, len(values))
    combined = combine_values(values, how)
    assert combined == combine_values(shuffled, how)
    assert min(values) <= combined <= max(values)

    spec = make_spec(make_row("1", "10", "裁量"))
    given_in_order = tally(spec, UNIT, {"1": panel(*map(plain, values))}, how)
    given_shuffled = tally(spec, UNIT, {"1": panel(*map(plain, shuffled))}, how)
    assert given_in_order.exact == given_shuffled.exact == combined


@settings(deadline=None)
@given(chances)
def test_scaling_out_nothing_changes_nothing(chance):
    """折算 and 满分 differ only where something does not apply."""
    rows = random_rows(chance)
    spec = spec_of(rows)
    everything = Applicant(
        attributes=frozenset(
            node.condition.attribute
            for _, node in spec.walk()
            if node.condition is not None and not node.condition.negated
        )
    )
    marks = random_marks(chance, rows)
    result = tally(spec, everything, marks)
    if all(node.applicable for node in result.nodes.values()):
        for policy in NotApplicable:
            document = to_document(spec) | {"not_applicable": policy.value}
            assert tally(from_document(document), everything, marks).exact == result.exact


@given(
    st.dictionaries(
        st.sampled_from(["正式文件", "图片", "说明报告", "视频", "链接"]), st.integers(1, 99)
    ),
    st.none() | st.integers(1, 100_000),
)
def test_evidence_rules_survive_their_text(kinds, longest):
    clauses = [f"{kind}>={count}" for kind, count in kinds.items()]
    clauses += [] if longest is None else [f"字数<={longest}"]
    rule = parse_evidence(";".join(clauses))
    assert parse_evidence(format_evidence(rule)) == rule
    assert format_evidence(rule) == ";".join(clauses)


@given(st.dates(), st.dates())
def test_windows_survive_their_text(one, other):
    first, last = sorted((one, other))
    window = parse_window(f"{first.isoformat()}~{last.isoformat()}")
    assert window.days == (first, last)
    assert parse_window(format_window(window)) == window


@given(st.text(max_size=30))
def test_no_text_in_a_cell_breaks_a_parser(text):
    """Whatever stands in a cell, the outcome is a rubric or problems, each with a sentence."""
    rows = [make_row(text, text, text, text, weight=text, condition=text, evidence=text)]
    rows += [make_row("1", "1", word, text, window=text) for word in PARAMETERS]
    for row in rows:
        given_settings = {"名称": "试", "满分": text, "身份基数": text, "年度": text}
        built = build_spec(RubricRows(settings=given_settings, items=(row,)))
        assert (built.spec is None) == bool(built.errors)
        assert all(problem.message and problem.column for problem in built.errors)
