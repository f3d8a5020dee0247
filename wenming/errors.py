"""Refusals: everything the system may decline to do, said in a Chinese sentence for the user.

Views never catch these; `wenming.middleware.RefusalMiddleware` turns each into its page or toast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class DomainError(Exception):
    """A rule of the office refuses the act. `field` names the input at fault, if there is one."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(DomainError, PermissionDenied):
    """The object may be seen, the act is not this user's to do."""

    status = 403


class Conflict(DomainError):
    """The object has moved on: wrong state, stale version, or somebody else was faster.

    `current` and `typed` map a Chinese label to the stored and the typed text, for the page that
    shows both versions.
    """

    status = 409

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        current: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, field=field)
        self.current = dict(current or {})
        self.typed = dict(typed or {})

    @property
    def versions(self) -> list[tuple[str, str, str]]:
        """(label, stored text, typed text) for every label that either side knows."""
        labels = dict.fromkeys([*self.current, *self.typed])
        return [(label, self.current.get(label, ""), self.typed.get(label, "")) for label in labels]


class BadRequest(DomainError):
    """The request itself is malformed: no page of ours sends such a thing."""

    status = 400


class TooOften(DomainError):
    """The same caller has asked too many times; later it may again."""

    status = 429


class StorageFull(DomainError):
    """The disk or the bucket took no more bytes."""

    status = 507


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in an uploaded workbook, where Excel shows it: sheet, row number, column."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"“{self.sheet}”" if self.sheet else ""
        if self.row:
            place += f"第 {self.row} 行"
        if self.column:
            place += f"“{self.column}”列"
        return f"{place}：{self.message}" if place else self.message


class ImportRejected(DomainError):
    """A workbook was refused as a whole; `errors` holds every fault, not only the first."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        first = errors[0] if errors else "文件无法读取"
        more = f"（共 {len(errors)} 处问题）" if len(errors) > 1 else ""
        super().__init__(f"没有导入任何数据：{first}{more}")
        self.errors = list(errors)
