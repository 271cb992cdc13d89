"""Which rulebooks and protocols the hub holds, who has signed them, and what is in force."""
