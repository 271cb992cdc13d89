"""The people of a case: a part and a twelfth birthday for decisions, a sealed name, tokens to know it by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from consent.record import Status
from sharehub.cases.people import add_person, decide_mapping
from sharehub.consents.record import record_consent
from sharehub.database.schema import Person
from sharehub.errors import Conflict, Forbidden, Invalid
from tests.sharehub.audit.deeds import said, undetermined

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def person(world: World, identity: UUID) -> dict[str, object]:
    (row,) = [row for row in world.rows(Person) if row["id"] == identity]
    return row


def test_only_a_childs_twelfth_birthday_is_kept_in_the_clear(world: World) -> None:
    born = date(2017, 3, 4)
    child = world.act(add_person, "police", Part.CHILD, "Magda Example", born)
    adult = world.act(add_person, "police", Part.THIRD_PARTY, "Iain Sample", born)

    assert person(world, child)["twelfth_birthday"] == date(2029, 3, 4)
    assert person(world, adult)["twelfth_birthday"] is None


def test_a_child_of_unknown_birth_has_no_twelfth_birthday(sqlite_world: World) -> None:
    child = sqlite_world.act(add_person, "police", Part.CHILD, "Magda Example", None)

    assert person(sqlite_world, child)["twelfth_birthday"] is None


def test_nobody_is_born_tomorrow(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="born: has not come yet"):
        sqlite_world.act(add_person, "police", Part.CHILD, "Magda Example", date(2024, 6, 4))


def test_no_row_of_a_person_holds_the_name_or_the_day_of_birth(world: World) -> None:
    child = world.act(add_person, "police", Part.CHILD, "Zdislava Přemyslovna", date(2017, 3, 4))

    kept = repr(person(world, child)).casefold()
    for word in ("zdislava", "přemyslovna", "premyslovna", "2017"):
        assert word not in kept


def test_somebody_who_may_not_record_facts_adds_nobody(sqlite_world: World) -> None:
    with pytest.raises(Forbidden):
        sqlite_world.act(add_person, "court", Part.CHILD, "Magda Example", None)


def test_the_mapping_decision_makes_one_the_perpetrator_and_the_other_the_survivor(world: World) -> None:
    there = undetermined(world)
    one, other, child = (there.people[name] for name in ("one", "other", "child"))

    there.act(decide_mapping, "womens_worker", one)

    assert {key: person(there, key)["part"] for key in (one, other, child)} == {
        one: "perpetrator",
        other: "survivor",
        child: "child",
    }
    assert person(world, world.people["him"])["part"] == "perpetrator"


def test_a_mapping_decision_names_one_of_the_undetermined_adults(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)

    with pytest.raises(Invalid, match="perpetrator: "):
        there.act(decide_mapping, "womens_worker", there.people["child"])


def test_what_is_decided_is_not_decided_again(sqlite_world: World) -> None:
    with pytest.raises(Conflict):
        sqlite_world.act(decide_mapping, "womens_worker", sqlite_world.people["her"])


def test_those_who_work_with_him_never_decide_whose_pattern_it_is(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)

    with pytest.raises(Forbidden):
        there.act(decide_mapping, "mens_worker", there.people["other"])


def test_once_decided_he_no_longer_speaks_even_for_himself_as_a_survivor(sqlite_world: World) -> None:
    there = undetermined(sqlite_world)
    one, child = there.people["one"], there.people["child"]
    no = said(there, subject=child, given_by=one, status=Status.REFUSED)
    there.act(record_consent, "womens_worker", no)
    there.act(decide_mapping, "womens_worker", one)

    with pytest.raises(Forbidden):
        there.act(record_consent, "womens_worker", no)
