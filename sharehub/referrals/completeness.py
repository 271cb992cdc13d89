"""How complete a referral is, for its sender before sending; a pure function of what the sender may see.

Nothing here tells of what is withheld: it is computed from the lines that would go and from what the sender
wrote down. It gives no score, and none of it holds a referral up.

Source: domain/documents.md, 1.10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from policies.vocabulary import RelationshipContext
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.referrals.words import VIOLENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sharehub.disclosure.compose import Composed
    from sharehub.referrals.queries import Asked

Closed = TypeVar("Closed", Tactic, Pathway)

ONLY_VIOLENCE = (
    "Only violence is here. Ask how he controls her and the children day by day: movement, money, people,"
    " services, parenting."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What there is to ask about how one line is worded: by which rule, and where; never the words."""

    line: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether her agreement was asked, when last, and by which unit; never the answer."""

    asked: bool
    on: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sender knows beside the lines. `agreement` is None where it is not for their role to know."""

    asked_tactics: frozenset[Tactic]
    earlier_asked: bool
    permission_sought: bool
    agreement: Agreement | None
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is here, what was asked about without anything being here, and what nobody asked about.

    `of` is how many families there are.
    """

    covered: tuple[Tactic, ...]
    asked_and_nothing_here: tuple[Tactic, ...]
    not_asked: tuple[Tactic, ...]
    of: int
    non_violent_control: bool
    warnings: tuple[str, ...]
    pathways_linked: tuple[Pathway, ...]
    pathways_missing: tuple[Pathway, ...]
    earlier_asked: bool
    earlier_covered: bool
    children_effects: bool
    permission_sought: bool
    agreement: Agreement | None
    findings: tuple[Finding, ...]


def completeness(composed: Composed, beside: Beside) -> Completeness:
    """Say how complete a referral is."""
    places, lines = composed.places, composed.lines
    covered = _words(lines[fact]["tactics"] for fact in places)
    linked = _words(lines[fact]["pathways"] for fact in places)
    control = bool(covered - VIOLENT)
    return Completeness(
        covered=_in_order(Tactic, covered),
        asked_and_nothing_here=_in_order(Tactic, beside.asked_tactics - covered),
        not_asked=_in_order(Tactic, frozenset(Tactic) - covered - beside.asked_tactics),
        of=len(Tactic),
        non_violent_control=control,
        warnings=(ONLY_VIOLENCE,) if covered and not control else (),
        pathways_linked=_in_order(Pathway, linked),
        pathways_missing=_in_order(Pathway, frozenset(Pathway) - linked),
        earlier_asked=beside.earlier_asked,
        earlier_covered=any(
            place.relationship_context == RelationshipContext.PREVIOUS_RELATIONSHIP
            for place in places.values()
        ),
        children_effects=any(place.kind == Kind.IMPACT for place in places.values()),
        permission_sought=beside.permission_sought,
        agreement=beside.agreement,
        findings=tuple(beside.findings),
    )


def asked(found: Asked | None) -> Agreement:
    """Put when somebody last asked her into words that do not say what she answered."""
    return (
        Agreement(False, None, None) if found is None else Agreement(True, found.on.isoformat(), found.unit)
    )


def _words(said: Iterable[Collection[str] | None]) -> frozenset[str]:
    return frozenset(word for words in said for word in words or ())


def _in_order(kind: type[Closed], words: Collection[str]) -> tuple[Closed, ...]:
    return tuple(one for one in kind if one in words)
