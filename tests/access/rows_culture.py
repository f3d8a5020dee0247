"""Who keeps and who reads the records of culture."""

from tests.access.rows_fieldwork import CHARGE, NOBODY, PART, files
from tests.access.table import Row

ROWS = [
    Row("districts:event-series-list", "GET", "", PART),
    Row("districts:event-series-export", "GET", "", PART),
    Row("districts:event-series-create", "GET", "", CHARGE.format(200)),
    Row("districts:event-series-create", "POST", "", CHARGE.format(422)),
    Row("districts:event-series-detail", "GET", "event-series", PART),
    Row("districts:event-series-detail", "GET", "missing", NOBODY),
    Row("districts:event-series-edit", "GET", "event-series", CHARGE.format(200)),
    Row("districts:event-series-edit", "POST", "event-series", CHARGE.format(422)),
    Row("districts:attachment-add", "POST", "files-of-series", CHARGE.format(302), files),
]
