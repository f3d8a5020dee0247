"""How objects are called on screen, and what was before or after, in words."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

OWN_APPS = ("accounts", "districts", "assessments", "files")


@cache
def verb_labels() -> Mapping[str, str]:
    """Every app's verbs (`settings.TRAIL_VERBS` names their tables)."""
    merged: dict[str, str] = {}
    for dotted in settings.TRAIL_VERBS:
        merged |= cast(Mapping[str, str], import_string(dotted))
    return merged


@cache
def target_labels() -> Mapping[str, str]:
    """`districts.unit` → 文明单位, for every model of ours."""
    return {
        model._meta.label_lower: str(model._meta.verbose_name)
        for app in OWN_APPS
        for model in apps.get_app_config(app).get_models()
    }


def noun_of(model: type[Model]) -> str:
    """The first half of a verb in the trail: unit, village, township, department."""
    return model._meta.model_name or ""


def in_words(value: Any) -> str:
    """What was before or after, as lines of text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        lines = (f"{key}：{in_words(item) or '（空）'}" for key, item in value.items())
        return "\n".join(lines)
    if isinstance(value, list):
        return "、".join(in_words(item) for item in value)
    return str(value)
