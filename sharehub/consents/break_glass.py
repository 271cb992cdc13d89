"""Breaking the glass: a decision of the asker alone, for minutes, of which others hear at once.

Whoever breaks it may take no part in the case, so that the answer must not tell whether there is one: it is
the same for a case, for none, and for one from which something keeps the asker. What differs is what opens.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from policies.routes import IG_OFFICER
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.bindings import binding
from sharehub.cases import queries as cases
from sharehub.cases.admission import admit
from sharehub.consents import queries
from sharehub.disclosure.recording import alarm
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.hub import columns
from sharehub.notices.tell import Occasion, tell
from sharehub.protocols import rulebooks

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from policies.rulebook import BreakGlassTerms
    from sharehub.audit.entry import Value
    from sharehub.hub import Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why somebody must look alone and now: in their own words, since a stranger knows nobody's id."""

    risk: str = field(repr=False)
    who_is_at_risk: str = field(repr=False)
    why_not_less: str = field(repr=False)
    nobody_reached: str = field(repr=False)

    def check(self) -> None:
        """Refuse one that leaves something unsaid.

        Raises:
            Invalid: a ground is blank.
        """
        for name in ("risk", "who_is_at_risk", "why_not_less", "nobody_reached"):
            if not getattr(self, name).strip():
                raise Invalid(name, "say it in a few words")


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken glass, and when it ends by itself."""

    id: UUID
    ends_at: datetime


def break_glass(
    work: Work, actor: Actor, case: UUID, purposes: frozenset[str], emergency: Emergency
) -> Broken:
    """Break the glass for some purposes of the actor's role; it lifts what the rulebook lists, for minutes.

    It opens nothing where there is no such case, or an exclusion or conflict check stands in the way; the log
    then says that it was refused, and the actor is not told.

    Raises:
        Forbidden: the rulebook gives this to other roles; or the actor is a system, or loads history.
        NotRecent: the actor has not signed in within the last minutes.
        Invalid: a purpose is not the role's or is one he reads, or a ground is blank.
        KeysUnavailable: nothing was done.
    """
    terms = rulebooks.base(work.tx).rulebook.break_glass
    if actor.system or actor.importing or actor.role not in terms.roles:
        raise Forbidden("this role may not break the glass")
    actor.sign_in.require_recent(work.tx.now)
    _check_purposes(work, actor, purposes)
    emergency.check()
    broken = _insert(work, actor, case, purposes, terms)
    # From here on PostgreSQL shows the case to this transaction, where there is one; before, it does not.
    held = _hold(work, case)
    # Asked of no case as well: how long the answer takes is to tell little more than the answer.
    kept_out = cases.conflicted(work.tx, case, actor.user, work.tx.today)
    owners = _owners(work, case, terms)
    opened = held and not kept_out
    told = {*cases.overseeing(work.tx), *(owners if held else ())}
    tell(work, Occasion.GLASS_BROKEN, broken.id, case, told)
    if held:
        _seal(work, actor, case, broken.id, emergency)
    if not opened:
        queries.open_nothing(work.tx, broken.id)
    named: dict[str, Value] = {"glass": str(broken.id), "purposes": [*sorted(purposes)]}
    act = _act(work, actor, Action.GLASS_BROKEN, case if held else None, **named)
    entry = work.record(replace(act, outcome=Outcome.DONE if opened else Outcome.REFUSED))
    alarm.warning("the glass was broken: see entry %s of the log", entry)
    return broken


def end_glass(work: Work, actor: Actor, case: UUID, glass: UUID) -> None:
    """End a broken glass before its time: by whoever broke it, or by an officer who hears of it.

    Raises:
        NotFound: the case has no such glass, or it is not for the actor to end.
        Conflict: it is over already.
    """
    if actor.role == IG_OFFICER:
        admit(work, actor, case, officers=True)
    found = queries.glass(work.tx, case, glass)
    if found is None or not (_is_theirs(found, actor) or _hears(work, actor, glass)):
        raise NotFound("no such broken glass")
    held = _hold(work, case)
    if found.over_at <= work.tx.now:
        raise Conflict("it is over already")
    queries.end_glass(work.tx, glass)
    work.record(_act(work, actor, Action.GLASS_ENDED, case if held else None, glass=str(glass)))


def _check_purposes(work: Work, actor: Actor, purposes: frozenset[str]) -> None:
    rows = rulebooks.base(work.tx).table.rows
    # A row lists no category where it is towards him: decisions.md, "Break-glass".
    lifted = {purpose for (role, purpose), row in rows.items() if role == actor.role and row.break_glass}
    if not purposes or not purposes <= lifted:
        raise Invalid("purposes", "name purposes of your role, and none whose papers he reads")


def _insert(work: Work, actor: Actor, case: UUID, purposes: frozenset[str], terms: BreakGlassTerms) -> Broken:
    now = work.tx.now
    broken = Broken(work.new_id(), now + timedelta(minutes=terms.minutes))
    queries.add_break_glass(
        work.tx,
        id=broken.id,
        case_id=case,
        user_id=actor.user,
        unit_id=actor.unit,
        role=actor.role,
        purposes=sorted(purposes),
        categories=sorted(terms.categories),
        starts_at=now,
        ends_at=broken.ends_at,
        ended_at=None,
        opened=True,
        review_due=now + timedelta(hours=terms.review_hours),
    )
    return broken


def _hold(work: Work, case: UUID) -> bool:
    """Lock the case's row and say whether there is a living one; keys that cannot be had show in any case.

    Raises:
        KeysUnavailable: they cannot.
    """
    work.keys.provider.health()
    there = work.keys.has_case(str(case))
    return cases.lock_case(work.tx, case) and there


def _owners(work: Work, case: UUID, terms: BreakGlassTerms) -> set[UUID]:
    """Return the units of whose published facts a broken glass may open something."""
    published = queries.published_categories(work.tx, case, work.tx.today)
    return {owner for owner, categories in published if not terms.categories.isdisjoint(categories)}


def _seal(work: Work, actor: Actor, case: UUID, glass: UUID, emergency: Emergency) -> None:
    words = {
        "risk": emergency.risk,
        "who_is_at_risk": emergency.who_is_at_risk,
        "why_not_less": emergency.why_not_less,
        "nobody_reached": emergency.nobody_reached,
    }
    queries.add_break_glass_grounds(
        work.tx,
        id=glass,
        case_id=case,
        owner_unit_id=actor.unit,
        **columns(work.seal(binding("break_glass", actor.unit, case, glass), words)),
    )


def _is_theirs(found: queries.Glass, actor: Actor) -> bool:
    return (found.user, found.unit, found.role) == (actor.user, actor.unit, actor.role)


def _hears(work: Work, actor: Actor, glass: UUID) -> bool:
    return actor.role == IG_OFFICER and (
        cases.oversees(work.tx, actor.unit) or queries.was_told(work.tx, glass, actor.unit)
    )


def _act(work: Work, actor: Actor, action: Action, case: UUID | None, **references: Value) -> Act:
    """Return an act upon a broken glass; without a case there is no alias to name one by."""
    return Act(
        action,
        actor=actor.user,
        unit=actor.unit,
        role=actor.role,
        case_alias=None if case is None else work.keys.alias(str(case)),
        references=references,
    )
