"""The rules of the language check: what each looks for, when it stays silent, and what it asks."""
