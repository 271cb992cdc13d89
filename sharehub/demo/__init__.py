"""The demo: one synthetic family, its readers, and who sees what of it when."""
