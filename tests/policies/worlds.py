"""Random cases with everything around them, reaching every corner and mostly letting things pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hypothesis import strategies as st

from consent.people import Part, Person
from consent.record import EVERYTHING, Capacity, ConsentEvent, Kind, Status
from policies.question import (
    Approval,
    Ask,
    BreakGlass,
    Case,
    ConflictCheck,
    Fact,
    Gate,
    Narrowing,
    ProtocolInForce,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.table import Row, Table
from policies.vocabulary import (
    Category,
    Caveat,
    Code,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
    WorksWith,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")

DAY = date(2024, 6, 13)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
MISSING = cast("date", None)
"""What a broken record holds where a day should be."""

MINE, THEIRS, ELSEWHERE, UNLISTED = "UNIT-M", "UNIT-T", "UNIT-E", "UNIT-U"
PURPOSE, OTHER = "survivor_support", "case_mapping"
READER, ROLE, GATE = "reader", "worker", "gate"
ABOUT_HER = frozenset({Category.SURVIVOR_HEALTH, Category.SEXUAL, Category.IDENTITY, Category.IMMIGRATION})

CHILDREN_AND_OTHERS = (
    Person("BIG", Part.CHILD, DAY),
    Person("SMALL", Part.CHILD, AFTER),
    Person("UNDATED", Part.CHILD),
    Person("NEIGH", Part.THIRD_PARTY),
)
ADULTS = (
    (Person("HE", Part.PERPETRATOR), Person("SHE", Part.SURVIVOR)),
    (Person("HE", Part.ADULT_A), Person("SHE", Part.ADULT_B)),
    (Person("HE", Part.PERPETRATOR), Person("SHE", Part.SURVIVOR), Person("MA", Part.SURVIVOR)),
    (Person("HE", Part.PERPETRATOR),),
)


@dataclass(frozen=True, slots=True)
class World:
    """All that one decision is made from."""

    reader: Reader
    ask: Ask
    case: Case
    protocols: tuple[ProtocolInForce, ...]
    base: Table

    @property
    def given(self) -> tuple[Reader, Ask, Case, tuple[ProtocolInForce, ...], Table]:
        return self.reader, self.ask, self.case, self.protocols, self.base


def mostly(usual: T, *others: T, weight: int = 5) -> SearchStrategy[T]:
    """The usual value `weight` times as often as each of the others."""
    return st.sampled_from((usual,) * weight + others)


def some_of(*of: T, most: int = 2, least: int = 0) -> SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(of), min_size=least, max_size=most)


def some(strategy: SearchStrategy[T], most: int = 2) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def numbered(letter: str, records: SearchStrategy[tuple[Any, ...]]) -> SearchStrategy[tuple[Any, ...]]:
    return records.map(lambda each: tuple(replace(one, id=f"{letter}{n}") for n, one in enumerate(each)))


SPANS = st.builds(Span, mostly(DAY, BEFORE, AFTER, weight=4), mostly(None, DAY, BEFORE, weight=3))
BROKEN_SPANS = mostly(SPANS, st.just(Span(MISSING)), weight=9).flatmap(lambda kind: kind)
UNITS = mostly(frozenset({MINE}), frozenset[str](), frozenset({THEIRS}), frozenset({MINE, THEIRS}))
PURPOSES = mostly(
    frozenset({PURPOSE}), frozenset({OTHER}), frozenset({PURPOSE, OTHER}), frozenset({EVERYTHING})
)


def codes(every: Code, exceptions: Mapping[Category, Code]) -> dict[Category, Code]:
    return dict.fromkeys(Category, every) | dict(exceptions)


LAID_OUT = st.builds(
    codes,
    st.sampled_from(Code),
    st.dictionaries(st.sampled_from(Category), st.sampled_from(Code), max_size=6),
)
ROWS = st.builds(
    Row,
    works_with=st.sampled_from(WorksWith),
    perp_facing=mostly(False, True, weight=2),
    he_reads=mostly(False, True, weight=3),
    statutory=mostly(False, True, weight=3),
    gate=mostly(None, GATE),
    lists_gist_about_her=st.booleans(),
    gist_about_her=mostly(ABOUT_HER, frozenset[Category](), frozenset({Category.IDENTITY}), weight=2),
    break_glass=mostly(frozenset(Category), frozenset[Category](), frozenset({Category.BEHAVIOUR}), weight=2),
    codes=LAID_OUT,
)


@st.composite
def tables(draw: DrawFn, *, calm: bool) -> Table:
    asked = (ROLE, PURPOSE) if calm else draw(mostly((ROLE, PURPOSE), (ROLE, OTHER), ("ig_officer", PURPOSE)))
    return Table(
        digest="ab" * 32,
        roles=frozenset({ROLE}) if calm else draw(mostly(frozenset({ROLE, "ig_officer"}), frozenset[str]())),
        about_her=draw(mostly(ABOUT_HER, frozenset[Category](), weight=8)),
        rows={asked: draw(ROWS)},
    )


CHECKS = st.builds(
    ConflictCheck,
    mostly(DAY, BEFORE, AFTER, MISSING, weight=3),
    mostly(DAY, BEFORE, AFTER, None, weight=3),
    st.booleans(),
)
READERS = st.builds(
    Reader,
    id=st.just(READER),
    role=mostly(ROLE, "ig_officer", "stranger", weight=8),
    unit=mostly(MINE, UNLISTED, weight=12),
    memberships=mostly((Span(BEFORE),), (), weight=1) | some(BROKEN_SPANS),
    exclusions=mostly((), (Span(DAY),), weight=9) | some(BROKEN_SPANS, most=1),
    conflict_checks=mostly((), weight=1) | some(CHECKS),
)
WELCOME = Reader(READER, ROLE, MINE, (Span(BEFORE),))


CATEGORIES = mostly(*(frozenset({each}) for each in Category), frozenset[Category](), weight=1) | some_of(
    *Category, least=1, most=3
)


@st.composite
def facts(draw: DrawFn, name: str, people: tuple[str, ...], *, calm: bool) -> Fact:
    broken = () if calm else (None,)
    return Fact(
        id=name,
        owner=draw(
            mostly(THEIRS, MINE, weight=4) if calm else mostly(THEIRS, MINE, ELSEWHERE, UNLISTED, weight=3)
        ),
        categories=draw(CATEGORIES),
        source_type=draw(st.sampled_from(SourceType) | mostly(SourceType.SURVIVOR, SourceType.CHILD)),
        published=draw(mostly(DAY, *broken, AFTER, weight=12)),
        source_person=draw(mostly(None, *people, *(("NOBODY",) if broken else ()), weight=3)),
        about=draw(some_of(*people)),
        targets=draw(some_of(*people, most=1)),
        retracted=draw(mostly(None, AFTER, BEFORE, DAY, weight=12)),
        perp_aware=draw(st.sampled_from(PerpAware)),
        source_exposure=draw(st.sampled_from(SourceExposure)),
        has_gist=draw(mostly(True, False, weight=3)),
        caveats=draw(some_of(*Caveat, most=1) | some_of(*Caveat)),
        travels_with=draw(mostly(frozenset[str](), weight=1) | some_of("f0", "f1", "f2", "gone")),
        relationship_context=draw(st.sampled_from(RelationshipContext)),
    )


@st.composite
def consent_events(draw: DrawFn, people: tuple[str, ...], *, calm: bool) -> ConsentEvent:
    subject = draw(st.sampled_from((*people, *(who for who in people if who in {"SHE", "HE"}))))
    return ConsentEvent(
        id="",
        day=draw(mostly(DAY, BEFORE, weight=3) if calm else mostly(DAY, BEFORE, AFTER, MISSING)),
        subject=subject,
        given_by=draw(mostly(subject, *people, weight=8)),
        status=draw(mostly(Status.ACTIVE, *Status, weight=12)),
        recipients=draw(mostly(frozenset({MINE}), frozenset({EVERYTHING}), frozenset[str](), weight=9)),
        purposes=draw(mostly(frozenset({PURPOSE}), frozenset({EVERYTHING}), frozenset({OTHER}), weight=9)),
        categories=draw(
            mostly(frozenset({EVERYTHING}), *(frozenset({each.value}) for each in Category), weight=30)
        ),
        kind=draw(mostly(Kind.CONSENT, *Kind, weight=20)),
        capacity=draw(mostly(Capacity.CHILD_UNDERSTANDS, None, *Capacity)),
        except_units=draw(mostly(frozenset[str](), frozenset({MINE}), weight=8)),
        exclude_facts=draw(mostly(frozenset[str](), frozenset({"f0"}), frozenset({"f0", "f1"}), weight=4)),
        expires=draw(mostly(None, DAY, BEFORE)),
        may_be_put_to_perpetrator=draw(st.booleans()),
        may_appear_in_report=draw(st.booleans()),
        asked_alone=draw(mostly(None, True, False, weight=8)),
    )


NAMED = some_of("f0", "f1", "f2", most=3, least=1)
GLASS = st.builds(BreakGlass, st.just(""), mostly(READER, "other"), PURPOSES)


def gates(spans: SearchStrategy[Span]) -> SearchStrategy[tuple[Gate, ...]]:
    units = mostly(None, frozenset({MINE}), frozenset[str](), frozenset({THEIRS}))
    return some(st.builds(Gate, mostly(GATE, "other"), spans, units), most=3)


def approvals(spans: SearchStrategy[Span]) -> SearchStrategy[tuple[Approval, ...]]:
    by = mostly(THEIRS, MINE, ELSEWHERE, weight=4)
    return numbered("a", some(st.builds(Approval, st.just(""), by, NAMED, UNITS, PURPOSES, spans)))


def decisions(spans: SearchStrategy[Span]) -> SearchStrategy[tuple[SeriousRiskDecision, ...]]:
    one = st.builds(SeriousRiskDecision, st.just(""), NAMED, UNITS, PURPOSES, spans)
    return numbered("d", mostly((), weight=1) | some(one))


def narrowings(spans: SearchStrategy[Span]) -> SearchStrategy[tuple[Narrowing, ...]]:
    one = st.builds(
        Narrowing,
        by=mostly(THEIRS, MINE, ELSEWHERE, weight=6),
        to=mostly(MINE, THEIRS, weight=6),
        purpose=mostly(PURPOSE, OTHER, weight=6),
        categories=mostly(None, frozenset[Category](), *(frozenset({each}) for each in Category), weight=3),
        span=spans,
    )
    return mostly(st.just(()), some(one), weight=3).flatmap(lambda kind: kind)


@st.composite
def consents(draw: DrawFn, people: tuple[str, ...], *, calm: bool) -> tuple[ConsentEvent, ...]:
    """Either whatever was said, or one word from each of them in turn, mostly a yes."""
    if draw(st.booleans()):
        return draw(some(consent_events(people, calm=calm), most=8))
    return tuple(draw(consent_events((who,), calm=calm)) for who in people)


@st.composite
def people(draw: DrawFn) -> dict[str, Person]:
    return {person.id: person for person in (*draw(st.sampled_from(ADULTS)), *CHILDREN_AND_OTHERS)}


@st.composite
def cases(draw: DrawFn, *, calm: bool) -> Case:
    everyone = draw(people())
    names = tuple(everyone)
    spans = SPANS if calm else BROKEN_SPANS
    return Case(
        people=everyone,
        facts=tuple(draw(facts(f"f{number}", names, calm=calm)) for number in range(draw(st.integers(1, 3)))),
        gates=draw(gates(spans)),
        consent_events=draw(numbered("c", consents(names, calm=calm))),
        approvals=draw(approvals(spans)),
        serious_risk_decisions=draw(decisions(spans)),
        break_glass=draw(numbered("b", mostly((), weight=1) | some(GLASS))),
        units=draw(mostly(frozenset({MINE, THEIRS, ELSEWHERE}), frozenset[str](), weight=6)),
        narrowings=draw(narrowings(spans)),
    )


SHARED = frozenset({MINE, THEIRS, ELSEWHERE})


def protocols(*, calm: bool) -> SearchStrategy[tuple[ProtocolInForce, ...]]:
    parties = mostly(SHARED, SHARED - {ELSEWHERE}, frozenset({THEIRS}), frozenset({MINE}), weight=2)
    purposes = mostly(frozenset({PURPOSE}), frozenset({OTHER}), frozenset({PURPOSE, OTHER}))
    wild = st.builds(
        ProtocolInForce, st.just(""), parties, purposes, SPANS if calm else BROKEN_SPANS, tables(calm=calm)
    )
    if not calm:
        return numbered("p", some(wild, most=3))
    agreed = st.builds(
        ProtocolInForce, st.just(""), st.just(SHARED), st.just(frozenset({PURPOSE})), OPEN, tables(calm=True)
    )
    return numbered("p", st.tuples(agreed) | st.tuples(agreed, agreed) | st.tuples(agreed, wild))


OPEN = st.just(Span(BEFORE, AFTER))

WILD = st.builds(
    World,
    reader=READERS,
    ask=st.builds(Ask, mostly(PURPOSE, "unheard_of", weight=20), st.just(DAY)),
    case=cases(calm=False),
    protocols=protocols(calm=False),
    base=tables(calm=False),
)
CALM = st.builds(
    World,
    reader=st.just(WELCOME),
    ask=st.just(Ask(PURPOSE, DAY)),
    case=cases(calm=True),
    protocols=protocols(calm=True),
    base=tables(calm=True),
)
WORLDS = mostly(CALM, WILD, weight=4).flatmap(lambda kind: kind)
"""Four in five let the reader in under a protocol, so that what lies behind the doors is reached too."""
