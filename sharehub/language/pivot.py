"""What goes with a finding: take the worry seriously, turn to his acts, and come back to her."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sharehub.language.grammar.people import PRONOUN_FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharehub.language.cast import Cast
    from sharehub.language.rules.catalogue import Rule


class Exit(StrEnum):
    """Where to go on when a suggestion does not help; every finding offers both."""

    TRAINED_WORKER = "talk to a trained worker"
    MAPPING_TOOL = "open the mapping tool at section 1"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Three steps, in this order; they speak of people and facts on file, so they are kept out of `repr`.

    Source: companion document, "pivoting to the perpetrator".
    """

    validate: str
    redirect: str
    come_back: str

    def __repr__(self) -> str:
        """Say nothing of anybody."""
        return "Suggestion(...)"


def suggest(rule: Rule, cast: Cast, known: Sequence[str]) -> Suggestion:
    """Return the three steps for a finding.

    Args:
        rule: which was found.
        cast: whose names are put in.
        known: short facts on file about what he does; the first few follow the question.
    """
    him, her = _names(cast)
    children = _listed(_proper(cast.children)) or "the children"
    on_file = f" On file: {'; '.join(known)}." if known else ""
    return Suggestion(
        validate=f"It is right to be concerned {rule.worry}.".format(him=him, her=her),
        redirect=rule.asks.format(him=him, her=her) + on_file,
        come_back=(
            f"With that in view: what is {her} doing to keep {children} safe and steady, what would help, "
            f"and if what {him} does were taken away, would there still be a worry about {her} as a parent?"
        ),
    )


def _names(cast: Cast) -> tuple[str, str]:
    if cast.undetermined:
        return "each of the two", "the one who is afraid"
    return _name(cast.perpetrator, "the one who does harm"), _name(cast.survivor, "the other parent")


def _name(names: Sequence[str], otherwise: str) -> str:
    """Return the first proper name, or else the first word that is no pronoun."""
    spoken = [name for name in names if name.casefold() not in PRONOUN_FORMS]
    return next(iter(_proper(spoken)), spoken[0] if spoken else otherwise)


def _proper(names: Sequence[str]) -> list[str]:
    return [name for name in names if name[:1].isupper()]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
