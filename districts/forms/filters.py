"""The filters in an address: what means something is read, the rest is left out, never an error."""

from collections.abc import Mapping
from datetime import date

from districts.labels import target_labels, verb_labels
from districts.results import ACTIVE, RETIRED, Filters, TrailFilters
from wenming.dates import parse_date
from wenming.errors import DomainError

MOST_WORDS = 50
NAMES = frozenset(
    ("q", "type", "township", "department", "state", "person", "verb", "object", "since", "until")
)


def register_filters(given: Mapping[str, str]) -> Filters:
    """How a register is narrowed."""
    state = given.get("state", ACTIVE)
    return Filters(
        q=_words(given),
        type=given.get("type", "").replace("\0", "")[:20],
        township=number_of(given.get("township")),
        department=number_of(given.get("department")),
        state=state if state in (ACTIVE, RETIRED, "all") else ACTIVE,
    )


def trail_filters(given: Mapping[str, str]) -> TrailFilters:
    """How the trail is narrowed."""
    verb, target = given.get("verb", ""), given.get("object", "")
    return TrailFilters(
        person=number_of(given.get("person")),
        verb=verb if verb in verb_labels() else "",
        object=target if target in target_labels() else "",
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        q=_words(given),
    )


def named_filters(given: Mapping[str, str]) -> dict[str, str]:
    """What of an address a background job has to remember: the filters, cut to a sane length."""
    return {name: text.replace("\0", "")[:100] for name, text in given.items() if name in NAMES}


def number_of(text: str | None) -> int | None:
    """An id from the address; nonsense is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return int(text)


def _words(given: Mapping[str, str]) -> str:
    return given.get("q", "").replace("\0", "").strip()[:MOST_WORDS]


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text) if text else None
    except DomainError:
        return None
