"""What she does to protect: shown to her, shared with her say; what is covert reaches nobody on his side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from consent.people import Part
from consent.record import Status
from policies.vocabulary import Category, RelationshipContext, SourceExposure, SourceType
from sharehub.audit.entry import Action
from sharehub.database.schema import FactVersion, ShownToHer
from sharehub.disclosure.disclose import Disclosed, Refused, disclose
from sharehub.errors import Forbidden, Invalid
from sharehub.language.vocabulary import Kind
from sharehub.patterns.publish import retract
from sharehub.patterns.shared_with import Hers, shared_with
from sharehub.patterns.shown import Shown, show

if TYPE_CHECKING:
    from sharehub.patterns.new_fact import NewFact
    from tests.sharehub.world import World

EVENINGS = "Ludmila puts Agnes to bed early, before he comes home."
NEIGHBOUR = "Ludmila keeps a bag at a friend's."
DAY = date(2024, 6, 3)


def an_effort(world: World, **changes: Any) -> NewFact:
    """Return what she does to protect, as her worker knows it from her; open unless it is said otherwise."""
    told = {
        "kind": Kind.PROTECTIVE_EFFORT,
        "statement": EVENINGS,
        "gist": None,
        "section": 2,
        "subject_person": world.people["her"],
        "targets": frozenset(),
        "tactics": frozenset(),
        "pathways": frozenset(),
        "categories": frozenset({Category.PROTECTIVE_EFFORT}),
        "source_type": SourceType.SURVIVOR,
        "source_person": world.people["her"],
        "source_exposure": SourceExposure.NONE,
        "covert": False,
    }
    return world.behaviour(**(told | changes))


def shows(world: World, *facts: UUID, by: str = "womens_worker", **changes: Any) -> None:
    given: dict[str, Any] = {"person": world.people["her"], "on": DAY, "asked_to_share": True}
    world.act(show, by, Shown(facts=frozenset(facts), **(given | changes)))


def hers(world: World, by: str = "womens_worker", purpose: str = "survivor_support") -> Hers:
    outcome = shared_with(world.hub, world.actor(by), world.case, purpose)
    assert isinstance(outcome, Hers), outcome
    return outcome


def test_her_worker_sees_when_an_effort_was_shown_and_what_she_said(world: World) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")
    yes = UUID(world.consents())
    shows(world, effort, consent=yes)

    seen = hers(world)

    assert [line["text"] for line in seen.composed.lines.values()] == [EVENINGS]
    assert seen.hanging[str(effort)] == {
        "shown": [{"shown_on": DAY, "asked_on": DAY, "said": "active", "consent": yes}],
        "rests_on": [],
        "reached": [],
    }
    (said,) = seen.said
    assert (said["id"], said["status"]) == (yes, "active")
    assert said["recipients"] == [str(world.units["RESP-M"])]
    assert set(said["purposes"]) == {"programme_delivery", "programme_referral"}
    assert "own_words" not in said
    (entry,) = world.logged(Action.SHOWN_TO_HER)
    assert entry["refs"] == {
        "person": str(world.people["her"]),
        "facts": [str(effort)],
        "asked_to_share": True,
    }


def test_she_is_told_which_units_had_what_her_workers_unit_wrote_down_for_what_and_when_last(
    world: World,
) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")
    others = world.publish(world.behaviour(), by="police")
    social_work = world.units["CF-SW"]
    world.open("cp_concern", "CF-SW")
    world.consents(recipients=frozenset({str(social_work)}), purposes=frozenset({"child_protection"}))
    assert hers(world).hanging[str(effort)]["reached"] == []

    got = world.texts("social_worker", "child_protection")

    assert EVENINGS in got
    (one,) = hers(world).hanging[str(effort)]["reached"]
    assert one == {"unit": social_work, "purposes": ["child_protection"], "last": world.today()}
    assert str(others) not in hers(world).hanging


def test_that_it_was_shown_and_she_was_not_asked_is_said_as_that(world: World) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")
    shows(world, effort, asked_to_share=False)

    ((shown,),) = [item["shown"] for item in hers(world).hanging.values()]
    assert (shown["shown_on"], shown["asked_on"], shown["said"]) == (DAY, None, None)


def test_what_she_told_another_unit_comes_with_her_word_that_it_rests_on_and_no_showing_of_theirs(
    world: World,
) -> None:
    told = world.publish(world.told_by_her(), by="social_worker")
    assert hers(world).composed.lines == {}
    yes = UUID(
        world.consents(
            recipients=frozenset({str(world.units["CAL-W"])}), purposes=frozenset({"survivor_support"})
        )
    )
    shows(world, told, by="social_worker", asked_to_share=False)

    seen = hers(world)

    assert seen.hanging == {str(told): {"shown": [], "rests_on": [yes], "reached": []}}


def test_what_is_not_hers_is_not_in_it_but_for_what_hers_travels_with(world: World) -> None:
    world.publish(world.behaviour(statement="He broke a chair."))
    context = world.publish(world.behaviour(statement="He locks the doors at eight."))
    effort = world.publish(an_effort(world, travels_with=frozenset({context})), by="womens_worker")

    seen = hers(world)

    assert {line["text"] for line in seen.composed.lines.values()} == {
        EVENINGS,
        "He locks the doors at eight.",
    }
    assert seen.hanging.keys() == {str(effort)}


@pytest.mark.parametrize("by", ["mens_worker", "police", "his_substance_worker", "officer", "facilitator"])
def test_only_those_who_record_what_she_says_ask_for_it(world: World, by: str) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")

    with pytest.raises(Forbidden):
        shared_with(world.hub, world.actor(by), world.case, "case_mapping")
    with pytest.raises(Forbidden):
        shows(world, effort, by=by)
    assert world.rows(ShownToHer) == []


def test_a_case_that_is_not_ones_own_is_as_one_that_is_not_there(world: World) -> None:
    there = world.another_case({"her": Part.SURVIVOR})

    elsewhere = shared_with(world.hub, world.actor("womens_worker"), there.case, "survivor_support")
    nowhere = shared_with(world.hub, world.actor("womens_worker"), UUID(int=7), "survivor_support")

    assert isinstance(elsewhere, Refused)
    assert isinstance(nowhere, Refused)
    assert elsewhere.refusal == nowhere.refusal


def test_while_it_is_open_whose_pattern_it_is_nothing_hangs_on_what_may_be_his(world: World) -> None:
    parts = {"him": Part.ADULT_A, "her": Part.ADULT_B}
    there = world.another_case(parts, ["womens_worker"])
    effort = there.publish(an_effort(there), by="womens_worker")
    shows(there, effort)

    seen = hers(there)

    assert (seen.hanging, seen.said) == ({}, ())


def test_only_facts_that_her_worker_has_in_full_are_shown_to_her(world: World) -> None:
    kept = world.publish(
        world.behaviour(categories=frozenset({Category.SAFETY}), gist="There is something."), by="police"
    )
    gone = world.publish(an_effort(world), by="womens_worker")
    world.act(retract, "womens_worker", gone)
    messages = set()
    for facts in ([kept], [gone], [world.case], []):
        with pytest.raises(Invalid) as refused:
            shows(world, *facts)
        messages.add(str(refused.value))

    assert (len(messages), world.rows(ShownToHer)) == (1, [])


def test_what_is_from_an_earlier_relationship_is_not_shown_to_her_this_way(world: World) -> None:
    before = world.publish(
        world.behaviour(relationship_context=RelationshipContext.PREVIOUS_RELATIONSHIP), by="womens_worker"
    )

    with pytest.raises(Invalid, match="disclosure scheme"):
        shows(world, before)
    assert world.rows(ShownToHer) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"on": date(2024, 6, 4)}, "shown_on"),
        ({"person": "him"}, "survivor"),
        ({"person": "child"}, "survivor"),
    ],
)
def test_it_is_shown_to_a_survivor_on_a_day_that_has_come(
    world: World, changes: dict[str, Any], where: str
) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")
    named = {name: world.people.get(value, value) for name, value in changes.items()}

    with pytest.raises(Invalid) as refused:
        shows(world, effort, **named)
    assert refused.value.where == where


def test_her_answer_is_one_that_her_workers_unit_recorded_when_she_was_asked(world: World) -> None:
    effort = world.publish(an_effort(world), by="womens_worker")
    yes = UUID(world.consents())
    his = UUID(world.consents(subject=world.people["child"], given_by=world.people["her"]))

    for changes in ({"consent": yes, "asked_to_share": False}, {"consent": his}, {"consent": world.case}):
        with pytest.raises(Invalid) as refused:
            shows(world, effort, **changes)
        assert refused.value.where == "consent"
    assert world.rows(ShownToHer) == []


def test_a_covert_effort_is_a_safety_fact_and_reaches_his_side_by_no_route(world: World) -> None:
    for gate in ("programme_referral", "programme_start", "mapping_meeting", "court_order"):
        world.open(gate, "RESP-M")
    effort = world.publish(an_effort(world, statement=NEIGHBOUR, covert=True), by="womens_worker")
    world.consents(recipients=frozenset({"*"}), purposes=frozenset({"*"}), may_be_put_to_perpetrator=True)
    world.consents(purposes=frozenset({"*"}), may_appear_in_report=True)
    shows(world, effort)

    (version,) = [row for row in world.rows(FactVersion) if row["fact_id"] == effort]
    assert "safety" in version["categories"]
    asked = 0
    for by in ("mens_worker", "his_substance_worker"):
        for purpose in ("programme_referral", "programme_delivery", "case_mapping", "treatment_coordination"):
            outcome = disclose(world.hub, world.actor(by), world.case, purpose)
            asked += isinstance(outcome, Disclosed)
            assert not isinstance(outcome, Disclosed) or outcome.lines == ()
    assert asked == 5
    assert len(hers(world).composed.lines) == 1


def test_an_open_effort_reaches_his_side_with_her_yes_and_not_once_she_takes_it_back(world: World) -> None:
    world.open("programme_referral", "RESP-M")
    effort = world.publish(an_effort(world), by="womens_worker")
    assert world.texts("mens_worker", "programme_referral") == []

    shows(world, effort, consent=UUID(world.consents()))
    assert world.texts("mens_worker", "programme_referral") == [EVENINGS]

    world.consents(status=Status.RESCINDED)
    assert world.texts("mens_worker", "programme_referral") == []
