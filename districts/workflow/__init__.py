"""The legal steps of fieldwork records, as data. Imports no model.

`actions.steps.advance` executes these tables, `policies` offers their verbs as buttons and the
tests walk them. A step that is not in a table cannot be taken.
"""

from districts.workflow.steps import Actor, Step, Steps, open_steps

__all__ = ["Actor", "Step", "Steps", "open_steps"]
