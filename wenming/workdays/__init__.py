"""Working days: which days the county works, as the State Council announces them year by year."""
