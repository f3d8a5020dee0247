"""The leaders' cockpit: what the year comes to, in figures and pictures."""
