"""Making a backup of the data or of the keys, while the hub is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from sharehub.audit import tree
from sharehub.audit.checkpoint import parse_checkpoint
from sharehub.audit.note import parse
from sharehub.backup import postgres, sqlite
from sharehub.backup.folder import DATABASE, digest_of, private, put_in_place, under_way
from sharehub.backup.manifest import Held, LogMark, Manifest, System
from sharehub.crypto.tables import FORM
from sharehub.custody.shred import BACKUPS_LIVE
from sharehub.database.engine import snapshot
from sharehub.database.transaction import begin
from sharehub.errors import Invalid

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from sharehub.database.transaction import Transaction


class Copied(NamedTuple):
    """What a copy is of, as the copy itself says."""

    schema: str
    log: LogMark | None
    tool: int | None


def back_up(engine: Engine, kind: Held, target: Path, now: datetime) -> tuple[Path, Manifest]:
    """Make a backup in a folder of backups, and return where it is and what it says of itself.

    Nothing is held up meanwhile. A crash leaves no backup, never a part of one.

    Args:
        engine: of the data, or of the key store; on PostgreSQL by a login that sees all of it.
        kind: which of the two it is.
        target: the folder; it is made where it is missing.
        now: the moment.

    Raises:
        Conflict: another is being made there.
        Invalid: the folder cannot be written, the database cannot be read, or a tool is missing.
    """
    moment = now.replace(microsecond=0)
    with under_way(target) as new:
        place = private(new / DATABASE)
        copied = _copied(engine, kind, place, now)
        size, digest = digest_of(place)
        manifest = Manifest(
            kind=kind,
            system=System(engine.dialect.name),
            schema=copied.schema,
            tool=copied.tool,
            made_at=moment,
            keep_until=(moment + BACKUPS_LIVE).date() if kind is Held.KEYS else None,
            size=size,
            sha256=digest,
            log=copied.log,
        )
        return put_in_place(new, manifest), manifest


def _copied(engine: Engine, kind: Held, place: Path, now: datetime) -> Copied:
    if engine.dialect.name == System.POSTGRESQL:
        with begin(snapshot(engine), now, now.date()) as tx:
            return Copied(*_described(tx, kind), postgres.dump(tx.connection, place))
    sqlite.copy(Path(engine.url.database or ""), place)
    made = create_engine(f"sqlite:///{place}", hide_parameters=True)
    try:
        with begin(made, now, now.date()) as tx:
            return Copied(*_described(tx, kind), None)
    finally:
        made.dispose()


def _described(tx: Transaction, kind: Held) -> tuple[str, LogMark | None]:
    if kind is Held.KEYS:
        return FORM, None
    schema = MigrationContext.configure(tx.connection).get_current_revision()
    if schema is None:
        raise Invalid("database", "there is no hub in it: has `sharehub migrate` been run?")
    newest = tree.newest_checkpoint(tx)
    if newest is None:
        return schema, None
    found = parse_checkpoint(parse(newest.note).text)
    return schema, LogMark(found.origin, found.size, found.root.hex())
