"""What the registers have done in the background; importing a module registers its kinds."""

from districts.jobs import registers, trail

__all__ = ["registers", "trail"]
