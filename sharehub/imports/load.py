"""Loading lines: each in a transaction of its own, so that a crash loses none and doubles none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import orjson
from pydantic import StringConstraints, ValidationError

from sharehub.audit.entry import Act, Action
from sharehub.errors import Conflict, Invalid, NotFound, ShareHubError
from sharehub.imports import queries
from sharehub.patterns.bodies import FactBody
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.protocols.permits import permit
from sharehub.web.bodies import Flag, Once
from sharehub.web.problems import safe_place
from sharehub.web.strict_json import NotStrict, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

Ref = Annotated[str, StringConstraints(min_length=1, max_length=80)]
LONGEST_WHY = 400
LONGEST_WHERE = 200
MOST_LINES = 1000
"""In one request: some seconds' work."""


class LineBody(FactBody):
    """One line: a fact, of which case, and by which name later lines may speak of it.

    `publish` releases it into the case's channels at once. `travels_with_refs` are names of earlier lines.
    """

    case: UUID
    ref: Ref | None = None
    publish: Flag = False
    travels_with_refs: Once[Ref] = frozenset()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: the next line that is expected, and what came of those before it."""

    next_line: int
    recorded: int
    refused: int
    finished: bool


def begin(work: Work, actor: Actor) -> UUID:
    """Begin an import in the name of the actor's unit.

    Raises:
        Forbidden: the rulebook lets this role record no fact.
    """
    permit(work, actor, "record_fact")
    identity = work.new_id()
    queries.add_import(
        work.tx,
        id=identity,
        unit_id=actor.unit,
        begun_by=actor.user,
        begun_at=work.tx.now,
        next_line=1,
        finished_at=None,
    )
    work.record(_act(actor, Action.IMPORT_BEGUN, identity))
    return identity


def load(hub: Hub, actor: Actor, identity: UUID, first: int, lines: Sequence[bytes]) -> Progress:
    """Deal with lines in their order; those that were dealt with before are passed over.

    Args:
        hub: the hub.
        actor: who loads; of the unit that began the import.
        identity: of the import.
        first: the number of the first of these lines, counted from 1 over the whole import.
        lines: JSON, an object each.

    Raises:
        NotFound: the actor's unit has no such import.
        Conflict: it is finished; or these lines leave a gap; or one that was dealt with says something else.
        Invalid: there are too many lines.
    """
    if len(lines) > MOST_LINES:
        raise Invalid("lines", f"send at most {MOST_LINES} lines at once")
    for number, line in enumerate(lines, start=first):
        _deal_with(hub, actor, identity, number, line)
    return progress(hub, actor, identity)


def progress(hub: Hub, actor: Actor, identity: UUID) -> Progress:
    """Say how far an import has come.

    Raises:
        NotFound: the actor's unit has no such import.
    """
    with hub.acting(actor, Action.IMPORT_ASKED) as work:
        held = queries.standing(work.tx, identity, actor.unit)
        if held is None:
            raise NotFound("no such import")
        work.record(_act(actor, Action.IMPORT_ASKED, identity))
        return Progress(held.next_line, *queries.counts(work.tx, identity), held.finished_at is not None)


def finish(work: Work, actor: Actor, identity: UUID) -> None:
    """Say that these were all lines; the report stays.

    Raises:
        NotFound: the actor's unit has no such import.
        Conflict: it is finished already.
    """
    _open(work, actor, identity)
    queries.finish(work.tx, identity)
    recorded, refused = queries.counts(work.tx, identity)
    act = _act(actor, Action.IMPORT_FINISHED, identity)
    work.record(replace(act, references={**act.references, "recorded": recorded, "refused": refused}))


def _deal_with(hub: Hub, actor: Actor, identity: UUID, number: int, line: bytes) -> None:
    request = hashlib.sha256(line).hexdigest()
    try:
        with hub.acting(actor, Action.FACT_RECORDED, _case_of(line)) as work:
            if _dealt_with(work, actor, identity, number, request):
                return
            body = _body(line)
            fact = _recorded(work, actor, identity, body)
            named = None if body.ref is None else _digest(body.ref)
            queries.add_line(work.tx, identity, number, {"request": request, "ref": named, "fact_id": fact})
    except _Elsewhere as elsewhere:
        raise elsewhere.refusal from None
    except ShareHubError as refusal:
        # The line's own transaction is gone, with all that it would have done; the report stays.
        _refuse(hub, actor, identity, number, request, refusal)


class _Elsewhere(ShareHubError):
    """A refusal of the whole request, not of one line."""

    def __init__(self, refusal: ShareHubError) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.code = refusal.code


def _dealt_with(work: Work, actor: Actor, identity: UUID, number: int, request: str) -> bool:
    try:
        held = _open(work, actor, identity)
        if number > held.next_line:
            raise Conflict(f"lines are missing: the next one is {held.next_line}")
        if number == held.next_line:
            return False
        if queries.digest_of(work.tx, identity, number) != request:
            raise Conflict(f"line {number} was dealt with, and said something else")
    except ShareHubError as refusal:
        raise _Elsewhere(refusal) from None
    return True


def _open(work: Work, actor: Actor, identity: UUID) -> queries.Standing:
    held = queries.lock_import(work.tx, identity, actor.unit)
    if held is None:
        raise NotFound("no such import")
    if held.finished_at is not None:
        raise Conflict("this import is finished: begin another")
    return held


def _case_of(line: bytes) -> UUID | None:
    """Return which case a line names, as far as it can be read: for the log, when the line is refused."""
    try:
        return UUID(orjson.loads(line)["case"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _body(line: bytes) -> LineBody:
    try:
        check(line)
        return LineBody.model_validate_json(line)
    except NotStrict as wrong:
        raise Invalid("line", str(wrong)) from None
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Invalid(safe_place(first["loc"]), first["type"]) from None


def _recorded(work: Work, actor: Actor, identity: UUID, body: LineBody) -> UUID:
    names = frozenset(map(_digest, body.travels_with_refs))
    known = queries.facts_named(work.tx, identity, names)
    if known.keys() != names:
        raise Invalid("travels_with_refs", "no earlier line of this name became a fact")
    if body.ref is not None and queries.facts_named(work.tx, identity, frozenset({_digest(body.ref)})):
        raise Invalid("ref", "an earlier line has this name")
    new = body.as_fact()
    new = replace(new, travels_with=new.travels_with | frozenset(known.values()))
    fact = record(work, actor, body.case, new)
    if body.publish:
        publish(work, actor, body.case, fact)
    return fact


def _refuse(
    hub: Hub, actor: Actor, identity: UUID, number: int, request: str, refusal: ShareHubError
) -> None:
    where = refusal.where[:LONGEST_WHERE] if isinstance(refusal, Invalid) else None
    why = str(refusal)[:LONGEST_WHY]
    with hub.begin(actor.unit) as work:
        held = queries.lock_import(work.tx, identity, actor.unit)
        # Somebody who sent the same line at the same moment may have written it down meanwhile.
        if held is not None and held.next_line == number:
            values = {"request": request, "code": refusal.code, "where": where, "why": why}
            queries.add_line(work.tx, identity, number, values)


def _digest(name: str) -> str:
    # Kept as a digest: a name of a file elsewhere may say anything.
    return hashlib.sha256(name.encode()).hexdigest()


def _act(actor: Actor, action: Action, identity: UUID) -> Act:
    references = {"import": str(identity)}
    return Act(action, actor=actor.user, unit=actor.unit, role=actor.role, references=references)
