"""The change of the log's key: on record, and for a while signed by both, so that others can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.audit import log, log_keys
from sharehub.audit.entry import Act, Action
from sharehub.database.transaction import begin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.audit.note import VerifierKey
    from sharehub.clock import Clock


def begin_key_change(
    engine: Engine, key_file: Path, clock: Clock, random: Callable[[int], bytes]
) -> VerifierKey:
    """Add a new key beside the old: from the next checkpoint on both sign. Returns the new public key.

    A crash between the file and the entry leaves a change under way of which nothing is on record but the
    double signatures themselves: ending it puts that on record.

    Raises:
        Conflict: a change is under way already.
        KeysUnavailable: the key file cannot be read or written.
    """
    keys = log_keys.begin_change(key_file, random)
    _record(engine, clock, random, "begun", keys.newest.verifier)
    return keys.newest.verifier


def end_key_change(
    engine: Engine, key_file: Path, clock: Clock, random: Callable[[int], bytes]
) -> VerifierKey:
    """Let the old key go, once a checkpoint bears both signatures. Returns the key that stays.

    Raises:
        Conflict: no change is under way, or no checkpoint that is signed by both names the new key yet.
        KeysUnavailable: the key file cannot be read or written.
    """
    keys = log_keys.end_change(key_file)
    _record(engine, clock, random, "ended", keys.newest.verifier)
    return keys.newest.verifier


def _record(
    engine: Engine, clock: Clock, random: Callable[[int], bytes], step: str, key: VerifierKey
) -> None:
    now = clock.now()
    with begin(engine, now, now.date()) as tx:
        act = Act(Action.LOG_KEY_CHANGED, references={"step": step, "key": key.text})
        log.append(tx, act, random)
