"""Marked words, planted in every sealed field by the people and acts that put words there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from consent.people import Part
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.people import add_person
from sharehub.consents.approvals import Scope, approve_release
from sharehub.consents.break_glass import Emergency, break_glass
from sharehub.consents.review import Verdict, review_decision
from sharehub.consents.serious_risk import Grounds, approve, ask
from sharehub.database.schema import Base
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from tests.sharehub.audit.deeds import PURPOSE, signed_in
from tests.sharehub.needles import word_for

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

BORN = date(1931, 7, 19)
"""A day is a word too; nobody else in these tests was born on it."""


def sealed_columns() -> set[tuple[str, str]]:
    """Return every column of the schema that is declared as sealed."""
    return {
        (mapper.class_.__tablename__, name)
        for mapper in Base.registry.mappers
        for name, kind in mapper.class_.__annotations__.items()
        if "SealedText" in str(kind)
    }


def words() -> dict[str, str]:
    """Return the marked word of each sealed column."""
    return {
        f"{table}.{column}": BORN.isoformat() if column == "born" else word_for(table, column)
        for table, column in sealed_columns()
    }


def word(table: str, column: str) -> str:
    """Return the marked word of one sealed column."""
    return words()[f"{table}.{column}"]


def marked_fact(world: World, **changes: Any) -> NewFact:
    """Return a fact whose every sealed field is marked."""
    marked = {
        column: f"Something {word_for(table, column)} was said."
        for table, column in sealed_columns()
        if table == "fact_versions"
    }
    return world.behaviour(**(marked | changes))


def plant(world: World) -> UUID:
    """Put every marked word where it belongs, as members of staff do; return the fact."""
    today = world.today()
    person: UUID = world.act(add_person, "police", Part.THIRD_PARTY, word("persons", "name"), BORN)
    fact: UUID = world.act(record, "police", marked_fact(world, source_person=person))
    world.act(publish, "police", fact)
    world.act(
        exclude, "social_worker", world.actor("social_worker_two").user, word("exclusions", "reason"), today
    )
    world.act(
        raise_check,
        "social_worker",
        world.actor("police_two").user,
        Trigger.DECLARED,
        word("conflict_checks", "declared"),
        today,
    )
    world.consents(own_words=word("consent_events", "own_words"), note=word("consent_events", "note"))
    scope = Scope(frozenset({fact}), frozenset({world.units["HV"]}), frozenset({"child_protection"}), today)
    world.act(approve_release, "police", scope, word("approvals", "note"))
    decision = world.act(ask, "police", scope, marked_grounds(world))
    world.act(approve, "social_worker", decision)
    world.act(review_decision, "officer", decision, Verdict.LESSON, word("reviews", "note"))
    signed_in(world).act(break_glass, "police", PURPOSE, marked_emergency())
    return fact


def marked_grounds(world: World) -> Grounds:
    """Return grounds whose every sealed field is marked."""
    table = "serious_risk_decisions"
    risk, why, note = (word(table, name) for name in ("risk", "why_not_less", "told_note"))
    return Grounds(risk, why, told_note=note, person_at_risk=world.people["her"])


def marked_emergency() -> Emergency:
    """Return an emergency whose every sealed field is marked."""
    names = ("risk", "who_is_at_risk", "why_not_less", "nobody_reached")
    return Emergency(*(word("break_glass_grounds", name) for name in names))
