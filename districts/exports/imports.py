"""What goes with an import: the workbook to fill in, and the list of what is wrong."""

from collections.abc import Iterable, Mapping, Sequence

from districts.exports.registers import as_column
from districts.imports import GUIDE, ImportSpec, headings
from districts.imports.rows import KnownField, WordField
from districts.imports.specs import Asker
from wenming.xlsx import Column, Sheet, workbook


def template_xlsx(spec: ImportSpec, asker: Asker) -> bytes:
    """The workbook to fill in: heads, one example, and the names that may be used."""
    heads = list(headings(spec.form).values())
    filling = Sheet(
        f"{spec.label}导入", list(map(as_column, heads)), [spec.example], tab=spec.label
    )
    return workbook([filling, _guide(spec, asker)])


def errors_xlsx(filename: str, errors: Iterable[Sequence[object]]) -> bytes:
    """Every fault of an upload, in the order of its rows."""
    columns = [
        Column("工作表", 14),
        Column("Excel 行号", 11, "integer"),
        Column("列", 14),
        Column("问题和改法", 60),
    ]
    return workbook([Sheet("导入问题清单", columns, errors, under=f"文件：{filename}")])


def _guide(spec: ImportSpec, asker: Asker) -> Sheet:
    """How to fill in the template, and which names there are."""
    rows = [("说明", rule) for rule in spec.rules]
    rows += [(head, name) for head, names in _names(spec, asker).items() for name in names]
    return Sheet(GUIDE, [Column("项目", 14, merges=True), Column("内容", 60)], rows)


def _names(spec: ImportSpec, asker: Asker) -> Mapping[str, Iterable[str]]:
    """Column → the names and words that may stand in it."""
    known = spec.known(asker)
    names: dict[str, Iterable[str]] = {}
    for name, field in spec.form.base_fields.items():
        if isinstance(field, WordField):
            names[str(field.label)] = field.codes
        elif isinstance(field, KnownField):
            active = {str(row) for row in known[name].values() if getattr(row, "is_active", True)}
            names[str(field.label)] = sorted(active)
    return names
