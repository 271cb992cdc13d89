"""Whom a programme takes, as a table; and the directory that says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Programme
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.referrals import directory
from sharehub.referrals.approve import approve
from sharehub.referrals.directory import NewProgramme
from sharehub.referrals.eligibility import eligibility
from sharehub.referrals.words import Known, Mandate, Relationship, WhyNot
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.referrals.referring import HE, POLISH, Referring, a_programme

if TYPE_CHECKING:
    from tests.sharehub.world import World

CALEDONIAN = replace(
    POLISH,
    mandates=frozenset({Mandate.COURT_MANDATED}),
    heterosexual_only=True,
    languages=frozenset({"en"}),
    areas=frozenset({"City of Edinburgh", "Midlothian"}),
)
FITS = replace(HE, mandate=Mandate.COURT_MANDATED, area="Midlothian")

TABLE: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[WhyNot, ...]]] = {
    "he fits": ({}, {}, ()),
    "a programme that is closed": ({"open": False}, {}, (WhyNot.CLOSED,)),
    "no court sent him": ({}, {"mandate": Mandate.NON_COURT_MANDATED}, (WhyNot.MANDATE_NOT_TAKEN,)),
    "a woman": ({}, {"man": Known.NO}, (WhyNot.NOT_FOR_WOMEN,)),
    "a woman, where women are taken": ({"men_only": False}, {"man": Known.NO}, ()),
    "nobody asked whether a man": ({}, {"man": Known.NOT_KNOWN}, ()),
    "the same sex": ({}, {"relationship": Relationship.SAME_SEX}, (WhyNot.HETEROSEXUAL_ONLY,)),
    "the same sex, where taken": ({"heterosexual_only": False}, {"relationship": Relationship.SAME_SEX}, ()),
    "nobody asked in which relationship": ({}, {"relationship": Relationship.NOT_KNOWN}, ()),
    "Polish alone": ({}, {"languages": frozenset({"pl"})}, (WhyNot.LANGUAGE_NOT_OFFERED,)),
    "Polish, with an interpreter": ({}, {"languages": frozenset({"pl"}), "interpreter": True}, ()),
    "Polish of Poland": ({"languages": frozenset({"pl"})}, {"languages": frozenset({"pl-PL"})}, ()),
    "nobody asked which language": ({}, {"languages": frozenset()}, ()),
    "Fife": ({}, {"area": "Fife"}, (WhyNot.AREA_NOT_SERVED,)),
    "Fife, where all are served": ({"areas": frozenset()}, {"area": "Fife"}, ()),
    "nobody asked where": ({}, {"area": None}, ()),
    "everything against": (
        {"open": False},
        {
            "mandate": Mandate.NON_COURT_MANDATED,
            "man": Known.NO,
            "relationship": Relationship.SAME_SEX,
            "languages": frozenset({"pl"}),
            "area": "Fife",
        },
        tuple(WhyNot),
    ),
}


@pytest.mark.parametrize("row", TABLE)
def test_every_reason_is_told_and_no_other(row: str) -> None:
    takes, strip, reasons = TABLE[row]

    assert eligibility(replace(CALEDONIAN, **takes), replace(FITS, **strip)) == reasons


def a_new(world: World, **changes: Any) -> NewProgramme:
    return replace(NewProgramme(world.units["RESP-M"], "RESPEKT", "Respekt", POLISH), **changes)


def test_a_programme_is_listed_and_changed_by_those_who_keep_the_directory(world: World) -> None:
    programme = a_programme(world)
    closed = a_new(world, takes=replace(POLISH, open=False))

    with world.hub.begin() as work:
        assert directory.change_programme(work, world.actor("facilitator"), programme, closed, 1) == 2

    (row,) = world.rows(Programme)
    assert (row["open"], row["revision"], row["code"]) == (False, 2, "RESPEKT")
    refs = world.logged(Action.PROGRAMME_CHANGED)[-1]["refs"]
    assert (refs["programme"], refs["open"], "Respekt" in str(refs)) == (str(programme), False, False)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"unit": NOBODY}, "unit"),
        ({"code": "respekt"}, "code"),
        ({"takes": replace(POLISH, languages=frozenset({"polish"}))}, "languages"),
        ({"takes": replace(POLISH, languages=frozenset({"PL"}))}, "languages"),
        ({"takes": replace(POLISH, languages=frozenset())}, "languages"),
        ({"takes": replace(POLISH, mandates=frozenset())}, "mandates"),
        ({"takes": replace(POLISH, areas=frozenset({""}))}, "areas"),
    ],
)
def test_what_is_no_programme_is_not_listed(sqlite_world: World, changes: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused, sqlite_world.hub.begin() as work:
        directory.list_programme(work, sqlite_world.actor("facilitator"), a_new(sqlite_world, **changes))

    assert refused.value.where == where
    assert sqlite_world.rows(Programme) == []


def test_others_change_nothing_nor_does_who_saw_an_older_revision(sqlite_world: World) -> None:
    world, programme = sqlite_world, a_programme(sqlite_world)
    other = a_new(world, unit=world.units["HV"])

    for by, where, new, seen, error in (
        ("mens_worker", programme, a_new(world), 1, Forbidden),
        ("facilitator", programme, a_new(world), 2, ChangedSince),
        ("facilitator", NOBODY, a_new(world), 1, NotFound),
        ("facilitator", programme, other, 1, Conflict),
    ):
        with pytest.raises(error), world.hub.begin() as work:
            directory.change_programme(work, world.actor(by), where, new, seen)
    with pytest.raises(Conflict):
        a_programme(world)
    assert [row["revision"] for row in world.rows(Programme)] == [1]


def test_who_is_not_taken_is_told_why_and_the_referral_is_not_approved(sqlite_world: World) -> None:
    world = sqlite_world
    programme = a_programme(world, mandates=frozenset({Mandate.COURT_MANDATED}))
    referring = Referring.of(world, programme=programme)
    seen = referring.previewed()

    assert seen.why_not == (WhyNot.MANDATE_NOT_TAKEN,)
    with pytest.raises(Conflict, match="does not take him: mandate_not_taken"):
        world.act(approve, referring.by, referring.id, seen.digest, 1)
