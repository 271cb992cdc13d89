"""What there is to ask about how a record is worded: beside the field, and never in the way.

The check is told who is who, and nothing that is on file about him: a look at a wording is no reading of the
pattern, and must not be one in the log (docs/language-check.md, "The pivot").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sharehub.language.cast import Cast, Voice
from sharehub.language.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OF_CAST: Final = {
    "perpetrator": "perpetrator",
    "survivor": "survivor",
    "child": "children",
    "adult_a": "adult_a",
    "adult_b": "adult_b",
}
"""Where somebody of a part of the case stands in a cast."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked, about some words: the worry, the turn to what he does, and back to her."""

    words: str
    about: str
    worry: str
    turn: str
    back: str


def cast_of(people: Iterable[Mapping[str, str]]) -> Cast:
    """Return who is who in a text, by the names of a case's people."""
    found: dict[str, tuple[str, ...]] = {}
    for one in people:
        part = OF_CAST.get(one["part"])
        if part is not None:
            found[part] = (*found.get(part, ()), one["name"])
    return Cast(**found)


def asked_about(
    texts: Mapping[str, str], people: Iterable[Mapping[str, str]], voice: str = ""
) -> dict[str, Sequence[Asked]]:
    """Return what there is to ask about each of several texts, by the name of its field.

    Args:
        texts: what is written, by field; an empty one is passed over.
        people: of the case, with the names that the reader may know.
        voice: whose words they are; one that is none of the list is the writer's own.
    """
    check = Check(cast_of(people))
    spoken = Voice(voice) if voice in set(Voice) else Voice.PROFESSIONAL
    return {name: _asked(check, text, spoken) for name, text in texts.items() if text}


def _asked(check: Check, text: str, voice: Voice) -> Sequence[Asked]:
    return [
        Asked(
            text[found.start : found.end],
            found.rule.family,
            found.suggestion.validate,
            found.suggestion.redirect,
            found.suggestion.come_back,
        )
        for found in check.findings(text, voice)
    ]
