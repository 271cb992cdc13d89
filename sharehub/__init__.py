"""The shell around consent and policies: it records, seals, decides through them, and discloses."""
