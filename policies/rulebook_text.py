"""How a rulebook is written: reads the YAML of one, refusing unknown words, gaps and contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.rulebook import (
    Act,
    Attribution,
    BreakGlassTerms,
    GistAboutHer,
    MayRecord,
    Obligation,
    Retention,
    Role,
    Rulebook,
    Shown,
)
from policies.vocabulary import Category, Code, WorksWith
from policies.yaml_nodes import entries_named
from policies.yaml_values import (
    NAME,
    REFERENCE,
    anything,
    flag,
    member,
    members,
    named,
    named_or_none,
    number,
    some_words,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from policies.yaml_nodes import Place
    from policies.yaml_values import Rule

_PARTS = (
    "id", "purposes", "statutory_purposes", "perpetrator_reads", "roles", "gist_about_her",
    "silent_categories", "may_record", "attribution", "obligations", "break_glass", "retention",
)  # fmt: skip
_CONSENT_OF_HERS = frozenset({Act.RECORD_CONSENT_SURVIVOR, Act.RECORD_CONSENT_CHILD})
_WITH_HER = frozenset({WorksWith.SURVIVOR, WorksWith.CHILD, WorksWith.FAMILY})
_MOST_MINUTES = 240
_MOST_REVIEW_HOURS = 168
_MOST_YEARS = 100


def read_rulebook(document: Place) -> Rulebook:
    """Read a rulebook, noting what is wrong in the document; its digest is left empty.

    Contradictions that could put her at risk are refused as well as unknown words: a role that works with him
    is always perp-facing, is never on the gist list, never breaks the glass and never records her consent or
    a child's.
    """
    part = document.section(_PARTS)
    purposes = _purposes(part["purposes"])
    roles = _roles(part["roles"], purposes)
    perpetrator_reads = words(part["perpetrator_reads"], purposes, "purpose")
    return Rulebook(
        id=named(part["id"], REFERENCE, "a name of letters, digits, - and _"),
        digest="",
        roles=roles,
        purposes=purposes,
        statutory_purposes=words(part["statutory_purposes"], purposes, "purpose"),
        perpetrator_reads=perpetrator_reads,
        gist_about_her=_gist_about_her(part["gist_about_her"], roles, purposes, perpetrator_reads),
        silent_categories=members(part["silent_categories"], Category, "category"),
        may_record=_may_record(part["may_record"], roles, purposes),
        attribution=_attribution(part["attribution"], roles),
        obligations=_obligations(part["obligations"], purposes),
        break_glass=_break_glass(part["break_glass"], roles),
        retention=_retention(part["retention"]),
    )


def _purposes(place: Place) -> dict[str, str | None]:
    return {
        name: named_or_none(entry.section(("gate",))["gate"], NAME, "the name of a gate, or none")
        for name, entry in entries_named(place, NAME).items()
    }


def _roles(place: Place, purposes: Collection[str]) -> dict[str, Role]:
    return {name: _role(entry, purposes) for name, entry in entries_named(place, NAME).items()}


def _role(place: Place, purposes: Collection[str]) -> Role:
    part = place.section(("works_with", "perp_facing", "purposes", "default", "by_purpose"))
    works_with = member(part["works_with"], WorksWith, "word for whom a role works with")
    perp_facing = flag(part["perp_facing"])
    if works_with is WorksWith.PERPETRATOR and not perp_facing:
        part["perp_facing"].wrong("must be yes for a role that works with the perpetrator")
    asks_for = some_words(part["purposes"], purposes, "purpose")
    by_purpose = part["by_purpose"].optional_section(asks_for, "purpose of this role")
    return Role(
        works_with=works_with,
        perp_facing=perp_facing,
        purposes=tuple(sorted(asks_for)),
        default=_cells(part["default"].section(tuple(Category), "category")),
        by_purpose={purpose: _exceptions(row) for purpose, row in (by_purpose or {}).items()},
    )


def _exceptions(place: Place) -> dict[Category, Code]:
    if place.holds_nothing():
        place.wrong("must name at least one cell that differs")
    return _cells(place.optional_section(tuple(Category), "category") or {})


def _cells(row: Mapping[str, Place]) -> dict[Category, Code]:
    return {Category(category): member(cell, Code, "code") for category, cell in row.items()}


def _gist_about_her(
    place: Place, roles: Mapping[str, Role], purposes: Collection[str], perpetrator_reads: Collection[str]
) -> GistAboutHer:
    part = place.section(("roles", "categories", "purposes"))

    def he_does_not_read(purpose: str) -> str | None:
        return "is a purpose he reads" if purpose in perpetrator_reads else None

    return GistAboutHer(
        roles=words(part["roles"], roles, "role", _not_with_him(roles)),
        categories=members(part["categories"], Category, "category"),
        purposes=words(part["purposes"], purposes, "purpose", he_does_not_read),
    )


def _may_record(place: Place, roles: Mapping[str, Role], purposes: Mapping[str, str | None]) -> MayRecord:
    part = place.section((*Act, "gates"))
    gates = sorted({gate for gate in purposes.values() if gate})
    return MayRecord(
        acts={
            act.value: words(
                part[act], roles, "role", _with_her(roles) if act in _CONSENT_OF_HERS else anything
            )
            for act in Act
        },
        gates={
            gate: words(openers, roles, "role")
            for gate, openers in part["gates"].section(gates, "gate").items()
        },
    )


def _attribution(place: Place, roles: Collection[str]) -> Attribution:
    part = place.section(("show", "discreet_roles"))
    return Attribution(
        show=frozenset(shown.value for shown in members(part["show"], Shown, "word for what is shown")),
        discreet_roles=words(part["discreet_roles"], roles, "role"),
    )


def _obligations(place: Place, purposes: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {
        purpose: tuple(sorted(words(duties, frozenset(Obligation), "obligation")))
        for purpose, duties in place.section(tuple(purposes), "purpose").items()
    }


def _break_glass(place: Place, roles: Mapping[str, Role]) -> BreakGlassTerms:
    part = place.section(("roles", "categories", "minutes", "review_hours"))
    return BreakGlassTerms(
        roles=words(part["roles"], roles, "role", _not_with_him(roles)),
        categories=members(part["categories"], Category, "category"),
        minutes=number(part["minutes"], _MOST_MINUTES),
        review_hours=number(part["review_hours"], _MOST_REVIEW_HOURS),
    )


def _retention(place: Place) -> Retention:
    part = place.section(("fact_years", "log_years"))
    return Retention(
        fact_years=number(part["fact_years"], _MOST_YEARS), log_years=number(part["log_years"], _MOST_YEARS)
    )


def _not_with_him(roles: Mapping[str, Role]) -> Rule:
    def rule(role: str) -> str | None:
        return "is a role that works with the perpetrator" if roles[role].perp_facing else None

    return rule


def _with_her(roles: Mapping[str, Role]) -> Rule:
    def rule(role: str) -> str | None:
        with_her = roles[role].works_with in _WITH_HER and not roles[role].perp_facing
        return None if with_her else "is a role that does not work with her, the child or the family"

    return rule
