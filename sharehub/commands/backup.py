"""Commands about backups: of data and of keys, one for each, and putting them back."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sharehub import settings
from sharehub.administration.commands import LogAlone, commanded
from sharehub.administration.migrate import migrate_data
from sharehub.audit.entry import Act, Action
from sharehub.backup.apart import require_apart
from sharehub.backup.folder import manifest_of, named
from sharehub.backup.make import back_up
from sharehub.backup.manifest import Held
from sharehub.backup.restore import examined, restore
from sharehub.clock import SystemClock
from sharehub.commands.given import open_hub
from sharehub.crypto.tables import key_engine
from sharehub.custody.shred import finish_shredding
from sharehub.database.engine import open_engine
from sharehub.database.migrate import newest
from sharehub.errors import Conflict, Invalid, KeysUnavailable
from sharehub.health.queries import schema_version

if TYPE_CHECKING:
    from sharehub.backup.manifest import Manifest
    from sharehub.hub import Hub

app = typer.Typer(no_args_is_help=True)
backup = typer.Typer(no_args_is_help=True, help="Back up data, or keys: never both into one place.")
restoring = typer.Typer(no_args_is_help=True, help="Put a backup back, whole or not at all.")
app.add_typer(backup, name="backup")
app.add_typer(restoring, name="restore")

UNSOUND = 1

Target = Annotated[Path, typer.Argument(help="A folder of backups of this kind alone; made if missing.")]
Source = Annotated[Path, typer.Argument(help="A backup's own folder, such as data-20260601T020000Z.")]
Replace = Annotated[bool, typer.Option("--replace", help="Keep what is there aside; on SQLite alone.")]


@backup.command("data")
def back_up_data(target: Target) -> None:
    """Back up the database of data, while the hub is used; it needs no key, and should have none."""
    given = settings.read_backup(settings.DATABASE)
    engine = open_engine(given.database)
    try:
        hub = LogAlone(engine, SystemClock(), os.urandom)
        with commanded(hub, "backup data"):
            require_apart(target, Held.DATA, given.apart)
            with hub.begin() as work:
                work.record(Act(Action.BACKUP_BEGUN, references={"kind": Held.DATA.value}))
            place, manifest = back_up(engine, Held.DATA, target, hub.clock.now())
    finally:
        engine.dispose()
    typer.echo(place)
    if manifest.log is None:
        typer.echo("the log in it has no checkpoint yet: is a sequencer running?")
    else:
        typer.echo(f"the log {manifest.log.origin} in it has {manifest.log.size} entries")


@backup.command("keys")
def back_up_keys(
    target: Target,
    *,
    clear: Annotated[
        bool, typer.Option("--clear", help="Delete those here that are past their day, once it is made.")
    ] = False,
) -> None:
    """Back up the key store, while the hub is used; it needs no root key and no data."""
    given = settings.read_backup(settings.KEYS)
    require_apart(target, Held.KEYS, given.apart)
    engine = key_engine(given.database)
    now = SystemClock().now()
    try:
        place, manifest = back_up(engine, Held.KEYS, target, now)
    finally:
        engine.dispose()
    typer.echo(place)
    typer.echo(f"destroy it by {manifest.keep_until}, and every copy of it")
    for old in named(target, Held.KEYS):
        if manifest_of(old).overdue(now.date()):
            if clear:
                shutil.rmtree(old)
            typer.echo(f"{old}: past its day: {'deleted' if clear else 'destroy it'}")


@backup.command("list")
def list_backups(
    folder: Annotated[Path, typer.Argument(help="A folder of backups.")],
    within: Annotated[
        int | None, typer.Option(min=1, help="Hours; exit 1 if none is as new as that.", metavar="HOURS")
    ] = None,
) -> None:
    """List backups, each read through and compared with what it says of itself.

    Exit 1 when one is damaged, or of keys and past its day, or when none is as new as was asked for.
    """
    now = SystemClock().now()
    fit, newest = True, None
    for place in (one for kind in Held for one in named(folder, kind)):
        try:
            manifest = examined(place)
        except Invalid as error:
            typer.echo(f"{place}: {error.problem}")
            fit = False
            continue
        newest = max(filter(None, (newest, manifest.made_at)))
        past = manifest.overdue(now.date())
        fit &= not past
        typer.echo(_line(place, manifest) + (": past its day, destroy it" if past else ""))
    if within is not None and (newest is None or now - newest > timedelta(hours=within)):
        typer.echo(f"none was made within {within} hours")
        fit = False
    if not fit:
        raise typer.Exit(UNSOUND)


@restoring.command("data")
def restore_data(source: Source, *, replace: Replace = False) -> None:
    """Put back the database of data; cases that were shredded since are shredded in it again."""
    _restore(Held.DATA, source, replace=replace)


@restoring.command("keys")
def restore_keys(
    source: Source,
    *,
    replace: Replace = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Take one that should have been destroyed; on record.")
    ] = False,
) -> None:
    """Put back the key store; the keys of cases that the data says are shredded are destroyed again."""
    _restore(Held.KEYS, source, replace=replace, overdue=overdue)


def _restore(kind: Held, source: Path, *, replace: bool, overdue: bool = False) -> None:
    with open_hub(f"restore {kind.value}") as hub:
        engine = hub.engine if kind is Held.DATA else hub.keys.engine
        if kind is Held.KEYS:
            _require_data(hub)
        manifest = restore(engine, kind, source, hub.clock.now(), replace=replace, overdue=overdue)
        engine.dispose()
        # Killed before this is done it leaves a database that is whole; `sharehub migrate` does the same.
        migrate_data(hub)
        keys_lost = not _finished(hub)
        said = {"kind": kind.value, "made_at": manifest.made_at.isoformat(), "overdue": overdue}
        with hub.begin() as work:
            work.record(Act(Action.BACKUP_RESTORED, references=said))
    typer.echo(f"restored as of {manifest.made_at.isoformat()}")
    if keys_lost:
        typer.echo("the key store is not there: restore the keys now, or nothing opens")
    if manifest.log is not None:
        typer.echo(f"the log in it has {manifest.log.size} entries; kept checkpoints may know of more")


def _require_data(hub: Hub) -> None:
    """Refuse keys without data: it says which cases were shredded, whose keys must not come back for good."""
    with hub.glance() as tx:
        found = schema_version(tx)
    if found != newest():
        raise Conflict("restore and migrate the data first: it says which keys must not return")


def _finished(hub: Hub) -> bool:
    """Shred again what was shredded; False where there is no key store to do it in."""
    try:
        finish_shredding(hub)
    except KeysUnavailable:
        return False
    return True


def _line(place: Path, manifest: Manifest) -> str:
    until = f", to be destroyed by {manifest.keep_until}" if manifest.keep_until else ""
    return f"{place}: {manifest.kind.value}, {manifest.size} bytes, sound{until}"
