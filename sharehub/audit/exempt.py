"""What leaves no entry, and why; docs/audit-log.md says the same, and a test holds the two together."""

from __future__ import annotations

PREFLIGHT = "OPTIONS"
"""What a browser asks before it lets a page of another origin ask anything; it reaches no route."""

ROUTES = {
    "/health/live": "says that the process answers, and touches nothing",
    "/health/ready": "asked every few seconds by what watches the service; of nobody",
    "/metrics": "counts by route and status, of nobody",
    "/log/checkpoint": "a size, a hash and signatures, for partners to keep; the same for everybody",
    "/api/v1/description": "the same for everybody, as it is published",
    PREFLIGHT: "a browser's question on behalf of a page: it bears no token and reaches no route",
}
"""By template, of GET alone. Whoever is refused there is on record like anywhere else."""

TASKS = {
    "case.destroy_key": "ends what an officer's act began, which is on record",
    "statistics.refresh": "how the tables are filled, for the database's own choice of indexes: of nobody",
    "overdue.count": "how much is overdue in the whole hub, by kind: numbers, of nobody",
    "notices.let_hear": "lets out what was told already, once somebody of hers has seen what is on record",
    "notices.lay_out": "puts what a unit was told in line; it is on record when it leaves, or is dropped",
    "consents.expired": "begins recalls, each of which leaves its own",
    "expired.forget": "digests of proofs, tokens and requests that are too old to be of use; work long done",
}
"""By kind of work. Every other task leaves an entry; one that is given up always does."""

COMMANDS = {
    "demo": "makes a hub of its own, of synthetic people, anew each time",
    "rehearse": "plays in a hub that is gone afterwards",
    "create-key": "touches no hub: there need not be one yet",
    "describe-api": "the same for everybody, and touches no hub",
    "create-pages-key": "touches no hub: there need not be one yet",
    "create-signing-key": "touches no hub: a partner's witness has none",
    "witness": "a partner's own, which touches no hub",
    "verify-log": "reads files, at an auditor's who has no hub",
    "rulebook check": "reads files, and touches no hub",
    "language-check": "reads a file, and touches no hub",
    "outbox list": "kinds, moments and closed words of what waits, of nobody",
    "rotations": "how far keys of units were rotated, of nobody",
    "backup keys": "its login reaches the key store alone, where there is no log",
    "backup list": "reads what backups say of themselves, and touches no hub",
    "sequencer": "writes the tree of what others recorded; its login may write no entry",
}
"""By the name that is typed. All others leave an entry."""
