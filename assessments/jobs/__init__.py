"""What the assessments have done in the background; importing a module registers its kinds."""

from assessments.jobs import figures, recheck, simulations, tables

__all__ = ["figures", "recheck", "simulations", "tables"]
