"""How long a rubric workbook of 300 items takes, from its bytes to a rubric and back.

python -m tests.assessments.workbook_speed
"""

import sys
import time
from io import BytesIO

from assessments.exports_rubric import rubric_xlsx
from assessments.imports.rubric_workbook import read_rubric
from assessments.scoring import to_rows
from tests.assessments.workbooks import file_of, item, make_book

GOAL = 2.0
HEADS, ITEMS = 10, 30


def seconds_for_300_items() -> tuple[float, float]:
    """Seconds to read the workbook (the child process that parses it included) and to write it."""
    rows = []
    for head in range(1, HEADS + 1):
        rows.append(item(str(head), 60))
        rows += [
            item(f"{head}.{place}", 2, "次扣", "每次=0.5;封顶=1", 标准="按要求完成。" * 40)
            for place in range(1, ITEMS + 1)
        ]
    content = file_of(make_book(rows)).getvalue()
    started = time.perf_counter()
    spec = read_rubric(BytesIO(content)).spec
    read = time.perf_counter()
    if spec is None or len(spec.items) != HEADS * ITEMS:
        raise AssertionError("the workbook is a good one")
    rubric_xlsx(to_rows(spec))
    return read - started, time.perf_counter() - read


if __name__ == "__main__":
    reading, writing = seconds_for_300_items()
    sys.stdout.write(
        f"300 items: read in {reading:.2f} s (goal {GOAL} s), written in {writing:.2f} s\n"
    )
