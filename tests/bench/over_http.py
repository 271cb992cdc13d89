"""How long a governed reading takes over real HTTP, beside bare routes that read, write and answer the same.

Server, hub and database are as they are for people; the clients are a process of their own, so that they do
not share an interpreter with those whom they ask. They do share the machine.
"""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import func, select

from tests.bench.family import reading
from tests.bench.plain import plain_reading
from tests.bench.readings import MILLISECONDS, _without_ids, measured
from tests.bench.served import HERE, HOST, PATH, PATIENCE, PROCESS, Route, Service, let_in
from tests.bench.spread import Spread
from tests.forked import FORKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection

    from sqlalchemy import Engine

    from sharehub.rehearsal.stage import Stage
    from tests.bench.bare import BareReading
    from tests.bench.spread import Effort

MANY = 8
"""Clients that ask at the same time, each on a connection that stays."""
PROCESSES = (1, 2)
MORE = 4
"""Requests of one client in a round, for each call that other parts make: a 99th percentile needs many."""
COUNTERPARTS = (Route.ORDINARY, Route.REPLAYED)

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_PROCESS = re.compile(rb"\r\n%b: (\d+)\r\n" % PROCESS.encode(), re.IGNORECASE)
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Turn:
    """So many requests to one port, shared by clients that are spread evenly among so many processes."""

    port: int
    request: bytes
    processes: int
    clients: int
    requests: int


@dataclass(frozen=True, slots=True)
class Took:
    """What a turn took: the seconds of each request, those of all of them, and the last answer."""

    each: tuple[float, ...]
    all: float
    answer: bytes


@dataclass(frozen=True, slots=True)
class Clients:
    """The process from which requests come."""

    pipe: Connection

    def take(self, turn: Turn) -> Took:
        """Let them ask."""
        self.pipe.send(turn)
        if not self.pipe.poll(PATIENCE):
            raise TimeoutError("a turn was not finished")
        took = self.pipe.recv()
        if not isinstance(took, Took):
            raise RuntimeError(str(took))  # noqa: TRY004 - it is what went wrong there
        return took


class Asking:
    """One connection that stays, over which the same request is sent again and again."""

    def __init__(self, port: int, request: bytes) -> None:
        """Connect."""
        self._socket = socket.create_connection((HERE, port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = request
        self.process = b""

    def ask(self) -> bytes:
        """Ask once; return the body of the answer."""
        self._socket.sendall(self._request)
        head, end, body = b"", b"", b""
        while not end:
            head, end, body = (head + self._more()).partition(b"\r\n\r\n")
        length, process = _LENGTH.search(head + end), _PROCESS.search(head + end)
        if not head.startswith(b"HTTP/1.1 200 ") or length is None or process is None:
            raise ConnectionError(f"{head!r} {body!r}")
        self.process = process[1]
        while len(body) < int(length[1]):
            body += self._more()
        return body

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        found = self._socket.recv(1 << 16)
        if not found:
            raise ConnectionError("the other side hung up")
        return found


def over_http(stage: Stage, effort: Effort) -> Iterator[str]:
    """Measure what governing a reading costs over HTTP."""
    expectation = measured(stage)[0]
    governed = reading(stage, expectation)
    bare = plain_reading(governed).bare
    place, token = let_in(governed)
    request = _request(str(stage.case), token, governed.purpose)
    yield f"{expectation.reader}, {expectation.purpose}, {expectation.day}: {len(stage.facts)} facts"
    yield "both sides: the same server and settings; clients in a process of their own, on the same machine"
    yield "governed: as served to people, a token signed by ES256 checked at each request, and a line logged"
    yield f"beside two bare routes that ask nobody who they are: an {Route.ORDINARY} and {Route.REPLAYED}"
    with ExitStack() as stack:
        clients = stack.enter_context(_clients())
        services = {route: Service(place, route) for route in Route}
        for service in services.values():
            stack.callback(service.close)
        for processes in PROCESSES:
            _one_more(services)
            turns = {
                route: Turn(service.port, request, processes, processes, 0)
                for route, service in services.items()
            }
            if processes == PROCESSES[0]:
                yield from _sameness(clients, turns, stage.hub.engine, bare)
            yield from _measured(clients, turns, processes, effort)


def _one_more(services: Mapping[Route, Service]) -> None:
    for ready in [service.start() for service in services.values()]:
        if not ready.wait(PATIENCE):
            raise TimeoutError("a process that serves has not begun")


def _measured(clients: Clients, turns: Mapping[Route, Turn], processes: int, effort: Effort) -> Iterator[str]:
    named = f"{processes} process{'es' if processes > 1 else ''}"
    few = effort.calls * MORE
    yield f"  {named}, 1 client, {effort.rounds} rounds of {few} requests to each"
    yield from _latency(_rounds(clients, turns, 1, few, effort.rounds))
    # Fewer rounds, which are longer: at a turn's end, some clients have nothing left to ask.
    rounds, many = ceil(effort.rounds / 2), effort.calls * MANY
    yield f"  {named}, {MANY} clients at once, {rounds} rounds of {many} requests to each"
    yield from _throughput(_rounds(clients, turns, MANY, many, rounds), many)


def _rounds(
    clients: Clients, turns: Mapping[Route, Turn], many: int, requests: int, rounds: int
) -> list[dict[Route, Took]]:
    """Let every route have its turn in every round; who is first changes from round to round."""
    order = list(turns)
    found = []
    for number in range(rounds):
        first = number % len(order)
        taken = {}
        for route in order[first:] + order[:first]:
            turn = turns[route]
            processes = min(many, turn.processes)
            taken[route] = clients.take(Turn(turn.port, turn.request, processes, many, requests))
        found.append(taken)
    return found


def _latency(rounds: Sequence[Mapping[Route, Took]]) -> Iterator[str]:
    for route in Route:
        middle = Spread.of([median(taken[route].each) for taken in rounds]).times(MILLISECONDS)
        slow = _slowest([seconds for taken in rounds for seconds in taken[route].each]) * MILLISECONDS
        yield f"    {route:<20} {middle} ms; 99 of 100 within {slow:.2f} ms"
    for other in COUNTERPARTS:
        ratio = [median(taken[Route.GOVERNED].each) / median(taken[other].each) for taken in rounds]
        yield f"    RATIO {Spread.of(ratio)} to the {other}, of medians"


def _throughput(rounds: Sequence[Mapping[Route, Took]], requests: int) -> Iterator[str]:
    for route in Route:
        rate = Spread.of([requests / taken[route].all for taken in rounds])
        slow = _slowest([seconds for taken in rounds for seconds in taken[route].each]) * MILLISECONDS
        yield f"    {route:<20} {rate} requests a second; 99 of 100 within {slow:.2f} ms"
    for other in COUNTERPARTS:
        ratio = [taken[Route.GOVERNED].all / taken[other].all for taken in rounds]
        yield f"    RATIO {Spread.of(ratio)} to the {other}, of seconds for as many requests"


def _slowest(values: Sequence[float]) -> float:
    """Return what 99 of 100 do not exceed."""
    return sorted(values)[ceil(len(values) * 0.99) - 1]


def _sameness(
    clients: Clients, turns: Mapping[Route, Turn], engine: Engine, bare: BareReading
) -> Iterator[str]:
    """Hold the routes against each other: the same JSON but for random ids, and as many rows added."""
    answers, added = {}, {}
    first = turns[Route.GOVERNED]
    clients.take(Turn(first.port, first.request, 1, 1, 1))  # a token's first use leaves an entry of its own
    for route, turn in turns.items():
        before = _rows(engine, bare)
        answers[route] = clients.take(Turn(turn.port, turn.request, 1, 1, 1)).answer
        added[route] = {name: count - before[name] for name, count in _rows(engine, bare).items()}
    ours = orjson.loads(answers[Route.GOVERNED])
    del ours["receipt"]  # which none but a governed reading gives
    for other in COUNTERPARTS:
        if _without_ids(orjson.loads(answers[other])) != _without_ids(ours):
            raise AssertionError(f"over HTTP, the {other} does not answer what the governed reading does")
        if added[other] != added[Route.GOVERNED] or not all(added[other].values()):
            raise AssertionError(f"over HTTP, the {other} does not write what the governed reading does")
    for route, answer in answers.items():
        yield f"  {route}: {len(orjson.loads(answer)['lines'])} lines, {len(answer)} bytes"
    yield f"  each request adds as many rows to {', '.join(added[Route.GOVERNED])}, whoever answers"


def _rows(engine: Engine, bare: BareReading) -> dict[str, int]:
    """Count the rows of every table that a reading writes to."""
    tables = {insert.clause.table for insert in bare.inserts}  # type: ignore[attr-defined]
    with engine.begin() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in sorted(tables, key=lambda table: str(table.name))
        }


def _request(case: str, token: str, purpose: str) -> bytes:
    body = orjson.dumps({"purpose": purpose})
    head = (
        f"POST {PATH.format(case=case)} HTTP/1.1",
        f"Host: {HOST}",
        "X-Forwarded-Proto: https",
        "Accept: application/json",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


@contextmanager
def _clients() -> Iterator[Clients]:
    ours, theirs = FORKED.Pipe()
    process = FORKED.Process(target=ask_as_told, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Clients(ours)
    finally:
        process.terminate()
        process.join(PATIENCE)
        ours.close()
        theirs.close()


def ask_as_told(pipe: Connection) -> None:
    """Take one turn after another: what the process of the clients does."""
    while True:
        turn = pipe.recv()
        try:
            pipe.send(take(turn))
        except (OSError, RuntimeError) as error:
            pipe.send(f"{type(error).__name__}: {error}")


def take(turn: Turn) -> Took:
    """Take one turn."""
    connections = _spread_out(turn)
    left = iter(range(turn.requests))
    answer = b""

    def ask(connection: Asking) -> list[tuple[float, float]]:
        nonlocal answer
        spans = []
        for _ in left:
            start = perf_counter()
            answer = connection.ask()
            spans.append((start, perf_counter()))
        return spans

    try:
        with ThreadPoolExecutor(turn.clients) as threads:
            spans = [span for found in threads.map(ask, connections) for span in found]
    finally:
        for connection in connections:
            connection.close()
    whole = max(end for _, end in spans) - min(start for start, _ in spans)
    return Took(tuple(end - start for start, end in spans), whole, answer)


def _spread_out(turn: Turn) -> list[Asking]:
    """Connect until every process has as many clients as the others; each has asked once, and so is warm."""
    share = turn.clients // turn.processes
    kept: dict[bytes, list[Asking]] = {}
    for _ in range(turn.clients * _TRIES):
        connection = Asking(turn.port, turn.request)
        connection.ask()
        mates = kept.setdefault(connection.process, [])
        if len(mates) < share:
            mates.append(connection)
        else:
            connection.close()
        if sum(map(len, kept.values())) == turn.clients:
            return [one for mates in kept.values() for one in mates]
    raise ConnectionError("no way was found to spread the clients evenly")
