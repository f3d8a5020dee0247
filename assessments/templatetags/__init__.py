"""Filters of the assessments' templates."""
