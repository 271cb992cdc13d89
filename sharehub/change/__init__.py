"""Goals, commitments, and change by three questions: what he names, what he claims, what has changed."""
