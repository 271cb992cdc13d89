"""Commands of the command line that are more than a line, by what they are about."""
