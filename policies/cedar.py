"""A rulebook written out as Cedar policies, for a reader who trusts Cedar and for a test that trusts nobody.

Generated from the rulebook itself and from domain/decisions.md, never from the compiled table: the two must
agree, and would not be evidence for each other if they shared a line.

Outside these policies, because no cell decides them: whether a fact would show who spoke, whether its gist
was written, what it travels with, and the caveats that go with a release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.cedar_cells import cell_policies
from policies.cedar_conditions import (
    approved,
    doors_broken,
    for_purposes,
    glass_broken,
    he_reads,
    own_record,
    own_unit,
    serious_risk,
)
from policies.cedar_schema import schema
from policies.cedar_text import EITHER, Policy, all_of, covers, entities, entity, one_of
from policies.vocabulary import Caveat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policies.rulebook import Rulebook

__all__ = ["policies", "policies_for", "schema"]

METADATA_ONLY_ROLE = "ig_officer"
"""Audits access and never reads a family's life; decisions.md, step 3, names the role outright."""

HEADER = """\
// Who may have what, as Cedar policies. Nothing is released unless a permit says so and no forbid speaks.
// A fact is asked about once for each of its categories, and leaves only as the strictest answer allows.
// Each @id is the rule's place: in the rulebook, or (order.…) in the order of decision.
// A cell with code N has no policy: only a serious-risk decision or a broken glass releases it.
"""


def policies(rulebook: Rulebook) -> str:
    """The whole rulebook as Cedar text: first what every release must pass, then each role's cells."""
    return _text(rulebook, rulebook.roles, rulebook.purposes)


def policies_for(rulebook: Rulebook, role: str) -> str:
    """The policies that can speak about one role's readers; the same answers for them, from a shorter text.

    The gates of purposes it may not ask for are left out: such a purpose is refused whatever its gate.

    Raises:
        KeyError: the rulebook has no such role.
    """
    return _text(rulebook, (role,), rulebook.roles[role].purposes)


def _text(rulebook: Rulebook, roles: Iterable[str], purposes: Iterable[str]) -> str:
    rules = [*_about_the_reader(rulebook), *_about_the_fact(rulebook)]
    rules += [*_gates(rulebook, purposes), _protocol(rulebook), _narrowing(rulebook), *_lifts(rulebook)]
    for role in roles:
        rules += [_purposes_of(rulebook, role), *cell_policies(rulebook, role)]
    return "\n\n".join([HEADER, *(str(rule) for rule in rules)]) + "\n"


def _forbid(place: str, *when: str, unless: tuple[str, ...] = ()) -> Policy:
    return Policy(id=place, when=when, unless=unless)


def _permit(place: str, *when: str) -> Policy:
    return Policy(id=place, actions=EITHER, when=when)


def _about_the_reader(rulebook: Rulebook) -> Iterator[Policy]:
    """Steps 1 to 3: conflicts of interest come before everything, break-glass included."""
    exclusion, check = "principal.exclusion", "principal.conflict_check"
    pending = all_of(
        "principal has conflict_check",
        f"{check}.raised <= context.day",
        f"!({check} has decided && {check}.decided <= context.day)",
    )
    excluded = all_of(
        "principal has conflict_check",
        f"{check}.excluded",
        f"{check} has decided",
        f"{check}.decided <= context.day",
    )
    allocated = all_of("principal has membership", covers("principal.membership"))
    yield _forbid("order.exclusion", all_of("principal has exclusion", covers(exclusion)))
    yield _forbid("order.conflict_check.pending", pending)
    yield _forbid("order.conflict_check.excluded", excluded)
    yield _forbid("order.allocation", unless=(allocated, doors_broken(rulebook)))
    yield _forbid("order.metadata_only", f"principal in {entity('Role', METADATA_ONLY_ROLE)}")
    yield _forbid("order.known_role", unless=(f"principal in {entities('Role', rulebook.roles)}",))


def _about_the_fact(rulebook: Rulebook) -> Iterator[Policy]:
    """Step 5, and what steps 9 and 10 ask before any cell is read."""
    shared = all_of("resource has published", "resource.published <= context.day")
    controlled = f"resource.caveats.contains({entity('Caveat', Caveat.ORIGINATOR_CONTROLS_ONWARD)})"
    kept_from_him = f"resource.caveats.contains({entity('Caveat', Caveat.NOT_IN_DOCUMENT_HE_MAY_READ)})"
    yield _forbid("order.not_yet_published", unless=(shared,))
    yield _forbid("order.retracted", all_of("resource has retracted", "resource.retracted <= context.day"))
    yield _forbid("order.originator_control", controlled, unless=(own_unit(), approved()))
    yield _forbid("order.he_will_read", he_reads(rulebook), kept_from_him)
    yield _forbid(
        "order.category_of_the_fact",
        unless=("resource.categories.contains(context.category)", own_record(rulebook)),
    )


def _gates(rulebook: Rulebook, purposes: Iterable[str]) -> Iterator[Policy]:
    """Step 6: a purpose is opened by an event; one with no gate is open at all times."""
    for purpose in purposes:
        gate = rulebook.purposes[purpose]
        if gate is not None:
            unless = (_gate_open(gate), doors_broken(rulebook))
            yield _forbid(f"purposes.{purpose}.gate", for_purposes((purpose,)), unless=unless)


def _protocol(rulebook: Rulebook) -> Policy:
    """Step 8: a protocol in force on the day between the two units, for this purpose."""
    agreed = all_of(
        "context has protocol",
        "context.protocol.parties.containsAll([principal.unit, resource.owner])",
        "context.protocol.purposes.contains(context.purpose)",
        covers("context.protocol"),
    )
    return _forbid("order.protocol", unless=(own_unit(), agreed, doors_broken(rulebook)))


def _narrowing(rulebook: Rulebook) -> Policy:
    """Step 8: what its owner keeps back from the channel; a broken glass opens it like a missing one."""
    kept_back = all_of(
        "context has narrowing",
        "context.narrowing.by == resource.owner",
        "context.narrowing.to == principal.unit",
        "context.narrowing.purpose == context.purpose",
        covers("context.narrowing"),
        "!(context.narrowing has categories"
        " && !context.narrowing.categories.containsAny(resource.categories))",
    )
    return _forbid("order.narrowing", kept_back, unless=(own_unit(), doors_broken(rulebook)))


def _gate_open(gate: str) -> str:
    return all_of(
        "context has gate",
        f"context.gate.opened == {entity('Gate_', gate)}",
        covers("context.gate"),
        "!(context.gate has units && !context.gate.units.contains(principal.unit))",
    )


def _lifts(rulebook: Rulebook) -> Iterator[Policy]:
    """Step 7, and what lifts every cell but X: cells of code X are forbids, which no permit overrides."""
    yield _permit("order.own_record", own_record(rulebook))
    yield _permit("order.serious_risk", serious_risk(), f"!({he_reads(rulebook)})")
    listed = one_of("context.category", "Category", rulebook.break_glass.categories)
    yield _permit("break_glass", glass_broken(rulebook), listed)


def _purposes_of(rulebook: Rulebook, role: str) -> Policy:
    """Step 4: a role may ask for its own purposes; an unknown purpose is nobody's."""
    return Policy(
        id=f"roles.{role}.purposes",
        role=role,
        unless=(for_purposes(rulebook.roles[role].purposes),),
    )
