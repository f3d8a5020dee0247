"""How a menu becomes links: only pages that exist, only for those who may open them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

BOTTOM_BAR = 4  # what a thumb reaches without aiming
# /annual/2020/figures/ belongs to the entry /annual/figures/, which leads to the present year.
YEAR = re.compile("/20[0-9]{2}(?=/)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `roles=None` is for everybody who is signed in."""

    view: str
    label: str
    roles: frozenset[str] | None = None
    short: str = ""
    # Also for people who hold no role at all: assessors from outside the county's units.
    without_role: bool = False

    def is_for(self, roles: frozenset[str]) -> bool:
        if self.roles is None:
            return True
        return bool(self.roles & roles) or (self.without_role and not roles)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one head; the first group of the menu has none."""

    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Link:
    """What the template prints of an entry."""

    url: str
    label: str
    short: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LinkGroup:
    label: str
    entries: list[Link]


@dataclass(frozen=True, slots=True)
class Navigation:
    """Everything around the page that depends on who is signed in."""

    groups: list[LinkGroup]
    search_url: str
    affiliation: str

    @property
    def bottom(self) -> list[Link]:
        return self._links[:BOTTOM_BAR]

    @property
    def has_more(self) -> bool:
        return len(self._links) > BOTTOM_BAR

    @property
    def _links(self) -> list[Link]:
        return [link for group in self.groups for link in group.entries]


def navigation_for(
    menu: Iterable[Group],
    *,
    roles: frozenset[str],
    path: str,
    search_view: str,
    affiliation: str = "",
) -> Navigation:
    """The menu as `roles` may use it. No query; the longest address that `path` begins with is
    the current one."""
    open_to = [(group.label, _open(group.entries, roles)) for group in menu]
    urls = [url for _, entries in open_to for _, url in entries]
    every_year = YEAR.sub("", path)
    current = max((url for url in urls if _is_within(every_year, url)), key=len, default="")
    groups = [
        LinkGroup(
            label,
            [
                Link(url, entry.label, entry.short or entry.label, url == current)
                for entry, url in entries
            ],
        )
        for label, entries in open_to
        if entries
    ]
    return Navigation(groups, _address(search_view) or "", affiliation)


def _open(entries: Iterable[Entry], roles: frozenset[str]) -> list[tuple[Entry, str]]:
    found = ((entry, _address(entry.view)) for entry in entries if entry.is_for(roles))
    return [(entry, url) for entry, url in found if url]


def _is_within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@cache
def _address(view: str) -> str | None:
    """A menu may name a page that this installation does not have; it is left out."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return None
