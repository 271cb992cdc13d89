"""How long recording and publishing a fact takes, beside bare inserts and updates of the same rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import Insert, bindparam, insert, update
from sqlalchemy.orm import Session

from consent.people import Part
from policies.vocabulary import Category, SourceExposure, SourceType
from sharehub.database.schema import Fact, FactVersion
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.patterns.new_fact import NewFact
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.bench.readings import lines_of
from tests.bench.spread import compared
from tests.bench.statements import OF_ONE_STATEMENT, apart, watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Engine, Executable

    from sharehub.identity.actor import Actor
    from sharehub.rehearsal.stage import Stage
    from tests.bench.spread import Effort
    from tests.bench.statements import Seen, Statement

AUTHOR = "police"
DAY = date(2024, 7, 16)

_STANDING = (
    update(Fact)
    .where(Fact.id == bindparam("which"))
    .values(revision=2, published=DAY, retracted=None)
    .execution_options(synchronize_session=None)
)
_RESTATED = update(FactVersion).where(FactVersion.fact_id == bindparam("which"), FactVersion.version == 1)


@dataclass(frozen=True, slots=True)
class Publishing:
    """One member of staff recording and publishing one fact, through the use cases, in one unit of work."""

    stage: Stage
    actor: Actor
    new: NewFact

    def __call__(self) -> UUID:
        """Record and publish."""
        with self.stage.hub.begin() as work:
            fact = record(work, self.actor, self.stage.case, self.new)
            publish(work, self.actor, self.stage.case, fact)
        return fact


@dataclass(frozen=True, slots=True)
class BarePublishing:
    """The same rows inserted and updated, under fresh ids; nothing is checked, sealed or encoded."""

    engine: Engine
    reads: tuple[Statement, ...]
    steps: tuple[tuple[Executable, Mapping[str, Any]], ...]
    drawn: frozenset[UUID]

    def __call__(self) -> None:
        """Read what is to be read, insert, update and commit."""
        fresh = {drawn: uuid4() for drawn in self.drawn}
        with self.engine.begin() as connection:
            for read in self.reads:
                connection.execute(read.clause, read.parameters or None).all()
            for statement, values in self.steps:
                connection.execute(statement, _under(fresh, values))


@dataclass(frozen=True, slots=True)
class OrdinaryPublishing:
    """The same rows written as anybody would: each statement where it is needed, through a session."""

    bare: BarePublishing

    def __call__(self) -> None:
        """Insert, update and commit."""
        fresh = {drawn: uuid4() for drawn in self.bare.drawn}
        with Session(self.bare.engine) as session:
            for statement, values in self.bare.steps:
                given = _under(fresh, values)
                if isinstance(statement, Insert):
                    for table, row in apart(statement, given):
                        session.execute(insert(table), row)
                    continue
                version = {"manifest": b"", "perp_aware": "unknown"}
                session.execute(
                    update(Fact)
                    .where(Fact.id == given["which"])
                    .values(revision=2, published=DAY, retracted=None)
                    if statement is _STANDING
                    else update(FactVersion)
                    .where(FactVersion.fact_id == given["which"], FactVersion.version == 1)
                    .values(**version)
                )
            session.commit()


def publishings(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure what governing a publication costs."""
    stage.put_clock(DAY)
    governed = Publishing(stage, stage.readers[AUTHOR], behaviour(stage))
    governed()
    with watched(stage.hub.engine) as by_ours:
        fact = governed()
    bare = _bare(stage.hub.engine, by_ours, fact)
    for beside, what in (
        (OrdinaryPublishing(bare), "an ordinary function that writes the same rows"),
        (bare, "the same selects and writes replayed, built beforehand"),
        (replace(bare, reads=()), "the writes alone replayed, built beforehand"),
    ):
        with watched(stage.hub.engine) as by_bare:
            beside()
        if by_ours.tables() != by_bare.tables():
            raise AssertionError("the bare function does not write what the governed act does")
        yield f"beside {what}"
        yield f"  governed: {by_ours.counts()}"
        yield f"  bare: {by_bare.counts()}"
        yield from lines_of(compared(governed, beside, effort), "publishing")


def _bare(engine: Engine, seen: Seen, fact: UUID) -> BarePublishing:
    version = next(one for one in map(_only, seen.inserts) if "wrapping_key" in one)
    restated = _RESTATED.values(manifest=version["manifest"], perp_aware=version["perp_aware"])
    steps = [(insert.clause, _only(insert)) for insert in seen.inserts]
    steps += [(_STANDING, {"which": fact}), (restated, {"which": fact})]
    keys = {"id", *OF_ONE_STATEMENT}
    drawn = frozenset(values[key] for _, values in steps for key in keys & values.keys())
    return BarePublishing(engine, tuple(seen.reads), tuple(steps), drawn)


def _only(statement: Statement) -> Mapping[str, Any]:
    (values,) = statement.parameters
    return values


def _under(fresh: Mapping[UUID, UUID], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: fresh.get(value, value) if isinstance(value, UUID) else value for name, value in values.items()
    }


def behaviour(stage: Stage) -> NewFact:
    """Return something he did, as an agency saw it."""
    parts = {person.person.part: stage.persons[name] for name, person in stage.file.persons.items()}
    return NewFact(
        kind=Kind.BEHAVIOUR,
        statement="He kicked the kitchen door while the children sat behind it, and then took both phones.",
        gist="He damages the home to frighten them.",
        source_type=SourceType.AGENCY_OBSERVATION,
        categories=frozenset({Category.BEHAVIOUR}),
        subject_person=parts[Part.PERPETRATOR],
        targets=frozenset({parts[Part.SURVIVOR]}),
        tactics=frozenset({Tactic.INTIMIDATE}),
        pathways=frozenset({Pathway.CHILD_SAFETY_WELLBEING}),
        source_exposure=SourceExposure.NONE,
    )
