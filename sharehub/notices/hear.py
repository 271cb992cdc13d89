"""Hearing what one's unit was told: which notices are for whom, and who saw one first.

A notice about a fact is heard by those alone who get that fact now, in full: to anybody else it is as if the
fact had never been recorded. What is held back is heard when its time has come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action
from sharehub.disclosure.known import known_in_full
from sharehub.disclosure.queries import hold_case
from sharehub.errors import Conflict, NotFound
from sharehub.notices import queries
from sharehub.notices.queries import Hears
from sharehub.notices.tell import ABOUT_A_FACT, HIS_SIDE_HEARS, OF_COPIES, Occasion
from sharehub.outbox.kinds import Kind
from sharehub.outbox.put import put
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


def heard(work: Work, actor: Actor, after: UUID, most: int, *, unseen: bool = False) -> Sequence[RowMapping]:
    """Return what somebody hears, the newest first.

    A unit's officers hear all that it is told. Others of it hear of the cases that they work on, unless their
    role counts as working with him: these hear of steps of referrals, and that he himself let his treatment
    speak with their unit, and of nothing else. Of a copy that is out of date hears whose it is, and who works
    on the case in the same role, on whichever side. Nobody hears of a case from which a conflict keeps them,
    and none but officers of a fact that they do not get.

    Args:
        work: the unit of work.
        actor: who looks.
        after: the id of the notice that came last before; FIRST when none did.
        most: how many at most.
        unseen: those alone that nobody of the unit has seen.
    """
    # Cases before protocols, as everybody who decides: nobody waits in a circle.
    if actor.role != IG_OFFICER:
        queries.hold_cases_told_of(work.tx, actor, ABOUT_A_FACT)
    whose, knows = _hears(work, actor), _Knows(work, actor)
    found: list[RowMapping] = []
    while True:
        rows = queries.heard(work.tx, actor, whose, after, most, unseen=unseen)
        found += [row for row in rows if knows.of(row["kind"], row["case"], row["about"])]
        if len(rows) < most or len(found) >= most:
            return found[:most]
        after = rows[-1]["id"]


def hears(work: Work, actor: Actor, notice: UUID) -> bool:
    """Say whether somebody hears a notice now, whose case is held already."""
    held = queries.held(work.tx, actor, _hears(work, actor), notice)
    return held is not None and _Knows(work, actor).of(held.kind, held.case, held.about)


def see(work: Work, actor: Actor, notice: UUID) -> None:
    """Write down that the actor saw a notice, as the first of their unit.

    Once somebody of hers has seen that his side may have her words, nobody has to wait any longer.

    Raises:
        NotFound: there is no such notice, or it is not for the actor to hear; which of them is never told.
        Conflict: somebody of the unit was first.
    """
    told = queries.told_of(work.tx, notice)
    if told is not None and told.unit == actor.unit:
        hold_case(work.tx, told.case)
    held = queries.held(work.tx, actor, _hears(work, actor), notice)
    if held is None or not _Knows(work, actor).of(held.kind, held.case, held.about):
        raise NotFound("no such notice")
    if held.seen_at is not None:
        raise Conflict("somebody of your unit has seen it")
    queries.see(work.tx, notice, actor.user)
    if held.kind == Occasion.HIS_SIDE_MAY_HAVE:
        put(work, Kind.LET_HEAR, [held.about])
    work.record(
        Act(
            Action.NOTICE_SEEN,
            actor=actor.user,
            unit=actor.unit,
            role=actor.role,
            references={"notice": str(notice)},
        )
    )


def let_hear(work: Work, about: UUID) -> None:
    """Let what was held back about something be heard, and sent, from now on."""
    for unit, case in sorted(queries.let_hear(work.tx, about)):
        put(work, Kind.LAY_OUT, [unit, case])


class _Knows:
    """Whether somebody gets what a notice is about; a case is decided once, however many notices it has."""

    def __init__(self, work: Work, actor: Actor) -> None:
        self._work, self._actor = work, actor
        self._known: dict[tuple[UUID, UUID], bool] = {}

    def of(self, kind: str, case: UUID, about: UUID) -> bool:
        """Say whether a notice of this kind, about this, is for them to hear as far as facts go."""
        if kind not in ABOUT_A_FACT or self._actor.role == IG_OFFICER:
            return True
        if (case, about) not in self._known:
            self._ask(case)
        return self._known.get((case, about), False)

    def _ask(self, case: UUID) -> None:
        asked = queries.facts_told_of(self._work.tx, case, self._actor.unit, ABOUT_A_FACT)
        known = known_in_full(self._work, self._actor, case, asked)
        self._known |= {(case, fact): fact in known for fact in asked}


def _hears(work: Work, actor: Actor) -> Hears:
    """Return what decides of which notices somebody hears; officers work with nobody."""
    return Hears(None if actor.role == IG_OFFICER else side_of(work.tx, actor), HIS_SIDE_HEARS, OF_COPIES)
