"""Which answer wins where several apply: one total order of reasons, the strictest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policies.answer import FactDecision
from policies.vocabulary import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from consent.record import ConsentEvent

WITHHELD_REASONS = (
    # A fault first: it is alarmed, and nothing may hide it.
    Reason.FAULT,
    # Then the order of the steps, ...
    Reason.CONFLICT_OF_INTEREST,
    Reason.CONFLICT_CHECK_PENDING,
    Reason.NOT_ALLOCATED,
    Reason.METADATA_ONLY,
    Reason.PURPOSE_NOT_FOR_ROLE,
    Reason.NOT_YET_PUBLISHED,
    Reason.RETRACTED,
    Reason.PURPOSE_GATE_CLOSED,
    Reason.NO_PROTOCOL,
    Reason.CHANNEL_NARROWED,
    # ... the reason precedence that the procedure gives for cells, ...
    Reason.NEVER_FOR_THIS_ROLE,
    Reason.PERPETRATOR_WILL_READ,
    Reason.CONSENT_REFUSED,
    Reason.CONSENT_WITHDRAWN,
    Reason.CONSENT_EXCLUDES_FACT,
    Reason.CONSENT_EXPIRED,
    Reason.CONSENT_ABSENT,
    Reason.SOURCE_EXPOSED,
    Reason.ORIGINATOR_APPROVAL_NEEDED,
    Reason.NOT_NEEDED_FOR_ROLE,
    # ... and what can only be found once the cells are resolved.
    Reason.NO_GIST_WRITTEN,
    Reason.CONTEXT_WITHHELD,
)

# A release is named after its most exceptional ground: the one somebody has to review, and that ends first.
FULL_REASONS = (
    Reason.BREAK_GLASS,
    Reason.OVERRIDE_SERIOUS_RISK,
    Reason.ORIGINATOR_APPROVED,
    Reason.CONSENT,
    Reason.PERPETRATOR_ALREADY_KNOWS,
    Reason.ROLE_AND_PURPOSE,
    Reason.OWN_RECORD,
)

STRICTEST_FIRST = (*WITHHELD_REASONS, Reason.GIST_FOR_ROLE, *FULL_REASONS)
"""Every reason once. A reason belongs to one outcome, so this orders outcomes too: withheld, gist, full."""

RANK = {reason: rank for rank, reason in enumerate(STRICTEST_FIRST)}
OUTCOME_RANK = {outcome: rank for rank, outcome in enumerate((Outcome.WITHHELD, Outcome.GIST, Outcome.FULL))}


class Ruling(NamedTuple):
    """What one cell, or all cells of a fact together, come to, and what that rests on."""

    outcome: Outcome
    reason: Reason
    grants: tuple[ConsentEvent, ...] = ()
    rests_on: frozenset[str] = frozenset()


def together(rulings: Iterable[Ruling]) -> Ruling:
    """The strictest ruling, resting on all that any of them rests on.

    Raises:
        ValueError: there are none: no rule is never a permission.
    """
    first, *others = found = [*rulings]
    if found.count(first) == len(found):
        return first
    strictest = min(found, key=lambda ruling: RANK[ruling.reason])
    return Ruling(
        strictest.outcome,
        strictest.reason,
        tuple(grant for ruling in found for grant in ruling.grants),
        first.rests_on.union(*(ruling.rests_on for ruling in others)),
    )


def combine(decisions: Sequence[FactDecision]) -> FactDecision:
    """The strictest of several answers to the same fact, with the caveats and grounds of all.

    What is withheld has no caveats and rests on nothing.

    Raises:
        ValueError: there are none.
    Source: decisions.md, step 8 and "A wall".
    """
    first, *others = decisions
    if not others:
        return first
    strictest = min(decisions, key=lambda decision: RANK[decision.reason])
    protocols = tuple(sorted({protocol for decision in decisions for protocol in decision.protocols}))
    if strictest.outcome is Outcome.WITHHELD:
        return FactDecision(strictest.outcome, strictest.reason, protocols=protocols)
    return FactDecision(
        strictest.outcome,
        strictest.reason,
        first.caveats.union(*(decision.caveats for decision in others)),
        first.rests_on.union(*(decision.rests_on for decision in others)),
        protocols,
    )
