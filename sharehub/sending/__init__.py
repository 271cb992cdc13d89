"""Sending a notice out of the hub: to a webhook or a mailbox, and to nowhere else."""
