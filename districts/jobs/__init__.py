"""What is done in the background; importing a module registers its kinds."""

from districts.jobs import pairings, registers, trail

__all__ = ["pairings", "registers", "trail"]
