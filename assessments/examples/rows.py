"""Short ways to write the rows of an example rubric."""

from assessments.scoring import ItemRow


def group(code: str, title: str, points: str, weight: str = "") -> ItemRow:
    return ItemRow(code=code, title=title, points=points, weight=weight)


def item(  # noqa: PLR0917 - the first six columns in their order
    code: str,
    title: str,
    points: str,
    rule: str,
    parameters: str = "",
    standard: str = "",
    *,
    methods: str = "查资料",
    scored_by: str = "考核组",
    condition: str = "",
    exemption: str = "",
    evidence: str = "",
    window: str = "",
) -> ItemRow:
    return ItemRow(
        code=code,
        title=title,
        points=points,
        rule=rule,
        parameters=parameters,
        standard=standard,
        methods=methods,
        scored_by=scored_by,
        condition=condition,
        exemption=exemption,
        evidence=evidence,
        window=window,
    )
