"""What the rows about culture name."""

from __future__ import annotations

from django.utils import timezone

from districts.models import FacilityKind, ProgrammeProduct
from districts.roles import EntryStatus
from tests.access.cast import Cast
from tests.factories import make_board, make_centre, make_programme, make_series


def add(cast: Cast) -> None:
    """The office's series, township 1's centre and boards, unit 1's programme."""
    series = make_series()
    cast.objects["event-series"] = (series.pk,)
    cast.objects["files-of-series"] = ("eventseries", series.pk)
    centre = make_centre(township=cast.township1)
    cast.objects["centre"] = (centre.pk,)
    cast.objects["files-of-centre"] = ("communitycentre", centre.pk)
    for status in (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.CONFIRMED):
        board = make_board(township=cast.township1, status=status)
        cast.objects[f"board-{status}"] = (board.pk,)
        for verb in ("submit", "confirm", "nonsense"):
            cast.objects[f"board-{status}-{verb}"] = (board.pk, verb)
        cast.objects[f"files-of-board-{status}"] = ("publicityboard", board.pk)
    programme = make_programme(unit=cast.unit1)
    product = ProgrammeProduct.objects.create(
        programme=programme, kind="song", held_on=timezone.localdate(), text="厂歌"
    )
    cast.objects["programme"] = (programme.pk,)
    cast.objects["programme-finish"] = (programme.pk, "finish")
    cast.objects["product"] = (product.pk,)
    cast.objects["files-of-programme"] = ("cultureprogramme", programme.pk)
    cast.objects["facility-kind"] = (FacilityKind.objects.create(name="没有中心有的").pk,)
    cast.objects["import-centres"] = ("centres",)
    cast.objects["import-boards"] = ("boards",)
