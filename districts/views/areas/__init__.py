"""Pages of the districts (文明片区)."""
