"""What a document is composed of: no more than a look, held to what was frozen, and on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from policies.vocabulary import Category, Outcome, PerpAware
from sharehub.audit.entry import Action
from sharehub.disclosure.compose import Composed, Form, Wanted, compose, opened, prepare, prepare_for
from sharehub.disclosure.disclose import Refused
from sharehub.disclosure.inputs import Seat
from sharehub.errors import Forbidden
from sharehub.patterns.publish import confirm_awareness
from sharehub.patterns.record import correct
from sharehub.replay.reading import Window
from sharehub.replay.run import replay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.audit.entry import Value
    from sharehub.disclosure.compose import Prepared
    from tests.sharehub.world import World

REFERRAL = Wanted(Action.DOCUMENT_ASKED, "programme_referral")
PROTECTION = Wanted(Action.DOCUMENT_ASKED, "child_protection")


def composed(world: World, by: str, wanted: Wanted) -> Composed:
    found = compose(world.hub, world.actor(by), world.case, wanted)
    assert isinstance(found, Composed), found
    return found


def seat(world: World, name: str) -> Seat:
    actor = world.actor(name)
    return Seat(actor.user, actor.unit, actor.role)


def prepared_for(
    world: World, by: str, to: str, wanted: Wanted = REFERRAL, purpose: str = "child_protection"
) -> tuple[Prepared, Composed]:
    with world.hub.begin() as work:
        found = prepare_for(work, world.actor(by), world.case, seat(world, to), wanted, purpose)
    assert not isinstance(found, Refused), found
    return found, opened(world.hub, found, work.entries[-1])


def a_family(world: World) -> World:
    world.publish(world.behaviour())
    world.publish(world.told_by_her())
    world.open("programme_referral", "RESP-M")
    world.open("cp_concern", "CF-SW", "HV", "POL-DA")
    return world


def test_a_document_holds_the_lines_of_a_look_for_the_same_purpose(world: World) -> None:
    a_family(world)

    for by, purpose in (("mens_worker", "programme_referral"), ("health_visitor", "child_protection")):
        looked = world.read(by, purpose).lines
        found = composed(world, by, replace(REFERRAL, purpose=purpose)).lines.values()
        plain = [{**line, "id": None} for line in looked]
        assert [{**line, "id": None} for line in found] == plain
        assert plain


def test_nobodys_own_record_comes_as_their_own(world: World) -> None:
    a_family(world)
    assert any(line.get("own") for line in world.read("police", "child_protection").lines)

    assert not any("own" in line for line in composed(world, "police", PROTECTION).lines.values())


def test_his_side_gets_no_id_of_a_fact_and_no_kind(sqlite_world: World) -> None:
    a_family(sqlite_world).consents()

    found = composed(sqlite_world, "mens_worker", REFERRAL)

    assert found.his_side
    assert len(found.lines) == 2
    for fact, line in found.lines.items():
        assert fact not in str(line)
        assert not {"kind", "how_we_know", "channels", "own"} & line.keys()


def test_a_line_in_full_has_its_place_and_a_gist_has_none(sqlite_world: World) -> None:
    world = a_family(sqlite_world)
    short = world.publish(world.behaviour(categories=frozenset({Category.CHILD_WELLBEING})))
    knows = world.publish(world.behaviour(perp_aware=PerpAware.YES))
    found = composed(world, "mens_worker", REFERRAL)
    assert not found.places[str(knows)].he_knows

    world.act(confirm_awareness, "police_two", knows)
    found = composed(world, "mens_worker", REFERRAL)

    assert found.places[str(knows)].he_knows
    assert "tactics" not in found.lines[str(short)]
    assert found.lines.keys() - found.places.keys() == {str(short)}


def test_a_document_for_another_is_held_to_what_its_maker_may_have(sqlite_world: World) -> None:
    world = a_family(sqlite_world)
    world.consents()
    theirs = world.texts("mens_worker", "programme_referral")
    own = world.read("teacher", "wellbeing_support").lines
    shorter = {line["text"] for line in own if "tactics" not in line}

    found, document = prepared_for(world, "teacher", "mens_worker", purpose="wellbeing_support")

    # The teacher has it in short form alone: by their hand, he gets it in no longer one.
    assert shorter
    assert len(theirs) == 2
    assert found.forms == {}
    assert document.lines == {}


def test_both_decisions_are_on_record_and_the_document_names_what_it_is_bound_to(world: World) -> None:
    a_family(world)

    def bound(forms: Mapping[str, Form]) -> Mapping[str, Value]:
        return {"manifest": f"of {len(forms)}"}

    found, document = prepared_for(
        world, "social_worker", "mens_worker", replace(REFERRAL, references={"of": "it"}, bound=bound)
    )

    own, its = world.logged(Action.DOCUMENT_ASKED)
    assert (own["purpose"], its["purpose"]) == ("child_protection", "programme_referral")
    assert ("manifest" in own["refs"], own["refs"]["of"]) == (False, "it")
    assert its["refs"]["manifest"] == f"of {len(found.forms)}"
    assert its["refs"]["release"] == str(document.release)
    assert {one["actor"] for one in (own, its)} == {str(world.actor("social_worker").user)}


@pytest.mark.parametrize(("by", "to"), [("social_worker", "court"), ("court", "mens_worker")])
def test_where_either_of_them_gets_no_answer_there_is_no_document(
    sqlite_world: World, by: str, to: str
) -> None:
    world = a_family(sqlite_world)

    with world.hub.begin() as work:
        found = prepare_for(work, world.actor(by), world.case, seat(world, to), REFERRAL, "child_protection")

    assert isinstance(found, Refused)
    assert world.logged(Action.DOCUMENT_ASKED)[-1]["outcome"] == "refused"


def test_an_importer_composes_nothing(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        compose(sqlite_world.hub, sqlite_world.importer("CF-SW"), sqlite_world.case, REFERRAL)


def test_what_is_held_to_forms_holds_what_still_goes_exactly_so(world: World) -> None:
    a_family(world)
    first, second = (world.publish(world.behaviour(statement=f"He broke {what}.")) for what in "ab")
    with world.hub.begin() as work:
        before = prepare(work, world.actor("mens_worker"), world.case, REFERRAL)
    assert not isinstance(before, Refused)
    kept = {fact: before.forms[fact] for fact in map(str, (first, second))}
    held = replace(REFERRAL, held_to=kept)
    whole = replace(held, whole=True)

    assert composed(world, "mens_worker", held).lines.keys() == kept.keys()
    assert composed(world, "mens_worker", whole).lines.keys() == kept.keys()
    world.act(correct, "police_two", first, world.behaviour(statement="He broke c."))
    assert composed(world, "mens_worker", held).lines.keys() == {str(second)}
    assert composed(world, "mens_worker", whole).lines == {}


def test_what_travels_with_what_is_left_out_is_left_out(sqlite_world: World) -> None:
    world = a_family(sqlite_world)
    first = world.publish(world.behaviour())
    second = world.publish(world.behaviour(travels_with=frozenset({first})))
    with world.hub.begin() as work:
        before = prepare(work, world.actor("mens_worker"), world.case, REFERRAL)
    assert not isinstance(before, Refused)
    assert before.forms[str(second)].outcome == Outcome.FULL

    held = replace(REFERRAL, held_to={str(second): before.forms[str(second)]})

    assert composed(world, "mens_worker", held).lines == {}


def test_a_replay_decides_every_document_as_it_was_decided(world: World) -> None:
    a_family(world).consents()
    _, document = prepared_for(world, "social_worker", "mens_worker")
    composed(world, "mens_worker", replace(REFERRAL, held_to={}, whole=True))
    composed(world, "police", PROTECTION)

    tally = replay(world.hub, Window()).tally

    assert document.lines
    assert (tally.told, tally.decisions, tally.flawed) == ([], 4, 0)
