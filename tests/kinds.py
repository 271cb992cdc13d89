"""The kinds of machinery that some tests need and a fresh machine may lack."""

from __future__ import annotations

from collections import Counter

KINDS = {"postgres": "PostgreSQL server"}
missing: Counter[str] = Counter()
"""How many tests this run skipped, by kind."""
