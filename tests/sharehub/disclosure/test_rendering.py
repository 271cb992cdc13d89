"""What goes with a release: for each audience these keys, and not one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import update

from policies.vocabulary import Category, PerpAware, SourceType
from sharehub.database.schema import Unit
from sharehub.language.vocabulary import Basis, Corroboration, Frequency, Trend
from tests.sharehub.disclosure.stored import change

if TYPE_CHECKING:
    from sharehub.disclosure.rendering import Line
    from tests.sharehub.world import World

GIST = {"id", "section", "text", "caveats"}
FULL = {"id", "section", "text", "caveats", "tactics", "pathways", "frequency", "trend"}
HIS_SIDE = FULL | {"first_known", "last_known"}
PROTECTIVE = HIS_SIDE | {"kind", "pathway_note", "how_we_know", "channels"}
OWN = HIS_SIDE | {
    "own",
    "version",
    "published",
    "gist",
    "pathway_note",
    "kind",
    "source_type",
    "basis",
    "corroboration",
    "categories",
    "travels_with",
    "perp_aware",
    "source_exposure",
}
DETAIL: dict[str, Any] = {
    "first_known": "2023-11-05",
    "last_known": "2024-02",
    "frequency": Frequency.WEEKLY,
    "trend": Trend.ESCALATING,
    "basis": Basis.AGENCY_OBSERVED,
    "corroboration": Corroboration.ONE_OTHER_SOURCE,
    "pathway_note": "The children stay awake and listen.",
}


def only_line(world: World, name: str, purpose: str) -> Line:
    (line,) = world.read(name, purpose).lines
    return line


def test_a_gist_is_its_text_section_and_caveats_and_nothing_more(world: World) -> None:
    new = world.behaviour(**DETAIL)
    fact = world.publish(new)

    line = only_line(world, "teacher", "wellbeing_support")

    assert line.keys() == GIST
    assert (line["section"], line["text"], line["caveats"]) == (1, new.gist, ["NOT_TO_PERPETRATOR"])
    assert line["id"] != str(fact)


def test_his_side_gets_what_he_did_and_never_who_says_so(world: World) -> None:
    new = world.behaviour(**DETAIL)
    fact = world.publish(new)
    world.open("programme_referral", "RESP-M")

    line = only_line(world, "mens_worker", "programme_referral")

    assert line.keys() == HIS_SIDE
    assert line["id"] != str(fact)
    assert {key: line[key] for key in HIS_SIDE - {"id"}} == {
        "section": 1,
        "text": new.statement,
        "caveats": ["NOT_TO_PERPETRATOR"],
        "tactics": ["INTIMIDATE"],
        "pathways": ["CHILD_SAFETY_WELLBEING"],
        "frequency": "weekly",
        "trend": "escalating",
        "first_known": "2023-11",
        "last_known": "2024-02",
    }


def test_a_gist_to_his_side_is_like_any_other(world: World) -> None:
    world.publish(world.behaviour())

    assert only_line(world, "his_substance_worker", "treatment_coordination").keys() == GIST


def test_what_he_will_read_is_written_as_for_his_side(world: World) -> None:
    world.publish(world.behaviour(perp_aware=PerpAware.YES, **DETAIL), by="police")
    new = world.behaviour(categories=frozenset({Category.OFFENCE}), statement="Konrad was convicted.")
    world.publish(new)
    world.open("court_request", "SHERIFF")

    line = only_line(world, "court", "court_report")

    assert line["text"] == new.statement
    assert line.keys() == HIS_SIDE


def test_days_that_are_not_known_stay_unknown_to_his_side(sqlite_world: World) -> None:
    sqlite_world.publish(sqlite_world.behaviour())
    sqlite_world.open("programme_referral", "RESP-M")

    line = only_line(sqlite_world, "mens_worker", "programme_referral")

    assert (line["first_known"], line["last_known"]) == (None, None)


def test_protective_readers_are_told_how_it_is_known_and_by_which_channel(world: World) -> None:
    fact = world.publish(world.behaviour(**DETAIL))
    world.open("cp_concern", "HV")

    line = only_line(world, "health_visitor", "child_protection")

    assert line.keys() == PROTECTIVE
    assert (line["id"], line["kind"], line["pathway_note"]) == (
        str(fact),
        "behaviour",
        DETAIL["pathway_note"],
    )
    assert (line["first_known"], line["last_known"]) == ("2023-11-05", "2024-02")
    assert line["how_we_know"] == {
        "source_type": "agency_observation",
        "basis": "agency_observed",
        "corroboration": "one_other_source",
        "unit": "Unit POL-DA",
    }
    assert line["channels"] == [
        {
            "protocol": "ISP-EDIN-DA/1",
            "purpose": "child_protection",
            "to": ["Unit HV"],
            "from": "Unit POL-DA",
        }
    ]


def test_a_unit_in_which_a_discreet_role_works_on_the_case_is_never_named(world: World) -> None:
    """CAL-W is not registered as discreet; the rulebook says that her workers' unit is."""
    world.publish(world.behaviour(), by="womens_worker")
    world.open("cp_concern", "HV")

    line = only_line(world, "health_visitor", "child_protection")

    assert "unit" not in line["how_we_know"]
    assert line["channels"] == [
        {"protocol": "ISP-EDIN-DA/1", "purpose": "child_protection", "to": ["Unit HV"]}
    ]
    assert "CAL-W" not in str(line)


def test_a_unit_registered_as_discreet_is_never_named_as_owner_or_as_reader(world: World) -> None:
    change(world, update(Unit).where(Unit.code.in_(["POL-DA", "HV"])).values(discreet=True))
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")

    line = only_line(world, "health_visitor", "child_protection")

    assert "unit" not in line["how_we_know"]
    assert line["channels"] == [{"protocol": "ISP-EDIN-DA/1", "purpose": "child_protection", "to": []}]


def test_a_unit_gets_its_own_record_with_all_it_wrote_so_that_it_can_be_corrected(world: World) -> None:
    new = world.behaviour(**DETAIL)
    fact = world.publish(new)
    world.open("cp_concern", "POL-DA")

    line = only_line(world, "police_two", "child_protection")

    assert line.keys() == OWN
    assert (line["id"], line["own"], line["version"]) == (str(fact), True, 1)
    assert (line["text"], line["gist"], line["pathway_note"]) == (
        new.statement,
        new.gist,
        new.pathway_note,
    )
    assert (line["caveats"], line["published"], line["categories"]) == ([], "2024-06-03", ["behaviour"])


def test_an_own_record_that_he_would_read_is_written_as_for_him(sqlite_world: World) -> None:
    world = sqlite_world
    social_worker = world.actor("social_worker")
    new = world.behaviour(categories=frozenset({Category.OFFENCE}))
    world.publish(new, by="social_worker")
    world.open("court_request", "SHERIFF")

    line = only_line(world, "court", "court_report")

    assert line.keys() == HIS_SIDE
    assert str(social_worker.unit) not in str(line)


@pytest.mark.parametrize(
    ("name", "purpose", "gate", "unit"),
    [
        ("teacher", "wellbeing_support", None, "SCHOOL"),
        ("mens_worker", "programme_referral", "programme_referral", "RESP-M"),
    ],
)
def test_ids_of_gists_and_of_his_side_mean_nothing_elsewhere_and_differ_at_each_asking(
    world: World, name: str, purpose: str, gate: str | None, unit: str
) -> None:
    world.publish(world.behaviour())
    if gate is not None:
        world.open(gate, unit)

    ids = [UUID(only_line(world, name, purpose)["id"]) for _ in range(3)]

    assert len(set(ids)) == 3
    assert {one.version for one in ids} == {4}


def test_the_source_is_never_in_what_his_side_gets(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.told_by_her())
    world.open("programme_referral", "RESP-M")
    world.consents()

    line = only_line(world, "mens_worker", "programme_referral")

    assert line.keys() == HIS_SIDE
    assert SourceType.SURVIVOR.value not in str(line)
    assert str(world.people["her"]) not in str(line)
    assert str(world.units["POL-DA"]) not in str(line)
