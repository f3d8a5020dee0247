"""Pages of the public-service tasks (为民办实事)."""
