"""Backups of data and of keys, apart; and putting them back, whole or not at all."""
