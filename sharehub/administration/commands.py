"""What the command line does to a hub is on record, refused or not; it has no login, and names nobody."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import SQLAlchemyError

from policies.findings import PolicyError
from sharehub.audit import log
from sharehub.audit.entry import Act, Action, Outcome
from sharehub.database.migrate import newest
from sharehub.database.transaction import begin
from sharehub.errors import ShareHubError
from sharehub.hub import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from uuid import UUID

    from sqlalchemy import Engine

    from sharehub.clock import Clock
    from sharehub.database.transaction import Transaction
    from sharehub.hub import Hub


class Recording(Protocol):
    """A unit of work, as far as it writes the log."""

    def record(self, act: Act) -> UUID:
        """Append an entry."""


class Recorder(Protocol):
    """A hub, as far as it writes the log; what backs up the data has no more of one."""

    def begin(self) -> AbstractContextManager[Recording]:
        """Begin a unit of work."""


@dataclass(frozen=True, slots=True)
class LogAlone:
    """The log of a hub whose keys are out of reach, as they are for whoever backs up the data."""

    engine: Engine
    clock: Clock
    random: Callable[[int], bytes]

    @contextmanager
    def begin(self) -> Iterator[Entries]:
        """Begin a unit of work that writes entries alone."""
        now = self.clock.now()
        with begin(self.engine, now, now.date()) as tx:
            yield Entries(tx, self.random)


@dataclass(frozen=True, slots=True)
class Entries:
    """A unit of work that writes entries alone."""

    tx: Transaction
    random: Callable[[int], bytes]

    def record(self, act: Act) -> UUID:
        """Append an entry to the log."""
        return log.append(self.tx, act, self.random).id


alarm = logging.getLogger("sharehub.alarm")


@contextmanager
def commanded(hub: Recorder, command: str) -> Iterator[None]:
    """Do a command upon a hub; one that is refused or fails leaves an entry, where the hub can take one.

    Args:
        hub: the hub.
        command: as it is typed; `sharehub.audit.exempt` lists those that have none.
    """
    try:
        yield
    except (ShareHubError, PolicyError) as refusal:
        said = {"command": command, "code": code_of(refusal)}
        _record(hub, Act(Action.COMMAND_REFUSED, Outcome.REFUSED, references=said))
        raise
    except Exception as failure:
        said = {"command": command, "failure": type(failure).__name__}
        _record(hub, Act(Action.COMMAND_FAILED, Outcome.FAULT, references=said))
        raise


@contextmanager
def serving(hub: Hub, process: str | None = None) -> Iterator[None]:
    """Put on record that a process serves a hub, and that it has stopped; a kill leaves the first alone.

    `process`: what it does, where it serves no people.

    Raises:
        SQLAlchemyError: the log takes no entry; a hub that could record nothing serves nobody.
    """
    with hub.begin() as work:
        said = {"version": version("sharehub"), "schema": newest()}
        if process is not None:
            said["process"] = process
        started = work.record(Act(Action.SERVICE_STARTED, references=said))
    try:
        yield
    finally:
        try:
            with hub.begin() as work:
                work.record(Act(Action.SERVICE_STOPPED, references={"started": str(started)}))
        except SQLAlchemyError as failure:
            alarm.error("that the service stopped could not be put on record: %s", type(failure).__name__)


def _record(hub: Recorder, act: Act) -> None:
    # Whoever typed the command is told what was wrong; that there may be no database yet is often that.
    with suppress(SQLAlchemyError), hub.begin() as work:
        work.record(act)
