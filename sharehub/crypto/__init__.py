"""Field encryption: keys, where they are kept, and how fields are sealed, opened and re-wrapped."""
