"""年度工作总结 as a Word file after GB/T 9704, from the template in use."""

from datetime import date
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assessments.models import AnnualSummary, SummaryTemplate
from assessments.results.summaries.printed import Printed, printed_now, printed_of
from wenming.text import REMOVED, SURROGATES

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = settings.BASE_DIR / "templates" / "assessments" / "summary.docx"


def summary_docx(summary: AnnualSummary) -> bytes:
    """A stored version, as it stands. Two queries."""
    return printed_docx(printed_of(summary, summary.paragraphs.all()))


def year_docx(year: int, today: date) -> bytes:
    """A year of which no version has been begun."""
    return printed_docx(printed_now(year, today))


def printed_docx(printed: Printed) -> bytes:
    with BytesIO(template_content()) as template:
        return rendered(template, printed.as_words())


def template_content() -> bytes:
    """The office's template, else the system's own. One query."""
    current = SummaryTemplate.objects.filter(is_current=True).select_related("file").first()
    if current is None:
        return TEMPLATE.read_bytes()
    with default_storage.open(current.file.path) as file:
        content: bytes = file.read()
    return content


def rendered(template: IO[bytes], words: dict[str, Any]) -> bytes:
    """The template with its fields replaced. In a sandbox: an office may have got it anywhere."""
    document = DocxTemplate(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document.render(_printable(words), environment, autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _printable(value: Any) -> Any:
    """Without what XML forbids, wherever it stands: a record may be older than the cleaning."""
    if isinstance(value, str):
        return SURROGATES.sub("", REMOVED.sub("", value)).translate(BREAKS)
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value]


# docxtpl turns these into pages, paragraphs, tabs and fields; here they are only characters.
BREAKS = {ord("\a"): None, ord("\f"): " ", ord("\v"): " ", ord("\t"): " ", ord("\n"): " "}
