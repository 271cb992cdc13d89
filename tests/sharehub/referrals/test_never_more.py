"""Nothing in a referral that a direct look by its reader would not give: over drawn facts and consents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.people import Part
from consent.record import Status as Answer
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.consents.record import record_consent
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.errors import Invalid
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.patterns.publish import publish
from sharehub.patterns.record import record
from sharehub.referrals.preview import Preview
from sharehub.referrals.read import Reading
from tests.sharehub.audit.deeds import said
from tests.sharehub.referrals.referring import Referring, a_programme, texts

if TYPE_CHECKING:
    from uuid import UUID

    from sharehub.disclosure.rendering import Line
    from tests.sharehub.world import World

MEMBERS = ("police", "womens_worker", "mens_worker", "facilitator", "teacher", "health_visitor")
OWNERS = ("police", "social_worker", "womens_worker", "teacher", "mens_worker")

drawn_facts = st.lists(
    st.fixed_dictionaries(
        {
            "by": st.sampled_from(OWNERS),
            "kind": st.sampled_from([Kind.BEHAVIOUR, Kind.IMPACT, Kind.GAP, Kind.NOTE, Kind.COMMITMENT]),
            "categories": st.sets(st.sampled_from(list(Category)), min_size=1, max_size=2),
            "source_type": st.sampled_from(
                [SourceType.AGENCY_OBSERVATION, SourceType.SURVIVOR, SourceType.COURT_RECORD]
            ),
            "source_exposure": st.sampled_from(list(SourceExposure)),
            "perp_aware": st.sampled_from([PerpAware.NO, PerpAware.UNKNOWN, PerpAware.YES]),
            "caveats": st.sets(st.sampled_from([Caveat.CHECK_WITH_SURVIVOR_FIRST, Caveat.NOT_TO_PARENTS])),
            "gist": st.booleans(),
            "travels": st.booleans(),
            "earlier": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)
drawn_consents = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([Answer.ACTIVE, Answer.LIMITED, Answer.REFUSED, Answer.RESCINDED]),
            "put": st.booleans(),
            "excludes": st.booleans(),
        }
    ),
    max_size=2,
)


def _there(world: World) -> World:
    parts = {
        "him": Part.PERPETRATOR,
        "her": Part.SURVIVOR,
        "child": Part.CHILD,
        "neighbour": Part.THIRD_PARTY,
    }
    return world.another_case(parts, MEMBERS)


def _recorded(world: World, drawn: list[dict[str, Any]]) -> list[UUID]:
    """Record and publish what was drawn; a fact that the hub refuses is none."""
    facts: list[UUID] = []
    for place, one in enumerate(drawn):
        hers = one["source_type"] is SourceType.SURVIVOR
        behaviour = one["kind"] in {Kind.BEHAVIOUR, Kind.IMPACT}
        new = world.behaviour(
            kind=one["kind"],
            statement=f"He did thing number {place}.",
            gist=f"In short, thing number {place}." if one["gist"] else None,
            categories=frozenset(one["categories"]),
            source_type=one["source_type"],
            source_person=world.people["her"] if hers else None,
            source_exposure=one["source_exposure"],
            perp_aware=one["perp_aware"],
            caveats=frozenset(one["caveats"]),
            travels_with=frozenset(facts[-1:]) if one["travels"] else frozenset(),
            tactics=frozenset({Tactic.CONFINE, Tactic.PHYSICAL} if behaviour else ()),
            pathways=frozenset({Pathway.FAMILY_ECOLOGY} if behaviour else ()),
            relationship_context=RelationshipContext.PREVIOUS_RELATIONSHIP
            if one["earlier"]
            else RelationshipContext.THIS_RELATIONSHIP,
        )
        units = {unit: code for code, unit in world.units.items()}
        importer = world.importer(units[world.actor(one["by"]).unit])
        try:
            with world.hub.begin() as work:
                fact = record(work, importer, world.case, new)
                publish(work, importer, world.case, fact)
        except Invalid:
            continue
        facts.append(fact)
    return facts


def _lines(world: World, name: str, purpose: str) -> dict[str, Line]:
    outcome = disclose(world.hub, world.actor(name), world.case, purpose)
    assert isinstance(outcome, Disclosed)
    return {line["text"]: line for line in outcome.lines}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=drawn_facts, consents=drawn_consents)
def test_a_referral_holds_nothing_that_a_look_by_its_reader_would_not_give(
    sqlite_world: World, facts: list[dict[str, Any]], consents: list[dict[str, Any]]
) -> None:
    world = _there(sqlite_world)
    recorded = _recorded(world, facts)
    for one in consents:
        words = said(
            world,
            status=one["status"],
            may_be_put_to_perpetrator=one["put"],
            exclude_facts=frozenset(map(str, recorded[:1])) if one["excludes"] else frozenset(),
        )
        with world.hub.begin() as work:
            record_consent(work, world.importer("CAL-W"), world.case, words)
    code = f"P-{len(world.logged())}"
    referring = Referring.of(world, programme=a_programme(world, code=code))

    seen = referring.previewed()
    read = referring.approved().sent().read()

    assert isinstance(seen, Preview)
    assert isinstance(read, Reading)
    direct = _lines(world, "mens_worker", "programme_referral")
    assert set(texts(read)) == set(texts(seen)) <= direct.keys()
    # Nor what its maker has not: in full what they have in full, and in short what they have at all.
    own = _lines(world, "social_worker", "child_protection")
    numbers = {text.rpartition(" ")[2] for text in own}
    for text in texts(read):
        assert text in own or (text.startswith("In short") and text.rpartition(" ")[2] in numbers)
    entries = [line for family in read.sections.pattern for line in family.lines]
    for entry in (*entries, *read.sections.gaps, *read.sections.notes, *read.sections.pattern_in_short):
        assert list(entry.caveats) == direct[entry.text]["caveats"]
        assert entry.how_we_know is None
        assert (entry.frequency, entry.trend) == (
            direct[entry.text].get("frequency"),
            direct[entry.text].get("trend"),
        )
