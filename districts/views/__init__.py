"""HTTP: find what may be seen, read the form, call one action, answer."""
