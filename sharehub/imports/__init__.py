"""Loading what a unit holds already, line by line: each line is recorded whole or refused whole."""
