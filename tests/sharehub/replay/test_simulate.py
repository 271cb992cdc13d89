"""A simulation says what a draft makes of recorded decisions, and of all that could be asked besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from policies.answer import FactDecision
from policies.difference import Turn
from policies.parse import parse_rulebook
from policies.recorded import Asked
from policies.shipped import rulebook_text
from policies.vocabulary import Category, Caveat, Outcome, Reason
from sharehub.audit.entry import Action
from sharehub.errors import Conflict
from sharehub.replay import effects
from sharehub.replay.effects import Effect, Group
from sharehub.replay.reading import Window
from sharehub.replay.simulate import simulate
from tests.policies.drafts import cell, row
from tests.policies.recording import A_DECISION
from tests.sharehub.disclosure.stored import last_of
from tests.sharehub.replay.looks import a_draft, asked, last_entry, overwrite_record, record_of, store

if TYPE_CHECKING:
    from sharehub.hub import Hub
    from sharehub.replay.simulate import Simulated
    from tests.policies.drafts import Change
    from tests.sharehub.world import World

EVER = Window()
WIDER, NARROWER = (cell("school", "behaviour", code) for code in ("F", "N"))
"""The teacher's reading of what he did, in full instead of in short form, or not at all."""


def tried(world: World, *changes: Change, window: Window = EVER) -> Simulated:
    """Simulate the shipped rulebook with cells or parts changed."""
    return simulate(world.hub, parse_rulebook(a_draft(*changes)), window)


def effects_of(found: Simulated) -> dict[tuple[Effect, tuple[str, ...], tuple[str, ...]], int]:
    """Return how many facts each effect, for whom and on what, is counted for."""
    return {
        (group.effect, group.roles, group.categories): counted.facts
        for group, counted in found.tried.groups.items()
    }


def test_the_rulebook_in_force_as_a_draft_changes_nothing(world: World) -> None:
    asked(world)

    found = tried(world)

    assert (found.tried.groups, found.domain, found.nothing) == ({}, (), True)
    assert found.tried.decisions == 4
    assert found.base == found.draft == parse_rulebook(rulebook_text()).digest


def test_what_goes_out_newly_is_counted_by_role_purpose_kind_and_reason_with_entries(world: World) -> None:
    asked(world)
    entry = last_entry(world, Action.WALL_ASKED)
    found = tried(world, cell("mapping_facilitator", "safety", "F"), cell("health_visitor", "safety", "F"))

    ((group, counted),) = [pair for pair in found.tried.groups.items() if len(pair[0].roles) == 2]
    assert group == Group(
        Effect.WITHHELD_TO_FULL,
        ("health_visitor", "mapping_facilitator"),
        "case_mapping",
        (Category.SAFETY,),
        "withheld NOT_NEEDED_FOR_ROLE",
        "full ROLE_AND_PURPOSE",
        (),
    )
    assert (counted.facts, counted.entries) == (1, [entry])
    assert found.domain[0].turn is Turn.OPENS
    assert not found.nothing


def test_a_draft_is_tried_in_place_of_every_protocols_rulebook_too(sqlite_world: World) -> None:
    asked(sqlite_world)

    wider, narrower = tried(sqlite_world, WIDER), tried(sqlite_world, NARROWER)

    # What the teacher got came through a protocol that cites the shipped rulebook.
    assert effects_of(wider) == {(Effect.GIST_TO_FULL, ("school",), ("behaviour",)): 1}
    assert effects_of(narrower) == {
        (Effect.GIST_TO_WITHHELD, ("school",), ("behaviour",)): 1,
        # This one travels with what she told, and is withheld for another reason now.
        (Effect.OTHER_REASON, ("school",), ("behaviour",)): 1,
    }
    assert (wider.tried.counts()["released"], wider.tried.counts()["withheld"]) == (1, 0)
    assert (narrower.tried.counts()["released"], narrower.tried.counts()["withheld"]) == (0, 1)


def test_a_simulation_is_in_the_log_and_changes_nothing_else(world: World) -> None:
    asked(world)
    before = world.everything()

    found = tried(world, WIDER, window=Window(since=date(2024, 6, 1)))

    after = world.everything()
    assert {table for table in before if before[table] != after[table]} == {"audit_entries", "log_queue"}
    entry = last_of(world, Action.SIMULATION_RUN)
    assert (entry.outcome, entry.body["id"]) == ("done", str(found.entry))
    assert entry.body["refs"] == {
        "since": "2024-06-01",
        "draft": found.draft,
        "rulebook": found.base,
        "differences": len(found.domain),
        "decisions": 4,
        "facts": found.tried.facts,
        "left_out": 0,
        "released": 1,
        "withheld": 0,
    }


def test_decisions_before_the_day_are_left_alone(sqlite_world: World) -> None:
    world = asked(sqlite_world)

    found = tried(world, WIDER, window=Window(since=world.today() + timedelta(days=1)))

    assert (found.tried.decisions, found.tried.groups) == (0, {})
    assert len(found.domain) == 1


def test_what_cannot_be_decided_again_is_left_out_and_counted(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    overwrite_record(world, last_entry(world), b"{}")
    store(world, b"{}")

    found = tried(world)

    assert (found.tried.decisions, found.tried.left_out) == (3, 2)


def test_a_hub_without_a_rulebook_of_its_own_has_nothing_to_hold_a_draft_against(hub: Hub) -> None:
    with pytest.raises(Conflict):
        simulate(hub, parse_rulebook(rulebook_text()), EVER)


def test_a_few_entries_are_named_of_each_group_and_each_once(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = asked(sqlite_world)
    world.publish(world.behaviour())
    for _ in range(3):
        world.read("teacher", "wellbeing_support")
    monkeypatch.setattr(effects, "EXAMPLES", 2)

    ((_, counted),) = tried(world, WIDER).tried.groups.items()

    assert counted.facts == 1 + 3 * 2
    assert len(set(counted.entries)) == len(counted.entries) == 2


CAVEATS = frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.NOT_TO_PARENTS})
FULL = FactDecision(Outcome.FULL, Reason.CONSENT, CAVEATS)
GIST = FactDecision(Outcome.GIST, Reason.GIST_FOR_ROLE)
NOTHING = FactDecision(Outcome.WITHHELD, Reason.CONSENT_ABSENT)


@pytest.mark.parametrize(
    ("before", "after", "effect", "caveats"),
    [
        (NOTHING, FULL, Effect.WITHHELD_TO_FULL, ()),
        (NOTHING, GIST, Effect.WITHHELD_TO_GIST, ()),
        (GIST, FULL, Effect.GIST_TO_FULL, ()),
        (FULL, NOTHING, Effect.FULL_TO_WITHHELD, ()),
        (GIST, NOTHING, Effect.GIST_TO_WITHHELD, ()),
        (FULL, GIST, Effect.FULL_TO_GIST, ()),
        (FULL, replace(FULL, caveats=frozenset()), Effect.FEWER_CAVEATS, tuple(sorted(CAVEATS))),
        (replace(FULL, caveats=frozenset()), FULL, Effect.MORE_CAVEATS, tuple(sorted(CAVEATS))),
        (
            replace(FULL, caveats=frozenset({Caveat.NOT_TO_PARENTS})),
            replace(FULL, caveats=frozenset({Caveat.COURT_CONTROLLED})),
            Effect.OTHER_CAVEATS,
            (Caveat.COURT_CONTROLLED, Caveat.NOT_TO_PARENTS),
        ),
        (FULL, replace(FULL, reason=Reason.ROLE_AND_PURPOSE), Effect.OTHER_REASON, ()),
        (FULL, replace(FULL, rests_on=frozenset({"c1"})), None, ()),
    ],
)
def test_an_effect_is_what_becomes_of_the_form_then_the_caveats_then_the_reason(
    before: FactDecision, after: FactDecision, effect: Effect | None, caveats: tuple[Caveat, ...]
) -> None:
    recorded = replace(A_DECISION, asked=Asked.PATTERN, answers={"f1": before})

    found = list(effects.effects(recorded, {"f1": after}))

    assert [(group.effect, group.caveats) for group in found] == ([(effect, caveats)] if effect else [])


def test_what_goes_out_newly_stands_before_what_no_longer_does() -> None:
    groups = [Group(effect, ("police",), "case_mapping", (), "", "", ()) for effect in reversed(Effect)]

    assert [group.effect for group in sorted(groups, key=lambda group: group.order)] == list(Effect)
    assert list(Effect)[:6] == [
        Effect.WITHHELD_TO_FULL,
        Effect.WITHHELD_TO_GIST,
        Effect.GIST_TO_FULL,
        Effect.FULL_TO_WITHHELD,
        Effect.GIST_TO_WITHHELD,
        Effect.FULL_TO_GIST,
    ]


def test_of_a_cost_what_the_asker_was_told_is_tried(sqlite_world: World) -> None:
    world = asked(sqlite_world)
    told = record_of(world, last_entry(world, Action.WALL_COST_ASKED))["answers"]

    found = tried(world, row("mapping_facilitator", "N"))

    groups = found.tried.groups.items()
    alone = {group: counted for group, counted in groups if group.roles == ("mapping_facilitator",)}
    assert {group.effect for group in alone} == {Effect.FULL_TO_WITHHELD}
    assert sum(counted.facts for counted in alone.values()) == len(told) > 0
