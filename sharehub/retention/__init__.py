"""How long cases are kept: proposals at the end of their years, and what named people decide."""
