"""What a hub is told by its surroundings: one frozen object, read once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE = "SHAREHUB_DATABASE"
KEYS = "SHAREHUB_KEYS"
KEY_FILE = "SHAREHUB_KEY_FILE"
ZONE = "SHAREHUB_ZONE"
LOG_KEY = "SHAREHUB_LOG_KEY_FILE"
WITNESSES = "SHAREHUB_LOG_WITNESSES"
BROKER = "SHAREHUB_BROKER"
USUAL_ZONE = "Europe/London"

SYSTEMS = frozenset({"sqlite", "postgresql"})
POSTGRES_PORT = 5432
BROKERS = frozenset({"amqp", "amqps", "redis", "rediss"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data and keys are. `database` and `keys` are URLs; they may hold secrets and are never shown.

    `log_key` is the file of the log's keys, where the log is sequenced in this process; `witnesses` is the
    policy file that names those who watch it. `broker` is where dispatchers send work to, where others do it;
    it may hold a secret, too.
    """

    database: str
    keys: str
    key_file: Path
    zone: str
    log_key: Path | None = None
    witnesses: Path | None = None
    broker: str | None = None

    def __repr__(self) -> str:
        """Say which zone, and nothing that may hold a secret."""
        return f"Settings(zone={self.zone!r})"


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What the sequencer needs: the database, the log's keys, and the policy file that names witnesses."""

    database: str = field(repr=False)
    key_file: Path
    witnesses: Path | None


def read_log(environment: Mapping[str, str] | None = None) -> LogSettings:
    """Read what the sequencer is told; it needs no other key than the log's own.

    Raises:
        Invalid: one is missing or cannot be what it should be.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - their one home
    for name in (DATABASE, LOG_KEY):
        if not given.get(name):
            raise Invalid(name, "is not set; docs/operations.md says what it is")
    _where(given[DATABASE], DATABASE)
    return LogSettings(given[DATABASE], Path(given[LOG_KEY]), _path(given.get(WITNESSES)))


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Where what is backed up is, and folders that its backups are kept apart from, where these are named."""

    database: str = field(repr=False)
    apart: tuple[Path, ...]


def read_backup(name: str, environment: Mapping[str, str] | None = None) -> BackupSettings:
    """Read what a backup is told: one database, DATABASE or KEYS, and what else the surroundings name.

    Raises:
        Invalid: it is missing or is not the address of a database.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - their one home
    if not given.get(name):
        raise Invalid(name, "is not set; docs/operations.md says what it is")
    _where(given[name], name)
    other = KEYS if name == DATABASE else DATABASE
    apart = [Path(given[KEY_FILE]).parent] if given.get(KEY_FILE) else []
    if given.get(other):
        system, *where = _where(given[other], other)
        if system == "sqlite":
            apart += [Path(str(where[0])).parent]
    return BackupSettings(given[name], tuple(apart))


def surroundings(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program that is started, with more in it."""
    return {**os.environ, **more}  # noqa: TID251 - their one home


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        Invalid: one is missing or cannot be what it should be, or data and keys would share a place.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - their one home
    for name in (DATABASE, KEYS, KEY_FILE):
        if not given.get(name):
            raise Invalid(name, "is not set; docs/operations.md says what it is")
    if _where(given[DATABASE], DATABASE) == _where(given[KEYS], KEYS):
        raise Invalid(KEYS, "must be a database of its own: keys are kept and backed up apart from the data")
    return Settings(
        database=given[DATABASE],
        keys=given[KEYS],
        key_file=Path(given[KEY_FILE]),
        zone=_zone(given.get(ZONE) or USUAL_ZONE),
        log_key=_path(given.get(LOG_KEY)),
        witnesses=_path(given.get(WITNESSES)),
        broker=_broker(given.get(BROKER)),
    )


def _broker(url: str | None) -> str | None:
    if url and (url.partition("://")[0] not in BROKERS or not url.partition("://")[2]):
        raise Invalid(
            BROKER, "must be the address of a RabbitMQ or a Redis, such as amqps://broker.example/hub"
        )
    return url or None


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _where(url: str, name: str) -> tuple[object, ...]:
    """Return the place that a URL leads to, whatever the user, the driver and the spelling of the path."""
    try:
        parts = make_url(url)
    except ArgumentError:
        # Named without its text, which may hold a password.
        raise Invalid(name, "is not the address of a database") from None
    system = parts.get_backend_name()
    if system not in SYSTEMS or not parts.database or parts.database == ":memory:":
        raise Invalid(name, "must be the address of a database in SQLite or PostgreSQL that lasts")
    if system == "sqlite":
        return system, Path(parts.database).resolve()
    return system, parts.host or "localhost", parts.port or POSTGRES_PORT, parts.database


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, a path instead of a name, a folder of zones
        raise Invalid(ZONE, "is not the name of a time zone") from None
    return name
