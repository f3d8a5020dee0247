"""Keeping the installation: periodic work, backup and restore, and whether all is well."""
