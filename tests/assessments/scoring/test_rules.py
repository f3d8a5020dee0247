"""给分方式, a table per question. A row reads: rule, parameters, 分值, answer, score, name."""

from fractions import Fraction

import pytest

from assessments.scoring import AnswerError, ScoringRule, SpecError, parse_rule, plain, score_item
from tests.assessments.scoring.factories import make_item

SCORES = [
    # 达标
    ("达标", "", "4", {"met": True}, "4", "met"),
    ("达标", "", "4", {"met": False}, "0", "not met"),
    # 裁量
    ("裁量", "", "3", {"value": "0"}, "0", "discretion: nothing"),
    ("裁量", "", "3", {"value": 3}, "3", "discretion: all"),
    ("裁量", "", "3", {"value": "2.25"}, "2.25", "discretion: to the hundredth without a step"),
    ("裁量", "步长=0.5", "3", {"value": "２．５"}, "2.5", "discretion: full-width"),
    # 次扣
    ("次扣", "每次=0.5", "4", {"count": 0}, "4", "count deduction: none"),
    ("次扣", "每次=0.5", "4", {"count": 1}, "3.5", "count deduction: one"),
    ("次扣", "每次=0.5", "4", {"count": 8}, "0", "count deduction: exactly all"),
    ("次扣", "每次=0.5", "4", {"count": 9}, "0", "count deduction: never below 0"),
    ("次扣", "每次=0.5;封顶=2", "4", {"count": 4}, "2", "count deduction: at its cap"),
    ("次扣", "每次=0.5;封顶=2", "4", {"count": 5}, "2", "count deduction: beyond its cap"),
    ("次扣", "每次=20", "60", {"count": 2}, "20", "§5: 60 points, 20 each, 2 missing"),
    ("次扣", "每次=3", "2", {"count": 1}, "0", "§5: larger than the item, 0, never below"),
    ("次扣", "每次=1", "4", {"count": 1_000_000}, "0", "count deduction: the largest count"),
    # 区间扣
    ("区间扣", "最低=0.1;最高=0.5", "2", {"amounts": []}, "2", "range: nothing lost"),
    ("区间扣", "最低=0.1;最高=0.5", "2", {"amounts": ["0.1", "0.5"]}, "1.4", "range: both ends"),
    ("区间扣", "最低=0.1;最高=0.5", "1", {"amounts": ["0.5"] * 3}, "0", "range: never below 0"),
    ("区间扣", "最低=0;最高=0.5", "1", {"amounts": ["0"]}, "1", "range: from nothing upwards"),
    ("区间扣", "最低=0.1;最高=1", "200", {"amounts": ["0.1"] * 1000}, "100", "range: 1000 amounts"),
    # 计数
    ("计数", "每次=0.5", "2", {"count": 0}, "0", "count: none"),
    ("计数", "每次=0.5", "2", {"count": "3"}, "1.5", "count: as text"),
    ("计数", "每次=0.5", "2", {"count": 4}, "2", "count: exactly all"),
    ("计数", "每次=0.5", "2", {"count": 5}, "2", "count: never above the item"),
    # 等级
    ("等级", "A=100%;B=66%;C=33%;D=0", "5", {"level": "A"}, "5", "level: whole share"),
    ("等级", "A=100%;B=66%;C=33%;D=0", "5", {"level": "B"}, "3.3", "level: 66 %"),
    ("等级", "A=100%;B=66%;C=33%;D=0", "5", {"level": "D"}, "0", "level: nothing"),
    ("等级", "好=2;较好=1;一般=0.5;差=0", "2", {"level": "较好"}, "1", "level: fixed points"),
    ("等级", "好=3;差=0", "2", {"level": "好"}, "2", "level: never above the item"),
    ("等级", "Ａ＝１００％；Ｂ＝０", "5", {"level": "Ａ"}, "5", "level: full-width"),  # noqa: RUF001
    # 分段
    ("分段", ">=90:2;>=80:1;其余:0", "2", {"value": "90"}, "2", "bands: at the bound"),
    ("分段", ">=90:2;>=80:1;其余:0", "2", {"value": "89.99"}, "1", "bands: just below it"),
    ("分段", ">=90:2;>=80:1;其余:0", "2", {"value": "79"}, "0", "bands: the rest"),
    ("分段", ">90:2;其余:1", "2", {"value": "90"}, "1", "bands: above means above"),
    ("分段", "<=3:2;<6:1;其余:0", "2", {"value": "3"}, "2", "bands: fewer is better"),
    ("分段", "=0:2;<3:1", "2", {"value": "7"}, "0", "bands: no rest means 0"),
    ("分段", "＞＝９０：２；其余：０", "2", {"value": "95"}, "2", "bands: full-width"),
    ("分段", "≥90:50%;其余:0", "3", {"value": "95"}, "1.5", "bands: a share, the sign ≥"),
    # 线性
    ("线性", "目标=80;每低=1;扣=1", "8", {"value": "77"}, "5", "§5 linear: 3 below"),
    ("线性", "目标=80;每低=1;扣=1", "8", {"value": "60"}, "0", "§5 linear: far below"),
    ("线性", "目标=80;每低=1;扣=1", "8", {"value": "85"}, "8", "§5 linear: above"),
    ("线性", "目标=80;每低=1;扣=1", "8", {"value": "80"}, "8", "linear: at the target"),
    ("线性", "目标=80;每低=5;扣=1", "8", {"value": "77"}, "7.4", "linear: in proportion"),
    # 比例
    ("比例", "满值=100", "5", {"value": "0"}, "0", "ratio: nothing"),
    ("比例", "满值=100", "5", {"value": "87.5"}, "4.375", "ratio: exact"),
    ("比例", "满值=3", "5", {"value": "1"}, "5/3", "ratio: a fraction stays a fraction"),
    ("比例", "满值=100", "5", {"value": "100"}, "5", "ratio: all"),
    # 抽样
    ("抽样", "不合格=0", "3", {"sample": 4, "failed": 0}, "3", "sample: all passed"),
    ("抽样", "不合格=0", "3", {"sample": 4, "failed": 1}, "0", "sample: one failed"),
    ("抽样", "不合格=50%", "3", {"sample": 1, "failed": 1}, "1.5", "sample: all of one failed"),
    ("抽样", "5:100%;4:66%;其余:0", "3", {"sample": 5, "failed": 0}, "3", "sample: five of five"),
    ("抽样", "5:100%;4:66%;其余:0", "3", {"sample": 5, "failed": 1}, "1.98", "sample: four"),
    ("抽样", "5:100%;4:66%;其余:0", "3", {"sample": 4, "failed": 0}, "1.98", "sample: 4 of 4"),
    ("抽样", "5:100%;4:66%;其余:0", "3", {"sample": 5, "failed": 2}, "0", "sample: three"),
    ("抽样", "2:1", "3", {"sample": 2, "failed": 1}, "0", "sample: no rest means 0"),
    # 票决
    ("票决", "优=2;良=1", "2", {"ballots": {"优": 3}}, "2", "ballot: unanimous"),
    ("票决", "优=2;良=1", "2", {"ballots": {"优": 1, "良": 2}}, "4/3", "ballot: mean of the votes"),
    (
        "票决", "优=2;良=1;中=0.5;差=0;空白扣=0.2", "2",
        {"ballots": {"优": 20, "良": 8}, "blank": 2, "void": 1, "disagree": 1}, "238/155",
        "ballot: blank costs, void leaves, disagree counts below the line",
    ),
    (
        "票决", "优=2;空白扣=0.2", "2", {"ballots": {}, "blank": 5}, "0",
        "ballot: only blanks, never below 0",
    ),
    (
        "票决", "优=2", "2", {"ballots": {}, "disagree": 4}, "0", "ballot: everybody disagrees",
    ),
    ("票决", "优=5", "2", {"ballots": {"优": 1}}, "2", "ballot: never above the item"),
    (
        "票决", "优=2;空白扣=0", "2", {"ballots": {"优": 1}, "blank": 1}, "1",
        "ballot: a blank may cost nothing",
    ),
    (
        "票决", "优=2", "2", {"ballots": {"优": 1}, "disagree": 1}, "1",
        "ballot: as many against as for",
    ),
]  # fmt: skip


# One good answer for each 给分方式.
FIRST_OF_EACH = list({row[0]: row[:5] for row in reversed(SCORES)}.values())


@pytest.mark.parametrize(
    ("rule", "parameters", "points", "answer", "expected"),
    [pytest.param(*row, id=name) for *row, name in SCORES],
)
def test_an_answer_earns(rule, parameters, points, answer, expected):
    outcome = score_item(make_item(rule, points, parameters), answer)

    assert plain(outcome.value) == expected
    assert outcome.text


def test_every_rule_stands_in_the_table():
    assert {row[0] for row in SCORES} == {rule.word for rule in ScoringRule}


BAD_ANSWERS = [
    ("达标", "", {"met": "true"}, "应填达标或不达标"),
    ("达标", "", {"met": 1}, "应填达标或不达标"),
    ("达标", "", {"met": None}, "缺少“met”"),
    ("达标", "", {"count": 1}, "缺少“met”"),
    ("裁量", "步长=0.5", {"value": "4.5"}, "超过分值，应在 0 到 4 之间"),
    ("裁量", "步长=0.5", {"value": "2.3"}, "应为 0.5 的整数倍"),
    ("裁量", "", {"value": "-1"}, "不能为负数"),
    ("裁量", "", {"value": "2.255"}, "最多保留 2 位小数"),
    ("裁量", "步长=0.5", {"value": "2.00001"}, "最多保留 4 位小数"),
    ("裁量", "", {"value": ""}, "未填数字"),
    ("裁量", "", {"value": 0.5}, "应填数字"),
    ("裁量", "", {"value": "2", "met": True}, "不应有“met”"),
    ("裁量", "", "2", "答案格式不对"),
    ("次扣", "每次=1", {"count": -1}, "不能为负数"),
    ("次扣", "每次=1", {"count": "1.5"}, "应为整数"),
    ("次扣", "每次=1", {"count": 1_000_001}, "过大"),
    ("次扣", "每次=1", {"value": "1"}, "缺少“count”"),
    ("区间扣", "最低=0.1;最高=0.5", {"amounts": ["0.05"]}, "第 1 项扣分 0.05 超出范围"),
    ("区间扣", "最低=0.1;最高=0.5", {"amounts": ["0.2", "0.6"]}, "第 2 项扣分 0.6 超出范围"),
    ("区间扣", "最低=0.1;最高=0.5", {"amounts": "0.2"}, "逐项列出"),
    ("区间扣", "最低=0.1;最高=0.5", {"amounts": ["0.2"] * 1001}, "最多 1000 项"),
    ("计数", "每次=1", {"count": True}, "应填数字"),
    ("等级", "A=100%;B=0", {"level": "E"}, "没有等级“E”，应为：A、B"),
    ("等级", "A=100%;B=0", {"level": ["A"]}, "没有等级"),
    ("等级", "A=100%;B=0", {"level": 1}, "没有等级“1”"),
    ("分段", ">=90:2;其余:0", {"value": "高"}, "不是数字"),
    ("线性", "目标=80;每低=1;扣=1", {"value": "-3"}, "不能为负数"),
    ("线性", "目标=80;每低=1;扣=1", {"value": "80", "count": 1}, "不应有“count”"),
    ("分段", ">=90:2;其余:0", {"value": "95", "count": 1}, "不应有“count”"),
    ("比例", "满值=100", {"value": "95", "count": 1}, "不应有“count”"),
    ("比例", "满值=100", {"value": "100.01"}, "超过满值，应在 0 到 100 之间"),
    ("比例", "满值=100", {"value": "1.00001"}, "最多保留 4 位小数"),
    ("抽样", "不合格=0", {"sample": 3, "failed": 4}, "不能多于抽查数"),
    ("抽样", "不合格=0", {"sample": 0, "failed": 0}, "至少为 1"),
    ("抽样", "不合格=0", {"sample": 3}, "缺少“failed”"),
    ("抽样", "5:100%;其余:0", {"sample": 6, "failed": 0}, "最多抽查 5 个"),
    ("抽样", "5:100%;4:66%;其余:0", {"sample": 6, "failed": 0}, "最多抽查 5 个"),
    ("票决", "优=2", {"ballots": {"劣": 1}}, "没有选项“劣”"),
    ("票决", "优=2", {"ballots": {"优": "一"}}, "不是数字"),
    ("票决", "优=2", {"ballots": ["优"]}, "按选项填写"),
    ("票决", "优=2", {"ballots": {}, "void": 3}, "没有有效票"),
    ("票决", "优=2", {"ballots": {"优": 1}, "spoilt": 1}, "不应有“spoilt”"),
    ("票决", "优=2", {"ballots": {"优": 1}, "blank": -1}, "不能为负数"),
]


@pytest.mark.parametrize(("rule", "parameters", "answer", "says"), BAD_ANSWERS)
def test_an_answer_that_does_not_fit_is_refused_by_name(rule, parameters, answer, says):
    with pytest.raises(AnswerError, match=says) as refused:
        make_item(rule, "4", parameters).clean(answer)
    assert str(refused.value).startswith(f"1 例会（{rule}）：")


def test_every_rule_refuses_something():
    assert {row[0] for row in BAD_ANSWERS} == {rule.word for rule in ScoringRule}


BAD_PARAMETERS = [
    ("达标", "每次=1", "多出“每次=1”"),
    ("裁量", "步长=9", "步长 9 大于分值 4"),
    ("裁量", "步长=0", "应大于 0"),
    ("裁量", "间隔=1", "不认识的参数“间隔”"),
    ("次扣", "", "缺少“每次”"),
    ("次扣", "每次=少", "“少”不是数字"),
    ("次扣", "每次=1;每次=2", "“每次”重复"),
    ("次扣", "每次0.5", "“每次0.5”无法识别"),
    ("次扣", "每次=0.5，封顶=2", "“每次”："),
    ("区间扣", "最低=0.5;最高=0.1", "最低 0.5 大于最高 0.1"),
    ("区间扣", "最高=0.1", "缺少“最低”"),
    ("计数", "每次=-1", "不能为负数"),
    ("等级", "", "没有写明各等级"),
    ("等级", "A=多", "“A”：“多”不是数字"),
    ("等级", "级" * 21 + "=1", "无法识别"),
    ("等级", "=1", "无法识别"),
    ("等级", "A=", "无法识别"),
    ("分段", "其余:0", "没有写明分段"),
    ("分段", ">=90:2;其余:0;>=80:1", "写在“其余”之后"),
    ("分段", "90:2", "“90:2”无法识别"),
    ("分段", ">=高:2", "“高”不是数字"),
    ("线性", "目标=80", "缺少“每低”"),
    ("比例", "满值=0", "应大于 0"),
    ("抽样", "", "没有写明合格几个"),
    ("抽样", "五:100%", "合格个数“五”不是数字"),
    ("抽样", "5:1;05:2", "合格个数重复"),
    ("抽样", "不合格=0;5:1", "无法识别"),
    ("票决", "空白扣=0.2", "没有写明各选项"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "parameters", "says"), BAD_PARAMETERS)
def test_parameters_that_cannot_be_read_say_what_would_be_right(rule, parameters, says):
    with pytest.raises(SpecError) as refused:
        parse_rule(ScoringRule.from_word(rule), parameters, Fraction(4))
    problems = refused.value.problems
    assert any(says in problem.message for problem in problems), problems
    assert all(problem.column == "参数" for problem in problems)
    right = "“达标”不带参数，请留空。" if rule == "达标" else f"“{rule}”的参数应写成："
    assert all(right in problem.message for problem in problems)


def test_all_faults_of_one_cell_are_reported_together():
    with pytest.raises(SpecError) as refused:
        parse_rule(ScoringRule.LINEAR, "目标=高;每低=0;多=1", Fraction(4))
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize(
    ("rule", "parameters", "points", "answer", "sentence"),
    [
        ("次扣", "每次=0.5", "4", {"count": 1}, "每次扣 0.5，1 次：4 − 0.5 = 3.5"),
        ("达标", "", "4", {"met": True}, "达标，得 4"),
        ("达标", "", "4", {"met": False}, "未达标，得 0"),
        ("裁量", "", "4", {"value": "2.50"}, "评 2.5 分"),
        ("次扣", "每次=1", "2", {"count": 0}, "没有扣分，得 2"),
        ("次扣", "每次=1", "2", {"count": 2}, "每次扣 1，2 次：2 − 2 = 0"),
        ("区间扣", "最低=0.1;最高=1", "2", {"amounts": []}, "没有扣分，得 2"),
        ("区间扣", "最低=0.1;最高=1", "2", {"amounts": ["1"]}, "1 项共扣 1：2 − 1 = 1"),
        (
            "区间扣", "最低=0.1;最高=1", "2", {"amounts": ["1", "0.1"]},
            "2 项共扣 1.1（1 + 0.1）：2 − 1.1 = 0.9",
        ),
        ("计数", "每次=1", "2", {"count": 2}, "每次得 1，2 次：共 2"),
        ("等级", "好=2;差=0", "2", {"level": "好"}, "好 等：得 2"),
        ("分段", ">=90:2;其余:1", "2", {"value": "90"}, "90 ≥ 90：得 2"),
        ("分段", ">=90:2;其余:1", "2", {"value": "89"}, "89 属于其余：得 1"),
        ("线性", "目标=80;每低=1;扣=1", "8", {"value": "80"}, "80 达到目标 80，得 8"),
        ("抽样", "5:100%;其余:0", "3", {"sample": 5, "failed": 1}, "抽查 5，合格 4：得 0"),
        (
            "票决", "优=2;良=1;空白扣=0.5", "2", {"ballots": {"优": 3}, "blank": 1},
            "（2×3 − 0.5×1）÷ 4 票 = 1.375",
        ),
        (
            "票决", "优=2;空白扣=1", "2", {"ballots": {"优": 1}, "blank": 2, "disagree": 1},
            "（2×1 − 1×2）÷ 4 票 = 0",
        ),
        ("票决", "优=2;空白扣=1", "2", {"ballots": {"优": 2}}, "（2×2）÷ 2 票 = 2"),
        ("票决", "优=2", "2", {"ballots": {}, "blank": 1}, "（0）÷ 1 票 = 0"),
        (
            "票决", "优=2;空白扣=1", "2", {"ballots": {}, "blank": 2},
            "（0 − 1×2）÷ 2 票 不足 0，按 0 分计",
        ),
        ("次扣", "每次=3", "2", {"count": 1}, "每次扣 3，1 次：2 − 3 不足 0，按 0 分计"),
        ("计数", "每次=1", "2", {"count": 3}, "每次得 1，3 次：共 3，超过分值，按 2 分计"),
        ("等级", "A=100%;B=66%", "5", {"level": "B"}, "B 等：5 × 66% = 3.3"),
        ("线性", "目标=80;每低=1;扣=1", "8", {"value": "77"}, "77 比目标 80 低 3：8 − 3 = 5"),
        ("比例", "满值=100", "5", {"value": "87.5"}, "5 × 87.5 ÷ 100 = 4.375"),
    ],
)  # fmt: skip
def test_the_sentence_shows_the_arithmetic(rule, parameters, points, answer, sentence):
    assert score_item(make_item(rule, points, parameters), answer).text == sentence


@pytest.mark.parametrize(
    ("rule", "parameters", "chip"),
    [
        ("达标", "", "达标得 4，否则 0"),
        ("裁量", "步长=0.5", "0–4 分，步长 0.5"),
        ("裁量", "", "0–4 分"),
        ("次扣", "每次=0.5;封顶=2", "每次扣 0.5，最多扣 2"),
        ("次扣", "每次=0.5", "每次扣 0.5"),
        ("区间扣", "最低=0.1;最高=0.5", "每项扣 0.1–0.5"),
        ("计数", "每次=0.5", "每次得 0.5，最多 4"),
        ("等级", "A=100%;B=50%", "A 4，B 2"),
        ("分段", ">=90:2;其余:0", "≥90 得 2，其余得 0"),
        ("分段", "<3:50%", "<3 得 2，其余得 0"),
        ("分段", "<3:4;其余:25%", "<3 得 4，其余得 1"),
        ("线性", "目标=80;每低=1;扣=1", "目标 80，每低 1 扣 1"),
        ("比例", "满值=100", "按比例，满值 100"),
        ("抽样", "不合格=0", "有不合格得 0"),
        ("抽样", "不合格=50%", "有不合格得 2"),
        ("抽样", "5:100%;其余:0", "合格 5 个得 4，其余得 0"),
        ("抽样", "5:50%", "合格 5 个得 2，其余得 0"),
        ("抽样", "5:4;其余:25%", "合格 5 个得 4，其余得 1"),
        ("票决", "优=2;差=0", "票决：优 2，差 0"),
        ("票决", "优=5;差=0", "票决：优 4，差 0"),
        ("票决", "优=2;差=0;空白扣=0.2", "票决：优 2，差 0，空白票每张扣 0.2"),
    ],
)
def test_a_form_can_describe_the_rule_in_a_few_words(rule, parameters, chip):
    assert make_item(rule, "4", parameters).rule.describe() == chip


def test_choices_show_the_points_that_each_button_gives():
    level = make_item("等级", "4", "优=100%;良=2.5;差=0").rule
    assert [(one.option, plain(one.points)) for one in level.choices()] == [
        ("优", "4"), ("良", "2.5"), ("差", "0")
    ]  # fmt: skip
    assert [one.option for one in make_item("达标", "4").rule.choices()] == ["true", "false"]
    assert make_item("计数", "4", "每次=1").rule.choices() == ()


@pytest.mark.parametrize(
    ("rule", "parameters", "says"),
    [
        ("裁量", "步长=3", "评不到满分"),
        ("次扣", "每次=5", "一次即扣完"),
        ("次扣", "每次=1;封顶=5", "扣到 0 分为止"),
        ("次扣", "每次=1;封顶=0.5", "一次也扣不足"),
        ("区间扣", "最低=1;最高=5", "大于分值"),
        ("计数", "每次=5", "大于分值"),
        ("等级", "A=5", "“A”得 5 大于分值 4"),
        ("分段", ">=90:5;其余:0", "大于分值"),
        ("分段", ">=90:4", "没有写“其余”"),
        ("抽样", "3:4", "没有写“其余”"),
        ("票决", "优=150%", "“优”得 6 大于分值 4"),
    ],
)
def test_a_rule_that_looks_like_a_slip_is_legal_but_warned_about(rule, parameters, says):
    assert any(says in warning for warning in make_item(rule, "4", parameters).rule.warnings())


def test_a_sound_rule_has_no_warning():
    assert make_item("次扣", "4", "每次=0.5;封顶=2").rule.warnings() == ()


@pytest.mark.parametrize(
    ("word", "parameters"),
    [
        ("次扣", "每次=2;封顶=2"),
        ("区间扣", "最低=0.5;最高=2"),
        ("区间扣", "最低=2;最高=2"),
        ("计数", "每次=2"),
        ("抽样", "不合格=0"),
        ("抽样", "5:100%;其余:0"),
        ("裁量", "步长=2"),
        ("等级", "优=2;良=50%"),
        ("等级", "优" * 20 + "=2"),
        ("分段", ">=90:2;其余:0"),
        ("线性", "目标=80;每低=1;扣=1"),
        ("比例", "满值=100"),
        ("票决", "优=2;差=0;空白扣=0.2"),
        ("票决", "优=100%;差=0"),
    ],
)
def test_as_much_as_the_item_is_worth_is_no_slip(word, parameters):
    rule = parse_rule(ScoringRule.from_word(word), parameters, Fraction(2))
    assert rule.warnings() == ()
    assert rule.parameters == parameters


def test_a_loss_just_at_the_cap_is_told_without_it():
    rule = parse_rule(ScoringRule.COUNT_DEDUCTION, "每次=0.5;封顶=2", Fraction(4))
    assert rule.score({"count": 4}).text == "每次扣 0.5，4 次：4 − 2 = 2"
    assert rule.score({"count": 5}).text == "每次扣 0.5，5 次，最多扣 2：4 − 2 = 2"


def test_amounts_that_are_missing_are_named():
    rule = parse_rule(ScoringRule.RANGE_DEDUCTION, "最低=0.5;最高=2", Fraction(4))
    with pytest.raises(AnswerError, match="缺少“amounts”"):
        rule.clean({})


def test_a_ballot_keeps_every_count():
    rule = parse_rule(ScoringRule.BALLOT, "优=2;差=0", Fraction(2))
    assert rule.clean({"ballots": {"优": 1, " 优": "2"}}) == {
        "ballots": {"优": 3, "差": 0}, "blank": 0, "void": 0, "disagree": 0
    }  # fmt: skip
    assert rule.clean({"ballots": {}, "disagree": 1})["ballots"] == {"优": 0, "差": 0}


def test_a_choice_says_what_it_is_called_and_gives():
    met = make_item("达标", "4").rule.choices()
    assert [(one.option, one.label, plain(one.points)) for one in met] == [
        ("true", "达标", "4"), ("false", "未达标", "0")
    ]  # fmt: skip
    (dear,) = make_item("等级", "4", "优=5").rule.choices()
    assert plain(dear.points) == "4", "no button promises more than the item is worth"


@pytest.mark.parametrize("answer", [["value"], "value", 3, None])
def test_an_answer_without_names_is_refused(answer):
    with pytest.raises(AnswerError, match="答案格式不对，应含有 value"):
        make_item("裁量", "4").clean(answer)


def test_a_ballot_below_nothing_keeps_what_it_came_to():
    rule = make_item("票决", "2", "优=2;空白扣=0.2").rule
    outcome = rule.score({"ballots": {"优": 0}, "blank": 5, "void": 0, "disagree": 0})
    assert (outcome.value, outcome.raw) == (Fraction(0), Fraction(-1, 5))


@pytest.mark.parametrize(("rule", "parameters", "points", "answer", "expected"), FIRST_OF_EACH)
def test_no_rule_takes_an_answer_that_says_more_than_it_asks(
    rule, parameters, points, answer, expected
):
    item = make_item(rule, points, parameters)
    with pytest.raises(AnswerError, match="不应有“spoilt”"):
        item.clean(answer | {"spoilt": 1})
