"""Recalls: whoever holds what is out of date is told so in one sentence, and says that it is gone."""
