"""A second engine: deliberately simple, slow and independent, to be compared with the first.

It reads the same rows of text but shares no code with `assessments.scoring`: no parser, no class,
no rule. It knows canonical text only and expects answers that fit their items. Written from the
specification, top to bottom, as somebody would work it out on paper.
"""

from fractions import Fraction

from tests.assessments.scoring.reference_lists import published


def number(text):
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def worth(text, points):
    return number(text) * points if text.endswith("%") else Fraction(text)


def pairs(text, mark="="):
    return dict(piece.split(mark, 1) for piece in text.split(";") if piece)


def earned(rule, text, points, answer):  # noqa: PLR0911 - one line per row of the table
    """The unclamped score of one answer."""
    p = pairs(text) if rule not in ("分段", "抽样") else {}
    if rule == "达标":
        return points if answer["met"] else Fraction(0)
    if rule == "裁量":
        return Fraction(answer["value"])
    if rule == "次扣":
        loss = Fraction(p["每次"]) * answer["count"]
        return points - (min(loss, Fraction(p["封顶"])) if "封顶" in p else loss)
    if rule == "区间扣":
        return points - sum(Fraction(amount) for amount in answer["amounts"])
    if rule == "计数":
        return Fraction(p["每次"]) * answer["count"]
    if rule == "等级":
        return worth(p[answer["level"]], points)
    if rule == "分段":
        return banded(text, points, Fraction(answer["value"]))
    if rule == "线性":
        short = Fraction(p["目标"]) - Fraction(answer["value"])
        return points - Fraction(p["扣"]) * max(short, Fraction(0)) / Fraction(p["每低"])
    if rule == "比例":
        return points * Fraction(answer["value"]) / Fraction(p["满值"])
    if rule == "抽样":
        return sampled(text, points, answer["sample"], answer["failed"])
    assert rule == "票决"
    return balloted(p, points, answer)


def banded(text, points, value):
    for piece in text.split(";"):
        test, amount = piece.split(":")
        if test == "其余":
            return worth(amount, points)
        bound = Fraction(test.lstrip("<>="))
        sign = test[: len(test) - len(test.lstrip("<>="))]
        holds = {
            ">=": value >= bound, ">": value > bound, "<=": value <= bound, "<": value < bound
        }  # fmt: skip
        if holds[sign]:
            return worth(amount, points)
    return Fraction(0)


def sampled(text, points, sample, failed):
    if text.startswith("不合格"):
        return worth(text.split("=")[1], points) if failed else points
    table = pairs(text, ":")
    return worth(table.get(str(sample - failed), table.get("其余", "0")), points)


def balloted(p, points, answer):
    votes = answer["ballots"]
    blank, disagree = answer.get("blank", 0), answer.get("disagree", 0)
    above = sum(worth(p[option], points) * count for option, count in votes.items())
    above -= Fraction(p.get("空白扣", "0")) * blank
    return above / (sum(votes.values()) + blank + disagree)


def combined(values, how):
    values = sorted(values)
    if how == "median":
        middle = len(values) // 2
        return (values[middle] + values[-middle - 1]) / 2
    if how == "trimmed":
        values = values[1:-1]
    return sum(values) / len(values)


def combined_by_body(values, bodies, how):
    """First the people of each body, then the bodies; a body of one speaks for itself."""
    figures = []
    for body in dict.fromkeys(bodies):
        own = [value for value, its in zip(values, bodies, strict=True) if its == body]
        figures.append(own[0] if len(own) == 1 else combined(own, how))
    if how == "trimmed" and len(figures) < 5:
        how = "mean"
    return combined(figures, how)


class Paper:
    """One unit's result, worked out on paper. `marks`: 编号 → one answer per scorer.

    `bodies`: 编号 → the body of each scorer, where the item is not the team's alone.
    """

    def __init__(self, rows, unit, marks, how, *, bonus, deductions, bodies=None):
        self.rows = {row.code: row for row in rows.items}
        self.unit, self.marks, self.how = unit, marks, how
        self.bodies = bodies or {}
        self.policy = rows.settings["不适用处理"]
        self.nodes = {}
        self.missing: list[str] = []
        full = Fraction(rows.settings["满分"])
        bases = pairs(rows.settings["身份基数"])
        shift = Fraction(bases[unit.status]) - full if unit.status in bases else 0
        self.base = self.total_of(self.below(""), full) + shift
        self.bonus = self.bonus_of(rows, bonus)
        total = self.base + self.bonus
        if rows.settings["加分位置"] == "总分内" and total > full:
            total = full
        total -= sum(self.deducted(row, deductions[row.code]) for row in rows.deductions)
        applies = any(self.applies(code) for code in self.below(""))
        self.exact = None if self.missing or not applies else max(total, Fraction(0))

    def passed(self, vetoes, line):
        """Whether the published total reaches the line, and nothing vetoes."""
        if self.exact is None:
            return None
        return not vetoes and (not line or published(self.exact) >= Fraction(line))

    def below(self, code):
        depth = code.count(".") + 1 if code else 0
        prefix = f"{code}." if code else ""
        return [c for c in self.rows if c.startswith(prefix) and c.count(".") == depth]

    def line(self, code):
        """The rows from the top down to this one."""
        parts = code.split(".")
        return [self.rows[".".join(parts[:n])] for n in range(1, len(parts) + 1)]

    def fate(self, code):
        """The first condition or exemption met on the way down decides."""
        for row in self.line(code):
            wanted = not row.condition.startswith("非")
            name = row.condition.removeprefix("非")
            if name and (name in self.unit.attributes) != wanted:
                return "n/a"
            if row.exemption and row.exemption in self.unit.exemptions:
                return "exempt"
        return "scored"

    def applies(self, code):
        fate = self.fate(code)
        children = self.below(code)
        if fate == "scored" and children and self.policy == "折算":
            return any(self.applies(child) for child in children)
        return fate != "n/a"

    def weight(self, code):
        return number(self.rows[code].weight) / 100 if self.rows[code].weight else Fraction(1)

    def total_of(self, codes, points):
        """What siblings add up to under a head of `points`; records what each contributes."""
        left = [code for code in codes if self.applies(code)]
        factor = Fraction(1)
        if self.policy == "折算" and left and len(left) < len(codes):
            reach = sum(Fraction(self.rows[code].points) * self.weight(code) for code in left)
            factor = max(factor, points / reach)
        total = Fraction(0)
        for code in codes:
            value = self.value(code)
            if code in left:
                value *= factor
            self.nodes[code] = value
            total += value * self.weight(code)
        return total

    def value(self, code):
        row = self.rows[code]
        points = Fraction(row.points)
        children = self.below(code)
        if not self.applies(code):
            return points if self.policy == "满分" else Fraction(0)
        if self.fate(code) == "exempt":
            return points
        if children:
            return min(self.total_of(children, points), points)
        if code not in self.marks:
            self.missing.append(code)
            return Fraction(0)
        scores = [earned(row.rule, row.parameters, points, one) for one in self.marks[code]]
        scores = [min(max(score, Fraction(0)), points) for score in scores]
        if code in self.bodies:
            return combined_by_body(scores, self.bodies[code], self.how)
        return combined(scores, self.how)

    def bonus_of(self, rows, answers):
        best: dict[str, Fraction] = {}
        for row in rows.bonuses:
            points = Fraction(row.points)
            value = min(
                max(earned(row.rule, row.parameters, points, answers[row.code]), Fraction(0)),
                points,
            )
            family = row.family or row.code
            best[family] = max(best.get(family, Fraction(0)), value)
        total = sum(best.values(), Fraction(0))
        cap = rows.settings["加分封顶"]
        return min(total, Fraction(cap)) if cap else total

    def deducted(self, row, answer):
        if row.each:
            count = answer["count"]
            if row.counting == "一次" or row.summing == "平均":
                count = min(count, 1)
            value = Fraction(row.each) * count
        else:
            values = [Fraction(one) for one in answer["values"]]
            value = sum(values, Fraction(0))
            if row.summing == "平均" and values:
                value /= len(values)
        return value * 2 if answer.get("concealed") and row.doubling == "是" else value
