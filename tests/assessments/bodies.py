"""A small rubric that several bodies score, and people who speak for them."""

from assessments.scoring import ItemRow


def body_tree(department: str, other: str = "县发改局") -> tuple[ItemRow, ...]:
    """Every way of naming bodies: nobody, the office, one department, two with a lead, the team
    and a department, one that is not in the register, a department's own test."""

    def row(code: str, points: str, scored_by: str) -> ItemRow:
        return ItemRow(
            code=code, title=f"项目{code}", points=points, rule="裁量", scored_by=scored_by
        )

    return (
        row("1", "40", ""),
        row("2", "20", f"考核组、{department}"),
        row("3", "10", department),
        row("4", "10", "文明办"),
        row("5", "10", other),
        ItemRow(
            code="6",
            title="项目6",
            points="10",
            rule="比例",
            parameters="满值=100",
            methods="测试",
            scored_by=department,
        ),
    )
