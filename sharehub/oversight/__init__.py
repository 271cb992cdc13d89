"""What information-governance officers ask of the log: who, what kind, when and why; never content."""
