"""The check on how a record is worded: it asks and offers, edits nothing, and holds up no recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sharehub.language.cast import Voice
from sharehub.language.grammar.people import People
from sharehub.language.pivot import Exit, suggest
from sharehub.language.rules.catalogue import RULES
from sharehub.language.rules.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sharehub.language.cast import Cast
    from sharehub.language.pivot import Suggestion
    from sharehub.language.rules.catalogue import Rule
    from sharehub.language.rules.scene import Span

READ_IN = frozenset({Voice.PROFESSIONAL, Voice.IMPORTED})
"""Whose words are checked; what survivors, children, he or the law said is quoted as it was."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text that a rule asks about; it holds where the words stand, never the words."""

    rule: Rule
    start: int
    end: int
    suggestion: Suggestion
    exits: tuple[Exit, ...] = (Exit.TRAINED_WORKER, Exit.MAPPING_TOOL)


class Check:
    """The check for the people of one case."""

    def __init__(self, cast: Cast, known: Sequence[str] = ()) -> None:
        """Read the cast once.

        Args:
            cast: the names and words of the people; without it nobody can be told apart.
            known: short facts on file about what he does, for the suggestions.
        """
        self._cast, self._known, self._people = cast, known, People(cast)

    def findings(self, text: str, voice: Voice, *, her_treatment: bool = False) -> tuple[Finding, ...]:
        """Return what there is to ask about a text, in the order in which it stands there.

        Args:
            text: one record or sentence, in English.
            voice: whose words they are; only an agency's own words are checked.
            her_treatment: whether it is a record inside the survivor's own treatment service.
        """
        if voice not in READ_IN:
            return ()
        scene = Scene(text, self._people, her_treatment=her_treatment)
        found = (
            Finding(rule, span.start, span.end, suggest(rule, self._cast, self._known))
            for rule in RULES
            for span in _apart(rule.find(scene))
        )
        return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule.id)))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans in order, leaving out what lies over one before."""
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            end = span.end
            yield span


def check(
    text: str, voice: Voice, cast: Cast, *, known: Sequence[str] = (), her_treatment: bool = False
) -> tuple[Finding, ...]:
    """Return what there is to ask about one text; `Check` does the same for several of one case."""
    return Check(cast, known).findings(text, voice, her_treatment=her_treatment)


def rules_of(findings: Sequence[Finding]) -> list[str]:
    """Return the ids of the rules found, each once and in order."""
    return sorted({finding.rule.id for finding in findings})
