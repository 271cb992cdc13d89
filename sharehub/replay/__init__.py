"""Deciding recorded decisions again: under the rulebooks they cite, or under a draft."""
