"""Recorded decisions for tests: one with everything in it, any of a random world, and how they are written.

Written here a second time, apart from the product's own way: what both agree on is what a record is.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from consent.people import Part, Person
from consent.record import Capacity, ConsentEvent, Status
from policies.answer import FactDecision
from policies.decide import decide
from policies.question import (
    Approval,
    Ask,
    BreakGlass,
    Case,
    ConflictCheck,
    Fact,
    Gate,
    Narrowing,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.recorded import VERSION, Asked, Cited, Recorded
from policies.vocabulary import Category, Caveat, Outcome, Reason, SourceType
from policies.wall import Fall

if TYPE_CHECKING:
    from policies.question import ProtocolInForce
    from policies.table import Table
    from tests.policies.worlds import World

DAY, LATER = date(2024, 6, 13), date(2024, 7, 1)
SPAN = Span(DAY, LATER)
NAMED = (frozenset({"f1", "f2"}), frozenset({"u1", "u2"}), frozenset({"case_mapping"}), SPAN)

A_READER = Reader(
    id="r1",
    role="police",
    unit="u1",
    memberships=(SPAN,),
    exclusions=(Span(DAY),),
    conflict_checks=(ConflictCheck(DAY, LATER, excluded=True),),
)
A_FACT = Fact(
    id="f1",
    owner="u2",
    categories=frozenset({Category.BEHAVIOUR, Category.SAFETY}),
    source_type=SourceType.SURVIVOR,
    published=DAY,
    source_person="her",
    about=frozenset({"her", "him"}),
    targets=frozenset({"her"}),
    retracted=LATER,
    has_gist=True,
    caveats=frozenset({Caveat.NOT_TO_PARENTS, Caveat.COURT_CONTROLLED}),
    travels_with=frozenset({"f2"}),
)
AN_EVENT = ConsentEvent(
    id="c1",
    day=DAY,
    subject="her",
    given_by="her",
    status=Status.ACTIVE,
    recipients=frozenset({"u1", "u2"}),
    purposes=frozenset({"*"}),
    categories=frozenset({"*", Category.SAFETY}),
    capacity=Capacity.SELF,
    except_units=frozenset({"u3"}),
    exclude_facts=frozenset({"f2"}),
    expires=LATER,
    may_be_put_to_perpetrator=True,
    may_appear_in_report=True,
    asked_alone=True,
)
A_CASE = Case(
    people={"her": Person("her", Part.SURVIVOR), "him": Person("him", Part.PERPETRATOR, DAY)},
    facts=(A_FACT, replace(A_FACT, id="f2", travels_with=frozenset())),
    gates=(Gate("meeting", SPAN, frozenset({"u1", "u2"})), Gate("other", Span(DAY))),
    consent_events=(AN_EVENT,),
    approvals=(Approval("a1", "u2", *NAMED),),
    serious_risk_decisions=(SeriousRiskDecision("d1", *NAMED),),
    break_glass=(BreakGlass("b1", "r1", frozenset({"case_mapping"})),),
    units=frozenset({"u1", "u2"}),
    narrowings=(
        Narrowing("u2", "u1", "case_mapping", frozenset({Category.OFFENCE, Category.SAFETY}), SPAN),
        Narrowing("u2", "u1", "case_mapping", None, Span(LATER)),
    ),
)
A_DECISION = Recorded(
    asked=Asked.COST,
    readers=(A_READER,),
    ask=Ask("case_mapping", DAY),
    case=A_CASE,
    protocols=(Cited("p/1", frozenset({"u1", "u2"}), frozenset({"case_mapping"}), SPAN, "ab" * 32),),
    base="cd" * 32,
    answers={
        "f1": FactDecision(
            Outcome.FULL,
            Reason.CONSENT,
            frozenset({Caveat.NOT_TO_PARENTS}),
            frozenset({"c1", "d1"}),
            ("p/1", "p/2"),
        )
    },
    invited=(replace(A_READER, id="r2"),),
    falls=({"f1": Fall(Outcome.FULL, Outcome.GIST)},),
)
"""A decision in which nothing is left out, for the cost of inviting; no such one was ever made."""


def written(recorded: Recorded, version: int = VERSION) -> dict[str, Any]:
    """Write a record as the JSON that it is stored as, parsed again."""
    document: dict[str, Any] = json.loads(json.dumps({"v": version, **_plain(recorded)}))
    return document


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(part) for part in value)
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def cited_apart(world: World) -> tuple[World, dict[str, Table]]:
    """Give every table of a world a digest of its own, and return them by it."""
    base = replace(world.base, digest="0" * 64)
    protocols = tuple(
        replace(protocol, table=replace(protocol.table, digest=f"{number:064x}"))
        for number, protocol in enumerate(world.protocols, 1)
    )
    tables = {base.digest: base, **{one.table.digest: one.table for one in protocols}}
    return replace(world, base=base, protocols=protocols), tables


def as_recorded(world: World) -> Recorded:
    """Record what one reader's ask comes to."""
    return Recorded(
        asked=Asked.PATTERN,
        readers=(world.reader,),
        ask=world.ask,
        case=world.case,
        protocols=tuple(map(Cited.of, world.protocols)),
        base=world.base.digest,
        answers=decide(*world.given).facts,
    )


def in_force(recorded: Recorded, tables: dict[str, Table]) -> tuple[ProtocolInForce, ...]:
    """Return the protocols of a record as a decision takes them."""
    return tuple(cited.in_force(tables[cited.rulebook]) for cited in recorded.protocols)
