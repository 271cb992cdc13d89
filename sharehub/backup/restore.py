"""Putting a backup back: all that can be wrong with it is found before anything changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sharehub.backup import postgres, sqlite
from sharehub.backup.folder import DATABASE, digest_of, manifest_of
from sharehub.backup.manifest import WHERE, Held, System
from sharehub.crypto.tables import FORM
from sharehub.database.migrate import known
from sharehub.errors import Conflict, Invalid

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from sharehub.backup.manifest import Manifest


def restore(
    engine: Engine, kind: Held, source: Path, now: datetime, *, replace: bool = False, overdue: bool = False
) -> Manifest:
    """Put a backup into the place of the data or of the keys, whole or not at all.

    Args:
        engine: of where it goes; nobody has it open.
        kind: what is to be there.
        source: the backup's folder.
        now: the moment.
        replace: keep what is there aside, and put this in its place; on SQLite alone.
        overdue: take a backup of keys that should not exist any more.

    Returns:
        What the backup says of itself.

    Raises:
        Conflict: there is something already, or somebody uses it.
        Invalid: it is of the other kind, damaged, too new, of another system, or past its day.
    """
    manifest = examined(source, kind)
    if manifest.overdue(now.date()) and not overdue:
        raise Invalid(
            WHERE,
            f"was to be destroyed by {manifest.keep_until}, as certificates of shredding say: take a newer"
            " one; where there is none at all, --overdue takes this",
        )
    if manifest.system != engine.dialect.name:
        raise Invalid(WHERE, f"is of {manifest.system.value}, and the setting names another system")
    database = source / DATABASE
    if manifest.system is System.POSTGRESQL:
        postgres.load(engine, database, manifest.tool or 0, privileges=kind is Held.DATA)
        return manifest
    engine.dispose()
    place = Path(engine.url.database or "")
    sqlite.replace(place, database, _aside(place, now) if replace else None)
    return manifest


def examined(source: Path, kind: Held | None = None) -> Manifest:
    """Return what a backup says of itself, once its file is seen to be that and readable by this program.

    Raises:
        Invalid: it is of the other kind, damaged, or too new.
    """
    manifest = manifest_of(source)
    if kind is not None and manifest.kind is not kind:
        raise Invalid(WHERE, f"is a backup of {manifest.kind.value}, not of {kind.value}")
    try:
        found = digest_of(source / DATABASE)
    except OSError:
        raise Invalid(WHERE, "its file is missing or cannot be read") from None
    if found != (manifest.size, manifest.sha256):
        raise Invalid(WHERE, "is damaged: its file is not the one that its manifest speaks of")
    readable = known(manifest.schema) if manifest.kind is Held.DATA else manifest.schema == FORM
    if not readable:
        raise Invalid(WHERE, "was made by a newer ShareHub: restore it with that one")
    return manifest


def _aside(database: Path, now: datetime) -> Path:
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise Conflict("an older database is kept aside under this moment already: wait a second")
    return aside
