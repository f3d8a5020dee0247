"""Formatting for every page; a tag never queries."""
