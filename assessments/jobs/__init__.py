"""What the assessments have done in the background; importing a module registers its kinds."""

from assessments.jobs import annual, figures, outcomes, recheck, simulations, tables

__all__ = ["annual", "figures", "outcomes", "recheck", "simulations", "tables"]
