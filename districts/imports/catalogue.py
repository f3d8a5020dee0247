"""Every import there is. An area adds its spec here, and nothing else."""

from collections.abc import Mapping

from districts.imports import (
    accounts,
    activities,
    areas,
    campaigns,
    facilities,
    honours,
    pairings,
    projects,
    registers,
    tasks,
)
from districts.imports.specs import ImportSpec

SPECS: Mapping[str, ImportSpec] = {
    spec.code: spec
    for spec in (
        *registers.SPECS,
        accounts.SPEC,
        activities.SPEC,
        *facilities.SPECS,
        honours.SPEC,
        areas.SPEC,
        projects.SPEC,
        tasks.SPEC,
        *pairings.SPECS,
        *campaigns.SPECS,
    )
}
