"""Whether a programme takes somebody, by what its directory entry says and nothing else; a pure function.

What is not known counts neither for nor against him: the programme asks. Where an interpreter comes along,
no language stands in the way. Two languages are the same if their primary subtags are (BCP 47), so that
`pl-PL` is offered where `pl` is. No areas: all are served.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.referrals.words import Known, Mandate, Relationship, WhyNot

if TYPE_CHECKING:
    from sharehub.referrals.words import Parenting


@dataclass(frozen=True, slots=True)
class Takes:
    """Whom a programme takes. `languages` are BCP 47 tags, `areas` local authorities; no areas means all."""

    mandates: frozenset[Mandate]
    men_only: bool
    heterosexual_only: bool
    languages: frozenset[str]
    areas: frozenset[str]
    open: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands at the top of a referral, in closed words: how he comes, and how he lives."""

    mandate: Mandate
    man: Known
    relationship: Relationship
    languages: frozenset[str]
    interpreter: bool
    area: str | None
    parenting: frozenset[Parenting]


def eligibility(programme: Takes, strip: Strip) -> tuple[WhyNot, ...]:
    """Return every reason why the programme does not take him; none: it may."""
    stands = {
        WhyNot.CLOSED: not programme.open,
        WhyNot.MANDATE_NOT_TAKEN: strip.mandate not in programme.mandates,
        WhyNot.NOT_FOR_WOMEN: programme.men_only and strip.man is Known.NO,
        WhyNot.HETEROSEXUAL_ONLY: programme.heterosexual_only and strip.relationship is Relationship.SAME_SEX,
        WhyNot.LANGUAGE_NOT_OFFERED: not _understood(programme, strip),
        WhyNot.AREA_NOT_SERVED: bool(programme.areas)
        and strip.area is not None
        and strip.area not in programme.areas,
    }
    return tuple(why for why, against in stands.items() if against)


def _understood(programme: Takes, strip: Strip) -> bool:
    if strip.interpreter or not strip.languages:
        return True
    return bool(set(map(_primary, strip.languages)) & set(map(_primary, programme.languages)))


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
