"""What is recorded of a decision: everything it rested on and everything it said, without a word of content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from policies.vocabulary import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.answer import FactDecision
    from policies.question import Ask, Case, ProtocolInForce, Reader
    from sharehub.audit.entry import Value

RECORD_VERSION = 1


def decision_record(  # noqa: PLR0913 - these are what a decision is made of
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


def channels(ask: Ask, case: Case, answers: Mapping[str, FactDecision], units: Sequence[str]) -> list[Value]:
    """Return the channels that a release passed through: protocol, purpose and the two units."""
    owners = {fact.id: fact.owner for fact in case.facts}
    used = {
        (protocol, owners[fact])
        for fact, answer in answers.items()
        if answer.outcome is not Outcome.WITHHELD
        for protocol in answer.protocols
    }
    return [
        {"protocol": protocol, "purpose": ask.purpose, "from": owner, "to": unit}
        for protocol, owner in sorted(used)
        for unit in sorted(set(units) - {owner})
    ]


def faulty(answers: Mapping[str, FactDecision]) -> bool:
    """Say whether any answer is a fault."""
    return any(answer.reason is Reason.FAULT for answer in answers.values())


def _plain(value: object) -> object:
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError("a decision record holds plain values")
