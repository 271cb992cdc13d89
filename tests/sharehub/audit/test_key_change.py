"""The log's key is changed on record, by way of checkpoints that both keys signed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sharehub.audit import log_keys, tree
from sharehub.audit.checkpoint import open_checkpoint
from sharehub.audit.key_change import begin_key_change, end_key_change
from sharehub.errors import Conflict
from tests.sharehub.audit.trees import ORIGIN, a_sequencer, record

if TYPE_CHECKING:
    from pathlib import Path

    from sharehub.audit.note import VerifierKey
    from sharehub.audit.sequencer import Sequencer
    from sharehub.hub import Hub


def signed_by(hub: Hub, *keys: VerifierKey) -> set[VerifierKey]:
    """Return which of these keys signed the newest checkpoint."""
    with hub.begin() as work:
        newest = tree.newest_checkpoint(work.tx)
    assert newest is not None
    return set(open_checkpoint(newest.note, ORIGIN, keys).signed_by)


def work(sequencer: Sequencer) -> None:
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()


@pytest.mark.postgres
def test_a_key_is_changed_by_way_of_checkpoints_that_both_signed(hub: Hub, tmp_path: Path) -> None:
    sequencer = a_sequencer(hub, tmp_path)
    (old,) = log_keys.read(sequencer.key_file).verifiers
    record(hub, 2)
    work(sequencer)

    new = begin_key_change(hub.engine, sequencer.key_file, hub.clock, os.urandom)
    with pytest.raises(Conflict, match="names the new key yet"):
        end_key_change(hub.engine, sequencer.key_file, hub.clock, os.urandom)
    work(sequencer)
    assert signed_by(hub, old, new) == {old, new}
    assert end_key_change(hub.engine, sequencer.key_file, hub.clock, os.urandom) == new
    work(sequencer)

    assert signed_by(hub, old, new) == {new}
    assert log_keys.read(sequencer.key_file).verifiers == (new,)


@pytest.mark.parametrize("step", [begin_key_change, end_key_change])
def test_a_change_is_begun_and_ended_once(sqlite_hub: Hub, tmp_path: Path, step: object) -> None:
    sequencer = a_sequencer(sqlite_hub, tmp_path)
    record(sqlite_hub, 1)
    if step is begin_key_change:
        begin_key_change(sqlite_hub.engine, sequencer.key_file, sqlite_hub.clock, os.urandom)
    work(sequencer)
    before = sequencer.key_file.read_bytes()

    with pytest.raises(Conflict, match="under way"):
        (begin_key_change if step is begin_key_change else end_key_change)(
            sqlite_hub.engine, sequencer.key_file, sqlite_hub.clock, os.urandom
        )

    assert sequencer.key_file.read_bytes() == before
