"""Setting up a partnership from a reviewed document, and ending sessions; nothing of a family is in reach."""
