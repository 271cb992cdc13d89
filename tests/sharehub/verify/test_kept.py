"""Whoever has the log's key as well is found out by what was kept elsewhere, and by nothing else."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import delete, insert, select, update

from sharehub.audit import log_keys
from sharehub.audit.checkpoint import Checkpoint, sign_checkpoint
from sharehub.audit.merkle import EMPTY_ROOT
from sharehub.audit.note import Kind, Signer
from sharehub.audit.promise import Promise, sign_promise
from sharehub.database.schema import AuditEntry, LogCheckpoint, LogCosignature, LogQueue
from sharehub.verify.failures import Failure
from sharehub.verify.summary import NO_CHECKPOINT, NO_RECEIPT, NO_WITNESS
from tests.sharehub.audit.growing import ORIGIN
from tests.sharehub.verify.attacks import PLAIN, attacker, edited_body_and_columns
from tests.sharehub.verify.audits import POLICY, PROMISES, WITNESSES

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.clock import SteppedClock
    from tests.sharehub.verify.audits import Audit

STRANGER = Signer.from_seed(ORIGIN, Kind.TEXT, b"s" * 32)


def wait(audit: Audit, **much: float) -> None:
    """Let time pass, or go back."""
    clock = cast("SteppedClock", audit.hub.clock)
    clock.put(clock.now() + timedelta(**much))


def rewritten(audit: Audit) -> None:
    """Rewrite an entry, the tree and every checkpoint, with the log's own key."""
    edited_body_and_columns(audit)
    attacker(audit).resign()


def test_a_log_rewritten_with_its_own_key_is_found_by_a_checkpoint_a_receipt_or_a_witness(
    audit: Audit,
) -> None:
    audit.witness(*WITNESSES)
    kept, receipt = audit.keep(), audit.promise(attacker(audit).entry(PLAIN))
    wait(audit, minutes=2)
    sound = audit.export("sound")
    assert audit.failures(sound, kept=kept, receipts=(receipt,), policy=POLICY) == {}

    rewritten(audit)
    found = audit.export("rewritten")

    # Nothing inside tells: this is what the log's key is for, and why checkpoints are kept elsewhere.
    alone = audit.verify(found)
    assert alone.failures == []
    assert {NO_CHECKPOINT, NO_RECEIPT, NO_WITNESS} <= set(alone.unchecked)
    assert audit.failures(found, kept=kept) == {Failure.FORKED: [f"{kept[0][0]}: at 388 entries"]}
    assert audit.failures(found, receipts=(receipt,)) == {
        Failure.PROMISE_BROKEN: ["receipt: nowhere in the database"]
    }
    assert audit.failures(found, policy=POLICY) == {Failure.UNWITNESSED: ["2 of 3 witnesses are needed"]}
    everything = audit.verify(found, kept=kept, receipts=(receipt,), policy=POLICY)
    assert [failure for failure, _ in everything.failures] == [
        Failure.FORKED,
        Failure.PROMISE_BROKEN,
        Failure.UNWITNESSED,
    ]
    assert everything.exit_code == Failure.FORKED.code


def test_cosignatures_set_below_a_rewritten_checkpoint_are_forged(audit: Audit) -> None:
    audit.witness(*WITNESSES)
    kept = audit.growing.all(select(LogCosignature))
    rewritten(audit)
    audit.growing.run(*(insert(LogCosignature).values(dict(row._mapping)) for row in kept))

    assert audit.failures(policy=POLICY).keys() == {Failure.FORGED, Failure.UNWITNESSED}


def test_a_log_put_back_to_an_older_checkpoint_is_found_by_a_newer_one_alone(audit: Audit) -> None:
    kept, receipt = audit.keep(), audit.promise(attacker(audit).entry(387))
    wait(audit, minutes=2)
    attacker(audit).roll_back(386)
    found = audit.export()

    assert audit.failures(found) == {}
    assert audit.failures(found, kept=kept) == {Failure.ROLLED_BACK: ["kept-388: 388 entries, and now 386"]}
    assert audit.failures(found, receipts=(receipt,)).keys() == {Failure.PROMISE_BROKEN}


def test_a_log_that_grew_again_after_it_was_put_back_is_a_fork(audit: Audit) -> None:
    kept = audit.keep()
    attacker(audit).roll_back(386)
    audit.growing.grow(9)
    found = audit.export()

    assert audit.failures(found) == {}
    assert audit.failures(found, kept=kept) == {Failure.FORKED: ["kept-388: at 388 entries"]}


def test_two_histories_shown_to_two_are_a_fork_to_whoever_compares(on_sqlite: Audit, tmp_path: Path) -> None:
    data = tmp_path / "hub" / "data"
    on_sqlite.hub.engine.dispose()
    shutil.copytree(data, tmp_path / "shown to another")
    on_sqlite.growing.grow(3)
    kept, mine = on_sqlite.keep(), on_sqlite.export("mine")
    on_sqlite.hub.engine.dispose()
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "shown to another", data)
    on_sqlite.growing.key_file.with_name("log.json.head").unlink()
    on_sqlite.growing.grow(5)
    theirs = on_sqlite.export("theirs")

    assert on_sqlite.failures(mine, kept=kept) == {}
    assert on_sqlite.failures(theirs) == {}
    assert on_sqlite.failures(theirs, kept=kept).keys() == {Failure.FORKED}


def test_what_a_smaller_checkpoint_says_is_compared_too(audit: Audit) -> None:
    kept = audit.keep()
    audit.growing.grow(20)
    fork = sign_checkpoint(Checkpoint(ORIGIN, 256, b"f" * 32), audit.growing.keys.signers).encode()
    empty = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), audit.growing.keys.signers).encode()
    found = audit.export()

    assert audit.failures(found, kept=(*kept, ("empty", empty))) == {}
    assert audit.failures(found, kept=(*kept, ("other", fork))) == {Failure.FORKED: ["other: at 256 entries"]}


def test_a_kept_checkpoint_that_is_not_the_logs_is_not_compared(audit: Audit) -> None:
    other = sign_checkpoint(Checkpoint(ORIGIN, 5, b"f" * 32), [STRANGER]).encode()

    assert audit.failures(kept=(("other", other), ("none", b"no note"))) == {
        Failure.UNPINNED: ["none", "other"]
    }


def test_where_the_entries_are_not_the_signed_tree_a_smaller_checkpoint_has_nothing_to_be_compared_with(
    audit: Audit,
) -> None:
    kept = audit.keep()
    audit.growing.grow(5)
    edited_body_and_columns(audit)
    attacker(audit).rehash()
    report = audit.verify(kept=(*kept, *audit.keep()))

    assert [failure for failure, _ in report.failures] == [Failure.OTHER_TREE]
    assert "kept-388: there is no tree to compare it with" in report.unchecked


def test_a_cosignature_or_checkpoint_that_was_kept_and_is_gone_was_stripped(audit: Audit) -> None:
    audit.witness(*WITNESSES)
    kept = audit.keep()
    audit.growing.grow(2)
    found = audit.export()
    assert audit.failures(found, kept=kept) == {}

    audit.growing.run(delete(LogCosignature).where(LogCosignature.witness == WITNESSES[0].name))
    assert audit.failures(audit.export("one"), kept=kept) == {
        Failure.STRIPPED: ["kept-388: the cosignature of witness.example/1"]
    }
    audit.growing.run(delete(LogCosignature), delete(LogCheckpoint).where(LogCheckpoint.size == 388))
    assert audit.failures(audit.export("all"), kept=kept) == {
        Failure.STRIPPED: ["kept-388: the checkpoint of 388 entries"]
    }


def test_an_entry_that_was_promised_and_never_came_in_is_found_by_its_receipt_alone(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    receipt = audit.promise(entry)
    audit.growing.run(
        delete(LogQueue).where(LogQueue.entry_id == entry), delete(AuditEntry).where(AuditEntry.id == entry)
    )
    wait(audit, seconds=59)
    early = audit.verify(audit.export("early"), receipts=(receipt,))
    assert early.failures == []
    assert "receipt: its time was not over when the log was exported" in early.unchecked

    wait(audit, seconds=2)
    found = audit.export("late")

    assert audit.failures(found) == {}
    assert audit.failures(found, receipts=(receipt,)).keys() == {Failure.PROMISE_BROKEN}


def test_an_entry_that_waits_beyond_its_time_is_found_with_and_without_a_receipt(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    receipt = audit.promise(entry)
    wait(audit, seconds=61)
    found = audit.export()

    assert audit.failures(found) == {Failure.WAITING: [f"entry {entry}, outside the tree"]}
    assert audit.failures(found, receipts=(receipt,)) == {
        Failure.PROMISE_BROKEN: ["receipt: still waits"],
        Failure.WAITING: [f"entry {entry}, outside the tree"],
    }


def test_an_entry_that_came_in_too_late_is_found_by_its_receipt(audit: Audit) -> None:
    (entry,) = audit.growing.record(1)
    receipt = audit.promise(entry)
    wait(audit, seconds=65)
    audit.growing.drain()
    found = audit.export()

    assert audit.failures(found) == {}
    assert audit.failures(found, receipts=(receipt,)) == {
        Failure.PROMISE_LATE: ["receipt: leaf 388, 5 seconds after its time"]
    }


def test_a_receipt_by_another_key_is_no_receipt(audit: Audit) -> None:
    promise = Promise(ORIGIN, b"l" * 32, 0)
    other = Signer(PROMISES.name, Kind.TEXT, STRANGER.private)

    assert audit.failures(receipts=(("other", sign_promise(promise, other).encode()),)) == {
        Failure.UNPINNED: ["other"]
    }


@pytest.mark.parametrize(("back", "found"), [(59, set()), (65, {Failure.TIME})])
def test_a_clock_that_was_moved_back_shows(audit: Audit, back: int, found: set[Failure]) -> None:
    wait(audit, seconds=-back)
    audit.growing.grow(1)
    wait(audit, seconds=back)

    assert audit.failures().keys() == found


def test_a_log_that_is_not_of_now_is_stale(audit: Audit) -> None:
    found = audit.export()
    day = 86_400

    assert audit.failures(found, now=audit.now + day - 5) == {}
    assert audit.failures(found, now=audit.now + day + 5).keys() == {Failure.STALE}


def test_a_quorum_of_witnesses_is_looked_for_in_the_newest_checkpoints_that_have_one(audit: Audit) -> None:
    audit.witness(*WITNESSES[:1])
    assert audit.failures(audit.export("one"), policy=POLICY).keys() == {Failure.UNWITNESSED}
    audit.witness(WITNESSES[1])
    assert audit.failures(audit.export("two"), policy=POLICY) == {}

    audit.growing.grow(4)
    report = audit.verify(audit.export("grown"), policy=POLICY)
    assert report.failures == []
    assert any("have no quorum of witnesses yet" in said for said in report.unchecked)
    assert "2 of 3 witnesses have seen the log lately" in report.held


def test_a_quorum_that_is_too_old_is_stale(audit: Audit) -> None:
    audit.witness(*WITNESSES, age=86_500)

    assert audit.failures(policy=POLICY).keys() == {Failure.STALE}


def test_the_word_of_a_witness_about_another_text_is_forged(audit: Audit) -> None:
    audit.witness(*WITNESSES)
    lines = audit.growing.all(select(LogCosignature.witness, LogCosignature.line))
    spoilt = {
        witness: line[:-8] + ("AAAA" if line[-8:-4] != "AAAA" else "BBBB") + line[-4:]
        for witness, line in lines
    }
    audit.growing.run(
        *(
            update(LogCosignature).where(LogCosignature.witness == name).values(line=line)
            for name, line in spoilt.items()
        )
    )

    assert audit.failures(policy=POLICY).keys() == {Failure.FORGED, Failure.UNWITNESSED}


def test_a_change_of_keys_is_followed_from_the_old_one_as_far_as_it_is_named(audit: Audit) -> None:
    (old,) = audit.growing.keys.verifiers
    kept = audit.keep()
    log_keys.begin_change(audit.growing.key_file, audit.hub.random)
    audit.growing.grow(1)
    log_keys.end_change(audit.growing.key_file)
    audit.growing.grow(1)
    log_keys.begin_change(audit.growing.key_file, audit.hub.random)
    audit.growing.grow(1)
    newest = log_keys.end_change(audit.growing.key_file).verifiers[0]
    audit.growing.grow(1)
    found = audit.export()

    followed = audit.verify(found, log_keys=(old,), kept=kept)
    assert followed.failures == []
    assert any(newest.text in said for said in followed.held)
    pinned = audit.verify(found)
    assert pinned.failures == []
    assert not any(newest.text in said for said in pinned.held)
    assert audit.failures(found, kept=kept) == {Failure.UNPINNED: ["kept-388"]}


def test_a_change_of_keys_that_was_taken_out_cannot_be_followed(audit: Audit) -> None:
    (old,) = audit.growing.keys.verifiers
    log_keys.begin_change(audit.growing.key_file, audit.hub.random)
    audit.growing.grow(1)
    log_keys.end_change(audit.growing.key_file)
    audit.growing.grow(1)
    audit.growing.run(delete(LogCheckpoint).where(LogCheckpoint.size == 389))

    assert audit.failures(log_keys=(old,)).keys() == {Failure.UNSIGNED}
    assert audit.failures(audit.export("again")) == {}
