"""Commands about keys: making them, and rotating those of a unit."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import Annotated

import typer

from sharehub.commands.given import open_hub
from sharehub.crypto.classes import KeyClass
from sharehub.crypto.keys import KeyFile
from sharehub.custody.rewrap import leave_to_workers
from sharehub.custody.rotate import begin_rotation, rotate
from sharehub.errors import Invalid
from sharehub.identity import pages_key
from sharehub.protocols import queries

app = typer.Typer(no_args_is_help=True)


@app.command("create-pages-key")
def create_pages_key(
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make the key with which the pages prove to the identity provider who asks; print what it is given."""
    typer.echo(pages_key.public(pages_key.create(path)))


@app.command("create-key")
def create_key(
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make a new root key, readable by its owner alone; keep it apart from the data, and back it up apart."""
    KeyFile.create(path, os.urandom)


@app.command("rotate-keys")
def rotate_keys(
    unit: Annotated[str, typer.Argument(help="The code of the unit whose keys are rotated.")],
    key_class: Annotated[KeyClass | None, typer.Option("--class", help="Only this class of key.")] = None,
    *,
    later: Annotated[
        bool, typer.Option("--later", help="Leave it to workers, who go on by themselves.")
    ] = False,
) -> None:
    """Rotate a unit's category keys and re-wrap what they wrap; run again to go on, or to retire the old."""
    with open_hub("rotate-keys") as hub:
        with hub.begin() as work:
            found = queries.units_by_code(work.tx, frozenset({unit}))
        if unit not in found:
            raise Invalid("unit", "no such unit")
        for one in KeyClass if key_class is None else (key_class,):
            if later:
                with hub.begin(found[unit]) as work:
                    leave_to_workers(work, None, found[unit], one)
                typer.echo(f"{one}: left to workers; `sharehub rotations` says how far they are")
                continue
            with hub.begin(found[unit]) as work:
                begin_rotation(work, None, found[unit], one)
            done = rotate(hub, found[unit], one)
            old = "retired" if done.retired else "still readable; run again later to retire them"
            typer.echo(f"{one}: {done.rewrapped} records re-wrapped; old keys {old}")
