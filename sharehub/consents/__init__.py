"""What people agreed to, what units approved, and what was decided against or without consent."""
