"""What may be done with pairings, their ledger and letters, and what is refused where."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from districts.actions.entries import advance_entry
from districts.actions.pairings import (
    advance_letter,
    advance_pairing,
    carry_over,
    correct_contribution,
    create_contribution,
    create_letter,
    create_pairing,
    edit_contribution,
    edit_pairing,
    refuse_pair,
    tell_progress,
    tick,
)
from districts.models import (
    ActivityUse,
    Contribution,
    Correction,
    Pairing,
    PairingRequirement,
    UnitType,
)
from districts.policies import standing_of
from districts.results.desk import Desk
from districts.results.pairings.lists import warnings_of, with_warnings
from districts.results.pairings.story import letter_bars
from districts.results.pairings.sums import kind_totals
from districts.results.pairings.todos import todos
from districts.roles import EntryStatus, Role
from districts.workflow.pairings import LETTER_STEPS, PAIRING_STEPS, LetterStatus, PairingStatus
from tests.districts.pairings.world import (
    NOW,
    TODAY,
    add_scan,
    make_contribution,
    make_letter,
    make_pairing,
    make_requirement,
    typed,
)
from tests.factories import (
    kind_of,
    make_activity,
    make_township,
    make_unit,
    make_user,
    make_village,
)
from wenming.errors import Conflict, DomainError, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_pairing_is_refused_where_it_makes_no_sense() -> None:
    office, year = make_user(Role.OFFICE), TODAY().year
    core = make_village("甲村", is_core=True)
    itself = make_unit("甲村", type=UnitType.VILLAGE, township=core.township)
    namesake = make_unit("乙村", type=UnitType.VILLAGE, township=make_township())
    plain = make_village("乙村")
    shared: dict[str, Any] = {
        "year": year, "leader": None, "started_on": TODAY(), "by": office, "at": NOW(),
    }  # fmt: skip

    for unit, village, words in (
        (itself, core, "不能与自己结对"),
        (namesake, plain, "不是核心村"),
    ):
        with pytest.raises(DomainError, match=words) as refusal:
            create_pairing(unit=unit, village=village, **shared)
        assert refusal.value.field == "village"
    assert refuse_pair(namesake, make_village("乙村", is_core=True)) == ""
    create_pairing(unit=namesake, village=core, **shared)
    with pytest.raises(DomainError, match="已经结对"):
        create_pairing(unit=namesake, village=core, **shared)
    other = shared | {"started_on": date(year - 1, 12, 31)}
    with pytest.raises(DomainError) as refusal:
        create_pairing(unit=namesake, village=core, **other)
    assert refusal.value.field == "started_on"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_on": date(2019, 5, 1)}, "given_on"),
        ({"given_on": TODAY() + timedelta(days=1)}, "given_on"),
        ({"amount": None}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(
    changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        create_contribution(make_pairing(), typed(**changed), by=make_user(Role.OFFICE), at=NOW())

    assert refusal.value.field == field


def test_whole_things_are_not_given_in_parts() -> None:
    half = typed(kind=kind_of("图书阅览室"), amount=Decimal("1.5"))

    with pytest.raises(DomainError, match="整数"):
        create_contribution(make_pairing(), half, by=make_user(Role.OFFICE), at=NOW())


def test_the_unit_reports_the_office_confirms_and_corrects_and_both_figures_stay() -> None:
    pairing = make_pairing()
    reporter, office = make_user(Role.UNIT, unit=pairing.unit), make_user(Role.OFFICE)
    row = create_contribution(pairing, typed(), by=reporter, at=NOW())
    row = edit_contribution(
        row, {"amount": Decimal(12)}, version=row.version, by=reporter, at=NOW()
    )
    row = advance_entry(row, "submit", by=reporter, at=NOW())
    assert kind_totals(Contribution.objects.all()) == []

    row = advance_entry(row, "confirm", by=office, at=NOW())
    with pytest.raises(Conflict):
        edit_contribution(row, {"amount": Decimal(1)}, version=row.version, by=reporter, at=NOW())
    correct_contribution(row, {"amount": Decimal(11)}, reason="过磅单", version=row.version,
                         by=office, at=NOW())  # fmt: skip

    (total,) = kind_totals(Contribution.objects.all())
    told = Correction.objects.get()
    assert (total.own, told.old, told.new) == (Decimal(11), "12 吨", "11 吨")


def test_nobody_reports_for_another_unit_or_after_the_end() -> None:
    pairing, office = make_pairing(), make_user(Role.OFFICE)
    with pytest.raises(NotAllowed):
        create_contribution(pairing, typed(), by=make_user(Role.UNIT), at=NOW())
    with pytest.raises(DomainError, match="原因"):
        advance_pairing(pairing, "end", by=office, at=NOW())
    ended = advance_pairing(pairing, "end", by=office, at=NOW(), note="单位撤并")

    with pytest.raises(Conflict, match="已经结束"):
        create_contribution(ended, typed(), by=office, at=NOW())
    assert advance_pairing(ended, "resume", by=office, at=NOW(), note="恢复").status == "active"
    assert {"end", "resume"} == PAIRING_STEPS.keys()


def test_sums_never_mix_kinds_or_sources_and_count_what_is_confirmed() -> None:
    pairing = make_pairing()
    for kind, amount, source, status in (
        ("资金", "0.10", "own", "confirmed"),
        ("资金", "0.20", "own", "confirmed"),
        ("资金", "500000", "won", "confirmed"),
        ("资金", "7", "own", "submitted"),
        ("水泥", "400", "own", "confirmed"),
    ):
        make_contribution(pairing, kind=kind, amount=Decimal(amount), source=source, status=status)

    money, cement = kind_totals(Contribution.objects.all())

    assert (money.own, money.won, money.entries) == (Decimal("0.30"), Decimal(500_000), 3)
    assert (cement.own, cement.unit) == (Decimal(400), "吨")
    assert money.months[TODAY().month - 1] == Decimal("500000.30")


def test_one_lecture_in_two_ledgers_counts_once() -> None:
    office, village = make_user(Role.OFFICE), make_village(is_core=True)
    first, second = make_pairing(village=village), make_pairing(village=village)
    lecture = make_activity(village=village, sessions=2, attendance=120, counted_by="sign-in")
    for pairing in (first, second):
        for kind in ("科技讲座", "受教育人数"):
            values = typed(kind=kind_of(kind), amount=None, activity=lecture)
            create_contribution(pairing, values, by=office, at=NOW())
    make_contribution(first, kind="科技讲座", amount=Decimal(3))

    in_all = {total.name: total.own for total in kind_totals(Contribution.objects.all())}
    own = {total.name: total.own for total in kind_totals(second.contributions.all())}

    assert in_all == {"科技讲座": Decimal(5), "受教育人数": Decimal(120)}
    assert own == {"科技讲座": Decimal(2), "受教育人数": Decimal(120)}
    assert ActivityUse.objects.filter(activity=lecture).count() == 2
    values = typed(kind=kind_of("科技讲座"), activity=lecture)
    with pytest.raises(DomainError, match="已经记在"):
        create_contribution(first, values, by=office, at=NOW())
    with pytest.raises(DomainError, match="不能取自活动"):
        create_contribution(first, typed(activity=lecture), by=office, at=NOW())


def test_silence_and_a_single_helper_are_noticed() -> None:
    long_ago = TODAY() - timedelta(days=61)
    if long_ago.year != TODAY().year:
        pytest.skip("the year is too young for anybody to be silent")
    quiet = make_pairing()
    talking = make_pairing(village=quiet.village)
    make_contribution(talking)
    make_contribution(quiet, given_on=long_ago)
    lonely = make_pairing()
    make_contribution(lonely, status=EntryStatus.SUBMITTED)
    old = make_pairing(year=2020)

    signs = {
        row.pk: {sign.code for sign in warnings_of(row, TODAY())}
        for row in with_warnings(Pairing.objects.all())
    }
    reporter = make_user(Role.UNIT, unit=quiet.unit)
    waiting = list(todos(Desk(reporter, standing_of(reporter), NOW(), limit=6)))

    assert signs == {
        quiet.pk: {"silent"}, talking.pk: set(), lonely.pk: {"single"}, old.pk: set(),
    }  # fmt: skip
    assert [todo.url for todo in waiting] == [quiet.get_absolute_url()]


# verb, state before, state after; each is the office's alone
LETTERS = [
    ("issue", LetterStatus.DRAFT, LetterStatus.ISSUED),
    ("recall", LetterStatus.ISSUED, LetterStatus.DRAFT),
    ("sign", LetterStatus.ISSUED, LetterStatus.SIGNED),
]


def test_every_step_of_a_letter_is_in_the_table() -> None:
    assert {verb for verb, *_ in LETTERS} == LETTER_STEPS.keys()


@pytest.mark.parametrize(("verb", "before", "after"), LETTERS)
def test_a_letter_moves_by_the_office_alone(verb: str, before: str, after: str) -> None:
    letter, office = make_letter(before), make_user(Role.OFFICE)
    add_scan(letter, office)
    reporter = make_user(Role.UNIT, unit=letter.pairing.unit)
    with pytest.raises(NotAllowed):
        advance_letter(letter, verb, by=reporter, at=NOW(), note="理由")

    letter = advance_letter(letter, verb, by=office, at=NOW(), note="理由")

    assert letter.status == after
    with pytest.raises(Conflict):
        advance_letter(letter, verb, by=office, at=NOW(), note="理由")


def test_nothing_is_issued_without_a_target_or_signed_without_a_scan() -> None:
    office = make_user(Role.OFFICE)
    with pytest.raises(DomainError, match="没有目标"):
        advance_letter(make_letter(targets={}), "issue", by=office, at=NOW())
    with pytest.raises(DomainError, match="扫描件"):
        advance_letter(make_letter(LetterStatus.ISSUED), "sign", by=office, at=NOW())
    twice = [(kind_of("水泥"), Decimal(1))] * 2
    with pytest.raises(DomainError, match="每个种类"):
        create_letter(year=2026, pairing=make_pairing(), text="文", targets=twice, by=office,
                      at=NOW())  # fmt: skip


def test_a_township_s_letter_is_held_against_all_its_villages() -> None:
    township = make_township()
    village = make_village(township=township, is_core=True)
    for _ in range(2):
        make_contribution(make_pairing(village=village))
    make_contribution()

    (bar,) = letter_bars(make_letter(LetterStatus.SIGNED, township=township))

    assert (bar.given, bar.percent, bar.rest) == (Decimal(20), 20, Decimal(80))


def test_what_is_open_goes_over_into_the_next_year() -> None:
    office, year = make_user(Role.OFFICE), TODAY().year
    done, half = make_pairing(), make_pairing()
    for pairing, amount in ((done, 100), (half, 30)):
        make_letter(LetterStatus.SIGNED, pairing=pairing)
        make_contribution(pairing, amount=Decimal(amount))
    make_requirement()

    carried = carry_over([done, half], year=year + 1, by=office, at=NOW())
    again = carry_over([done, half], year=year + 1, by=office, at=NOW())

    assert ([row.carried_from for row in carried], again) == ([done, half], [])
    letters = {row.unit: getattr(row, "letter", None) for row in carried}
    assert letters[done.unit] is None
    assert letters[half.unit].status == LetterStatus.DRAFT
    assert letters[half.unit].targets.get().amount == Decimal(70)
    assert PairingRequirement.objects.filter(year=year + 1).count() == 1
    with pytest.raises(DomainError):
        carry_over([done], year=year + 2, by=office, at=NOW())


def test_the_checklist_and_the_village_s_words_have_their_own_tellers() -> None:
    pairing, requirement = make_pairing(), make_requirement()
    reporter = make_user(Role.UNIT, unit=pairing.unit)
    township = make_user(Role.TOWNSHIP, township=pairing.village.township)
    when: dict[str, Any] = {"at": NOW()}

    tick(pairing, requirement, done_on=TODAY(), note="建成", by=reporter, **when)
    tell_progress(pairing, on=TODAY(), text="路好走了", by=township, **when)
    with pytest.raises(Conflict):
        tick(pairing, requirement, done_on=TODAY(), note="又建", by=reporter, **when)
    with pytest.raises(NotAllowed):
        tick(pairing, make_requirement("二"), done_on=TODAY(), note="代填", by=township, **when)
    with pytest.raises(NotAllowed):
        tell_progress(pairing, on=TODAY(), text="代说", by=reporter, **when)
    with pytest.raises(DomainError, match="年内"):
        tell_progress(pairing, on=date(2020, 1, 1), text="去年", by=township, **when)


def test_a_village_is_not_changed_under_its_ledger() -> None:
    office, pairing = make_user(Role.OFFICE), make_pairing()
    other = make_village(is_core=True)
    moved = edit_pairing(pairing, {"village": other}, version=1, by=office, at=NOW())
    make_contribution(moved)

    with pytest.raises(DomainError, match="不能换村"):
        edit_pairing(moved, {"village": pairing.village}, version=2, by=office, at=NOW())
    day = {"started_on": date(TODAY().year, 1, 2)}
    with pytest.raises(Conflict):
        edit_pairing(moved, day, version=1, by=office, at=NOW())
    assert moved.status == PairingStatus.ACTIVE
