"""Lays a rulebook out as a table, one row for every role and purpose, so that deciding is looking up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.table import Row, Table

if TYPE_CHECKING:
    from policies.rulebook import Rulebook


def compile_table(rulebook: Rulebook) -> Table:
    """Compile a rulebook; callers keep the table, nothing here does.

    A role has a row for each purpose it may ask for and for no other, so that a missing row refuses.

    Raises:
        KeyError: a role asks for a purpose that the rulebook does not have; parsing refuses such a rulebook.
    """
    return Table(
        digest=rulebook.digest,
        roles=frozenset(rulebook.roles),
        about_her=rulebook.gist_about_her.categories,
        rows={
            (name, purpose): _row(rulebook, name, purpose)
            for name, role in rulebook.roles.items()
            for purpose in role.purposes
        },
    )


def _row(rulebook: Rulebook, name: str, purpose: str) -> Row:
    role = rulebook.roles[name]
    gist = rulebook.gist_about_her
    he_reads = purpose in rulebook.perpetrator_reads
    listed = name in gist.roles
    # Glass never breaks towards him: decisions.md, "Break-glass". Parsing refuses such a list already; a
    # rulebook made in some other way must not get round it.
    breaks_glass = name in rulebook.break_glass.roles and not role.perp_facing and not he_reads
    return Row(
        works_with=role.works_with,
        perp_facing=role.perp_facing,
        he_reads=he_reads,
        statutory=purpose in rulebook.statutory_purposes,
        gate=rulebook.purposes[purpose],
        lists_gist_about_her=listed,
        gist_about_her=gist.categories if listed and purpose in gist.purposes else frozenset(),
        break_glass=rulebook.break_glass.categories if breaks_glass else frozenset(),
        codes={**role.default, **role.by_purpose.get(purpose, {})},
    )
