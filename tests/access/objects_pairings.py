"""Unit 1's pairing with a core village of township 1, and what hangs on it."""

from django.utils import timezone

from districts.models import CoordinationMeeting, RequirementTick, VillageProgress
from districts.roles import EntryStatus
from districts.workflow.pairings import LetterStatus
from tests.access.cast import Cast
from tests.districts.pairings.world import (
    make_contribution,
    make_letter,
    make_pairing,
    make_requirement,
)
from tests.factories import make_village

VERBS = ("submit", "withdraw", "confirm", "return", "nonsense")


def add(cast: Cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    core = make_village("核心村甲", township=cast.township1, is_core=True)
    pairing = make_pairing(unit=cast.unit1, village=core)
    cast.objects["pairing"] = (pairing.pk,)
    for verb in ("end", "resume", "nonsense"):
        cast.objects[f"pairing-{verb}"] = (pairing.pk, verb)
    for status in EntryStatus:
        given = make_contribution(pairing, status=status, entered_by=cast["reporter1"])
        cast.objects[f"contribution-{status}"] = (given.pk,)
        for verb in VERBS:
            cast.objects[f"contribution-{status}-{verb}"] = (given.pk, verb)
    letters = {
        "draft": make_letter(township=cast.township2),
        "issued": make_letter(LetterStatus.ISSUED, township=cast.township1),
        "with-unit": make_letter(LetterStatus.ISSUED, pairing=pairing),
    }
    for name, letter in letters.items():
        cast.objects[f"letter-{name}"] = (letter.pk,)
        for verb in ("issue", "recall", "sign", "nonsense"):
            cast.objects[f"letter-{name}-{verb}"] = (letter.pk, verb)
    requirement = make_requirement()
    cast.objects["pairing-requirement"] = (make_requirement("没有人用的要求").pk,)
    who = {"by": cast["reporter1"], "at": now}
    tick = RequirementTick.objects.create(
        pairing=pairing, requirement=requirement, done_on=today, note="已办", **who
    )
    told = VillageProgress.objects.create(pairing=pairing, on=today, text="路修好了", **who)
    meeting = CoordinationMeeting.objects.create(
        year=today.year, title="调度会", held_on=today, place="县", host="王", attendees="各单位",
        minutes="抓紧落实。",
    )  # fmt: skip
    cast.objects |= {"tick": (tick.pk,), "progress": (told.pk,), "meeting": (meeting.pk,)}
    cast.objects["import-pairings"] = ("pairings",)
    cast.objects["import-contributions"] = ("contributions",)
    cast.objects["files-of-letter"] = ("responsibilityletter", letters["with-unit"].pk)
    cast.objects["files-of-pairing"] = ("pairing", pairing.pk)
