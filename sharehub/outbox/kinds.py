"""The kinds of work that there are; each has one task in `sharehub.worker.tasks`."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is to be done; a new verb is a new word here."""

    DESTROY_CASE_KEY = "case.destroy_key"
    REWRAP = "keys.rewrap"
    PROPOSE_RETENTION = "retention.propose"
    FORGET_EXPIRED = "expired.forget"
    REFRESH_STATISTICS = "statistics.refresh"
    REMIND_OF_REQUEST = "request.remind"
    COUNT_OVERDUE = "overdue.count"
    TELL_OF_FACT = "notices.tell_of_fact"
    LET_HEAR = "notices.let_hear"
    LAY_OUT = "notices.lay_out"
    DELIVER = "notices.deliver"
    RECALL = "copies.recall"
    RECALL_OVERDUE = "copies.overdue"
    CONSENTS_EXPIRED = "consents.expired"
