"""Whether a release would show him who spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.circle import came_from, is_account
from policies.vocabulary import Outcome, PerpAware, Reason, SourceExposure

if TYPE_CHECKING:
    from policies.precedence import Ruling
    from policies.resolve import Matter

_NOTHING_MORE: frozenset[str] = frozenset()


def would_expose(matter: Matter) -> bool:
    """Say whether this reading could reach him, would show him who spoke, and tell him what he does not know.

    An exposure that is missing or none of ours is read as certain.
    Source: decisions.md, step 11.
    """
    if not (matter.works_with_him or matter.row.he_reads) or matter.fact.perp_aware == PerpAware.YES:
        return False
    if matter.fact.source_exposure == SourceExposure.POSSIBLE:
        return is_account(matter.inquiry.circle, matter.fact)
    return matter.fact.source_exposure != SourceExposure.NONE


def accepted_by(matter: Matter, ruling: Ruling) -> frozenset[str] | None:
    """What a release that shows him who spoke rests on besides its cells; None when nobody accepted it.

    It must go in full. Everyone it came from may accept it by a consent the release rests on; those who
    decided to lift the cell for serious risk; or the fact's owner, by approving this release. What came from
    nobody, nobody has consented to.
    Source: decisions.md, step 11.
    """
    if ruling.outcome is not Outcome.FULL:
        return None
    sources = came_from(matter.inquiry.circle, matter.fact)
    if sources and sources <= {grant.subject for grant in ruling.grants}:
        return _NOTHING_MORE
    if ruling.reason is Reason.OVERRIDE_SERIOUS_RISK:
        return _NOTHING_MORE
    return matter.approvals or None
