"""Whoever holds a leaf hash gets a proof that others can check; acts that wait say whether they are in."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from pymerkle import InmemoryTree

from sharehub.app import KeptLog, Outside
from sharehub.audit.checkpoint import open_checkpoint
from sharehub.audit.inclusion import FIRST_LINE, prove, wait
from sharehub.audit.merkle import verify_inclusion
from sharehub.audit.note import read_base64
from sharehub.audit.standing import shown_checkpoint
from sharehub.audit.witness_policy import NOBODY_WATCHES
from sharehub.log_keeping import sequencing
from tests.sharehub.audit.deeds import signed_in
from tests.sharehub.audit.trees import ORIGIN, a_sequencer, keys_of, record
from tests.sharehub.web.clients import Staff, assert_problem

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

    from sharehub.hub import Hub
    from tests.sharehub.world import World


def taken_apart(proof: bytes) -> tuple[int, list[bytes], bytes]:
    """Return a proof's index, hashes and checkpoint, as C2SP tlog-proof has them."""
    head, _, note = proof.partition(b"\n\n")
    first, index, *hashes = head.decode().split("\n")
    assert first == FIRST_LINE
    assert index.startswith("index ")
    return int(index.removeprefix("index ")), [read_base64(one) for one in hashes], note


@pytest.mark.postgres
def test_every_entry_is_proven_to_be_in_the_signed_tree(hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(hub, tmp_path)
    leaves = []
    with sequencer.lease() as lease:
        assert lease
        for number in (1, 4, 260):
            leaves += record(hub, number)
            sequencer.round()

    keys = keys_of(sequencer).verifiers
    places, sizes = set(), set()
    with hub.begin() as work:
        for leaf in leaves:
            index, hashes, note = taken_apart(prove(work.tx, leaf, NOBODY_WATCHES.policy) or b"")
            checkpoint = open_checkpoint(note, ORIGIN, keys).checkpoint
            verify_inclusion(index, checkpoint.size, leaf, hashes, checkpoint.root)
            places.add(index)
            sizes.add(checkpoint.size)
    assert places == set(range(265))
    assert sizes == {265}


@pytest.mark.postgres
def test_the_root_is_that_of_a_tree_made_by_others(hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(hub, tmp_path)
    record(hub, 37)
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()
    with hub.engine.connect() as connection:
        bodies = connection.exec_driver_sql(
            "select e.body from audit_entries e join log_leaves l on l.entry_id = e.id order by l.leaf_index"
        ).scalars()
        theirs = InmemoryTree(algorithm="sha256")
        for body in bodies:
            theirs.append_entry(bytes(body))
    with hub.begin() as work:
        note = shown_checkpoint(work.tx, NOBODY_WATCHES.policy) or b""

    found = open_checkpoint(note, ORIGIN, keys_of(sequencer).verifiers).checkpoint
    assert (found.size, found.root) == (37, theirs.get_root())


def test_what_waits_and_what_never_was_are_not_proven(sqlite_hub: Hub) -> None:
    (leaf,) = record(sqlite_hub, 1)

    with sqlite_hub.begin() as work:
        assert prove(work.tx, leaf, NOBODY_WATCHES.policy) is None
        assert prove(work.tx, bytes(32), NOBODY_WATCHES.policy) is None
    assert wait(sqlite_hub.engine, sqlite_hub.clock, leaf, 0.1) is False


def test_somebody_who_waits_sees_the_entry_come_in(sqlite_hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    (leaf,) = record(sqlite_hub, 1)
    came: list[bool] = []
    waiting = threading.Thread(
        target=lambda: came.append(wait(sqlite_hub.engine, sqlite_hub.clock, leaf, 10))
    )
    waiting.start()
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()
    waiting.join()

    assert came == [True]


def ask(staff: Staff, name: str, leaf: str) -> httpx2.Response:
    """Ask for a proof as somebody."""
    headers = {"Authorization": f"Bearer token of {name}"}
    return staff.client.get(f"/api/v1/log/proofs/{leaf}", headers=headers)


@pytest.mark.postgres
def test_a_proof_is_asked_for_over_http_and_every_asking_is_on_record(world: World, tmp_path: Path) -> None:
    sequencer, staff = a_sequencer(world.hub, tmp_path), Staff(world)
    (leaf,) = record(world.hub, 1)
    assert_problem(ask(staff, "police", leaf.hex()), 404, "not_found")
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()

    answer = ask(staff, "police", leaf.hex())

    assert answer.status_code == 200
    index, hashes, note = taken_apart(answer.content)
    checkpoint = open_checkpoint(note, ORIGIN, keys_of(sequencer).verifiers).checkpoint
    verify_inclusion(index, checkpoint.size, leaf, hashes, checkpoint.root)
    refused, asked = [
        entry
        for entry in world.logged()
        if "proof.asked" in (entry["action"], entry.get("refs", {}).get("action"))
    ]
    assert (refused["outcome"], refused["refs"]["code"]) == ("refused", "not_found")
    assert (asked["outcome"], asked["refs"]) == ("done", {"leaf": leaf.hex()})


def administer(staff: Staff) -> httpx2.Response:
    """Do an administrator's act."""
    headers = {"Authorization": "Bearer token of keeper", "Idempotency-Key": str(uuid4())}
    return staff.client.post("/api/v1/administration/ended-sessions", headers=headers, json={"user": None})


def test_an_administrators_act_is_answered_when_it_is_in_the_tree(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = replace(sqlite_world, staff={**sqlite_world.staff, "keeper": sqlite_world.administrator})
    staff = Staff(world, Outside(log=KeptLog(patience=10.0)))
    sequencer = a_sequencer(world.hub, tmp_path)

    with sequencing(world.hub.engine, sequencer.key_file, NOBODY_WATCHES, world.hub.clock):
        answer = administer(staff)

    assert answer.is_success, answer.text
    assert answer.headers["Log-Inclusion"] == "included"


def test_an_act_is_done_though_nobody_sequences_and_says_that_it_is_pending(sqlite_world: World) -> None:
    world = replace(sqlite_world, staff={**sqlite_world.staff, "keeper": sqlite_world.administrator})

    answer = administer(Staff(world, Outside(log=KeptLog(patience=0.1))))

    assert answer.is_success, answer.text
    assert answer.headers["Log-Inclusion"] == "pending"


def test_an_officers_export_begins_when_its_entry_is_in_the_tree(sqlite_world: World, tmp_path: Path) -> None:
    staff = Staff(sqlite_world, Outside(log=KeptLog(patience=10.0)))
    headers = {"Authorization": "Bearer token of officer"}
    asked = {"form": "csv", "question": {"query": "refusals"}}

    with sequencing(
        sqlite_world.hub.engine,
        a_sequencer(sqlite_world.hub, tmp_path).key_file,
        NOBODY_WATCHES,
        sqlite_world.hub.clock,
    ):
        answer = staff.client.post("/api/v1/oversight/exports", headers=headers, json=asked)

    assert answer.status_code == 200, answer.text
    assert answer.headers["Log-Inclusion"] == "included"


def test_breaking_the_glass_says_whether_it_is_in_the_tree(sqlite_world: World) -> None:
    world = signed_in(sqlite_world)
    staff = Staff(world, Outside(log=KeptLog(patience=0.1)))
    emergency = {
        "purposes": ["child_protection"],
        "risk": "He is on his way.",
        "who_is_at_risk": "She is.",
        "why_not_less": "A gist would not say where.",
        "nobody_reached": "The duty line, twice.",
    }

    answer = staff.post("police", "/break-glass", json=emergency)

    assert answer.status_code == 201, answer.text
    assert answer.headers["Log-Inclusion"] == "pending"
