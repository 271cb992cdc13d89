"""The main pages of each role: what stands in the bar at the top, for whom."""

from __future__ import annotations

from typing import Final

from policies.routes import IG_OFFICER
from sharehub.identity.actor import ADMINISTRATOR, SIGNATORY

CASES: Final = ("/", "Your cases")
DUE: Final = ("/due", "What is due")
PROTOCOLS: Final = ("/protocols", "Protocols")

USUAL: Final = (CASES, ("/new", "New"), ("/requests", "Requests"), DUE, ("/serious-risk", "Serious risk"))
FACILITATOR: Final = "mapping_facilitator"
"""Who keeps the directory of programmes."""

OF_ROLES: Final = {
    IG_OFFICER: (
        CASES,
        ("/oversight", "Oversight"),
        ("/reviews", "Reviews"),
        PROTOCOLS,
        DUE,
        ("/log", "The log"),
    ),
    FACILITATOR: (*USUAL, ("/programmes", "Programmes")),
    SIGNATORY: (PROTOCOLS, DUE),
    ADMINISTRATOR: (("/administration", "Administration"), PROTOCOLS),
}


def places_of(role: str) -> tuple[tuple[str, str], ...]:
    """Return a role's main pages, as address and words."""
    return OF_ROLES.get(role, USUAL)
