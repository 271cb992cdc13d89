"""Drafts: the shipped rulebook with cells or parts changed, and written out as a document again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from policies.vocabulary import Category, Code

if TYPE_CHECKING:
    from policies.rulebook import Role, Rulebook

Change = Callable[["Rulebook"], "Rulebook"]

SHIPPED = parse_rulebook(rulebook_text())


def as_shipped(book: Rulebook) -> Rulebook:
    """Change nothing."""
    return book


def cell(role: str, category: str, code: str | None, purpose: str | None = None) -> Change:
    """Write another code into a cell, in the default or by purpose; None takes a cell by purpose out."""

    def change(book: Rulebook) -> Rulebook:
        was = book.roles[role]
        row = dict(was.default if purpose is None else was.by_purpose.get(purpose, {}))
        row.pop(Category(category), None)
        if code is not None:
            row[Category(category)] = Code(code)
        rows = {"default": row} if purpose is None else {"by_purpose": {**was.by_purpose, purpose: row}}
        return replace(book, roles={**book.roles, role: replace(was, **rows)})

    return change


def row(role: str, code: str, purpose: str | None = None) -> Change:
    """Write one code into a whole row."""
    return both(*(cell(role, category, code, purpose) for category in Category))


def everywhere(category: str, code: str) -> Change:
    """Write one code for a category, whatever the role and purpose."""

    def change(book: Rulebook) -> Rulebook:
        for name, role in book.roles.items():
            for purpose in role.by_purpose:
                book = cell(name, category, None, purpose)(book)
            book = cell(name, category, code)(book)
        return book

    return change


def both(*changes: Change) -> Change:
    """Make one change after another."""

    def change(book: Rulebook) -> Rulebook:
        for one in changes:
            book = one(book)
        return book

    return change


def part(**changes: Any) -> Change:
    """Write whole parts anew."""
    return lambda book: replace(book, **changes)


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
