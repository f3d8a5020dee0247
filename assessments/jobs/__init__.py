"""What the assessments have done in the background; importing a module registers its kinds."""

from assessments.jobs import recheck, tables

__all__ = ["recheck", "tables"]
