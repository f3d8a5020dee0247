"""Rows from Excel: a preview first, then all of it or nothing."""

from districts.imports.catalogue import SPECS
from districts.imports.confirm import confirm
from districts.imports.plan import preview
from districts.imports.rows import CHANGED, NEW, ROW_FORMS, SAME, headings
from districts.imports.specs import GUIDE, ImportSpec

__all__ = [
    "CHANGED",
    "GUIDE",
    "NEW",
    "ROW_FORMS",
    "SAME",
    "SPECS",
    "ImportSpec",
    "confirm",
    "headings",
    "preview",
]
