"""The site in a real Chromium, at the width of a phone and of an office screen."""
