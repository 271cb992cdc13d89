"""Opening what was decided and recorded, and nothing else; called only when the entry is durable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import orjson

from policies.answer import FactDecision
from policies.context import keep_context
from policies.vocabulary import Outcome, Reason
from sharehub.crypto.opening import OpenRecord, open_record
from sharehub.disclosure.inputs import held_of
from sharehub.disclosure.portions import portions
from sharehub.disclosure.recording import record_fault
from sharehub.disclosure.rendering import Line, Manner, order, render, whole
from sharehub.errors import KeyDestroyed, KeysUnavailable, Tampered
from sharehub.facts import canonical, fact_binding, sealed_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from policies.question import Case
    from sharehub.audit.entry import Act
    from sharehub.crypto.store import KeyStore
    from sharehub.disclosure.portions import Room
    from sharehub.disclosure.stored import StoredFact
    from sharehub.hub import Hub


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision whose entry is durable: the only thing that can be opened.

    `answers` are the decisions by fact id, `stored` the facts they are about; what travels with an answer
    is among them. `entry` is the decision's entry in the log, `act` what a fault found later is recorded as,
    upon the same case and by the same actor. `room` is who hears it. `by_glass_alone`: its reader may learn
    that there is such a case by what is opened, and by nothing else.
    """

    case_id: UUID
    case: Case
    room: Room
    answers: Mapping[str, FactDecision]
    stored: Mapping[str, StoredFact]
    manner: Manner
    entry: UUID
    act: Act
    own_may_stand_alone: bool = True
    by_glass_alone: bool = False


def let_out(hub: Hub, recorded: Recorded) -> dict[str, Line]:
    """Open the released fields and write the lines, by fact and in their order.

    A fact whose stored form is not what was sealed and logged is withheld after all, together with what
    travels with it; that is recorded before anything leaves, and alarmed. The rest goes out.

    Raises:
        KeysUnavailable: the keys cannot be had now; nothing is released, were there something or not.
        KeyDestroyed: the case was shredded since the decision; nothing is released.
        Tampered: the case's key is not what was stored, or a sealed field is not; nothing is released.
    """
    if recorded.by_glass_alone and not _has_case(hub, recorded):
        return {}
    _require_case_key(hub, recorded)
    opened, broken = _open(hub.keys, recorded)
    answers = recorded.answers
    if broken:
        answers = _without(recorded, broken)
        _record_fault(hub, recorded, broken, answers)
    released = [fact for fact in opened if answers[fact].outcome is not Outcome.WITHHELD]
    released.sort(key=lambda fact: order(answers[fact], recorded.stored[fact]))
    try:
        return {
            fact: render(answers[fact], recorded.stored[fact], opened[fact], recorded.manner)
            for fact in released
        }
    except Tampered:
        # The manifest held and a field did not: that takes the keys themselves. Release nothing.
        _record_fault(hub, recorded, released, _nothing(recorded))
        raise


class Way(NamedTuple):
    """How one reader would get a fact: decided so, of this standing, and written in this manner."""

    decision: FactDecision
    fact: StoredFact
    manner: Manner


def let_out_each_way(hub: Hub, recorded: Recorded, fact: str, ways: Sequence[Way]) -> tuple[Line, list[Line]]:
    """Open one released fact of its reader's own unit; write it whole, and as each of several would get it.

    Raises:
        KeysUnavailable, KeyDestroyed: as `let_out`; nothing is released.
        Tampered: it is not what was sealed and logged; nothing is released.
    """
    _require_case_key(hub, recorded)
    opened, _ = _open(hub.keys, recorded)
    try:
        record = opened[fact]
        lines = [render(way.decision, way.fact, record, way.manner) for way in ways]
        return whole(recorded.stored[fact].clear, record), lines
    except (KeyError, Tampered):
        _record_fault(hub, recorded, [fact], _nothing(recorded))
        raise Tampered("a fact that was to be shown is not the one that was sealed") from None


def _has_case(hub: Hub, recorded: Recorded) -> bool:
    """Say whether there is a case to open; that the keys cannot be had shows alike, whether there is or not.

    Raises:
        KeysUnavailable: they cannot.
    """
    hub.keys.provider.health()
    return hub.keys.has_case(str(recorded.case_id))


def _require_case_key(hub: Hub, recorded: Recorded) -> None:
    """Have the case's key at hand even for an empty answer, so that an outage tells nobody what there is."""
    try:
        hub.keys.case_key(str(recorded.case_id))
    except Tampered:
        _record_fault(hub, recorded, [], _nothing(recorded))
        raise


def _open(keys: KeyStore, recorded: Recorded) -> tuple[dict[str, OpenRecord], list[str]]:
    """Verify every released fact; no field of any is decrypted yet."""
    opened: dict[str, OpenRecord] = {}
    broken: list[str] = []
    for fact, answer in recorded.answers.items():
        if answer.outcome is Outcome.WITHHELD:
            continue
        try:
            opened[fact] = _checked(keys, recorded.stored[fact])
        except (KeysUnavailable, KeyDestroyed):
            raise
        except Exception:  # noqa: BLE001 - fail closed: a row too odd to be checked is not what was sealed
            broken.append(fact)
    return opened, broken


def _checked(keys: KeyStore, fact: StoredFact) -> OpenRecord:
    sealed = sealed_from(fact.seal)
    if not _is_latest_in_log(fact, sealed.manifest_digest()):
        raise Tampered("a fact's row is not the one that the log last spoke of")
    return open_record(keys, fact_binding(fact.clear), sealed, canonical(fact.clear))


def _is_latest_in_log(fact: StoredFact, digest: str) -> bool:
    """Hold a row against the log: the entry's own words count, its columns only find it."""
    if fact.superseded or fact.logged_manifest != digest or fact.logged_body is None:
        return False
    said = orjson.loads(fact.logged_body)
    logged = (said["fact"], said["revision"], said["manifest"])
    return bool(logged == (fact.clear["fact_id"], fact.clear["revision"], digest))


def _record_fault(
    hub: Hub, recorded: Recorded, broken: Sequence[str], left: Mapping[str, FactDecision]
) -> None:
    """Put a fault on record, with every unit's portion of what is left of the decision."""
    held = {fact.id: held_of(fact, recorded.stored[fact.id]) for fact in recorded.case.facts}
    divided = portions(recorded.room, held, left, refused=False)
    record_fault(hub, recorded.act, recorded.entry, broken, divided)


def _nothing(recorded: Recorded) -> Mapping[str, FactDecision]:
    fault = FactDecision(Outcome.WITHHELD, Reason.FAULT)
    return {
        fact: answer if answer.outcome is Outcome.WITHHELD else fault
        for fact, answer in recorded.answers.items()
    }


def _without(recorded: Recorded, broken: Sequence[str]) -> Mapping[str, FactDecision]:
    fault = FactDecision(Outcome.WITHHELD, Reason.FAULT)
    answers = dict(recorded.answers) | dict.fromkeys(broken, fault)
    return keep_context(recorded.case.facts, answers, own_may_stand_alone=recorded.own_may_stand_alone)
