"""目标责任书: one as a Word file, from the template that the office may change in Word, and the
columns of the year's list."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from docxtpl import DocxTemplate

from districts.models import ResponsibilityLetter
from wenming.numbers import plain
from wenming.xlsx import Column

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = Path("templates", "districts", "pairings", "letter.docx")
WITH_UNIT, WITH_TOWNSHIP = "文明单位", "乡镇党委"
LETTER_COLUMNS = (
    Column("序号", 6, "center"),
    Column("签订方", 26),
    Column("类别", 12, "center"),
    Column("乡镇", 12),
    Column("核心村", 14),
    Column("联系领导", 20),
    Column("目标项数", 9, "integer"),
    Column("状态", 10, "center"),
    Column("下发日期", 16, "date"),
    Column("签订日期", 16, "date"),
)


def letter_cells(letter: ResponsibilityLetter) -> tuple[object, ...]:
    """Of a row of `letter_rows`, with its party and its pairing's leader."""
    pairing = letter.pairing
    township = pairing.village.township if pairing else letter.township
    return (
        letter.party,
        WITH_UNIT if pairing else WITH_TOWNSHIP,
        township.name if township else "",
        pairing.village.name if pairing else "",
        pairing.leader.with_post if pairing and pairing.leader else "",
        letter.promised,  # type: ignore[attr-defined]
        letter.get_status_display(),
        timezone.localdate(letter.issued_at) if letter.issued_at else None,
        letter.signed_on,
    )


def letter_docx(letter: ResponsibilityLetter) -> bytes:
    """The letter with its targets; `party` must be loaded. One query."""
    document = DocxTemplate(str(settings.BASE_DIR / TEMPLATE))
    document.render(_words(letter), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _words(letter: ResponsibilityLetter) -> dict[str, object]:
    """What the template may name."""
    pairing = letter.pairing
    leader = pairing.leader if pairing else None
    return {
        "county": settings.COUNTY,
        "year": letter.year,
        "party": letter.party,
        "village": pairing.place if pairing else "",
        "leader": leader.with_post if leader else "",
        "paragraphs": [line for line in letter.text.splitlines() if line.strip()],
        "targets": [
            {
                "number": number,
                "kind": target.kind.name,
                "amount": plain(target.amount),
                "unit": target.kind.unit,
            }
            for number, target in enumerate(letter.targets.select_related("kind"), start=1)
        ],
        "signed_on": letter.signed_on,
    }
