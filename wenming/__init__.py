"""Wiring and everything both apps share; no business rule."""
