"""How notices come into being: a table says which of the trail's verbs concern whom.

    Rule("report.return", NoticeKind.RETURNED, "{on}被退回修改", people=reporters)

`settings.NOTICE_RULES` names the apps' tables. The trail calls `tell` after each entry, inside the
act's own transaction: an act that is undone tells nobody, and nobody is told of their own act.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model, Q
from django.utils.module_loading import import_string

from wenming.accounts.models import User
from wenming.audit.models import AuditEntry
from wenming.notices.models import Channel, Notice, NoticeKind, NoticeSettings, OutboxMessage

LONGEST_TITLE, LONGEST_TEXT, LONGEST_MESSAGE = 200, 500, 300


def own_address(on: Any) -> str:
    return str(on.get_absolute_url())


@dataclass(frozen=True, slots=True)
class Rule:
    """`people` says of the object whom it concerns, as a condition on accounts (None: nobody);
    `title` may name the object, {on}; the note of the act becomes the text."""

    verb: str
    kind: NoticeKind
    title: str
    people: Callable[[Any], Q | None]
    url: Callable[[Any], str] = own_address


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice before it is known who gets it."""

    kind: NoticeKind
    title: str
    url: str
    key: str
    at: datetime
    text: str = ""
    due_on: date | None = None
    about: AuditEntry | None = None


@cache
def rules() -> dict[str, Rule]:
    """Every app's table as one, by verb."""
    tables: list[Iterable[Rule]] = [import_string(name) for name in settings.NOTICE_RULES]
    return {rule.verb: rule for table in tables for rule in table}


def tell(sender: object, *, entry: AuditEntry, on: Model | None, **kwargs: object) -> None:
    """Two queries where somebody is concerned, none for all other verbs."""
    rule = rules().get(entry.verb)
    concerned = rule.people(on) if rule and on is not None else None
    if rule is None or concerned is None:
        return
    people = User.objects.filter(concerned, is_active=True).exclude(pk=entry.actor_id or 0)
    draft = Draft(
        kind=rule.kind,
        title=rule.title.format(on=on),
        url=rule.url(on),
        key=f"trail:{entry.pk}",
        at=entry.at,
        text=entry.note,
        about=entry,
    )
    give([(user, draft) for user in people.select_related("notice_settings").distinct()])


def wishes_of(user: User) -> NoticeSettings:
    """What somebody chose, or what holds for everybody; no query where it was selected with it."""
    return getattr(user, "notice_settings", None) or NoticeSettings(user=user)


def give(pairs: Iterable[tuple[User, Draft]]) -> int:
    """Store what is new and wanted; put it in the outbox for those who asked for that."""
    wanted = [(user, draft) for user, draft in pairs if wishes_of(user).wants(draft.kind)]
    Notice.objects.bulk_create(
        (_notice(user, draft) for user, draft in wanted), batch_size=200, ignore_conflicts=True
    )
    OutboxMessage.objects.bulk_create(
        message for user, draft in wanted for message in _messages(user, draft)
    )
    return len(wanted)


def _notice(user: User, draft: Draft) -> Notice:
    entry = draft.about
    return Notice(
        user=user,
        kind=draft.kind,
        title=draft.title[:LONGEST_TITLE],
        text=draft.text[:LONGEST_TEXT],
        url=draft.url,
        due_on=draft.due_on,
        made_at=draft.at,
        key=draft.key,
        entry=entry.pk if entry else None,
        target_type=entry.target_type if entry else "",
        target_id=entry.target_id if entry else "",
    )


def _messages(user: User, draft: Draft) -> Iterable[OutboxMessage]:
    """Only the title leaves the house, and only by a channel that this installation has."""
    wishes = wishes_of(user)
    if wishes.channel in channels() and wishes.address:
        yield OutboxMessage(
            channel=wishes.channel,
            to=wishes.address,
            text=f"【{settings.COUNTY}文明办】{draft.title}"[:LONGEST_MESSAGE],
            made_at=draft.at,
            next_try=draft.at,
        )


def channels() -> list[Channel]:
    """The ways out that the environment has switched on."""
    switched = {Channel.MAIL: settings.OUTBOX_SMTP, Channel.WEBHOOK: settings.OUTBOX_WEBHOOK}
    return [channel for channel, address in switched.items() if address]
