"""A protocol's way into force: nothing unsigned opens anything, and a new version closes the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol, ProtocolParty
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.protocols.in_force import for_units
from tests.sharehub.audit.deeds import NOBODY
from tests.sharehub.protocols.agreements import (
    NAME,
    a_protocol,
    a_rulebook,
    a_stranger,
    base_digest,
    drafted,
    registered,
    sign,
    signatories,
    standing,
)

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def in_force(world: World, unit: UUID) -> list[str]:
    with world.hub.begin() as work:
        return [protocol.id for protocol in for_units(work.tx, frozenset({unit}))]


def test_a_protocol_is_in_force_once_every_party_has_signed(world: World) -> None:
    protocol = drafted(world, a_protocol())
    *first, last = signatories(world)

    assert [sign(world, protocol, signatory) for signatory in first] == [False] * len(first)
    assert standing(world) == {(NAME, 1): "in_force", (NAME, 2): "draft"}
    assert in_force(world, world.units["POL-DA"]) == [f"{NAME}/1"]
    assert sign(world, protocol, last)
    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "in_force"}
    assert in_force(world, world.units["POL-DA"]) == [f"{NAME}/2"]


def test_each_signature_is_kept_with_who_gave_it_and_when(world: World) -> None:
    protocol = drafted(world, a_protocol())
    (signatory,) = signatories(world, "HV")
    sign(world, protocol, signatory)

    signed = {
        row["unit_id"]: row["signed_by"]
        for row in world.rows(ProtocolParty)
        if row["protocol_id"] == protocol
    }
    assert {unit for unit, by in signed.items() if by is not None} == {signatory.unit}
    assert signed[signatory.unit] == signatory.user


def test_drafting_and_signing_leave_one_entry_each_and_one_when_it_comes_into_force(
    sqlite_world: World,
) -> None:
    counted = (Action.PROTOCOL_DRAFTED, Action.PROTOCOL_SIGNED, Action.PROTOCOL_IN_FORCE)
    before = [len(sqlite_world.logged(action)) for action in counted]
    protocol = drafted(sqlite_world, a_protocol())
    parties = signatories(sqlite_world)
    for signatory in parties:
        sign(sqlite_world, protocol, signatory)

    added = [len(sqlite_world.logged(action)) for action in counted]
    assert [after - earlier for earlier, after in zip(before, added, strict=True)] == [1, len(parties), 1]
    assert sqlite_world.logged(Action.PROTOCOL_IN_FORCE)[-1]["refs"] == {"protocol": str(protocol)}


def test_a_unit_signs_once_and_only_what_it_is_party_to(sqlite_world: World) -> None:
    protocol = drafted(sqlite_world, a_protocol())
    (police,) = signatories(sqlite_world, "POL-DA")
    sign(sqlite_world, protocol, police)

    for signatory in (police, a_stranger(sqlite_world)):
        with pytest.raises(Forbidden):
            sign(sqlite_world, protocol, signatory)
    with pytest.raises(NotFound):
        sign(sqlite_world, NOBODY, police)


def test_what_is_in_force_is_not_signed_again(sqlite_world: World) -> None:
    (row,) = sqlite_world.rows(Protocol)

    with pytest.raises(Conflict, match="only a draft"):
        sign(sqlite_world, row["id"], signatories(sqlite_world)[0])


def test_an_older_version_never_takes_the_place_of_a_later_one(world: World) -> None:
    older, later = drafted(world, a_protocol(2)), drafted(world, a_protocol(3))
    signing = signatories(world)
    for signatory in signing[:-1]:
        sign(world, older, signatory)
    for signatory in signing:
        sign(world, later, signatory)

    with pytest.raises(Conflict, match="later version"):
        sign(world, older, signing[-1])
    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "draft", (NAME, 3): "in_force"}


def test_a_protocol_of_another_name_stands_beside_it(sqlite_world: World) -> None:
    protocol = drafted(sqlite_world, a_protocol(1, "ISP-OTHER"))
    for signatory in signatories(sqlite_world):
        sign(sqlite_world, protocol, signatory)

    stranger = a_stranger(sqlite_world)
    assert in_force(sqlite_world, sqlite_world.units["HV"]) == [f"{NAME}/1", "ISP-OTHER/1"]
    assert in_force(sqlite_world, stranger.unit) == []


def test_a_version_is_drafted_once_and_never_after_a_later_one(sqlite_world: World) -> None:
    with pytest.raises(Conflict, match="version"):
        drafted(sqlite_world, a_protocol(1))
    drafted(sqlite_world, a_protocol(5))
    with pytest.raises(Conflict, match="version"):
        drafted(sqlite_world, a_protocol(4))


def test_a_text_that_is_no_protocol_is_refused_with_its_place(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="protocol: "):
        drafted(sqlite_world, a_protocol().replace("\nlead: CF-SW\n", "\nlede: CF-SW\n"))


def test_a_protocol_names_units_of_this_hub(sqlite_world: World) -> None:
    text = a_protocol().replace("  HV:\n    name: Health visiting", "  HV-NORTH:\n    name: Health visiting")

    with pytest.raises(Invalid, match="parties: no such unit: HV-NORTH"):
        drafted(sqlite_world, text)


def test_the_rulebook_it_cites_is_registered_first(sqlite_world: World) -> None:
    other = registered(sqlite_world, a_rulebook("another"))
    text = a_protocol()
    cited = base_digest(sqlite_world)

    assert other != cited
    with pytest.raises(Conflict, match="not registered"):
        drafted(sqlite_world, text.replace(cited, "0" * 64))
    drafted(sqlite_world, text.replace(cited, other))


def test_a_rulebook_that_does_not_know_its_purposes_is_the_wrong_one(sqlite_world: World) -> None:
    renamed = a_rulebook("narrow").replace("order_supervision", "sentence_supervision")
    narrow = registered(sqlite_world, renamed)

    with pytest.raises(Invalid, match="order_supervision"):
        drafted(sqlite_world, a_protocol().replace(base_digest(sqlite_world), narrow))
