"""Workbooks: the only package that knows openpyxl.

`read_table` takes one table of a workbook from outside, `read_book` several sheets of it;
`workbook` makes one for printing.
"""

from wenming.xlsx.cover import Cover
from wenming.xlsx.formulas import Check, Formula, quoted
from wenming.xlsx.reading import Book, Row, Table, Wanted, read_book, read_table
from wenming.xlsx.writing import Column, HeadCell, Line, Sheet, workbook

__all__ = [
    "Book",
    "Check",
    "Column",
    "Cover",
    "Formula",
    "HeadCell",
    "Line",
    "Row",
    "Sheet",
    "Table",
    "Wanted",
    "quoted",
    "read_book",
    "read_table",
    "workbook",
]
