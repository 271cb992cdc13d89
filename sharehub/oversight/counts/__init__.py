"""How often, by whom and for what: people who look very much, and where looks come from."""
