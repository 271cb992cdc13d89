"""Does a person's consent stand? A pure library: no clock, no input or output."""
