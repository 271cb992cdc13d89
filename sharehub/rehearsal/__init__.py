"""Rehearsal: a synthetic case read from a file, played, and compared with what its author expects."""
