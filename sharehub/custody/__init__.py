"""Keeping and ending what is held: key rotation, legal hold, and crypto-shredding."""
