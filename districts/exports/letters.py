"""目标责任书 as a Word file, from the template that the office may change in Word."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from docxtpl import DocxTemplate

from districts.models import ResponsibilityLetter
from wenming.numbers import plain

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = Path("templates", "districts", "pairings", "letter.docx")


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
