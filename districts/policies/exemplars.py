"""Who keeps the pool of exemplars."""

from typing import Any

from districts.roles import Standing
from districts.workflow.steps import Actor


def can_see_exemplars(standing: Standing) -> bool:
    return standing.sees_whole_county


def can_keep_exemplars(standing: Standing, row: Any = None) -> bool:
    return standing.is_office


def exemplar_actors(standing: Standing, row: Any) -> frozenset[Actor]:
    return frozenset({Actor.OFFICE}) if standing.is_office else frozenset()
