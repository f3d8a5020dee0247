"""Districts (文明片区): proposing, reviewing, planning; tiers; projects; inspections."""
