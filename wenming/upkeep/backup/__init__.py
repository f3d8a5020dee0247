"""One archive of everything, and back: readable on SQLite and PostgreSQL alike."""
