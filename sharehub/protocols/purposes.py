"""For which purposes a role may ask, by the rulebooks that count for its unit; no word of any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policies.vocabulary import WorksWith
from sharehub.protocols import queries
from sharehub.protocols.in_play import InPlay

if TYPE_CHECKING:
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


class Purposes(NamedTuple):
    """What an actor's role may ask for, and whether it works with him under any of these rulebooks."""

    asked: frozenset[str]
    works_with_him: bool


def purposes_of(work: Work, actor: Actor) -> Purposes:
    """Return the purposes of an actor's role: by the hub's own rulebook, and by those of protocols in force.

    Of a hub that has no rulebook yet nothing may be asked.

    Raises:
        Tampered: a protocol that is said to be in force is not what its parties signed.
    """
    if queries.base_digest(work.tx) is None:
        return Purposes(frozenset(), works_with_him=False)
    in_play = InPlay.of(work.tx, actor.unit)
    asked = frozenset(
        purpose
        for table in in_play.tables()
        for (role, purpose), row in table.rows.items()
        if role == actor.role and row.works_with is not WorksWith.NONE
    )
    return Purposes(asked, works_with_him=any(row.perp_facing for row in in_play.rows(actor.role)))
