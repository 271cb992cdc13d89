"""The command line: what a command needs is loaded when it is typed, and all for the list of commands."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup
from typer.main import get_group

from policies.findings import PolicyError
from sharehub.commands.stopping import stop_politely
from sharehub.errors import ShareHubError

if TYPE_CHECKING:
    from collections.abc import Iterator

UNUSABLE = 2
BROKEN = 70
"""A fault of the product's own, which must never be taken for a difference; EX_SOFTWARE of sysexits.h."""

FAMILIES = {
    "serving": ("demo", "serve", "describe-api"),
    "partnership": ("set-up", "end-sessions"),
    "rehearsing": ("rehearse",),
    "language": ("language-check",),
    "keys": ("create-pages-key", "create-key", "rotate-keys"),
    "schema": ("migrate",),
    "rules": ("replay", "simulate", "rulebook"),
    "log": (
        "verify-log",
        "create-signing-key",
        "sequencer",
        "change-log-key",
        "witness",
        "export-log",
    ),
    "work": ("dispatcher", "worker", "rotations", "outbox"),
    "backup": ("backup", "restore"),
}
"""The modules of `sharehub.commands`, each with the words that its commands begin with."""


def commands_of(family: str) -> typer.Typer:  # noqa: C901 - one line for each family
    """Import a family's commands, which import what they need."""
    match family:
        case "serving":
            from sharehub.commands.serving import app as commands
        case "partnership":
            from sharehub.commands.partnership import app as commands
        case "rehearsing":
            from sharehub.commands.rehearsing import app as commands
        case "language":
            from sharehub.commands.language import app as commands
        case "keys":
            from sharehub.commands.keys import app as commands
        case "schema":
            from sharehub.commands.schema import app as commands
        case "rules":
            from sharehub.commands.rules import app as commands
        case "log":
            from sharehub.commands.log import app as commands
        case "work":
            from sharehub.commands.work import app as commands
        case "backup":
            from sharehub.commands.backup import app as commands
        case _:
            raise KeyError(family)
    return commands


class Loaded(Mapping[str, Any]):
    """The commands by their first words; looking one up imports its module, and no other."""

    def __init__(self) -> None:
        """Import nothing yet."""
        self._places = {word: module for module, words in FAMILIES.items() for word in words}

    def __getitem__(self, word: str) -> Any:  # noqa: ANN401 - what Typer takes for a command has no public name
        """Return a command, or a group of them."""
        # What is loaded stays: to look through it for cycles meanwhile takes a quarter of the time.
        gc.disable()
        try:
            family = commands_of(self._places[word])
        finally:
            gc.freeze()
            gc.enable()
        return get_group(family).commands[word]

    def __iter__(self) -> Iterator[str]:
        """Return the first words in the order in which they are listed."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)


class CommandLine(TyperGroup):
    """A group whose commands are those of the families."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - they are passed on as they are
        """Take the commands from where they are, not from those that are registered."""
        super().__init__(**(settings | {"commands": Loaded()}))


app = typer.Typer(
    cls=CommandLine,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _any() -> None:
    """ShareHub."""


def main() -> None:
    """Run a command; what is wrong is said in a sentence, never as a stack of code."""
    stop_politely()
    try:
        app()
    except (ShareHubError, PolicyError) as error:
        _say(str(error))
        sys.exit(UNUSABLE)
    except SQLAlchemyError:
        _say("the database cannot be reached or used: check its address, and that `sharehub migrate` was run")
        sys.exit(UNUSABLE)
    except Exception as error:  # noqa: BLE001 - its text may hold anything, so only its kind and place are told
        _say(f"a fault of ShareHub's own: {type(error).__name__} {_place(error)}; please report it")
        sys.exit(BROKEN)


def _say(text: str) -> None:
    Console(stderr=True).print(text, style="bold", markup=False, highlight=False, soft_wrap=True)


def _place(error: Exception) -> str:
    last = extract_tb(error.__traceback__)[-1]
    return f"in {Path(last.filename).name}, line {last.lineno}"
