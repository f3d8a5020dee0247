"""Whether submitted sheets still say what they said when they were handed in."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from assessments.models import Mark, ScoreSheet
from assessments.roles import SheetStatus
from wenming.audit.models import AuditEntry

AT_ONCE = 200


def check_sheets() -> Iterator[str]:
    """A sentence for every handed-in sheet that differs from its last entry in the trail.

    Marks are frozen by handing in; whoever changes one by SQL leaves no entry, and shows here.
    Three queries for every two hundred sheets.
    """
    sheets = ScoreSheet.objects.exclude(status=SheetStatus.DRAFT).order_by("pk")
    rows = sheets.select_related("assessment__unit", "assessment__cycle", "scorer").defer(
        "assessment__breakdown"
    )
    stream = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(stream, AT_ONCE)):
        yield from _differences(some)


def _differences(sheets: list[ScoreSheet]) -> Iterator[str]:
    ids = [sheet.pk for sheet in sheets]
    marks, recorded = _marks(ids), _recorded(ids)
    for sheet in sheets:
        name = f"{sheet.assessment}{sheet.scorer}的考核表"
        entry = recorded.get(str(sheet.pk))
        if entry is None or entry["status"] != sheet.status:
            yield f"{name}为“{sheet.get_status_display()}”，操作记录中没有对应的一步。"
            continue
        stored = marks.get(sheet.pk, {})
        codes = sorted({*stored, *entry["marks"]})
        changed = [code for code in codes if stored.get(code) != entry["marks"].get(code)]
        if changed:
            yield f"{name}与提交时的记录不一致：{'、'.join(changed)}。"


def _marks(sheet_ids: Iterable[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """What the sheets say now, by sheet and 编号, in the form of `results.sheets.snapshot`."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    rows = Mark.objects.filter(sheet__in=list(sheet_ids)).values_list(
        "sheet_id", "indicator__code", "answer", "reason", "methods"
    )
    for sheet, code, answer, reason, methods in rows:
        mark = {"answer": answer, "reason": reason, "methods": methods}
        found.setdefault(sheet, {})[code] = mark
    return found


def _recorded(sheet_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """What each sheet's last step left in the trail, by the sheet's id as text."""
    entries = AuditEntry.objects.filter(
        target_type=ScoreSheet._meta.label_lower,
        target_id__in=[str(pk) for pk in sheet_ids],
        verb__in=("sheet.submit", "sheet.abstain", "sheet.recall"),
    )
    return {
        target: after
        for target, after in entries.order_by("pk").values_list("target_id", "after")
        if after is not None
    }
