"""How what is released must be handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consent.people import Part
from policies.circle import came_from, is_account
from policies.vocabulary import Caveat, Outcome, PerpAware, RelationshipContext, WorksWith

if TYPE_CHECKING:
    from policies.precedence import Ruling
    from policies.resolve import Matter

_NOT_TO_HIM = frozenset({Caveat.NOT_TO_PERPETRATOR})
_VIA_DSDAS = frozenset({Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS})
_COULD_TELL_HER = frozenset({WorksWith.SURVIVOR, WorksWith.FAMILY, WorksWith.CHILD})


def caveats_of(matter: Matter, ruling: Ruling) -> frozenset[Caveat]:
    """The caveats on what leaves its owner unit, or goes into a document he reads.

    Source: decisions.md, step 13.
    """
    fact, caveats = matter.fact, matter.fact.caveats
    if not (_he_knows_it_all(matter) or _may_be_put_to_him(matter, ruling)):
        caveats |= _NOT_TO_HIM
    earlier = fact.relationship_context == RelationshipContext.PREVIOUS_RELATIONSHIP
    if earlier and matter.row.works_with in _COULD_TELL_HER:
        # What he did to somebody before reaches her through the disclosure scheme, not by a worker's aside.
        caveats |= _VIA_DSDAS
    return caveats


def _he_knows_it_all(matter: Matter) -> bool:
    return matter.fact.perp_aware == PerpAware.YES and not is_account(matter.inquiry.circle, matter.fact)


def _may_be_put_to_him(matter: Matter, ruling: Ruling) -> bool:
    """Say whether it goes in full and everyone it came from agreed to its being put to him.

    For each of them one of their own consents that the release rests on must say so. His own never lifts
    hers: told by him, a survivor's or a child's account still keeps the caveat.
    """
    if ruling.outcome is not Outcome.FULL:
        return False
    circle = matter.inquiry.circle
    sources = came_from(circle, matter.fact)
    his = any(circle.people[who].part is Part.PERPETRATOR for who in sources)
    if not sources or (his and is_account(circle, matter.fact)):
        return False
    return sources <= {grant.subject for grant in ruling.grants if grant.may_be_put_to_perpetrator}
