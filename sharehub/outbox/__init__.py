"""Work to be done after the act that asked for it, written in that act's own transaction."""
