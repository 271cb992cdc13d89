"""How a hub's log is kept: by a sequencer of its own, or on one machine beside the service."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from sharehub.audit import log_keys
from sharehub.audit.sequencer import Sequencer
from sharehub.audit.sequencing import Sequencing
from sharehub.audit.witness_policy import NOBODY_WATCHES, parse_policy
from sharehub.clock import SystemClock
from sharehub.database.engine import open_engine
from sharehub.errors import Invalid, KeysUnavailable
from sharehub.settings import LOG_KEY, WITNESSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from sharehub.audit.witness_policy import Reliance
    from sharehub.clock import Clock
    from sharehub.settings import LogSettings, Settings

PATIENCE = 3.0
"""Seconds that an act which waits to be in the log's tree waits at the most."""
ON_ONE_MACHINE = "sqlite"
"""There the service sequences; on PostgreSQL that is for a process with a login of its own."""


def sequence(given: LogSettings) -> None:
    """Sequence until the process is asked to stop.

    Raises:
        Invalid: the policy file cannot be read, or makes no policy.
        KeysUnavailable: the log's keys cannot be had.
    """
    reliance = relied_on(given.witnesses)
    log_keys.read(given.key_file)
    engine = open_engine(given.database)
    stop = Event()
    try:
        Sequencing(Sequencer(engine, given.key_file, SystemClock()), reliance, stop).run()
    finally:
        stop.set()
        engine.dispose()


@contextmanager
def sequencing(engine: Engine, key_file: Path | None, reliance: Reliance, clock: Clock) -> Iterator[None]:
    """Sequence in a thread of this process while the block lasts; without keys there is nothing to do."""
    if key_file is None:
        yield
        return
    stop = Event()
    thread = Thread(
        target=Sequencing(Sequencer(engine, key_file, clock), reliance, stop).run, name="sequencer"
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def relied_on(policy: Path | None) -> Reliance:
    """Return the witnesses that a policy file names; without one there are none, and the log says so.

    Raises:
        Invalid: it cannot be read, or makes no policy.
    """
    if policy is None:
        return NOBODY_WATCHES
    try:
        text = policy.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Invalid(WITNESSES, "this file cannot be read") from None
    return parse_policy(text, WITNESSES)


def flaws_of_log(engine: Engine, given: Settings) -> list[str]:
    """Say what is wrong with how a served hub's log would be kept."""
    flaws = []
    alone = engine.dialect.name == ON_ONE_MACHINE
    if alone and given.log_key is None:
        flaws.append(f"{LOG_KEY}: set it to a key file: `sharehub create-signing-key log` makes one")
    elif not alone and given.log_key is not None:
        flaws.append(f"{LOG_KEY}: leave it to `sharehub sequencer`, which runs with a login of its own")
    elif given.log_key is not None:
        try:
            log_keys.read(given.log_key)
        except KeysUnavailable as error:
            flaws.append(f"{LOG_KEY}: {error}")
    try:
        relied_on(given.witnesses)
    except Invalid as error:
        flaws.append(str(error))
    return flaws
