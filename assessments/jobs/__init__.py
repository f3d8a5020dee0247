"""What the assessments have done in the background; importing a module registers its kinds."""

from assessments.jobs import tables

__all__ = ["tables"]
