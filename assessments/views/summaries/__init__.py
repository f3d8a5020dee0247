"""Pages of the year's summary."""
