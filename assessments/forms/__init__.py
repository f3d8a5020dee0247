"""Forms: what was typed, turned into typed values. They write nothing."""
