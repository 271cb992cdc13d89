"""Commands about the log: its keys, who grows it, who watches it, and how it is exported and verified."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003 - Typer reads the annotations of commands
from typing import Annotated

import typer

from sharehub import settings
from sharehub.audit import signing_keys
from sharehub.audit.export import export_log
from sharehub.audit.key_change import begin_key_change, end_key_change
from sharehub.audit.note import Malformed
from sharehub.audit.signing_keys import Use  # noqa: TC001 - and this one
from sharehub.commands.given import open_hub, text_of
from sharehub.errors import Invalid
from sharehub.log_keeping import sequence
from sharehub.verify.command import verify_log
from sharehub.witness.run import serve, witness_of

app = typer.Typer(no_args_is_help=True)
app.command("verify-log")(verify_log)


@app.command("create-signing-key")
def create_signing_key(
    use: Annotated[Use, typer.Argument(help="What it is for.")],
    name: Annotated[str, typer.Argument(help="Whose it is, such as hub.example/log.")],
    path: Annotated[Path, typer.Argument(help="The key file to make; it must not exist.")],
) -> None:
    """Make a key to sign the log, promises or, at a partner's, cosignatures with; print its public key."""
    try:
        made = signing_keys.create(path, use, name, os.urandom)
    except Malformed as error:
        raise Invalid("name", str(error)) from None
    typer.echo(made.newest.verifier.text)


@app.command()
def sequencer() -> None:
    """Put entries into the log's tree, sign it, and have witnesses cosign it, until asked to stop."""
    sequence(settings.read_log())


@app.command("change-log-key")
def change_log_key(
    *, end: Annotated[bool, typer.Option("--end", help="Let the old key go.")] = False
) -> None:
    """Change the log's key: add a new one beside the old, and later let the old one go."""
    change = end_key_change if end else begin_key_change
    with open_hub("change-log-key") as hub:
        key_file = settings.read_log().key_file
        typer.echo(change(hub.engine, key_file, hub.clock, hub.random).text)


@app.command()
def witness(
    key: Annotated[Path, typer.Option(help="The witness's own key file.")],
    logs: Annotated[Path, typer.Option(help="A file with the logs' public keys, one a line.")],
    state: Annotated[Path, typer.Option(help="A folder for what it has seen, for it alone.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8100,
    certificate: Annotated[Path | None, typer.Option(help="Certificate, to end TLS here.")] = None,
    private_key: Annotated[Path | None, typer.Option(help="The certificate's key.")] = None,
) -> None:
    """Run a witness: see to it that logs only grow, and cosign their checkpoints. It needs no database."""
    serve(witness_of(key, text_of(logs, "--logs"), state), host, port, certificate, private_key)


@app.command("export-log")
def export_the_log(
    folder: Annotated[Path, typer.Argument(help="Is made, or holds an older export of this log.")],
) -> None:
    """Export the whole log, as it stands at its newest checkpoint, to be verified without a hub."""
    with open_hub("export-log") as hub:
        done = export_log(hub.engine, hub.clock, hub.random, folder)
    typer.echo(f"{done.size} entries, {done.checkpoints} checkpoints; {done.outside} outside the tree")
    if not done.on_record:
        typer.echo("its own entry among them: is a sequencer running?")
