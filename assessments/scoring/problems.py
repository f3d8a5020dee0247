"""What can be wrong with a rubric or an answer, as sentences that say what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `column` is a workbook header; `row` an Excel row or, for answers, a 编号."""

    column: str
    message: str
    sheet: str = ""
    row: int | str | None = None
    code: str = ""

    def at(self, sheet: str, row: int | str | None, code: str = "") -> "Problem":
        """The same finding with the place where it was made."""
        return replace(self, sheet=sheet, row=row, code=code)

    def as_dict(self) -> dict[str, object]:
        """The form in which the trial-score command prints it."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column, "message": self.message
        }  # fmt: skip


class SpecError(ValueError):
    """A text of the rubric that cannot be read; carries every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.message for problem in self.problems))

    @classmethod
    def of(cls, column: str, message: str) -> "SpecError":
        return cls([Problem(column, message)])


class AnswerError(ValueError):
    """An answer that its item cannot take. Nothing that a person typed is ever clamped silently.

    `detail` alone suits the message at a form field; `str()` names the item and its rule.
    """

    def __init__(self, detail: str, *, code: str = "", title: str = "", rule: str = "") -> None:
        self.detail, self.code, self.title, self.rule = detail, code, title, rule
        subject = f"{code} {title}".strip()
        label = f"{subject}（{rule}）" if subject and rule else subject or rule
        super().__init__(f"{label}：{detail}" if label else detail)

    def naming(self, code: str, title: str, rule: str) -> "AnswerError":
        """The same complaint, now saying about which item."""
        return AnswerError(self.detail, code=code, title=title, rule=rule)


class AnswersError(ValueError):
    """Everything that is wrong with a set of answers, at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.message for problem in self.problems))
