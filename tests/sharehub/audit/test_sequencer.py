"""The sequencer: what waits comes in once, in order, under a checkpoint; what is not as signed stops it."""

from __future__ import annotations

import logging
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from sharehub.audit import log_keys, sequencer, tree
from sharehub.audit.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from sharehub.audit.entry import leaf_hash
from sharehub.audit.merkle import inclusion_proof, root_of
from sharehub.audit.sequencer import Round, Sequencer
from sharehub.audit.tiles import node_reader
from sharehub.clock import uuid7
from sharehub.database.engine import open_engine
from sharehub.database.schema import AuditEntry, LogCheckpoint, LogQueue
from sharehub.errors import KeysUnavailable, Tampered
from tests.sharehub.audit.growing import ORIGIN, Growing, edit, put_in_queue
from tests.sharehub.database.logins import logins_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sharehub.hub import Hub


@pytest.fixture
def growing(hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(hub, tmp_path / "log")


@pytest.fixture
def on_sqlite(sqlite_hub: Hub, tmp_path: Path) -> Growing:
    return Growing.of(sqlite_hub, tmp_path / "log")


@pytest.fixture
def alarms(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.ERROR, logger="sharehub.alarm")
    return caplog


def test_what_waits_comes_in_once_in_the_order_of_the_queue(growing: Growing) -> None:
    made = growing.record(5)

    assert growing.round() == Round(5, 5, 0)
    assert growing.round() == Round(5, 0, 0)
    assert [entry for entry, _ in growing.leaves()] == made
    assert growing.queued() == set()
    assert [leaf for _, leaf in growing.leaves()] == [leaf_hash(body) for body in growing.bodies()]
    assert growing.newest() == Checkpoint(ORIGIN, 5, root_of(leaf for _, leaf in growing.leaves()))


def test_without_entries_nothing_is_signed(growing: Growing) -> None:
    assert growing.round() == Round(0, 0, 0)
    assert growing.count(LogCheckpoint) == 0
    assert log_keys.signed_head(growing.key_file) is None


def test_every_round_signs_a_tree_that_begins_with_the_one_before(growing: Growing) -> None:
    for count in (1, 255, 1, 3):
        growing.record(count)
        growing.round()

    leaves = [leaf for _, leaf in growing.leaves()]
    assert [found.size for found in growing.checkpoints()] == [1, 256, 257, 260]
    assert all(found.root == root_of(leaves[: found.size]) for found in growing.checkpoints())


def test_what_is_more_than_a_batch_comes_in_by_several(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "MOST", 3)
    made = growing.record(8)

    rounds = [growing.round() for _ in range(4)]

    assert rounds == [Round(3, 3, 0), Round(6, 3, 0), Round(8, 2, 0), Round(8, 0, 0)]
    assert [entry for entry, _ in growing.leaves()] == made


def test_a_batch_is_never_larger_than_its_bound(on_sqlite: Growing) -> None:
    on_sqlite.record(sequencer.MOST + 4)

    assert on_sqlite.round() == Round(sequencer.MOST, sequencer.MOST, 0)
    assert on_sqlite.round() == Round(sequencer.MOST + 4, 4, 0)
    assert on_sqlite.newest().root == root_of(leaf for _, leaf in on_sqlite.leaves())


def test_an_entry_committed_late_under_an_older_id_still_comes_in(growing: Growing) -> None:
    with growing.hub.begin() as work:
        early = uuid7(work.tx.now - timedelta(hours=1), growing.hub.random)
    growing.grow(3)
    body = b'{"late":true}'
    growing.run(
        insert(AuditEntry).values(
            id=early,
            at=growing.hub.clock.now(),
            action="keys.rotated",
            outcome="done",
            leaf_hash=leaf_hash(body),
            body=body,
        ),
        put_in_queue(early),
    )

    assert growing.round() == Round(4, 1, 0)
    assert growing.leaves()[-1] == (early, leaf_hash(body))


def test_an_entry_that_was_edited_while_it_waited_is_held_back_and_alarmed_once(
    growing: Growing, alarms: pytest.LogCaptureFixture
) -> None:
    before, edited, after = growing.record(3)
    ((body,),) = growing.all(select(AuditEntry.body).where(AuditEntry.id == edited))
    growing.run(edit(edited, body=b"{}"))
    running = growing.sequencer()

    assert [running.round(), running.round()] == [Round(2, 2, 1), Round(2, 0, 1)]
    assert [entry for entry, _ in growing.leaves()] == [before, after]
    assert growing.queued() == {edited}
    assert [record.getMessage() for record in alarms.records] == [
        f"an entry in the log's queue is not what was recorded: see entry {edited}"
    ]

    growing.run(edit(edited, body=body))
    assert running.round() == Round(3, 1, 0)


def test_a_text_that_somebody_wrote_in_place_of_an_entrys_bytes_is_held_back_and_stops_nothing(
    growing: Growing,
) -> None:
    before, edited, after = growing.record(3)
    # Past the program: SQLite keeps it as the text that it is.
    growing.run(edit(edited, body=text("'{}'")))

    assert growing.round() == Round(2, 2, 1)
    assert [entry for entry, _ in growing.leaves()] == [before, after]


def test_whole_pages_that_are_held_back_keep_nobody_waiting(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "MOST", 2)
    *broken, last = growing.record(5)
    growing.run(*(edit(entry, body=b"{}") for entry in broken))

    assert growing.round() == Round(1, 1, 4)
    assert [entry for entry, _ in growing.leaves()] == [last]


def test_what_is_in_the_tree_already_is_held_back_and_stops_nothing(
    growing: Growing, alarms: pytest.LogCaptureFixture
) -> None:
    known = growing.grow(1)[0]
    (fresh,) = growing.record(1)
    growing.run(put_in_queue(known))

    assert growing.round() == Round(2, 1, 1)
    assert [entry for entry, _ in growing.leaves()] == [known, fresh]
    assert [str(known) in record.getMessage() for record in alarms.records] == [True]


def test_a_copy_of_an_entry_under_another_id_is_held_back_and_stops_nothing(growing: Growing) -> None:
    known = growing.grow(1)[0]
    (row,) = growing.all(select(AuditEntry).where(AuditEntry.id == known))
    copies = [UUID(int=known.int + more) for more in (1, 2)]
    (fresh,) = growing.record(1)
    growing.run(
        *(insert(AuditEntry).values({**row._mapping, "id": copy}) for copy in copies),
        *(put_in_queue(copy) for copy in copies),
    )

    assert growing.round() == Round(2, 1, 2)
    assert [entry for entry, _ in growing.leaves()] == [known, fresh]


def test_of_two_equal_bodies_that_wait_the_first_comes_in(growing: Growing) -> None:
    (first,) = growing.record(1)
    (row,) = growing.all(select(AuditEntry).where(AuditEntry.id == first))
    copy = UUID(int=first.int + 1)
    growing.run(insert(AuditEntry).values({**row._mapping, "id": copy}), put_in_queue(copy))

    assert growing.round() == Round(1, 1, 1)
    assert [entry for entry, _ in growing.leaves()] == [first]


def test_without_its_keys_everything_waits(growing: Growing) -> None:
    growing.record(2)
    growing.key_file.chmod(0o644)

    with pytest.raises(KeysUnavailable):
        growing.round()

    assert growing.count(LogQueue) == 2


def refusing(_: object) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise ZeroDivisionError

    return refuse


def after(done: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(*given: Any, **named: Any) -> Any:
        done(*given, **named)
        raise ZeroDivisionError

    return refuse


STEPS = (
    *((log_keys, name) for name in ("read", "signed_head", "put_down_head")),
    *((tree, name) for name in ("newest_checkpoint", "waiting", "tile_reader", "store", "_store_tiles")),
    *((sequencer, name) for name in ("grow", "root_at", "consistency_proof", "sign_checkpoint", "begin")),
)


def test_whatever_step_fails_the_same_code_goes_on_as_if_nothing_had_been(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = growing.grow(3)
    for module, name in STEPS:
        for fails in (refusing, after):
            made += growing.record(2)
            with monkeypatch.context() as patched:
                patched.setattr(module, name, fails(getattr(module, name)))
                with pytest.raises(ZeroDivisionError):
                    growing.round()
            growing.drain()

    leaves = growing.leaves()
    assert [entry for entry, _ in leaves] == made
    assert [found.size for found in growing.checkpoints()] == list(range(3, len(made) + 1, 2))
    assert growing.newest().root == root_of(leaf for _, leaf in leaves)


def test_two_that_sign_at_once_store_one_tree(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither holds the lease, as no sequencer should; even then the database takes one of the two."""
    growing.grow(1)
    growing.record(2)

    def while_another_is_faster(checkpoint: Checkpoint, signers: Any) -> Any:
        monkeypatch.setattr(sequencer, "sign_checkpoint", sign_checkpoint)
        assert growing.round() == Round(3, 2, 0)
        return sign_checkpoint(checkpoint, signers)

    monkeypatch.setattr(sequencer, "sign_checkpoint", while_another_is_faster)
    with pytest.raises(IntegrityError):
        growing.round()

    assert growing.round() == Round(3, 0, 0)


def fail_with_the_lease(running: Sequencer) -> None:
    with running.lease() as ours:
        assert ours
        raise Tampered("a round that was refused")


def test_the_lease_is_one_sequencers_at_a_time_and_ends_with_its_block(growing: Growing) -> None:
    first, second = growing.sequencer(), growing.sequencer()

    with first.lease() as ours, second.lease() as theirs:
        assert (ours is None, theirs is None) == (False, True)
    with second.lease() as theirs:
        assert theirs


def test_the_lease_ends_with_a_block_that_failed(growing: Growing) -> None:
    for _ in range(2):
        with pytest.raises(Tampered):
            fail_with_the_lease(growing.sequencer())


@pytest.mark.postgres
def test_two_copies_of_the_keys_share_one_lease_on_postgresql(postgres_hub: Hub, tmp_path: Path) -> None:
    growing = Growing.of(postgres_hub, tmp_path / "log")
    (tmp_path / "copy").mkdir(mode=0o700)
    shutil.copy(growing.key_file, tmp_path / "copy" / "log.json")
    copy = Sequencer(postgres_hub.engine, tmp_path / "copy" / "log.json", postgres_hub.clock)

    with growing.sequencer().lease() as ours, copy.lease() as theirs:
        assert (ours is None, theirs is None) == (False, True)
    with copy.lease() as theirs:
        assert theirs


@pytest.mark.postgres
def test_a_lease_that_ended_in_a_failure_is_free_for_other_machines(
    postgres_hub: Hub, postgres_migrated: tuple[str, str], tmp_path: Path
) -> None:
    growing = Growing.of(postgres_hub, tmp_path / "log")
    elsewhere = open_engine(postgres_migrated[0])
    other = Sequencer(elsewhere, growing.key_file, postgres_hub.clock)

    with pytest.raises(Tampered):
        fail_with_the_lease(growing.sequencer())

    with other.lease() as ours:
        assert ours
    elsewhere.dispose()


@pytest.mark.postgres
def test_on_postgresql_the_sequencers_own_login_is_enough(
    postgres_hub: Hub, postgres_migrated: tuple[str, str], tmp_path: Path
) -> None:
    growing = Growing.of(postgres_hub, tmp_path / "log")
    with logins_on(postgres_migrated[0]) as logins:
        own = Sequencer(logins.engine("sequencer"), growing.key_file, postgres_hub.clock)
        for size in (2, 300):
            growing.record(size)
            with own.lease() as ours:
                assert ours
                assert own.round().added == size

    assert growing.newest().root == root_of(leaf for _, leaf in growing.leaves())


def test_while_keys_change_both_sign_and_the_old_one_names_the_new(growing: Growing) -> None:
    (old,) = growing.keys.verifiers
    growing.grow(1)
    new = log_keys.begin_change(growing.key_file, growing.hub.random).verifiers[-1]
    growing.grow(1)

    found = growing.newest()
    assert found.next_keys == (new,)
    for key in (old, new):
        ((note,),) = growing.all(select(LogCheckpoint.note).where(LogCheckpoint.size == 2))
        assert open_checkpoint(note, ORIGIN, [key]).checkpoint == found

    log_keys.end_change(growing.key_file)
    growing.grow(1)
    ((note,),) = growing.all(select(LogCheckpoint.note).where(LogCheckpoint.size == 3))
    alone = open_checkpoint(note, ORIGIN, [old, new])
    assert (alone.signed_by, alone.checkpoint.next_keys) == ((new,), ())


@given(st.lists(st.integers(0, 9), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_rounds_the_tree_is_the_one_over_the_queue_in_order(
    on_sqlite: Growing, steps: list[int]
) -> None:
    on_sqlite.forget()
    expected: list[UUID] = []
    waiting: list[UUID] = []
    for count in [*steps, 0]:
        if count:
            waiting += on_sqlite.record(count)
        else:
            on_sqlite.round()
            expected, waiting = [*expected, *sorted(waiting)], []
    leaves = on_sqlite.leaves()

    assert [entry for entry, _ in leaves] == expected
    if leaves:
        assert on_sqlite.newest().root == root_of(leaf for _, leaf in leaves)


@pytest.mark.parametrize("sizes", [(1,), (2, 1), (7, 250, 3), (256, 256, 88)])
def test_the_tree_in_the_database_is_the_one_that_another_implementation_builds(
    growing: Growing, sizes: tuple[int, ...]
) -> None:
    for size in sizes:
        growing.grow(size)
    oracle = InmemoryTree(algorithm="sha256")
    for body in growing.bodies():
        oracle.append_entry(body)

    assert growing.newest().root == oracle.get_root()
    assert all(found.root == oracle.get_root(found.size) for found in growing.checkpoints())
    with growing.hub.begin() as work:
        total = sum(sizes)
        read = node_reader(total, tree.tile_reader(work.tx))
        for index in {0, total // 2, total - 1}:
            # Theirs begins with the leaf itself.
            theirs = oracle.prove_inclusion(index + 1, total).path[1:]
            assert inclusion_proof(index, total, read) == theirs
