"""Doing what waits in the outbox: one registry of tasks, in threads of this machine or by Celery on many."""
