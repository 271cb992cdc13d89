"""`python -m sharehub.verify`: the command alone, for whoever has no hub and no database."""

from __future__ import annotations

import sys

import typer

from sharehub.errors import ShareHubError
from sharehub.verify.command import verify_log

UNUSABLE = 2


def main() -> None:
    """Run the command; what cannot be used is said in a sentence."""
    try:
        typer.run(verify_log)
    except ShareHubError as error:
        typer.echo(str(error), err=True)
        sys.exit(UNUSABLE)


if __name__ == "__main__":
    main()
