"""A rulebook written out as a document again, so that a test can change its parts and have it read as one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policies.rulebook import Role, Rulebook


def as_text(rulebook: Rulebook) -> str:
    """Write a rulebook as YAML, a key or a list to a line."""
    glass, keeping = rulebook.break_glass, rulebook.retention
    document: dict[str, Any] = {
        "id": rulebook.id,
        "purposes": {name: {"gate": gate or "none"} for name, gate in rulebook.purposes.items()},
        "statutory_purposes": sorted(rulebook.statutory_purposes),
        "perpetrator_reads": sorted(rulebook.perpetrator_reads),
        "roles": {name: _role(role) for name, role in rulebook.roles.items()},
        "gist_about_her": {
            "roles": sorted(rulebook.gist_about_her.roles),
            "categories": sorted(rulebook.gist_about_her.categories),
            "purposes": sorted(rulebook.gist_about_her.purposes),
        },
        "silent_categories": sorted(rulebook.silent_categories),
        "may_record": {act: sorted(roles) for act, roles in rulebook.may_record.acts.items()}
        | {"gates": {gate: sorted(roles) for gate, roles in rulebook.may_record.gates.items()}},
        "attribution": {
            "show": sorted(rulebook.attribution.show),
            "discreet_roles": sorted(rulebook.attribution.discreet_roles),
        },
        "obligations": {purpose: [*duties] for purpose, duties in rulebook.obligations.items()},
        "break_glass": {
            "roles": sorted(glass.roles),
            "categories": sorted(glass.categories),
            "minutes": glass.minutes,
            "review_hours": glass.review_hours,
        },
        "retention": {"fact_years": keeping.fact_years, "log_years": keeping.log_years},
    }
    return json.dumps(document, indent=1)  # YAML as well


def _role(role: Role) -> dict[str, Any]:
    return {
        "works_with": role.works_with,
        "perp_facing": "yes" if role.perp_facing else "no",
        "purposes": [*role.purposes],
        "default": dict(role.default),
        "by_purpose": {purpose: dict(row) for purpose, row in role.by_purpose.items() if row},
    }
