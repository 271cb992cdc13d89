"""A signature is evidence: who, for whom, when, over what; and it counts for exactly that, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from policies.parse import parse_protocol
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol, ProtocolParty, ProtocolSignature, Rulebook
from sharehub.errors import Conflict, Forbidden, NotFound, Tampered
from sharehub.protocols import agree, documents, rulebooks
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.disclosure.stored import change
from tests.sharehub.protocols.agreements import (
    NAME,
    a_rulebook,
    a_stranger,
    between,
    digests,
    in_force,
    registered,
    rehearsed,
    sign,
    signed_by_all,
    standing,
)

if TYPE_CHECKING:
    from uuid import UUID

    from tests.sharehub.world import World


def signatures(world: World, protocol: UUID) -> list[dict[str, Any]]:
    rows = [row for row in world.rows(ProtocolSignature) if row["protocol_id"] == protocol]
    return sorted(rows, key=lambda row: (row["unit_id"], row["number"]))


def withdraw_signature(world: World, protocol: UUID, unit: str) -> None:
    with world.hub.begin() as work:
        agree.withdraw_signature(work, world.signatories[unit], protocol)


def the_protocol(world: World) -> UUID:
    identity: UUID = next(row["id"] for row in world.rows(Protocol) if row["version"] == 1)
    return identity


def test_a_signature_is_kept_with_who_gave_it_for_whom_when_and_over_what(world: World) -> None:
    protocol = rehearsed(world, between("POL-DA", "HV"))
    health = world.signatories["HV"]
    sign(world, protocol, health)

    (row,) = signatures(world, protocol)
    with world.hub.begin() as work:
        digest, rulebook = digests(work, protocol)
        assert row["signed_at"].date() == work.tx.today
    assert (row["unit_id"], row["signed_by"], row["withdrawn_at"]) == (health.unit, health.user, None)
    assert (row["protocol_digest"], row["rulebook_digest"]) == (digest, rulebook)
    entry = world.logged(Action.PROTOCOL_SIGNED)[-1]
    assert (entry["actor"], entry["unit"]) == (str(health.user), str(health.unit))
    assert entry["refs"] == {"protocol": str(protocol), "digest": digest, "rulebook": rulebook}


def test_a_unit_signs_once_and_only_what_it_is_party_to(sqlite_world: World) -> None:
    protocol = rehearsed(sqlite_world, between("POL-DA", "HV"))
    police, school = sqlite_world.signatories["POL-DA"], sqlite_world.signatories["SCHOOL"]
    sign(sqlite_world, protocol, police)

    with pytest.raises(Conflict, match="signed already"):
        sign(sqlite_world, protocol, police)
    for signatory in (school, a_stranger(sqlite_world)):
        with pytest.raises(NotFound):
            sign(sqlite_world, protocol, signatory)
    for actor in (sqlite_world.administrator, sqlite_world.actor("police")):
        with pytest.raises(Forbidden):
            sign(sqlite_world, protocol, actor)
    with pytest.raises(NotFound), sqlite_world.hub.begin() as work:
        agree.sign(work, police, NOBODY, "0" * 64)


def test_whoever_signs_names_what_they_read(sqlite_world: World) -> None:
    protocol = rehearsed(sqlite_world, between("POL-DA", "HV"))

    with pytest.raises(Conflict, match="something else"), sqlite_world.hub.begin() as work:
        agree.sign(work, sqlite_world.signatories["HV"], protocol, "0" * 64)
    assert signatures(sqlite_world, protocol) == []


def test_what_is_in_force_is_not_signed_again(sqlite_world: World) -> None:
    with pytest.raises(Conflict, match="this protocol is in force: no signature is possible"):
        sign(sqlite_world, the_protocol(sqlite_world), sqlite_world.signatories["HV"])


def test_a_signature_is_withdrawn_counts_no_more_and_is_given_again(world: World) -> None:
    protocol = rehearsed(world, between("POL-DA", "HV"))
    sign(world, protocol, world.signatories["HV"])
    withdraw_signature(world, protocol, "HV")

    (row,) = signatures(world, protocol)
    assert (row["withdrawn_by"], row["withdrawn_at"] is None) == (world.signatories["HV"].user, False)
    assert not sign(world, protocol, world.signatories["POL-DA"])
    assert in_force(world, "HV") == [f"{NAME}/1"]
    assert sign(world, protocol, world.signatories["HV"])
    assert in_force(world, "HV") == [f"{NAME}/2"]
    entry = world.logged(Action.PROTOCOL_SIGNATURE_WITHDRAWN)[-1]
    assert (entry["unit"], entry["refs"]["protocol"]) == (str(world.signatories["HV"].unit), str(protocol))


def test_a_signature_that_is_not_there_or_bears_something_is_not_withdrawn(sqlite_world: World) -> None:
    protocol = rehearsed(sqlite_world, between("POL-DA", "HV"))
    sign(sqlite_world, protocol, sqlite_world.signatories["POL-DA"])

    with pytest.raises(Conflict, match="no signature"):
        withdraw_signature(sqlite_world, protocol, "HV")
    with pytest.raises(NotFound):
        withdraw_signature(sqlite_world, protocol, "SCHOOL")
    with pytest.raises(Conflict, match="this protocol is in force"):
        withdraw_signature(sqlite_world, the_protocol(sqlite_world), "HV")
    with pytest.raises(Forbidden), sqlite_world.hub.begin() as work:
        agree.withdraw_signature(work, sqlite_world.administrator, protocol)


def assert_nothing_is_in_force(world: World) -> None:
    with pytest.raises(Tampered):
        in_force(world, "POL-DA")


def test_a_text_that_was_edited_is_in_force_for_nobody(world: World) -> None:
    assert in_force(world, "HV") == [f"{NAME}/1"]
    change(world, update(Protocol).values(text=text("replace(text, 'expires: 2026', 'expires: 2036')")))

    assert_nothing_is_in_force(world)


def test_a_text_that_says_the_same_in_another_layout_is_still_what_was_signed(sqlite_world: World) -> None:
    change(sqlite_world, update(Protocol).values(text=text("'# A remark.' || char(10) || text")))

    assert in_force(sqlite_world, "HV") == [f"{NAME}/1"]


@pytest.mark.parametrize("spoilt", ["parties: [", ""])
def test_a_text_that_cannot_be_read_is_in_force_for_nobody(sqlite_world: World, spoilt: str) -> None:
    change(sqlite_world, update(Protocol).values(text=spoilt))

    assert_nothing_is_in_force(sqlite_world)


def test_a_text_edited_together_with_its_digest_is_not_what_was_signed(world: World) -> None:
    other = between("POL-DA", "HV", version=1)
    digest = parse_protocol(other).digest
    change(world, update(Protocol).values(text=other, digest=digest))

    assert_nothing_is_in_force(world)


def test_a_rulebook_that_was_edited_is_in_force_for_nobody_in_whatever_cites_it(sqlite_world: World) -> None:
    cited = registered(sqlite_world, a_rulebook("to-be-edited"))
    signed_by_all(sqlite_world, between("POL-DA", "HV", rulebook=cited))
    edited = update(Rulebook).where(Rulebook.digest == cited)
    change(sqlite_world, edited.values(text=a_rulebook("edited")))
    rulebooks._compiled.pop(cited)  # as in a process that has only now started

    assert_nothing_is_in_force(sqlite_world)


def test_a_status_set_by_hand_puts_nothing_in_force(world: World) -> None:
    protocol = rehearsed(world, between("POL-DA", "HV", name="ISP-OTHER"))
    sign(world, protocol, world.signatories["HV"])
    change(world, update(Protocol).where(Protocol.id == protocol).values(status="in_force"))

    assert_nothing_is_in_force(world)
    assert in_force(world, "SCHOOL") == [f"{NAME}/1"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"protocol_digest": "0" * 64},
        {"rulebook_digest": "0" * 64},
        {"round": 1},
    ],
)
def test_a_signature_over_anything_else_bears_nothing(sqlite_world: World, spoilt: dict[str, Any]) -> None:
    unit = sqlite_world.units["HV"]
    change(sqlite_world, update(ProtocolSignature).where(ProtocolSignature.unit_id == unit).values(**spoilt))

    assert_nothing_is_in_force(sqlite_world)


def test_a_party_added_or_taken_out_by_hand_is_not_what_was_signed(sqlite_world: World) -> None:
    stranger = a_stranger(sqlite_world).unit
    protocol = the_protocol(sqlite_world)
    change(sqlite_world, insert(ProtocolParty).values(protocol_id=protocol, unit_id=stranger))
    assert_nothing_is_in_force(sqlite_world)

    change(sqlite_world, delete(ProtocolParty).where(ProtocolParty.unit_id == stranger))
    assert in_force(sqlite_world, "POL-DA") == [f"{NAME}/1"]
    unit = sqlite_world.units["HV"]
    change(
        sqlite_world,
        delete(ProtocolSignature).where(ProtocolSignature.unit_id == unit),
        delete(ProtocolParty).where(ProtocolParty.unit_id == unit),
    )
    assert_nothing_is_in_force(sqlite_world)


def test_columns_that_were_widened_by_hand_open_nothing_more(sqlite_world: World) -> None:
    """What decides is the document that was signed, and of the columns the status alone."""
    world = sqlite_world
    world.publish(world.behaviour())
    world.open("cp_concern", "HV")
    signed_by_all(world, between("POL-DA", "HV", purposes=["wellbeing_support"]))
    change(world, update(Protocol).values(purposes=["child_protection", "wellbeing_support"]))

    assert world.texts("health_visitor", "child_protection") == []


def test_a_document_is_read_once_and_again_only_when_it_has_changed(sqlite_world: World) -> None:
    in_force(sqlite_world, "HV")
    (row,) = sqlite_world.rows(Protocol)
    read = documents.verified(row["digest"], row["text"])

    assert documents.verified(row["digest"], row["text"]) is read
    assert documents.verified(row["digest"], row["text"] + "\n") == read
    with pytest.raises(Tampered, match="not the one its digest names"):
        documents.verified("0" * 64, row["text"])


def test_the_database_itself_takes_one_standing_signature_of_a_party_and_none_of_others(world: World) -> None:
    protocol = rehearsed(world, between("POL-DA", "HV"))
    sign(world, protocol, world.signatories["HV"])
    (row,) = signatures(world, protocol)
    for values in (row | {"number": 2}, row | {"unit_id": world.units["SCHOOL"]}):
        with pytest.raises(IntegrityError):
            change(world, insert(ProtocolSignature).values(**values))
    assert standing(world)[NAME, 2] == "rehearsed"
