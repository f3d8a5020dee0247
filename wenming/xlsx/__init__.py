"""Workbooks: the only package that knows openpyxl.

`read_table` takes a workbook from outside, `workbook` makes one for printing.
"""

from wenming.xlsx.reading import Row, Table, read_table
from wenming.xlsx.writing import Column, HeadCell, Line, Sheet, workbook

__all__ = ["Column", "HeadCell", "Line", "Row", "Sheet", "Table", "read_table", "workbook"]
