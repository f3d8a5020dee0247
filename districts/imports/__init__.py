"""Registers and accounts from Excel: a preview first, then all of it or nothing."""

from districts.imports.confirm import confirm
from districts.imports.plan import GUIDE, preview
from districts.imports.rows import CHANGED, NEW, ROW_FORMS, SAME, headings

__all__ = ["CHANGED", "GUIDE", "NEW", "ROW_FORMS", "SAME", "confirm", "headings", "preview"]
