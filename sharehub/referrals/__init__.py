"""Referrals of a perpetrator to a programme: what may go, what went, and what became of it."""
