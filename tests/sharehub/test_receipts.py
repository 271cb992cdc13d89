"""Every look is answered with a receipt; whoever keeps it can see the entry come into the tree, or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.app import KeptLog, Outside
from sharehub.audit import signing_keys
from sharehub.audit.promise import MERGE_DELAY, open_promise, promiser
from sharehub.audit.signing_keys import Use
from tests.sharehub.audit.deeds import a_glass, an_approved_decision
from tests.sharehub.audit.trees import ORIGIN, a_sequencer
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.note import VerifierKey
    from tests.sharehub.world import World

LOOKS: dict[str, dict[str, Any]] = {
    "/disclosures": {"purpose": "child_protection"},
    "/walls": {"seats": []},
    "/wall-costs": {"seats": []},
    "/names": {},
}
GROUNDS_OF_A_DECISION, GROUNDS_OF_A_GLASS = "grounds of a decision", "grounds of a broken glass"


def with_receipts(world: World, folder: Path) -> tuple[Staff, VerifierKey]:
    """Return staff at an application that signs promises, and the key to check them with."""
    keys = signing_keys.create(folder / "promises.json", Use.PROMISES, promiser(ORIGIN), os.urandom)
    return Staff(world, Outside(log=KeptLog(promises=keys.newest))), keys.newest.verifier


def grounds(world: World) -> tuple[str, ...]:
    """Let something be let out against the rule, twice; return where it is read why."""
    decision, glass = an_approved_decision(world), a_glass(world)
    return f"/serious-risk-decisions/{decision}/grounds", f"/break-glass/{glass}/grounds"


@pytest.mark.postgres
@pytest.mark.parametrize("path", [*LOOKS, GROUNDS_OF_A_DECISION, GROUNDS_OF_A_GLASS])
def test_a_look_is_answered_with_a_promise_that_is_kept(world: World, tmp_path: Path, path: str) -> None:
    world.open("cp_concern", "CF-SW")
    world.open("mapping_meeting", "CF-SW")
    staff, key = with_receipts(world, tmp_path)
    places = dict(zip((GROUNDS_OF_A_DECISION, GROUNDS_OF_A_GLASS), grounds(world), strict=True))

    answer = staff.post("social_worker", places.get(path, path), json=LOOKS.get(path))

    assert answer.status_code == 200, answer.text
    promise = open_promise(answer.json()["receipt"].encode(), ORIGIN, [key])
    entry = world.logged()[-1]
    assert (promise.origin, promise.merge_delay) == (ORIGIN, MERGE_DELAY)
    assert promise.at_ms == entry["at"] // 1000
    asked = f"/api/v1/log/proofs/{promise.leaf_hash.hex()}"
    headers = {"Authorization": "Bearer token of social_worker"}
    assert staff.client.get(asked, headers=headers).status_code == 404
    sequencer = a_sequencer(world.hub, tmp_path)
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()
    assert staff.client.get(asked, headers=headers).status_code == 200


def test_a_refused_look_and_a_hub_that_signs_nothing_give_no_receipt(
    sqlite_world: World, tmp_path: Path
) -> None:
    staff, _ = with_receipts(sqlite_world, tmp_path)

    refused = staff.post("teacher", "/disclosures", json={"purpose": "audit"})
    unsigned = Staff(sqlite_world).post("social_worker", "/names")

    assert refused.status_code in {403, 404}
    assert "receipt" not in refused.json()
    assert unsigned.json()["receipt"] is None


def checked(staff: Staff, receipt: str) -> Any:
    """Return what a receipt comes to."""
    headers = {"Authorization": "Bearer token of police"}
    sent = {"receipt": receipt}
    answer = staff.client.post("/api/v1/log/checked-receipts", headers=headers, json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.postgres
def test_a_receipt_is_checked_here_before_and_after_its_entry_is_in_the_tree(
    world: World, tmp_path: Path
) -> None:
    world.open("cp_concern", "CF-SW")
    staff, _ = with_receipts(world, tmp_path)
    receipt = staff.post("social_worker", "/names").json()["receipt"]

    before = checked(staff, receipt)
    sequencer = a_sequencer(world.hub, tmp_path)
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()
    after = checked(staff, receipt)

    assert (before["signed"], before["included"]) == (True, False)
    assert after == before | {"included": True}
    assert before["promised_at"] < before["due"]
    assert world.logged()[-1]["refs"] == {"leaf": after["leaf"], "signed": True}


def test_a_receipt_of_another_key_is_told_from_one_of_ours(sqlite_world: World, tmp_path: Path) -> None:
    staff, _ = with_receipts(sqlite_world, tmp_path)
    (tmp_path / "other").mkdir()
    others, _ = with_receipts(sqlite_world, tmp_path / "other")
    receipt = others.post("social_worker", "/names").json()["receipt"]

    assert checked(staff, receipt)["signed"] is False
    # A hub that signs nothing vouches for none.
    assert checked(Staff(sqlite_world), receipt)["signed"] is False


def test_a_receipt_that_was_altered_is_not_ours(sqlite_world: World, tmp_path: Path) -> None:
    staff, _ = with_receipts(sqlite_world, tmp_path)
    receipt = staff.post("social_worker", "/names").json()["receipt"]
    later = receipt.replace("\n60\n", "\n61\n")

    assert checked(staff, receipt)["signed"] is True
    assert checked(staff, later)["signed"] is False


@pytest.mark.parametrize("what", ["nothing", "sharehub promise 1\n", "a\n\n\N{EM DASH} b AQIDBAUGBwg=\n"])
def test_what_is_no_receipt_is_refused(sqlite_world: World, what: str) -> None:
    headers = {"Authorization": "Bearer token of police"}
    sent = {"receipt": what}
    answer = Staff(sqlite_world).client.post("/api/v1/log/checked-receipts", headers=headers, json=sent)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
