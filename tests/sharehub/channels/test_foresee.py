"""What an author is shown before publishing is what each audience gets then, and no more than is theirs."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from consent.record import Status
from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from policies.vocabulary import Category
from sharehub.assembly import fresh
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import exclude
from sharehub.channels.preview import preview
from sharehub.clock import SteppedClock
from sharehub.demo.story import case_file
from sharehub.disclosure.disclose import Disclosed, Refused, disclose
from sharehub.disclosure.foresee import Foreseen
from sharehub.errors import Forbidden, Invalid, NotFound, Tampered
from sharehub.patterns.publish import publish, retract
from sharehub.patterns.record import record
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.stage import FIRST_DAY, noon, set_stage
from sharehub.replay.reading import Window
from sharehub.replay.run import replay
from tests.sharehub.channels.narrowing import PURPOSE, narrowed
from tests.sharehub.disclosure.stored import change_version, last_of
from tests.sharehub.referrals.played import THE_THIRD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sharehub.identity.actor import Actor
    from sharehub.rehearsal.stage import Stage
    from tests.sharehub.world import World

Key = tuple[UUID, str, str]
Line = dict[str, Any]


def of(foreseen: Foreseen | Refused) -> dict[Key, Line | None]:
    """Return the lines by unit, role and purpose; an id that is new each time is left out."""
    assert isinstance(foreseen, Foreseen), foreseen
    return {(who.unit, who.role, who.purpose): _same(line) for who, line in foreseen.audiences}


def _same(line: Line | None) -> Line | None:
    return None if line is None else {name: value for name, value in line.items() if name != "id"}


def shown(world: World, by: str, fact: UUID, purpose: str = PURPOSE) -> dict[Key, Line | None]:
    return of(preview(world.hub, world.actor(by), world.case, fact, purpose))


def draft(world: World, by: str = "police", **changes: Any) -> UUID:
    fact: UUID = world.act(record, by, world.behaviour(**changes))
    return fact


def a_case(world: World) -> World:
    """Open purposes of several readers, and those of the police."""
    world.open("cp_concern", "HV", "CF-SW", "POL-DA")
    world.open("mapping_meeting", "CAL-C", "HV", "RESP-M")
    world.open("programme_referral", "RESP-M")
    world.open("court_request", "SHERIFF")
    return world


def test_what_each_audience_is_shown_to_get_is_what_it_gets_once_it_is_published(world: World) -> None:
    a_case(world)
    told: UUID = world.act(record, "police", world.told_by_her())
    world.consents()
    before = shown(world, "police", told)

    world.act(publish, "police", told)

    assert before == shown(world, "police", told)
    for name, purpose in (
        ("health_visitor", PURPOSE),
        ("social_worker", PURPOSE),
        ("police", PURPOSE),
        ("facilitator", "case_mapping"),
        ("mens_worker", "programme_referral"),
        ("court", "court_report"),
        ("teacher", "wellbeing_support"),
    ):
        actor = world.actor(name)
        lines = [_same(line) for line in world.read(name, purpose).lines]
        assert [before[actor.unit, actor.role, purpose]] == (lines or [None]), name
    mans = before[world.units["RESP-M"], "caledonian_men", "programme_referral"]
    assert mans is not None
    assert "how_we_know" not in mans


def test_it_is_recorded_as_a_look_of_the_author_before_anything_is_opened(world: World) -> None:
    a_case(world)
    fact = draft(world)
    shown(world, "police", fact)

    entry = last_of(world, Action.FACT_PREVIEWED)
    assert (entry.outcome, entry.answer(fact)) == ("done", ("full", "OWN_RECORD"))
    assert entry.body["refs"]["fact"] == str(fact)
    assert replay(world.hub, Window()).tally.found == 0
    # To everybody the fact is what it was: a draft.
    assert world.texts("health_visitor", PURPOSE) == []


def test_a_narrowed_channel_and_a_no_look_alike_and_no_reason_is_told(sqlite_world: World) -> None:
    world = a_case(sqlite_world)
    told: UUID = world.act(record, "police", world.told_by_her(gist=None))
    hv = (world.units["HV"], "health_visitor", PURPOSE)
    assert shown(world, "police", told)[hv] is not None
    narrowed(world)
    kept = preview(world.hub, world.actor("police"), world.case, told, PURPOSE)
    world.consents(status=Status.REFUSED)
    refused = preview(world.hub, world.actor("police"), world.case, told, PURPOSE)

    assert isinstance(kept, Foreseen)
    assert isinstance(refused, Foreseen)
    assert of(kept)[hv] is None
    assert of(refused)[world.units["RESP-M"], "caledonian_men", "programme_referral"] is None
    assert of(kept)[world.units["RESP-M"], "caledonian_men", "programme_referral"] is None
    assert kept.told == refused.told == world.read("police", PURPOSE).told


def test_what_he_will_see_in_papers_is_marked_and_their_makers_are_examined_too(sqlite_world: World) -> None:
    world = a_case(sqlite_world)
    safety = draft(world, categories=frozenset({Category.SAFETY}))
    foreseen = preview(world.hub, world.actor("police"), world.case, safety, PURPOSE)

    assert isinstance(foreseen, Foreseen)
    his = {(who.unit, who.purpose): line for who, line in foreseen.audiences if who.he_reads}
    assert (world.units["SHERIFF"], "court_report") in his
    assert set(his.values()) == {None}
    assert {who.purpose for who, _ in foreseen.audiences if not who.he_reads}.isdisjoint(
        purpose for _, purpose in his
    )


def test_discreet_units_are_no_audience_and_one_persons_conflict_is_no_matter(sqlite_world: World) -> None:
    world = a_case(sqlite_world)
    fact = draft(world)
    before = shown(world, "police", fact)
    assert {unit for unit, _, _ in before}.isdisjoint({world.units["SUB-P"], world.units["ALC-S"]})
    assert world.units["IG"] not in {unit for unit, _, _ in before}

    visitor = world.actor("health_visitor").user
    world.act(exclude, "officer", visitor, "Lives next door.", world.today())

    assert shown(world, "police", fact) == before


def test_an_author_who_works_with_him_is_shown_their_own_unit_alone(sqlite_world: World) -> None:
    world = a_case(sqlite_world)
    fact = draft(world, by="mens_worker")

    found = shown(world, "mens_worker", fact, "programme_referral")

    assert {unit for unit, _, _ in found} == {world.units["RESP-M"]}
    own = found[world.units["RESP-M"], "caledonian_men", "programme_referral"]
    assert own is not None
    assert own["own"] is True


def test_only_who_may_publish_it_looks_and_only_at_their_own_units_facts(sqlite_world: World) -> None:
    world = a_case(sqlite_world)
    fact = draft(world)

    def look(by: Actor, of_case: UUID = world.case, which: UUID = fact, purpose: str = PURPOSE) -> Any:
        return preview(world.hub, by, of_case, which, purpose)

    for by, which in (("health_visitor", fact), ("police", uuid4())):
        with pytest.raises(NotFound):
            look(world.actor(by), which=which)
    for nobody in (world.importer("POL-DA"), world.actor("officer")):
        with pytest.raises(Forbidden):
            look(nobody)
    with pytest.raises(Invalid):
        look(world.actor("police"), purpose="marac_safety")
    stranger = replace(
        world.actor("police"), user=world.actor("police_two").user, role="children_families_sw"
    )
    assert isinstance(look(stranger), Refused)
    assert isinstance(look(world.actor("police"), of_case=uuid4()), Refused)
    assert isinstance(look(world.actor("police"), purpose="Konrad"), Refused)
    assert "Konrad" not in str(world.logged())
    world.act(retract, "police", fact)
    with pytest.raises(NotFound):
        look(world.actor("police"))


def test_a_fact_that_is_not_what_was_sealed_is_shown_to_nobody_and_alarmed(
    sqlite_world: World, alarms: pytest.LogCaptureFixture
) -> None:
    world = a_case(sqlite_world)
    fact = draft(world)
    change_version(world, fact, frequency="daily")

    with pytest.raises(Tampered):
        shown(world, "police", fact)

    assert last_of(world, Action.RELEASE_FAULTED).outcome == "fault"
    assert "sharehub.alarm" in {record_.name for record_ in alarms.records}


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who may look at their own unit's facts, and for what."""

    actor: Actor
    purpose: str


@pytest.fixture(scope="module")
def marketa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Yield the shipped case as it stands on 3 July, with nothing published."""
    rulebook = parse_rulebook(rulebook_text())
    clock = SteppedClock(noon(FIRST_DAY))
    folder = tmp_path_factory.mktemp("foreseen") / "hub"
    with closing(fresh(folder, clock)) as hub:
        stage = set_stage(hub, clock, parse(case_file(), rulebook), rulebook_text(), rulebook)
        record_facts(stage)
        for happening in happenings(stage):
            if happening.day <= THE_THIRD and not happening.where.startswith("facts["):
                stage.put_clock(happening.day)
                happen(stage, happening)
        stage.put_clock(THE_THIRD)
        yield stage


def authors(stage: Stage) -> dict[str, list[Author]]:
    """Return who may be an author, by their units' codes."""
    allowed = stage.rulebook.may_record.acts["record_fact"]
    roles = stage.rulebook.roles
    found: dict[str, list[Author]] = {}
    for name, reader in stage.file.readers.items():
        actor = stage.readers[name]
        if actor.role in allowed and actor.role in roles:
            purposes = [
                one for one in roles[actor.role].purposes if one not in stage.rulebook.perpetrator_reads
            ]
            found.setdefault(reader.unit, []).extend(Author(actor, purpose) for purpose in purposes)
    return found


def preview_of(stage: Stage, fact: UUID, tries: list[Author]) -> dict[Key, Line | None] | None:
    """Return what the first author who may look is shown; None: to none of them is it open."""
    for author in tries:
        try:
            outcome = preview(stage.hub, author.actor, stage.case, fact, author.purpose)
        except Invalid:
            continue
        if isinstance(outcome, Foreseen):
            return of(outcome)
    return None


def all_looks(stage: Stage) -> dict[Key, list[Line | None]]:
    """Return what every reader of the case gets for every purpose of their role."""
    found: dict[Key, list[Line | None]] = {}
    for name in stage.file.readers:
        actor = stage.readers[name]
        role = stage.rulebook.roles.get(actor.role)
        for purpose in role.purposes if role else ():
            outcome = disclose(stage.hub, actor, stage.case, purpose)
            if isinstance(outcome, Disclosed):
                found[actor.unit, actor.role, purpose] = [_same(line) for line in outcome.lines]
    return found


def published_one_by_one(stage: Stage) -> dict[str, dict[Key, Line | None]]:
    """Publish every fact once all that it travels with is out; return what was foreseen of it just before."""
    found: dict[str, dict[Key, Line | None]] = {}
    waiting = {one.id: one for one in stage.file.facts}
    out: set[str] = set()
    while ready := [one for one in waiting.values() if one.metadata.travels_with <= out]:
        for one in ready:
            fact, owner = stage.facts[one.id], stage.importers[one.metadata.owner]
            seen = preview_of(stage, fact, authors(stage).get(one.metadata.owner, []))
            if seen is not None:
                found[one.id] = seen
            with stage.hub.begin() as work:
                publish(work, owner, stage.case, fact, on=THE_THIRD)
            out.add(one.id)
            del waiting[one.id]
    return found


def test_for_every_fact_of_the_shipped_case_the_preview_is_what_every_audience_then_gets(
    marketa: Stage,
) -> None:
    foreseen = published_one_by_one(marketa)
    assert len(foreseen) >= 10
    asked = all_looks(marketa)
    texts = {one.id: {one.statement, one.gist} for one in marketa.file.facts}
    compared = 0
    for fact, by_audience in foreseen.items():
        for key in by_audience.keys() & asked.keys():
            got = [line for line in asked[key] if line and line["text"] in texts[fact]]
            expected = by_audience[key]
            assert got == ([] if expected is None else [expected]), (fact, key)
            compared += expected is not None
    assert compared >= 50
