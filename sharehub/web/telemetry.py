"""What is told of requests to those who run the hub: routes, statuses and times; never who, which or what."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from sharehub.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from opentelemetry.sdk.trace.export import SpanExporter

    from sharehub.audit.standing import LogStanding

NANOSECONDS = 1_000_000_000
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds."""

_OF_LOG = {
    "oldest_queued_seconds": "How long the oldest entry has waited for the log's tree.",
    "size": "Entries in the log's tree.",
    "checkpoint_age_seconds": "How long ago the newest checkpoint was signed.",
    "witnesses_fresh": "Witnesses of the policy that cosigned lately.",
    "witnesses_needed": "Witnesses that the policy needs.",
}
_OF_WORK = {
    "oldest_due_seconds": "How long the oldest work of the outbox has been due.",
    "waiting": "Work of the outbox that is not done, due or not.",
    "given_up": "Work of the outbox that was given up and waits for a person.",
}


class WorkStanding(Protocol):
    """How the outbox stands."""

    oldest_due_seconds: int
    waiting: int
    given_up: int


class OverdueStanding(Protocol):
    """How much is overdue, by kind, and how long ago it was counted."""

    @property
    def age(self) -> int:
        """Seconds since it was counted."""

    @property
    def by_kind(self) -> Mapping[str, int]:
        """How much of each kind."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered. `route` is the template, without ids; `turned`: why nobody was let in."""

    request: str
    method: str
    route: str
    status: int
    seconds: float
    turned: str | None = None
    failure: str | None = None


class Observer(Protocol):
    """Somebody who is told of every request."""

    def __call__(self, answered: Answered) -> None:
        """Take note."""


class RequestLog:
    """A line of JSON for each request."""

    def __init__(self, file: TextIO) -> None:
        """Write to a file, such as standard output."""
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(file),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )

    def __call__(self, answered: Answered) -> None:
        """Write the line."""
        why = {"turned": answered.turned, "failure": answered.failure}
        self._log.info(
            "request",
            request=answered.request,
            method=answered.method,
            route=answered.route,
            status=answered.status,
            ms=round(answered.seconds * 1000, 1),
            **{name: value for name, value in why.items() if value is not None},
        )


class LineFormatter(logging.Formatter):
    """Writes what is logged as a line of JSON; of an exception its kind alone."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info and record.exc_info[0]:
            line["failure"] = record.exc_info[0].__name__
        return json.dumps(line, sort_keys=True)


def log_lines(file: TextIO) -> None:
    """Let everything that is logged come out as lines of JSON, without tracebacks: they may hold anything."""
    handler = logging.StreamHandler(file)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class Metrics:
    """Counts and times, by method, route and status."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "sharehub_answers", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._turned = Counter(
            "sharehub_turned_away", "Requests that let nobody in, by why.", ("why",), registry=self._registry
        )
        self._seconds = Histogram(
            "sharehub_answer_seconds", "Time to answer.", ("route",), buckets=BUCKETS, registry=self._registry
        )

        self._log = {
            name: Gauge(f"sharehub_log_{name}", what, registry=self._registry)
            for name, what in _OF_LOG.items()
        }

        self._work = {
            name: Gauge(f"sharehub_work_{name}", what, registry=self._registry)
            for name, what in _OF_WORK.items()
        }

        self._overdue = Gauge(
            "sharehub_overdue", "What was overdue when it was counted.", ("kind",), registry=self._registry
        )
        self._overdue_age = Gauge(
            "sharehub_overdue_counted_seconds",
            "How long ago what is overdue was counted.",
            registry=self._registry,
        )

    def __call__(self, answered: Answered) -> None:
        """Count one."""
        self._answers.labels(answered.method, answered.route, str(answered.status)).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)
        if answered.turned is not None:
            self._turned.labels(answered.turned).inc()

    def log_stands(self, tree: LogStanding | None, oldest_queued: int | None) -> None:
        """Take note of how the log stands; what cannot be asked now is not a number."""
        unknown = float("nan")
        figures = {
            "oldest_queued_seconds": unknown if tree is None else oldest_queued or 0,
            "size": unknown if tree is None else tree.size,
            "checkpoint_age_seconds": unknown if tree is None or tree.age is None else tree.age,
            "witnesses_fresh": unknown if tree is None else tree.fresh,
            "witnesses_needed": unknown if tree is None else tree.needed,
        }
        for name, figure in figures.items():
            self._log[name].set(figure)

    def work_stands(self, work: WorkStanding | None) -> None:
        """Take note of how the outbox stands; what cannot be asked now is not a number."""
        for name in _OF_WORK:
            self._work[name].set(float("nan") if work is None else getattr(work, name))

    def overdue_stands(self, overdue: OverdueStanding | None) -> None:
        """Take note of how much is overdue; what was never counted has no kind, and its age is no number."""
        self._overdue.clear()
        self._overdue_age.set(float("nan") if overdue is None else overdue.age)
        for kind, number in () if overdue is None else overdue.by_kind.items():
            self._overdue.labels(kind).set(number)

    def text(self) -> bytes:
        """Return all of it in the form that is scraped."""
        return generate_latest(self._registry)


class Traces:
    """A span for each request; nothing is taken over from the request, and no exception is told."""

    def __init__(self, exporter: SpanExporter) -> None:
        """Send spans to an exporter, in batches."""
        self._provider = TracerProvider(resource=Resource({"service.name": "sharehub"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("sharehub")

    @classmethod
    def to(cls, endpoint: str) -> Traces:
        """Return traces that go to an OTLP endpoint over HTTP."""
        return cls(OTLPSpanExporter(endpoint=endpoint))

    def __call__(self, answered: Answered) -> None:
        """Make the span."""
        ended = int(SystemClock().now().timestamp() * NANOSECONDS)
        span = self._tracer.start_span(
            f"{answered.method} {answered.route}",
            kind=SpanKind.SERVER,
            start_time=ended - int(answered.seconds * NANOSECONDS),
            attributes={
                "http.request.method": answered.method,
                "http.route": answered.route,
                "http.response.status_code": answered.status,
                "sharehub.request": answered.request,
            },
        )
        span.end(ended)

    def close(self) -> None:
        """Send what waits."""
        self._provider.shutdown()
