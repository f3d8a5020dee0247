"""Evidence and scans, kept outside the web root."""
