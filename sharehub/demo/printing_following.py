"""What follows, in the demo's terminal: who asked and was answered, what a channel lost, who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharehub.demo.following import ASKED, ASKER, FOUND, GAP, HOLDER, OWNER, RECALLED
from sharehub.demo.printing import begin, say
from sharehub.disclosure.wording import day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from sharehub.demo.following import Narrowed, Recalled, Requested
    from sharehub.demo.story import Moment


def print_request(console: Console, moment: Moment, made: Requested) -> None:
    """Print how a gap was asked about, answered and closed."""
    begin(console, moment)
    hears = f"about {GAP}, by {day_in_words(made.due)}. {ASKED} hears: {_listed(made.told)}."
    say(console, f"{ASKER} asks {ASKED}", hears)
    gaps = f"Gaps open: {made.open_before} before, {made.open_after} now."
    say(console, f"{ASKED} answers with {FOUND}.", f"{ASKER} reads it, and closes {GAP}. {gaps}")


def print_narrowing(console: Console, moment: Moment, kept: Narrowed) -> None:
    """Print what a channel lost while its unit narrowed it."""
    begin(console, moment)
    lost = f"{len(kept.meanwhile)}, without {_listed(sorted(kept.before - kept.meanwhile))}"
    say(console, f"An officer of {OWNER} keeps her account back from {HOLDER},", "who is not told.")
    forms = f"{len(kept.before)} before; then {lost}; {len(kept.after)} again once that is lifted."
    say(console, "In full:", forms)


def print_recall(console: Console, moment: Moment, told: Recalled) -> None:
    """Print who was told of a copy that is out of date, and what its owner's officer can learn."""
    begin(console, moment)
    say(console, f"Told: {_listed(told.told)}, and nobody else.", f"{HOLDER} hears: {told.sentence}")
    due = f"{HOLDER} says so today; {_listed(told.waiting)} has not yet."
    say(console, f"To say so by {day_in_words(told.due)}:", due)
    learns = f"gone: {_listed(told.gone)}; beyond recall: {_listed(told.beyond)};"
    say(console, f"Of {RECALLED} the officer of {OWNER} learns:", learns)
    say(console, "held by other rules:", f"by {len(told.others)} others.")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in words) or "nothing"
