"""What a hub is told by its surroundings: one frozen object, read once."""

from __future__ import annotations

import ipaddress
import os
import re
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
BROKER_FILE = "SHAREHUB_BROKER_FILE"
SMTP = "SHAREHUB_SMTP"
SMTP_FROM = "SHAREHUB_SMTP_FROM"
SMTP_USER = "SHAREHUB_SMTP_USER"
SMTP_PASSWORD = "SHAREHUB_SMTP_PASSWORD_FILE"  # noqa: S105 - the name of a setting
TO_LOOPBACK = "SHAREHUB_WEBHOOKS_TO_LOOPBACK"
ORIGIN = "SHAREHUB_ORIGIN"
USUAL_ZONE = "Europe/London"

SYSTEMS = frozenset({"sqlite", "postgresql"})
POSTGRES_PORT = 5432
BROKERS = frozenset({"amqp", "amqps", "redis", "rediss"})
MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}")
"""A functional mailbox: nothing in it can begin another line of a mail."""


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


@dataclass(frozen=True, slots=True)
class Smtp:
    """The host that takes mails, as whom the hub is known there, and what its mails say of where it is."""

    host: str
    port: int
    sender: str
    origin: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def on_this_machine(self) -> bool:
        """Whether nothing lies between the hub and the mail host: there mails go without TLS."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True, slots=True)
class Sending:
    """How notices leave the hub. `smtp` is None where no mails are sent.

    `to_loopback` lets webhooks lead to this machine: for tests; no process of a hub starts with it.
    """

    smtp: Smtp | None = None
    to_loopback: bool = False


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
        broker=_broker(_broker_told(given)),
    )


def read_sending(environment: Mapping[str, str] | None = None) -> Sending:
    """Read how notices leave the hub.

    Raises:
        Invalid: something is missing or cannot be what it should be.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - their one home
    loopback = given.get(TO_LOOPBACK) or "no"
    if loopback not in {"yes", "no"}:
        raise Invalid(TO_LOOPBACK, "leave it out; it is for tests")
    return Sending(_smtp(given) if given.get(SMTP) else None, loopback == "yes")


def flaw_of_sending(environment: Mapping[str, str] | None = None) -> str | None:
    """Say why a process of a hub must not start with what is said of sending, or None."""
    try:
        loopback = read_sending(environment).to_loopback
    except Invalid as flaw:
        return f"{flaw.where}: {flaw.problem}"
    return f"{TO_LOOPBACK}: leave it out: webhooks never lead to this machine" if loopback else None


def _smtp(given: Mapping[str, str]) -> Smtp:
    host, _, port = given[SMTP].rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise Invalid(SMTP, "set it to the mail host and its port, such as smtp.example:587")
    sender, origin = given.get(SMTP_FROM, ""), given.get(ORIGIN, "")
    if MAILBOX.fullmatch(sender) is None:
        raise Invalid(SMTP_FROM, "set it to the mailbox that mails come from")
    if not origin.startswith("https://") or not origin.isprintable() or " " in origin:
        raise Invalid(ORIGIN, "set it to the address people reach the hub by: mails say where to sign in")
    user, file = given.get(SMTP_USER) or None, given.get(SMTP_PASSWORD) or None
    if (user is None) != (file is None):
        raise Invalid(SMTP_USER, f"set it together with {SMTP_PASSWORD}, or neither")
    password = None if file is None else _held_in(file, SMTP_PASSWORD)
    return Smtp(host.strip("[]"), int(port), sender, origin, user, password)


def _broker_told(given: Mapping[str, str]) -> str | None:
    if given.get(BROKER) and given.get(BROKER_FILE):
        raise Invalid(BROKER_FILE, f"set it or {BROKER}, not both")
    return _held_in(given[BROKER_FILE], BROKER_FILE) if given.get(BROKER_FILE) else given.get(BROKER)


def _held_in(path: str, name: str) -> str:
    """Return the one line that a file holds, which may be a secret: it is never shown."""
    try:
        found = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Invalid(name, "this file cannot be read: name one that this process may read") from None
    if not found or not found.isprintable():
        raise Invalid(name, "this file holds no line of text, or more than one")
    return found


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
