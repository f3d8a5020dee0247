"""What a step is, and which of a table somebody may take now."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Actor(StrEnum):
    """What somebody is towards one record."""

    OFFICE = "office"
    # Township, department or unit that the record belongs to.
    OWNER = "owner"
    # A public-service task: who keeps its list, who answers for the work, who helps.
    KEEPER = "keeper"
    LEAD = "lead"
    HELPER = "helper"


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: its button, from which states it leads where, and who takes it.

    `confirm` is asked back first. `needs_proof`: at least one attachment of kind 佐证 or 整改后.
    """

    label: str
    sources: frozenset[str]
    target: str
    actor: Actor
    needs_note: bool = False
    needs_proof: bool = False
    confirm: str = ""
    # The label of the note's field, where “说明” would say too little.
    note_label: str = "说明"
    # Takes something back: never the button that a page offers first.
    undoes: bool = False


Steps: TypeAlias = Mapping[str, Step]


def open_steps(steps: Steps, actors: frozenset[Actor], status: str) -> dict[str, Step]:
    """The verbs to offer as buttons, in the table's order."""
    return {
        verb: step
        for verb, step in steps.items()
        if status in step.sources and step.actor in actors
    }
