"""A small grammar of English as case notes are written: tokens, tags, phrases, clauses, and who does what."""
