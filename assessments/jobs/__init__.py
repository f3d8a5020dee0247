"""What the assessments have done in the background; importing a module registers its kinds."""

from assessments.jobs import recheck, simulations, tables

__all__ = ["recheck", "simulations", "tables"]
