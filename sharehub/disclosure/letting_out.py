"""Opening what was decided and recorded, and nothing else; called only when the entry is durable."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from policies.answer import FactDecision
from policies.context import keep_context
from policies.vocabulary import Outcome, Reason
from sharehub.audit.entry import Act, Action
from sharehub.audit.entry import Outcome as Ended
from sharehub.crypto.opening import OpenRecord, open_record
from sharehub.errors import Tampered
from sharehub.facts import bound, fact_binding, sealed_in
from sharehub.disclosure.rendering import Line, Manner, order, render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from policies.question import Case
    from sharehub.crypto.store import KeyStore
    from sharehub.hub import Hub

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision whose entry is durable: the only thing that can be opened.

    `answers` are the decisions by fact id, `rows` the sealed rows they are about. `entry` is the decision's
    entry in the log, `act` what a fault found later is recorded as, upon the same case and by the same actor.
    """

    case: Case
    answers: Mapping[str, FactDecision]
    rows: Mapping[str, Mapping[str, Any]]
    manner: Manner
    entry: UUID
    act: Act
    own_may_stand_alone: bool = True


def let_out(hub: Hub, recorded: Recorded) -> dict[str, Line]:
    """Open the released fields and write the lines, by fact and in their order.

    A fact whose stored form is not what was sealed and logged is withheld after all, together with what
    travels with it; that is recorded before anything leaves, and alarmed. The rest goes out.

    Raises:
        KeysUnavailable: nothing is released.
    """
    opened, broken = _open(hub.keys, recorded)
    answers = recorded.answers
    if broken:
        answers = _without(recorded, broken)
        _record_fault(hub, recorded, broken)
    released = [fact for fact in opened if answers[fact].outcome is not Outcome.WITHHELD]
    released.sort(key=lambda fact: order(answers[fact], recorded.rows[fact]))
    try:
        return {
            fact: render(answers[fact], recorded.rows[fact], opened[fact], recorded.manner)
            for fact in released
        }
    except Tampered:
        # The manifest held and a field did not: no attacker can do that without the keys. Release nothing.
        _record_fault(hub, recorded, released)
        raise


def _open(keys: KeyStore, recorded: Recorded) -> tuple[dict[str, OpenRecord], list[str]]:
    opened: dict[str, OpenRecord] = {}
    broken: list[str] = []
    for fact, answer in recorded.answers.items():
        if answer.outcome is Outcome.WITHHELD:
            continue
        row = recorded.rows[fact]
        try:
            opened[fact] = _checked(keys, row)
        except Tampered:
            broken.append(fact)
    return opened, broken


def _checked(keys: KeyStore, row: Mapping[str, Any]) -> OpenRecord:
    sealed = sealed_in(row)
    if row["superseded_in_log"] or sealed.manifest_digest() != row["logged_manifest"]:
        raise Tampered("a fact's row is not the one that the log last spoke of")
    return open_record(keys, fact_binding(row), sealed, bound(row))


def _without(recorded: Recorded, broken: list[str]) -> Mapping[str, FactDecision]:
    fault = FactDecision(Outcome.WITHHELD, Reason.FAULT)
    answers = dict(recorded.answers) | dict.fromkeys(broken, fault)
    return keep_context(recorded.case.facts, answers, own_may_stand_alone=recorded.own_may_stand_alone)


def _record_fault(hub: Hub, recorded: Recorded, facts: list[str]) -> None:
    act = replace(
        recorded.act,
        action=Action.RELEASE_FAULTED,
        outcome=Ended.FAULT,
        references={"decision": str(recorded.entry), "facts": sorted(facts)},
    )
    with hub.begin() as work:
        work.record(act)
    alarm.error("stored facts are not what was sealed: see entry %s of the log", recorded.entry)
