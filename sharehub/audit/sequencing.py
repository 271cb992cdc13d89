"""Keeping the log's tree up to date: a few rounds a second, the witnesses asked, and quorum watched."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from sharehub.audit.checkpoint import Standing
from sharehub.audit.cosigning import Cosigner, Unwilling
from sharehub.audit.sequencer import MOST
from sharehub.audit.standing import standing
from sharehub.database.engine import reading
from sharehub.database.transaction import begin

if TYPE_CHECKING:
    from sharehub.audit.sequencer import Lease, Sequencer
    from sharehub.audit.witness_policy import Reliance

EVERY = 0.25
"""Seconds from one round's beginning to the next: whoever waits for the tree waits for two rounds at most."""
REST = 0.05
"""Seconds between two rounds at the least, however long one took: writers need the database too."""
ASKING = 1.0
"""Seconds until a witness is asked again: its word is about the newest checkpoint, not about each."""
PAUSE = 5.0
"""Seconds after something went wrong, or while another sequencer is at work."""
STANDS = frozenset({Standing.REACHED, Standing.UNWITNESSED})

alarm = logging.getLogger("sharehub.alarm")


@dataclass(frozen=True, slots=True)
class Sequencing:
    """The work of a sequencer and of asking its witnesses, until `stop` is set.

    Several may run at once, in one process or many: one of them leads, by the sequencer's lease, and the
    others wait for it to end.
    """

    sequencer: Sequencer
    reliance: Reliance
    stop: Event
    every: float = EVERY
    asking: float = ASKING
    pause: float = PAUSE
    leading: Event = field(default_factory=Event)
    told: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Work until asked to stop; whatever goes wrong is told, once, and tried again."""
        asking = [Thread(target=self._keep_asking, args=(cosigner,)) for cosigner in self._cosigners()]
        for thread in asking:
            thread.start()
        while not self.stop.is_set():
            try:
                with self.sequencer.lease() as lease:
                    if lease is not None:
                        self._lead(lease)
            except Exception as error:  # noqa: BLE001 - whatever it is, entries go on waiting, and are not lost
                self._tell("sequencing", type(error).__name__)
            self.stop.wait(self.pause)
        for thread in asking:
            thread.join()

    def _lead(self, lease: Lease) -> None:
        self.leading.set()
        try:
            while not self.stop.is_set():
                began = monotonic()
                lease.confirm()
                done = self.sequencer.round()
                self._tell("sequencing", None)
                self._watch()
                if done.added < MOST:
                    self.stop.wait(max(began + self.every - monotonic(), min(REST, self.every)))
        finally:
            self.leading.clear()

    def _watch(self) -> None:
        """Alarm when too few witnesses have cosigned of late; reads go on all the same."""
        now = self.sequencer.clock.now()
        with begin(reading(self.sequencer.engine), now, now.date()) as tx:
            found = standing(tx, self.reliance.policy, now).witnessed
        self._tell("quorum", None if found in STANDS else found.value)

    def _cosigners(self) -> list[Cosigner]:
        made = self.sequencer
        return [
            Cosigner(made.engine, made.clock, key, address)
            for key, address in self.reliance.addresses.items()
        ]

    def _keep_asking(self, cosigner: Cosigner) -> None:
        name = f"witness {cosigner.witness.name}"
        while not self.stop.is_set():
            pause = self.asking
            if self.leading.is_set():
                try:
                    cosigner.round()
                    self._tell(name, None)
                except Unwilling as why:
                    self._tell(name, str(why))
                    pause = self.pause
                except Exception as error:  # noqa: BLE001 - a witness's trouble is never the log's
                    self._tell(name, type(error).__name__)
                    pause = self.pause
            self.stop.wait(pause)

    def _tell(self, what: str, trouble: str | None) -> None:
        """Alarm a trouble when it begins, and say when it is over: not at every round."""
        before = self.told.get(what)
        if trouble == before:
            return
        if trouble is None:
            self.told.pop(what)
            alarm.warning("the log: %s: over", what)
        else:
            self.told[what] = trouble
            alarm.error("the log: %s: %s", what, trouble)
