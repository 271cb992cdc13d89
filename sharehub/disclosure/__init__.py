"""The only door out: decide, record, and only then open."""
