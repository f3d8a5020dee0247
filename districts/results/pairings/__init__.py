"""Pairings as rows, sums and stories. Reads; writes nothing."""
