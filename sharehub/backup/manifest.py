"""What a backup says of itself: of what it is, how large, with which digest, when made, until when kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from sharehub.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = "sharehub-backup/1"
WHERE = "SOURCE"
_DIGEST = 64


class Held(StrEnum):
    """What a backup holds: the data or the keys, never both."""

    DATA = "data"
    KEYS = "keys"

    @property
    def other(self) -> Held:
        """The one that it must never be kept beside."""
        return Held.KEYS if self is Held.DATA else Held.DATA


class System(StrEnum):
    """The kind of database that it is of, and goes back into."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class LogMark:
    """How far the log's tree was: its name, how many entries, and the root, as its newest checkpoint says."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside a backup's file.

    `schema` is the form of its tables. `tool` is the version of `pg_dump` that wrote it, which an older one
    cannot read. `keep_until` is the last day on which a backup of keys may exist; data has none. `log` is of
    data alone, once the log has a checkpoint.
    """

    kind: Held
    system: System
    schema: str
    tool: int | None
    made_at: datetime
    keep_until: date | None
    size: int
    sha256: str
    log: LogMark | None

    def overdue(self, today: date) -> bool:
        """Say whether it should not exist any more."""
        return self.keep_until is not None and self.keep_until < today

    def encode(self) -> bytes:
        """Return its bytes."""
        written = {"format": FORMAT, **asdict(self)}
        return orjson.dumps(written, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def parse_manifest(data: bytes) -> Manifest:
    """Return a manifest out of its bytes.

    Raises:
        Invalid: it is not one; nothing of it is repeated.
    """
    try:
        given = orjson.loads(data)
        _require_form(given)
        return Manifest(
            kind=Held(given["kind"]),
            system=System(given["system"]),
            schema=_of(str, given["schema"]),
            tool=_or_none(lambda one: _of(int, one), given["tool"]),
            made_at=_moment(given["made_at"]),
            keep_until=_or_none(date.fromisoformat, given["keep_until"]),
            size=_of(int, given["size"]),
            sha256=_digest(given["sha256"]),
            log=_or_none(_mark, given["log"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Invalid(WHERE, "its manifest is not that of a backup, or is damaged") from None


def _require_form(given: dict[str, Any]) -> None:
    if given.pop("format") != FORMAT or set(given) != set(Manifest.__dataclass_fields__):
        raise ValueError


def _of(kind: type[Any], value: Any) -> Any:  # noqa: ANN401 - whatever JSON held, and what it should be
    if type(value) is not kind:
        raise TypeError
    return value


def _or_none(read: Callable[[Any], Any], value: object) -> Any:  # noqa: ANN401 - as its reader returns
    return None if value is None else read(value)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _digest(text: str) -> str:
    if len(bytes.fromhex(text)) * 2 != _DIGEST or text != text.lower():
        raise ValueError
    return text


def _mark(given: dict[str, Any]) -> LogMark:
    return LogMark(_of(str, given["origin"]), _of(int, given["size"]), _digest(given["root"]))
