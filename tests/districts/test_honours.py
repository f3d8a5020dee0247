"""Titles: what they are on which day, who keeps them, and that none is lost."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.actions.honours import create_honour, renew_honour, revoke_honour, update_honour
from districts.imports import confirm, preview
from districts.models import Honour, HonourLevel, HonourState, Unit
from districts.policies import standing_of
from districts.results.desk import Desk
from districts.results.honours import HonourFilters, honour_list, todos
from districts.roles import Role
from tests.factories import make_unit, make_user
from wenming.audit.models import AuditEntry
from wenming.errors import Conflict, DomainError, NotAllowed

AWARDED, LAST = date(2020, 5, 1), date(2023, 4, 30)
VALUES = {
    "title": "省级文明单位",
    "level": HonourLevel.PROVINCE,
    "awarded_on": AWARDED,
    "valid_until": LAST,
    "document_number": "鲁文明〔2020〕3 号",
}


@pytest.mark.parametrize(
    ("until", "revoked", "day", "state"),
    [
        (LAST, None, LAST, HonourState.VALID),
        (LAST, None, LAST + timedelta(days=1), HonourState.EXPIRED),
        (None, None, date(2099, 1, 1), HonourState.VALID),
        (LAST, date(2021, 6, 1), date(2021, 5, 31), HonourState.VALID),
        (LAST, date(2021, 6, 1), date(2021, 6, 1), HonourState.REVOKED),
        (LAST, date(2021, 6, 1), date(2099, 1, 1), HonourState.REVOKED),
    ],
)
@pytest.mark.django_db
def test_what_a_title_is_on_a_day(
    until: date | None, revoked: date | None, day: date, state: HonourState
) -> None:
    """The same whether asked of the row or of the database."""
    honour = make_honour(valid_until=until, revoked_on=revoked, revoke_reason="弄虚作假")

    assert honour.state_on(day) == state
    assert [each for each in HonourState if honour in Honour.objects.in_state(each, day)] == [state]
    assert (honour in Honour.objects.valid_on(day)) is (state == HonourState.VALID)


def make_honour(unit: Unit | None = None, **fields: object) -> Honour:
    by = make_user(Role.OFFICE)
    return Honour.objects.create(unit=unit or make_unit(), recorded_by=by, **VALUES | fields)


@pytest.mark.django_db
def test_the_office_enters_mends_and_revokes() -> None:
    unit, office, at = make_unit(), make_user(Role.OFFICE), timezone.now()
    honour = create_honour(unit, VALUES, by=office, at=at)
    with pytest.raises(Conflict, match="已经登记"):
        create_honour(unit, VALUES, by=office, at=at)
    with pytest.raises(DomainError, match="有效期不能早于"):
        update_honour(honour, {"valid_until": date(2019, 1, 1)}, version=1, by=office, at=at)

    update_honour(honour, {"document_number": "4 号"}, version=1, by=office, at=at)
    with pytest.raises(Conflict) as stale:
        update_honour(honour, {"document_number": "5 号"}, version=1, by=office, at=at)
    revoke_honour(honour, day=date(2021, 6, 1), reason="弄虚作假", version=2, by=office, at=at)
    with pytest.raises(Conflict, match="撤销"):
        revoke_honour(honour, day=date(2021, 6, 1), reason="又一次", version=3, by=office, at=at)

    assert ("文号", "4 号", "5 号") in stale.value.versions
    verbs = AuditEntry.objects.about(unit).values_list("verb", flat=True)
    assert list(verbs) == ["honour.revoke", "honour.update", "honour.create"]
    with pytest.raises(NotAllowed):
        create_honour(unit, VALUES, by=make_user(Role.UNIT, unit=unit), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_filtered_and_costs_the_same(
    client: Client, django_assert_num_queries, count: int
) -> None:
    client.force_login(make_user(Role.OFFICE))
    for number in range(count):
        make_honour(make_unit(f"甲{number}局"), valid_until=None)
    make_honour(make_unit("乙局"))
    url = reverse("districts:honour-list")

    # session, user, who one is; how many, this page of them, the types
    with django_assert_num_queries(6):
        valid = client.get(url, {"state": "valid"})
    assert len(valid.context["rows"]) == count
    assert len(client.get(url, {"q": "乙局", "level": "nonsense"}).context["rows"]) == 1
    assert len(client.get(url, {"state": "expired", "level": "city"}).context["rows"]) == 0


@pytest.mark.django_db
def test_a_unit_page_tells_its_titles(client: Client) -> None:
    unit = make_unit()
    client.force_login(make_user(Role.OFFICE))
    form = {name: str(value) for name, value in VALUES.items()}

    refused = client.post(reverse("districts:honour-create", args=[unit.pk]), form | {"title": ""})
    client.post(reverse("districts:honour-create", args=[unit.pk]), form)
    honour = unit.honours.get()
    revoke = {"day": "2021-06-01", "reason": "弄虚作假", "version": 1}
    client.post(reverse("districts:honour-revoke", args=[honour.pk]), revoke)

    assert refused.status_code == 422
    text = client.get(unit.get_absolute_url()).text
    assert "省级文明单位" in text
    assert "2021年6月1日撤销：弄虚作假" in text


TODAY = date(2026, 11, 23)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "days", "listed", "due"),
    [
        (HonourLevel.COUNTY, 91, (), ""),
        (HonourLevel.COUNTY, 90, ("soon-90",), "90 天后到期"),
        (HonourLevel.COUNTY, 30, ("soon-90", "soon-30"), "30 天后到期"),
        (HonourLevel.CITY, 30, ("soon-90", "soon-30"), ""),
        (HonourLevel.COUNTY, -1, ("expired",), "已到期"),
        (HonourLevel.COUNTY, -91, ("expired",), ""),
    ],
)
def test_a_term_that_ends_announces_itself_until_it_is_renewed(
    level: str, days: int, listed: tuple[str, ...], due: str
) -> None:
    honour = make_honour(level=level, valid_until=TODAY + timedelta(days=days))
    office = make_user(Role.OFFICE)
    standing = standing_of(office)
    at = timezone.make_aware(datetime.combine(TODAY, time(9)))

    def announced() -> tuple[list[str], list[str]]:
        found = [
            state
            for state in ("expired", "soon-90", "soon-30")
            if honour in honour_list(office, standing, HonourFilters(state=state), TODAY)
        ]
        return found, [todo.when for todo in todos(Desk(office, standing, at, limit=6))]

    assert announced() == ([*listed], [due] if due else [])
    values = {"awarded_on": TODAY, "valid_until": None, "document_number": "〔2026〕9 号"}
    renewed = renew_honour(honour, values, by=office, at=at)
    assert announced() == ([each for each in listed if each == "expired"], [])
    assert (renewed.title, renewed.level, Honour.objects.count()) == (honour.title, level, 2)
    with pytest.raises(Conflict, match="已经续期"):
        renew_honour(honour, values, by=office, at=at)


@pytest.mark.django_db
def test_only_a_new_term_with_its_document_renews_and_a_revoked_title_stays_revoked() -> None:
    honour, office, at = make_honour(), make_user(Role.OFFICE), timezone.now()
    good = {"awarded_on": LAST, "valid_until": None, "document_number": "〔2023〕1 号"}
    for bad in ({"document_number": ""}, {"awarded_on": AWARDED}, {"valid_until": AWARDED}):
        with pytest.raises(DomainError):
            renew_honour(honour, good | bad, by=office, at=at)
    with pytest.raises(NotAllowed):
        renew_honour(honour, good, by=make_user(Role.LEADER), at=at)
    gone = make_honour(revoked_on=LAST, revoke_reason="弄虚作假")
    with pytest.raises(Conflict, match="已撤销"):
        renew_honour(gone, good, by=office, at=at)


@pytest.mark.django_db
def test_the_export_is_read_back_as_the_same_titles(client: Client) -> None:
    office, now = make_user(Role.OFFICE), timezone.now()
    make_honour()
    client.force_login(office)
    book = client.get(reverse("districts:honour-export")).content
    same = preview("honours", BytesIO(book), filename="称号", by=office, at=now)
    assert ([row["state"] for row in same.payload["rows"]], same.payload["errors"]) == (
        ["same"],
        [],
    )
    Honour.objects.all().delete()
    draft = preview("honours", BytesIO(book), filename="称号", by=office, at=now)
    confirm(draft, by=office, at=now)
    read = Honour.objects.values(*VALUES).get()
    assert read == VALUES
