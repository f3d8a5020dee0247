"""Whether stored results still say what the answers make. Reads; writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Assessment
from assessments.results.grading import Grades, due_grades
from assessments.scoring import Standing, Tally, plain, rank_units


@dataclass(frozen=True, slots=True)
class Difference:
    """One unit whose stored result is not what it should be, with what differs."""

    unit: str
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.unit}：{'；'.join(self.faults)}"


def figures_of(result: Tally) -> dict[str, object]:
    """What is stored of a result: total, exact figure, what moved it, what each node contributed.

    Bonus, deductions and veto stand beside a total or not at all.
    """
    done = result.total is not None
    return {
        "total": result.total,
        "exact": "" if result.exact is None else plain(result.exact),
        "bonus": plain(result.bonus) if done and result.bonus else "",
        "deducted": plain(result.deductions) if done and result.deductions else "",
        "is_vetoed": done and result.vetoed,
        "breakdown": {
            "nodes": {
                code: plain(node.contribution)
                for code, node in result.nodes.items()
                if node.contribution is not None
            },
            "missing": list(result.missing),
        },
    }


NO_FIGURES: Mapping[str, object] = {
    "total": None,
    "exact": "",
    "bonus": "",
    "deducted": "",
    "is_vetoed": False,
    "breakdown": None,
}
WORDS = {
    "total": "总分",
    "exact": "未舍入总分",
    "bonus": "加分",
    "deducted": "扣分",
    "is_vetoed": "一票否决",
    "breakdown": "分项得分",
}


def due_figures(assessment: Assessment, result: Tally) -> Mapping[str, object]:
    """What should be stored: a result only where the team has confirmed it."""
    return figures_of(result) if assessment.is_confirmed else NO_FIGURES


def faults_of(assessment: Assessment, result: Tally) -> list[str]:
    """Every stored figure that differs from the recomputed one, in words."""
    return [
        f"{WORDS[name]}{_said(name, getattr(assessment, name), figure)}"
        for name, figure in due_figures(assessment, result).items()
        if getattr(assessment, name) != figure
    ]


def _said(name: str, stored: object, computed: object) -> str:
    if name == "breakdown":
        return "与重新计算的不一致"
    if isinstance(computed, bool):
        return f"存为{'是' if stored else '否'}，重新计算为{'是' if computed else '否'}"
    return f"存为 {stored or '无'}，重新计算为 {computed or '无'}"


def rank_faults(assessments: Iterable[Assessment], grades: Grades) -> dict[int, str]:
    """Stored ranks and grades of one type that do not follow from its stored totals."""
    rows = list(assessments)
    ranks = rank_units([Standing(row.pk, row.total, row.is_vetoed) for row in rows])
    due = due_grades(rows, grades)
    found = {}
    for row in rows:
        faults = []
        if row.rank != ranks[row.pk]:
            faults.append(f"位次存为 {row.rank or '无'}，按总分应为 {ranks[row.pk] or '无'}")
        if row.grade != due[row.pk]:
            faults.append(f"等次存为 {row.grade or '无'}，按总分应为 {due[row.pk] or '无'}")
        if faults:
            found[row.pk] = "；".join(faults)
    return found
