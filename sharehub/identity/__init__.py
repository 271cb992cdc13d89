"""Who is acting: one person in one role and one unit, never the union."""
