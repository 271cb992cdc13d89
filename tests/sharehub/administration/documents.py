"""A small partnership's document for tests."""

from __future__ import annotations

from typing import Any

import yaml

ISSUER = "https://id.example/realm"


def a_document(**changes: Any) -> str:
    """Return a document; a part that is given takes the place of the usual one."""
    return yaml.safe_dump(
        {
            "issuer": ISSUER,
            "agencies": {
                "police": {"name": "Police", "kind": "police", "local_authority": "none"},
                "council": {"name": "Council", "kind": "local_authority", "local_authority": "Edinburgh"},
            },
            "units": units(),
            "users": users(),
            "clients": {
                "pages": {"name": "The pages", "bound": "no"},
                "feed": {"name": "The police's system", "bound": "yes"},
            },
            "rulebook": "shipped",
            "protocols": [],
        }
        | changes,
        sort_keys=False,
    )


def units(**changes: Any) -> dict[str, Any]:
    """Return the document's units."""
    usual = {"discreet": "no", "oversight": "no"}
    return {
        "POL-DA": {"name": "Domestic abuse unit", "agency": "police", **usual},
        "CF-SW": {"name": "Children and families", "agency": "council", **usual},
        "IG": {"name": "Information governance", "agency": "council", **usual, "oversight": "yes"},
    } | changes


def users(**changes: Any) -> dict[str, Any]:
    """Return the document's users."""
    return {
        "p.one": a_user("POL-DA", ["police"], "sub-1"),
        "s.two": a_user("CF-SW", ["children_families_sw", "signatory"], "sub-2"),
        "o.three": a_user("IG", ["ig_officer"], "sub-3"),
        "k.four": a_user("IG", ["administrator"], "sub-4"),
        "feed": a_user("POL-DA", ["police"], "feed", "system"),
    } | changes


def a_user(unit: str, roles: list[str], subject: str, kind: str = "person") -> dict[str, Any]:
    """Return one user."""
    return {"name": f"Synthetic {subject}", "unit": unit, "roles": roles, "subject": subject, "kind": kind}
