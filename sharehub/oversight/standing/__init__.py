"""What stands beside the log: who an officer is, who is excluded, what is about to end."""
