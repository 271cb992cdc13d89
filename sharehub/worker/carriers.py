"""Ways for a row's id to whoever does the work: threads of this process, or a broker and Celery's workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from sharehub.outbox import queries
from sharehub.worker.celery_app import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from uuid import UUID

    from sharehub.database.transaction import Transaction

AHEAD = 32
"""Tasks that wait for each thread, so that none is idle while more are leased."""
MOST_OUT = 2_000
"""Tasks that are leased at a time and sent through a broker: what waits beyond that waits in the outbox."""
SECONDS_TO_CONFIRM = 10
SECONDS_TO_CLOSE = 1


class Handed(NamedTuple):
    """What is handed over: the id of a row, and the kind by which its task is called."""

    task: UUID
    kind: str


class Unreachable(Exception):
    """The broker takes nothing; `left` was not handed over."""

    def __init__(self, why: str, left: list[Handed]) -> None:
        """Say by the kind of the failure why, and what is left."""
        super().__init__(why)
        self.left = left


class Carrier(Protocol):
    """A way for ids to those who do the work. `wake` is set when it has room again."""

    wake: Event

    def room(self, tx: Transaction) -> int:
        """Return how many more it takes now."""
        ...

    def hand_over(self, tasks: Sequence[Handed]) -> None:
        """Hand tasks over.

        Raises:
            Unreachable: not all of them were.
        """
        ...

    def close(self) -> list[Handed]:
        """Wait for what is under way here, take nothing more, and return what was not begun."""
        ...


class Threads:
    """Calls the tasks of a Celery application in threads of this process; there is no broker."""

    def __init__(self, app: Any, threads: int) -> None:  # noqa: ANN401 - Celery has no types
        """Have so many threads."""
        self.wake = Event()
        self._tasks = app.tasks
        self._pool = ThreadPoolExecutor(threads, "outbox")
        self._most = threads * AHEAD
        self._waiting: dict[Future[None], Handed] = {}

    def room(self, _tx: Transaction) -> int:
        """Return how many more may wait here; none, until half of them are done."""
        left = self._most - len(self._waiting)
        return left if left * 2 >= self._most else 0

    def hand_over(self, tasks: Sequence[Handed]) -> None:
        """Have each called when a thread is free."""
        for handed in tasks:
            future = self._pool.submit(self._tasks[name_of(handed.kind)], str(handed.task))
            self._waiting[future] = handed
            future.add_done_callback(self._ended)

    def _ended(self, future: Future[None]) -> None:
        if not future.cancelled():
            self._waiting.pop(future)
            if len(self._waiting) * 2 <= self._most:
                self.wake.set()

    def close(self) -> list[Handed]:
        """Wait for the tasks that are being done, and return those that have not begun."""
        self._pool.shutdown(cancel_futures=True)
        return list(self._waiting.values())


class Broker:
    """Sends messages to Celery's workers, each confirmed by the broker before it counts as handed over."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - Celery has no types
        """Send as an application is configured to."""
        self.wake = Event()
        self._app = app
        self._connection: Any = None
        self._producer: Any = None

    def room(self, tx: Transaction) -> int:
        """Return how many more may be on their way."""
        return max(0, MOST_OUT - queries.out(tx))

    def hand_over(self, tasks: Sequence[Handed]) -> None:
        """Send each."""
        sent = 0
        try:
            producer = self._connected()
            for handed in tasks:
                self._app.send_task(
                    name_of(handed.kind),
                    args=[str(handed.task)],
                    producer=producer,
                    retry=False,
                    confirm_timeout=SECONDS_TO_CONFIRM,
                )
                sent += 1
        except (OSError, AMQPError, KombuError, RedisError) as failure:
            self.close()
            raise Unreachable(type(failure).__name__, list(tasks[sent:])) from None

    def _connected(self) -> Any:  # noqa: ANN401 - Celery has no types
        if self._producer is None:
            self._connection = self._app.connection_for_write()
            self._connection.connect()
            self._producer = self._app.amqp.Producer(self._connection, auto_declare=False)
        return self._producer

    def close(self) -> list[Handed]:
        """Let the connection go; what was sent is on its way."""
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            connection.collect(SECONDS_TO_CLOSE)
        return []
