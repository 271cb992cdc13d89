"""Verifying an exported log from its files alone, without a hub, a database or a network: partners run it."""
