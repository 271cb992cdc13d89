"""What every test may use: kinds of machinery with loud skips, and real hubs on both databases."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from uuid import uuid4

import pytest
from amqp.exceptions import AMQPError
from hypothesis import HealthCheck, settings
from limits.storage import storage_from_string
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from sharehub.crypto import tables
from sharehub.database import engine as engines
from tests.brokers import USUAL_RABBITMQ, Connection
from tests.counting import is_uncounted, uncounted
from tests.kept import keep_connections, let_go
from tests.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from sqlalchemy import Engine

# A busy machine draws examples slowly; that says nothing about what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")  # noqa: S108 - the folders that pytest makes there are its owner's alone
ENOUGH = 4 * 2**30
"""Bytes that must be free in memory before the files of tests are kept there."""
LONGEST = frozenset({"test_bench.py", "test_canary.py", "test_no_flaw.py", "test_served.py"})
"""Files with tests that take half a minute or more."""
USUAL_POSTGRES = (
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "postgresql+psycopg:///postgres",
)


def _learning_once(create: Callable[..., Engine]) -> Callable[..., Engine]:
    """Let engines of one kind share what SQLAlchemy compiled and learned: each test opens new ones."""
    donors: dict[str, Engine] = {}

    def created(url: str, **options: object) -> Engine:
        donor = donors.get(make_url(url).get_backend_name())
        # There is no public way not to ask a server again for what the donor knows of it.
        engine = create(url, **options, _initialize=donor is None)
        if engine.dialect.name == "postgresql":
            keep_connections(engine)
        if donor is None:
            # Only once it has seen a server does a dialect know all that it compiles by.
            event.listen(engine, "connect", lambda *_: donors.setdefault(engine.dialect.name, engine))
        else:
            engine.dialect = donor.dialect
            # There is no setting for it.
            engine._compiled_cache = donor._compiled_cache
        return engine

    return created


def _has_room(folder: Path) -> bool:
    """Say whether the files of tests may be in a folder, the programs that they make among them."""
    if not os.access(folder, os.W_OK):
        return False
    there = os.statvfs(folder)
    return there.f_bavail * there.f_frsize > ENOUGH and not there.f_flag & os.ST_NOEXEC


def pytest_configure(config: pytest.Config) -> None:
    """Name a marker for each kind, and refuse to require a kind that there is not."""
    # Until all tests are found, nothing of what is made goes: see pytest_collection_finish.
    gc.disable()
    if _has_room(MEMORY):
        # A commit returns when it is on disk; of a hub that lives for a moment nobody need wait for that.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # noqa: TID251 - pytest's own setting
    for module in (engines, tables):
        pytest.MonkeyPatch().setattr(module, "create_engine", _learning_once(create_engine))
    for kind, what in KINDS.items():
        config.addinivalue_line("markers", f"{kind}: needs {what}")
    unknown = _required() - KINDS.keys()
    if unknown:
        raise pytest.UsageError(f"SHAREHUB_REQUIRE names no kind of test: {', '.join(sorted(unknown))}")


def pytest_xdist_auto_num_workers() -> int:
    """Have one more at work than there are cores: now and then tests wait for something else."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no lines, in what comes before and after a test either, where others go the same way."""
    if is_uncounted(item.path.relative_to(HERE).as_posix(), item.name):
        with uncounted():
            return (yield)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Count no lines of what all tests stand on: making it is not what any of them is about."""
    if fixturedef.func.__module__.endswith("conftest"):
        with uncounted():
            return (yield)
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """Spare nine thousand tests, which live to the end, from the collector of cycles."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly, one line for each kind, what this machine could not test."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for kind, what in sorted(KINDS.items()):
        if count := sum(f"Skipped: {kind}: " in reason for reason in reasons):
            said = f"NOT TESTED HERE: {kind} ({count} tests): this machine has no {what}"
            terminalreporter.write_line(said, red=True, bold=True)


def _required() -> set[str]:
    return {kind for kind in os.environ.get("SHAREHUB_REQUIRE", "").split(",") if kind}  # noqa: TID251 - tests


def lacking(kind: str, why: str) -> NoReturn:
    """Skip for want of a kind, or fail where the kind is required."""
    if kind in _required():
        pytest.fail(f"{kind} is required here and missing: {why}", pytrace=False)
    pytest.skip(f"{kind}: {why}")


@pytest.fixture(scope="session")
def postgres_server() -> str | None:
    """Return the URL of a PostgreSQL that this machine can reach, or None."""
    given = os.environ.get("SHAREHUB_TEST_POSTGRES")  # noqa: TID251 - tests
    for url in [given] if given else USUAL_POSTGRES:
        engine = create_engine(url, connect_args={"connect_timeout": 3})
        try:
            engine.connect().close()
        except OperationalError:
            continue
        finally:
            engine.dispose()
        return url
    return None


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str | None) -> Iterator[tuple[str, str] | None]:
    """Yield the URLs of two databases of this test run's own, for data and for keys; dropped at the end."""
    if postgres_server is None:
        yield None
        return
    names = [f"sharehub_test_{uuid4().hex[:12]}_{part}" for part in ("data", "keys")]
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    data, keys = (
        make_url(postgres_server).set(database=name).render_as_string(hide_password=False) for name in names
    )
    yield data, keys
    let_go()
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def rabbitmq() -> str:
    """Return where a RabbitMQ is, or skip loudly."""
    url = os.environ.get("SHAREHUB_TEST_RABBITMQ", USUAL_RABBITMQ)  # noqa: TID251 - a test's setting
    try:
        with Connection(url, connect_timeout=3) as connection:
            connection.connect()
    except (OSError, AMQPError):
        lacking("rabbitmq", "none answers; set SHAREHUB_TEST_RABBITMQ to the URL of one")
    return url


@pytest.fixture(scope="session")
def redis() -> str:
    """Return where a Redis is, or skip loudly."""
    url = os.environ.get("SHAREHUB_TEST_REDIS", "redis://127.0.0.1:6379/15")  # noqa: TID251 - a test's setting
    if not storage_from_string(url).check():
        lacking("redis", "none answers; set SHAREHUB_TEST_REDIS to the URL of one")
    return url
