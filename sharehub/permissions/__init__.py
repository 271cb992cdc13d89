"""Speaking with services that treat somebody: their client's permission, and questions about their work."""
