"""A command about the databases: bringing them to the newest schema."""

from __future__ import annotations

import typer

from sharehub.administration.migrate import migrate as migrate_hub
from sharehub.commands.given import open_hub

app = typer.Typer(no_args_is_help=True)


@app.command()
def migrate() -> None:
    """Bring the hub's two databases to the newest schema, and finish what a crash interrupted."""
    with open_hub("migrate") as hub:
        migrate_hub(hub)
