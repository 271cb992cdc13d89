"""Whether a hub is alive and ready, and its figures, for those who run it."""
