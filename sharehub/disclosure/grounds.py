"""Why something was let out against the rule, for roles that may approve such: recorded, then opened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from consent.people import undetermined
from policies.admission import allocated, barred
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.bindings import binding
from sharehub.crypto.opening import open_record
from sharehub.crypto.sealing import Sealed
from sharehub.disclosure import queries
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.inputs import Seat, load
from sharehub.disclosure.known import known_facts
from sharehub.disclosure.recording import alias_of, asking, record_fault
from sharehub.disclosure.told import Refusal
from sharehub.errors import Forbidden, Tampered
from sharehub.protocols.permits import permit
from sharehub.protocols.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sharehub.audit.log import Entered
    from sharehub.crypto.store import KeyStore
    from sharehub.database.transaction import Transaction
    from sharehub.disclosure.inputs import Loaded
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that has grounds: how it is sealed, in which fields, and how it is found.

    `about` names what is told of it beside its words.
    """

    sealed_as: str
    words: tuple[str, ...]
    about: tuple[str, ...]
    find: Callable[[Transaction, UUID, UUID], Mapping[str, Any] | None]


DECISION = Kind(
    "serious_risk_decision",
    ("risk", "why_not_less", "told_note"),
    (
        "asked_by",
        "asked_at",
        "approved_by",
        "person_at_risk",
        "units",
        "purposes",
        "start",
        "end",
        "subject_told",
    ),
    queries.sealed_decision,
)
GLASS = Kind(
    "break_glass",
    ("risk", "who_is_at_risk", "why_not_less", "nobody_reached"),
    ("asked_by", "purposes", "starts_at", "ends_at"),
    queries.sealed_glass,
)
KINDS = {Action.SERIOUS_RISK_READ: DECISION, Action.GLASS_READ: GLASS}
REVIEW = ("note",)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was asked for, by whom and why, and what a review made of it; of facts those the reader knows."""

    about: Mapping[str, Any]
    words: Mapping[str, str | None] = field(repr=False)
    verdict: str | None
    note: str | None = field(repr=False)
    entered: Entered


@dataclass(frozen=True, slots=True)
class _Recorded:
    kind: Kind
    row: Mapping[str, Any]
    facts: frozenset[UUID]
    review: Mapping[str, Any] | None
    entry: UUID
    act: Act


def read_grounds(hub: Hub, actor: Actor, action: Action, case: UUID, about: UUID) -> Grounds | Refused:
    """Read why a serious-risk decision was asked for, or why somebody broke the glass.

    For whoever works on the case in a role that may approve serious-risk decisions and does not count as
    working with him. Whoever else asks, hears that there is no such thing.

    Args:
        hub: the hub.
        actor: who asks.
        action: one of KINDS, as which it is recorded.
        case: which case.
        about: the id of the decision, or of the broken glass.

    Raises:
        Forbidden: the rulebook gives approving to other roles; or the actor is a system, or loads history.
        KeysUnavailable, KeyDestroyed: nothing was released; the asking stays on record.
        Tampered: what is stored is not what was sealed; nothing was released.
    """
    with asking(hub, actor, action, case) as work:
        outcome = _record(work, actor, action, case, about)
    if isinstance(outcome, Refused):
        return outcome
    try:
        return _opened(hub.keys, outcome, work.entries[-1])
    except Tampered:
        record_fault(hub, outcome.act, outcome.entry, [str(about)])
        raise


def _record(work: Work, actor: Actor, action: Action, case: UUID, about: UUID) -> _Recorded | Refused:
    permit(work, actor, "approve_serious_risk")
    if actor.system:
        raise Forbidden("this is for persons alone")
    alias, standing = alias_of(work, case, queries.hold_case(work.tx, case))
    kind = KINDS[action]
    row = kind.find(work.tx, case, about)
    # What is not there was made up by whoever asked, and has no place in the log.
    references = {} if row is None else {"about": str(about)}
    act = Act(
        action, actor=actor.user, unit=actor.unit, role=actor.role, case_alias=alias, references=references
    )
    loaded = load(work.tx, case, [Seat(actor.user, actor.unit, actor.role)])
    refusal = _refusal(work, actor, loaded, standing)
    if refusal is not None or row is None:
        refused = replace(act, outcome=Outcome.REFUSED)
        return Refused(refusal or Refusal.NOT_YOURS, work.record(refused))
    facts = known_facts(work, actor, case, map(UUID, row["facts"]))
    review = queries.sealed_review(work.tx, about)
    return _Recorded(kind, row, facts, review, work.record(act), act)


def _refusal(work: Work, actor: Actor, loaded: Loaded, standing: Standing) -> Refusal | None:
    reader, day = loaded.readers[0], work.tx.today
    works = allocated(reader.memberships, day) and barred(reader, day) is None
    his = side_of(work.tx, actor).is_his(undetermined=undetermined(loaded.case.people))
    if not works or his:
        return Refusal.NOT_YOURS
    return Refusal.GONE if standing.shredded else None


def _opened(keys: KeyStore, recorded: _Recorded, entered: Entered) -> Grounds:
    row, review = recorded.row, recorded.review
    words = _words(keys, recorded.kind.sealed_as, row, recorded.kind.words)
    about = {name: row[name] for name in recorded.kind.about}
    return Grounds(
        about={**about, "facts": sorted(recorded.facts)},
        words=words,
        verdict=None if review is None else review["verdict"],
        note=None if review is None else _words(keys, "review", review, REVIEW)["note"],
        entered=entered,
    )


def _words(
    keys: KeyStore, kind: str, row: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, str | None]:
    """Verify a record and decrypt its words.

    Raises:
        Tampered: it is not what was sealed.
    """
    sealed = Sealed(
        row["wrapping_key"],
        row["wrapped_key"],
        row["commitment"],
        row["manifest"],
        {name: row[name] for name in names},
    )
    record = open_record(keys, binding(kind, row["owner_unit_id"], row["case_id"], row["id"]), sealed, b"")
    return {name: record.field(name) for name in names}
