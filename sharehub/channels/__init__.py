"""Channels: the routes that protocols open between units, and what a unit keeps back from its own."""
