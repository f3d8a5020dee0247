"""The trail as a workbook."""

from collections.abc import Iterable

from districts.labels import in_words, target_labels, verb_labels
from wenming.audit.models import AuditEntry
from wenming.dates import cn_datetime
from wenming.xlsx import Column, Sheet, workbook

MOST_ENTRIES = 50_000


def trail_xlsx(entries: Iterable[AuditEntry], *, is_cut: bool) -> bytes:
    """The trail as a list; says so where it holds only the newest entries."""
    columns = [
        Column("序号", 8, "integer"),
        Column("时间", 20, "center"),
        Column("操作人", 12),
        Column("操作", 18),
        Column("对象", 28),
        Column("对象类型", 12),
        Column("变更前", 30),
        Column("变更后", 30),
        Column("说明", 24),
    ]
    cut = f"只列出最近的 {MOST_ENTRIES} 条，请缩小日期范围后再导出其余部分"
    rows = (
        (
            entry.pk,
            cn_datetime(entry.at),
            entry.actor_name or "系统",
            verb_labels().get(entry.verb, entry.verb),
            entry.target_label,
            target_labels().get(entry.target_type, ""),
            in_words(entry.before),
            in_words(entry.after),
            entry.note,
        )
        for entry in entries
    )
    return workbook([Sheet("操作记录", columns, rows, under=cut if is_cut else "", landscape=True)])
