"""What is recorded of a decision: all it rested on and all it said, without a word of content."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from policies.vocabulary import Outcome, Reason
from sharehub.audit.entry import Action
from sharehub.audit.entry import Outcome as Ended
from sharehub.errors import Forbidden, KeyDestroyed, KeysUnavailable, Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from policies.answer import FactDecision
    from policies.question import Ask, Case, ProtocolInForce, Reader
    from sharehub.audit.entry import Act, Value
    from sharehub.disclosure.queries import Standing
    from sharehub.hub import Hub, Work
    from sharehub.identity.actor import Actor

RECORD_VERSION = 1

alarm = logging.getLogger("sharehub.alarm")
"""Where a fault is heard at once; what it says is an entry's id, and nothing of any case."""


@contextmanager
def asking(hub: Hub, actor: Actor, action: Action) -> Iterator[Work]:
    """Begin the unit of work of an ask; one that ends in an error leaves an entry that says so.

    Raises:
        Forbidden: the actor is an importer: whoever loads history never asks for a pattern.
        Tampered: what every decision rests on is not what was stored; alarmed.
    """
    try:
        with hub.acting(actor, action) as work:
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


def record_fault(hub: Hub, act: Act, decision: UUID, broken: Sequence[str]) -> None:
    """Put on record and alarm that what was to be opened is not what was sealed; it commits by itself.

    Args:
        hub: the hub.
        act: the act of the decision.
        decision: the decision's entry in the log.
        broken: the ids of what is broken; they go into the record, since an entry has a limit.
    """
    fault = replace(
        act,
        action=Action.RELEASE_FAULTED,
        outcome=Ended.FAULT,
        references={"decision": str(decision), "broken": len(broken)},
    )
    record = orjson.dumps({"v": RECORD_VERSION, "broken": sorted(broken)}, option=orjson.OPT_SORT_KEYS)
    with hub.begin() as work:
        work.record(fault, record)
    alarm.error("what is stored is not what was sealed: see entry %s of the log", decision)


def decision_record(
    readers: Sequence[Reader],
    ask: Ask,
    case: Case,
    protocols: Sequence[ProtocolInForce],
    base: str,
    answers: Mapping[str, FactDecision],
) -> bytes:
    """Return the canonical inputs and outcomes of one decision, enough to decide it again.

    `base` is the digest of the hub's own rulebook. The exact bytes are what the entry's digest binds.
    """
    return orjson.dumps(
        {
            "v": RECORD_VERSION,
            "readers": readers,
            "ask": ask,
            "case": case,
            "protocols": [
                {
                    "id": protocol.id,
                    "parties": protocol.parties,
                    "purposes": protocol.purposes,
                    "span": protocol.span,
                    "rulebook": protocol.table.digest,
                }
                for protocol in protocols
            ],
            "base": base,
            "answers": answers,
        },
        default=_plain,
        option=orjson.OPT_SORT_KEYS,
    )


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
