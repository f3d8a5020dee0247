"""Every write of the assessment year that means something: one verb, one transaction, one entry."""
