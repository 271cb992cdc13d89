"""What is recorded of a decision: all it rested on and all it said, without a word of content."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import orjson

from policies.recorded import VERSION, Asked
from policies.vocabulary import Outcome, Reason
from sharehub.audit.entry import Action
from sharehub.audit.entry import Outcome as Ended
from sharehub.disclosure import queries
from sharehub.disclosure.portions import rows
from sharehub.errors import Forbidden, KeyDestroyed, KeysUnavailable, Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.question import Ask, Case, ProtocolInForce, Reader
    from policies.recorded import Recorded
    from sharehub.audit.entry import Act, Value
    from sharehub.disclosure.portions import Portion
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

FAULT_VERSION = 1
"""Of the record beside an entry that something stored was broken; it holds no decision."""

ASKED: Mapping[str, Asked] = {
    Action.PATTERN_ASKED: Asked.PATTERN,
    Action.FACT_PREVIEWED: Asked.PATTERN,
    Action.DOCUMENT_ASKED: Asked.PATTERN,
    Action.REFERRAL_PREVIEWED: Asked.PATTERN,
    Action.REFERRAL_APPROVED: Asked.PATTERN,
    Action.REFERRAL_SENT: Asked.PATTERN,
    Action.REFERRAL_READ: Asked.PATTERN,
    Action.WALL_ASKED: Asked.WALL,
    Action.WALL_COST_ASKED: Asked.COST,
}
"""The acts that leave a record of a decision, and what is asked in each."""

alarm = logging.getLogger("sharehub.alarm")
"""Where a fault is heard at once; what it says is an entry's id, and nothing of any case."""


@contextmanager
def asking(hub: Hub, actor: Actor, action: Action, case: UUID) -> Iterator[Work]:
    """Begin the unit of work of an ask about a case; one that ends in an error leaves an entry that says so.

    Raises:
        Forbidden: the actor is an importer: whoever loads history never asks for a pattern.
        Tampered: what every decision rests on is not what was stored; alarmed.
    """
    try:
        with hub.acting(actor, action, case) as work:
            if actor.importing:
                raise Forbidden("an importer never asks for a pattern")
            yield work
    except Tampered:
        alarm.error("a reading failed: what it rests on is not what was stored")
        raise


def alias_of(work: Work, case: UUID, standing: Standing) -> tuple[str | None, Standing]:
    """Return the alias under which the log knows a case, where it can be had now, and how the case stands.

    Without the keys an ask is still decided and put on record; the opening is what fails then. A case whose
    key is destroyed is shredded, even where a crash kept its row from saying so.
    """
    if not standing.held or standing.shredded:
        return None, standing
    try:
        return work.keys.alias(str(case)), standing
    except KeyDestroyed:
        return None, standing._replace(shredded=True)
    except (KeysUnavailable, Tampered):
        return None, standing


def record_fault(
    hub: Hub, act: Act, decision: UUID, broken: Sequence[str], divided: Sequence[Portion] = ()
) -> None:
    """Put on record and alarm that what was to be opened is not what was sealed; it commits by itself.

    Args:
        hub: the hub.
        act: the act of the decision.
        decision: the decision's entry in the log.
        broken: the ids of what is broken; they go into the record, since an entry has a limit.
        divided: every unit's portion of what is left of the decision, where it was one about facts.
    """
    fault = replace(
        act,
        action=Action.RELEASE_FAULTED,
        outcome=Ended.FAULT,
        references={"decision": str(decision), "broken": len(broken)},
    )
    record = orjson.dumps({"v": FAULT_VERSION, "broken": sorted(broken)}, option=orjson.OPT_SORT_KEYS)
    with hub.begin() as work:
        entry = work.record(fault, record)
        if divided:
            queries.add_portions(work.tx, rows(entry, work.tx.now, fault, divided, instead_of=decision))
    alarm.error("what is stored is not what was sealed: see entry %s of the log", decision)


def decision_record(recorded: Recorded) -> bytes:
    """Return the canonical inputs and outcomes of one decision, enough to decide it again.

    The exact bytes are what the entry's digest binds; `policies.recorded_text` reads them back.
    """
    parts = {field.name: getattr(recorded, field.name) for field in fields(recorded)}
    return orjson.dumps({"v": VERSION, **parts}, default=_plain, option=orjson.OPT_SORT_KEYS)


def used(answers: Mapping[str, FactDecision], protocols: Sequence[ProtocolInForce]) -> list[ProtocolInForce]:
    """Return the protocols that any answer, be it a yes or a no, went by."""
    named = {protocol for answer in answers.values() for protocol in answer.protocols}
    return [protocol for protocol in protocols if protocol.id in named]


def channels(
    ask: Ask,
    case: Case,
    answers: Mapping[str, FactDecision],
    protocols: Sequence[ProtocolInForce],
    readers: Sequence[Reader],
) -> list[Value]:
    """Return the channels that a release passed through: by protocol and purpose, from and to which units.

    Each unit on the left has one to each on the right but itself. Nothing released, no channel.
    """
    owners = {fact.id: fact.owner for fact in case.facts}
    units = {reader.unit for reader in readers}
    found: list[Value] = []
    for protocol in used(answers, protocols):
        senders = {
            owners[fact]
            for fact, answer in answers.items()
            if answer.outcome is not Outcome.WITHHELD and protocol.id in answer.protocols
        } & protocol.parties
        receivers = units & protocol.parties
        if any(senders - {unit} for unit in receivers):
            found.append(
                {
                    "protocol": protocol.id,
                    "purpose": ask.purpose,
                    "from": [*sorted(senders)],
                    "to": [*sorted(receivers)],
                }
            )
    return found


def faulty(answers: Mapping[str, FactDecision]) -> bool:
    """Say whether any answer is a fault."""
    return any(answer.reason is Reason.FAULT for answer in answers.values())


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError("a decision record holds plain values")
