"""A title of unit 1."""

from datetime import date

from districts.models import Honour, HonourLevel
from tests.access.cast import Cast


def add(cast: Cast) -> None:
    honour = Honour.objects.create(
        unit=cast.unit1,
        title="省级文明单位",
        level=HonourLevel.PROVINCE,
        awarded_on=date(2020, 5, 1),
        recorded_by=cast["office"],
    )
    cast.objects["honour"] = (honour.pk,)
