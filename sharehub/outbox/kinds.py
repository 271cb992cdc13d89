"""The kinds of work that there are; each has one task in `sharehub.worker.tasks`."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is to be done; a new verb is a new word here."""

    DESTROY_CASE_KEY = "case.destroy_key"
    REWRAP = "keys.rewrap"
    FORGET_EXPIRED = "expired.forget"
    RECALL = "copies.recall"
    RECALL_OVERDUE = "copies.overdue"
    CONSENTS_EXPIRED = "consents.expired"
