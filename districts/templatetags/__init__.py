"""Formatting for the templates of this app."""
