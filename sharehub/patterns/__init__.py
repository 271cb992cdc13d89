"""Facts and summaries of a pattern: what makes a record sound, and how it is recorded and published."""
