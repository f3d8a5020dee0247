"""Drafts sent to the department: not yet, open, and closed with its opinion."""

from django.utils import timezone

from districts.actions.consultations import advance_consultation, answer
from tests.access.cast import Cast
from tests.districts.consultations.test_consultations import make_consultation


def add(cast: Cast) -> None:
    now, office = timezone.now(), cast["office"]
    draft = make_consultation(office, cast.department1, is_sent=False)
    opened = make_consultation(office, cast.department1)
    closed = make_consultation(office, cast.department1)
    answer(closed.opinions.get(), text="改一处", is_content=False, version=1,
           by=cast["department"], at=now)  # fmt: skip
    advance_consultation(closed, "close", by=office, at=now)
    for name, row in (("draft", draft), ("open", opened), ("closed", closed)):
        cast.objects[f"consultation-{name}"] = (row.pk,)
        cast.objects[f"opinion-{name}"] = (row.opinions.get().pk,)
    cast.objects["consultation-open-close"] = (opened.pk, "close")
    cast.objects["consultation-closed-issue"] = (closed.pk, "issue")
    cast.objects["consultation-nonsense"] = (opened.pk, "nonsense")
