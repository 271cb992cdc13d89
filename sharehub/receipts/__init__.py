"""Receipts: the proof that what one was promised is in the log."""
