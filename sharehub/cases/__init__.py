"""The families being mapped: who is in them, who works with them, and which purposes are open."""
