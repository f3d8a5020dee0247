"""Notices: what others did that concerns somebody, what falls due, and the way out of the house."""
