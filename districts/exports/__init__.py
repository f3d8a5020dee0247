"""Workbooks: which columns, in which order."""

from districts.exports.accounts import slips_xlsx
from districts.exports.imports import errors_xlsx, template_xlsx
from districts.exports.registers import register_xlsx
from districts.exports.trail import trail_xlsx

__all__ = ["errors_xlsx", "register_xlsx", "slips_xlsx", "template_xlsx", "trail_xlsx"]
