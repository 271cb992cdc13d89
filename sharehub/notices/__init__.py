"""Notices: that a unit must hear of something at once, without a word of what it is about."""
