"""The lines of one release, taken by where they may stand.

A line in full is taken by its kind, relationship and links; a gist by the section that comes with it, and by
nothing else (docs/decisions/0032).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policies.vocabulary import RelationshipContext
from sharehub.documents.document import Section
from sharehub.documents.lines import Mark
from sharehub.language.vocabulary import Kind
from sharehub.reports.families import FAMILIES
from sharehub.reports.lines import item, items

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sharehub.disclosure.compose import Composed, Place
    from sharehub.disclosure.rendering import Line
    from sharehub.documents.blocks import Block, Items
    from sharehub.documents.lines import Item

NOTHING_HERE = "Nothing is in this document under this heading."
"""The same words whether there is nothing, or this reader does not get it; and they say neither."""

HIS, FAMILY, ELSEWHERE, CHANGE = 1, 2, 3, 4
"""The sections of the mapping tool, as gists come with them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one document may hold: lines by fact, in their order, and where those in full may stand."""

    lines: Mapping[str, Line]
    places: Mapping[str, Place]
    he_reads: bool

    @classmethod
    def of(cls, composed: Composed) -> Sheet:
        """Return the sheet of a release, as `lines.held_by` leaves it."""
        return cls(composed.lines, composed.places, composed.he_reads)

    def only(self, facts: Collection[str]) -> Sheet:
        """Return these lines alone."""
        return replace(
            self,
            lines={fact: line for fact, line in self.lines.items() if fact in facts},
            places={fact: place for fact, place in self.places.items() if fact in facts},
        )

    def gists(self) -> list[str]:
        """Return the facts that came in short form."""
        return [fact for fact in self.lines if fact not in self.places]

    def facts(self, *kinds: Kind) -> list[str]:
        """Return the facts in full of some kinds, in their order."""
        return [fact for fact in self.lines if fact in self.places and self.places[fact].kind in kinds]

    def earlier(self) -> list[str]:
        """Return what he did in an earlier relationship, orders that come from there included."""
        return [fact for fact in self.facts(Kind.BEHAVIOUR) if self._is_earlier(fact)]

    def pattern(self) -> list[str]:
        """Return what he did in all others."""
        return [fact for fact in self.facts(Kind.BEHAVIOUR) if not self._is_earlier(fact)]

    def short(self, section: int) -> tuple[Items, ...]:
        """Return the gists of a section of the mapping tool as a list."""
        return self.listed(fact for fact in self.gists() if self.lines[fact]["section"] == section)

    def item(self, fact: str, under: str | None = None) -> Item:
        """Return one line as the document shows it."""
        return item(self.lines[fact], he_reads=self.he_reads, under=under)

    def listed(self, facts: Iterable[str]) -> tuple[Items, ...]:
        """Return some lines as one list; no list where there is none."""
        return items((self.lines[fact] for fact in facts), he_reads=self.he_reads)

    def marks(self, *texts: str | None) -> tuple[Mark, ...]:
        """Return how lines with these texts are to be handled, whichever of them says so."""
        wanted = set(texts)
        borne = {
            mark
            for fact, line in self.lines.items()
            if line["text"] in wanted
            for mark in self.item(fact).marks
        }
        return tuple(mark for mark in Mark if mark in borne)

    def tactics(self, fact: str) -> frozenset[str]:
        """Return the families that a line in full belongs to."""
        return frozenset(self.lines[fact].get("tactics") or ())

    def families(self, facts: Iterable[str]) -> dict[str, list[str]]:
        """Return facts under the most worrying family that each belongs to, in the order of families."""
        found: dict[str, list[str]] = {word: [] for word in FAMILIES}
        for fact in facts:
            first = next((word for word in FAMILIES if word in self.tactics(fact)), None)
            if first is not None:
                found[first].append(fact)
        return {word: members for word, members in found.items() if members}

    def _is_earlier(self, fact: str) -> bool:
        return self.places[fact].relationship_context == RelationshipContext.PREVIOUS_RELATIONSHIP


def section(heading: str, *blocks: Block) -> Section:
    """Return a section that says in the usual words when nothing is under its heading."""
    return Section(heading, blocks, empty=NOTHING_HERE)
