"""What leaves no entry, and why; docs/audit-log.md says the same, and a test holds the two together."""

from __future__ import annotations

PREFLIGHT = "OPTIONS"
"""What a browser asks before it lets a page of another origin ask anything; it reaches no route."""

ROUTES = {
    "/health/live": "says that the process answers, and touches nothing",
    "/health/ready": "asked every few seconds by what watches the service; of nobody",
    "/metrics": "counts by route and status, of nobody",
    "/api/v1/description": "the same for everybody, as it is published",
    PREFLIGHT: "a browser's question on behalf of a page: it bears no token and reaches no route",
}
"""By template, of GET alone. Whoever is refused there is on record like anywhere else."""

COMMANDS = {
    "demo": "makes a hub of its own, of synthetic people, anew each time",
    "rehearse": "plays in a hub that is gone afterwards",
    "create-key": "touches no hub: there need not be one yet",
    "describe-api": "the same for everybody, and touches no hub",
}
"""By the name that is typed. All others leave an entry."""
