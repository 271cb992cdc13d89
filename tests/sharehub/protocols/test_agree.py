"""A protocol's way into force: nothing unrehearsed is signed, and nothing unsigned opens anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.lifecycle import RehearsalKind
from sharehub.audit.entry import Action
from sharehub.database.schema import Protocol, ProtocolRehearsal
from sharehub.errors import Conflict, Forbidden, Invalid, NotFound
from sharehub.protocols import agree
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.protocols.agreements import (
    NAME,
    a_protocol,
    a_rulebook,
    a_stranger,
    base_digest,
    between,
    digests,
    drafted,
    in_force,
    registered,
    rehearse,
    rehearsed,
    sign,
    signed_by_all,
    standing,
)

if TYPE_CHECKING:
    from tests.sharehub.world import World


def test_a_protocol_is_in_force_once_every_party_has_signed(world: World) -> None:
    protocol = rehearsed(world, a_protocol())
    *first, last = world.signatories.values()

    assert [sign(world, protocol, signatory) for signatory in first] == [False] * len(first)
    assert standing(world) == {(NAME, 1): "in_force", (NAME, 2): "rehearsed"}
    assert in_force(world, "POL-DA") == [f"{NAME}/1"]
    assert sign(world, protocol, last)
    assert standing(world) == {(NAME, 1): "superseded", (NAME, 2): "in_force"}
    assert in_force(world, "POL-DA") == [f"{NAME}/2"]


def test_nobody_signs_what_was_not_rehearsed(world: World) -> None:
    protocol = drafted(world, between("POL-DA", "HV"))

    with pytest.raises(Conflict, match="this protocol is draft: no signature is possible"):
        sign(world, protocol, world.signatories["HV"])
    rehearse(world, protocol, world.signatories["HV"])
    assert standing(world)[NAME, 2] == "rehearsed"
    assert not sign(world, protocol, world.signatories["HV"])


def test_a_rehearsal_is_kept_with_who_answers_for_it_and_what_was_rehearsed(sqlite_world: World) -> None:
    protocol = drafted(sqlite_world, a_protocol())
    health, keeper = sqlite_world.signatories["HV"], sqlite_world.administrator
    first, second = (rehearse(sqlite_world, protocol, actor) for actor in (health, keeper))

    with sqlite_world.hub.begin() as work:
        digest, rulebook = digests(work, protocol)
    rows = {row["id"]: row for row in sqlite_world.rows(ProtocolRehearsal) if row["protocol_id"] == protocol}
    assert rows[first]["recorded_by"] == health.user
    assert (rows[second]["recorded_by"], rows[second]["unit_id"]) == (keeper.user, keeper.unit)
    assert {(row["protocol_digest"], row["rulebook_digest"]) for row in rows.values()} == {(digest, rulebook)}
    entry = sqlite_world.logged(Action.PROTOCOL_REHEARSED)[-1]
    assert entry["refs"] == {
        "protocol": str(protocol), "digest": digest, "rulebook": rulebook, "kind": "case_file",
    }  # fmt: skip


def test_only_what_was_rehearsed_counts_as_rehearsed(sqlite_world: World) -> None:
    protocol = drafted(sqlite_world, a_protocol())
    with sqlite_world.hub.begin() as work:
        digest, rulebook = digests(work, protocol)

    for named in ((rulebook, rulebook), (digest, digest)):
        with (
            pytest.raises(Conflict, match=r"another rulebook|something else"),
            sqlite_world.hub.begin() as work,
        ):
            agree.rehearse(work, sqlite_world.administrator, protocol, *named, RehearsalKind.SIMULATION)
    assert standing(sqlite_world)[NAME, 2] == "draft"


def test_administrators_and_the_parties_signatories_rehearse_and_nobody_else(sqlite_world: World) -> None:
    protocol = drafted(sqlite_world, between("POL-DA", "HV"))

    with pytest.raises(Forbidden):
        rehearse(sqlite_world, protocol, sqlite_world.actor("police"))
    for stranger in (sqlite_world.signatories["SCHOOL"], a_stranger(sqlite_world)):
        with pytest.raises(NotFound):
            rehearse(sqlite_world, protocol, stranger)
    with pytest.raises(NotFound):
        rehearse_nothing(sqlite_world)


def rehearse_nothing(world: World) -> None:
    with world.hub.begin() as work:
        agree.rehearse(work, world.administrator, NOBODY, "0" * 64, "0" * 64, RehearsalKind.CASE_FILE)


def test_a_draft_is_taken_back_for_good_by_any_party_or_whoever_runs_the_hub(world: World) -> None:
    for version, actor in ((2, world.administrator), (3, world.signatories["HV"])):
        protocol = rehearsed(world, between("POL-DA", "HV", version=version))
        sign(world, protocol, world.signatories["POL-DA"])
        with world.hub.begin() as work:
            agree.withdraw(work, actor, protocol)

        assert standing(world)[NAME, version] == "withdrawn"
        assert world.logged(Action.PROTOCOL_WITHDRAWN)[-1]["actor"] == str(actor.user)
        for act in (sign, rehearse):
            with pytest.raises(Conflict, match="this protocol is withdrawn"):
                act(world, protocol, world.signatories["HV"])
    with pytest.raises(Conflict, match="version"):
        drafted(world, between("POL-DA", "HV", version=3))


def test_nobody_else_takes_a_draft_back_and_nothing_in_force_is_taken_back(sqlite_world: World) -> None:
    draft = drafted(sqlite_world, between("POL-DA", "HV"))
    running = sqlite_world.rows(Protocol)[0]["id"]
    school, police = sqlite_world.signatories["SCHOOL"], sqlite_world.actor("police")

    for actor, protocol, refusal in (
        (school, draft, NotFound),
        (police, draft, Forbidden),
        (sqlite_world.administrator, running, Conflict),
    ):
        with pytest.raises(refusal), sqlite_world.hub.begin() as work:
            agree.withdraw(work, actor, protocol)


def test_an_act_upon_the_rules_leaves_one_entry_each(sqlite_world: World) -> None:
    counted = (
        *(Action.PROTOCOL_DRAFTED, Action.PROTOCOL_REHEARSED, Action.PROTOCOL_SIGNED),
        *(Action.PROTOCOL_SUPERSEDED, Action.PROTOCOL_IN_FORCE),
    )
    before = [len(sqlite_world.logged(action)) for action in counted]
    old = sqlite_world.rows(Protocol)[0]["id"]
    protocol = signed_by_all(sqlite_world, a_protocol())

    added = [len(sqlite_world.logged(action)) for action in counted]
    parties = len(sqlite_world.signatories)
    assert [after - earlier for earlier, after in zip(before, added, strict=True)] == [1, 1, parties, 1, 1]
    with sqlite_world.hub.begin() as work:
        digest, rulebook = digests(work, protocol)
    named = {"protocol": str(protocol), "digest": digest, "rulebook": rulebook}
    for action in (Action.PROTOCOL_DRAFTED, Action.PROTOCOL_SIGNED, Action.PROTOCOL_IN_FORCE):
        assert sqlite_world.logged(action)[-1]["refs"] == named
    (superseded,) = sqlite_world.logged(Action.PROTOCOL_SUPERSEDED)
    assert superseded["refs"] == {"protocol": str(old), "by": str(protocol)}


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
