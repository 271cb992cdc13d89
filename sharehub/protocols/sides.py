"""On whose side a role is, whatever it asks for: who must not even hear that something happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.routes import MAY_TURN_OUT_HIS
from sharehub.protocols.in_play import InPlay

if TYPE_CHECKING:
    from policies.vocabulary import WorksWith
    from sharehub.database.transaction import Transaction
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Side:
    """Whether a role works with him, or may turn out to while it is open whose pattern of control it is."""

    his: bool
    may_turn_out_his: bool

    def is_his(self, *, undetermined: bool) -> bool:
        """Say whether the role counts as working with him in a case of which this is open, or not."""
        return self.his or (undetermined and self.may_turn_out_his)


def side_of(tx: Transaction, actor: Actor) -> Side:
    """Return on whose side an actor's role is, under every rulebook in play; where these differ, on his.

    A role that none of them knows counts as his.
    """
    return side_in(InPlay.of(tx, actor.unit), actor.role)


def side_in(in_play: InPlay, role: str) -> Side:
    """Return the same of a role, by what was read already."""
    rows = in_play.rows(role)
    return Side(
        his=not rows or any(row.perp_facing for row in rows),
        may_turn_out_his=any(row.works_with in MAY_TURN_OUT_HIS for row in rows),
    )


def works_with(tx: Transaction, actor: Actor) -> frozenset[WorksWith]:
    """Return whom an actor's role works with, under every rulebook in play; empty: none of them knows it."""
    return InPlay.of(tx, actor.unit).works_with(actor.role)
