"""How the office wants a figure to be spoken."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments import policies
from assessments.models import FigureWording
from assessments.results.figures import Figure
from assessments.wording import Rule, rules_for
from districts.policies import standing_of
from wenming.accounts.models import User
from wenming.audit.trail import record
from wenming.errors import Conflict, DomainError, NotAllowed

STALE = "这项数据的写法刚刚有人改过，请看过现在的写法再选。"


@transaction.atomic
def choose_wording(
    figure: Figure, year: int, rule: str, *, version: int, by: User, at: datetime
) -> FigureWording:
    """Speak a figure of one year by this rule. `version` as on screen, 0 where none was chosen."""
    if not policies.can_word_figures(standing_of(by)):
        raise NotAllowed("数据的写法由县文明办选择。")
    if rule not in rules_for(figure.unit):
        raise DomainError("请选择一种写法。", field="rule")
    before = FigureWording.objects.filter(year=year, name=figure.name).first()
    if before is None:
        row = _first(figure, year, rule, version)
    else:
        row = _changed(before, rule, version)
    old = Rule(before.rule) if before else figure.wording
    record(
        "figurewording.choose", on=row, by=by, at=at,
        before={figure.label: old.label}, after={figure.label: Rule(rule).label},
    )  # fmt: skip
    return row


def _first(figure: Figure, year: int, rule: str, version: int) -> FigureWording:
    try:
        with transaction.atomic():
            row = FigureWording.objects.create(year=year, name=figure.name, rule=rule)
    except IntegrityError as error:
        raise Conflict(STALE, field="rule") from error
    if version:
        raise Conflict(STALE, field="rule")
    return row


def _changed(before: FigureWording, rule: str, version: int) -> FigureWording:
    rows = FigureWording.objects.filter(pk=before.pk, version=version)
    if not rows.update(rule=rule, version=F("version") + 1):
        raise Conflict(STALE, field="rule")
    return FigureWording.objects.get(pk=before.pk)
