"""The lines of a release as pages show them: what is said, when, how it is known, and how to handle it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Category, Caveat, PerpAware, SourceType
from sharehub.disclosure.wording import BASES, CAVEATS, CORROBORATIONS, SOURCES, when
from sharehub.pages.words_reading import (
    MARKS,
    UNDECIDED_CAVEATS,
    UNDECIDED_CORROBORATIONS,
    UNDECIDED_MARKS,
    UNDECIDED_SOURCES,
)
from sharehub.reports.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sharehub.language.vocabulary import Kind

HIS, FAMILY, ELSEWHERE, CHANGE = 1, 2, 3, 4
"""The sections of the mapping tool."""
OURS = "Your unit"
ACCOUNTS = frozenset({Category.SURVIVOR_ACCOUNT, Category.CHILD_ACCOUNT})
TOLD_BY = frozenset({SourceType.SURVIVOR, SourceType.CHILD})


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `short`: it came as a gist, so that nothing but its section and caveats is known of it.

    `unit` is whose record it is: "Your unit", a name, or empty where it is not told. `to_him`: it may be said
    to him. `new`: the unit was told of it, and nobody has seen that yet. `undecided`: it is open whose
    pattern of control it is, so that no mark speaks of him or her.
    """

    id: str
    section: int
    kind: str
    text: str = field(repr=False)
    caveats: tuple[str, ...]
    tactics: tuple[str, ...]
    pathways: tuple[str, ...]
    sentence: str = field(repr=False)
    first: str
    last: str
    details: str
    known: str = field(repr=False)
    unit: str = field(repr=False)
    short: bool
    to_him: bool
    new: bool = False
    undecided: bool = False

    @property
    def family(self) -> str:
        """Return the most worrying family of tactics that it belongs to; empty where it has none."""
        return next((word for word in FAMILIES if word in self.tactics), "")

    @property
    def marks(self) -> tuple[str, ...]:
        """Return how it is to be handled, in few words each, in the order of all caveats."""
        marks = UNDECIDED_MARKS if self.undecided else MARKS
        return tuple(marks[caveat] for caveat in CAVEATS if caveat in self.caveats)


def lines_of(answer: Mapping[str, Any], new: Collection[str] = (), *, undecided: bool = False) -> list[Line]:
    """Return the lines of what the API answered, in its order; `new` are the ids of those that are news."""
    return [_line(line, new, undecided=undecided) for line in answer["lines"]]


def _line(line: Mapping[str, Any], new: Collection[str], *, undecided: bool) -> Line:
    own = bool(line.get("own"))
    how: Mapping[str, Any] = line if own else line.get("how_we_know") or {}
    unit = OURS if own else how.get("unit") or ""
    short = "tactics" not in line
    caveats = tuple(line["caveats"])
    if own and not _he_may_hear(line) and Caveat.NOT_TO_PERPETRATOR not in caveats:
        caveats = (*caveats, Caveat.NOT_TO_PERPETRATOR)
    return Line(
        id=line["id"],
        section=line["section"],
        kind=line.get("kind") or "",
        text=line["text"],
        caveats=caveats,
        tactics=tuple(line.get("tactics") or ()),
        pathways=tuple(line.get("pathways") or ()),
        sentence=line.get("pathway_note") or "",
        first=line.get("first_known") or "",
        last=line.get("last_known") or "",
        details="; ".join(when(line)),
        known=known_by(how, unit, undecided=undecided),
        unit=unit,
        short=short,
        to_him=Caveat.NOT_TO_PERPETRATOR not in caveats,
        new=line["id"] in new,
        undecided=undecided,
    )


def _he_may_hear(line: Mapping[str, Any]) -> bool:
    """Say whether one of one's own records may be put to him: as the caveat says of what comes from others.

    A unit's own records come without it, since a caveat is for whoever receives.
    """
    account = ACCOUNTS.intersection(line["categories"]) or line["source_type"] in TOLD_BY
    return line["perp_aware"] == PerpAware.YES and not account


def known_by(how: Mapping[str, Any], unit: str = "", *, undecided: bool = False) -> str:
    """Return how something is known, and whose record it is, as far as that is told."""
    words = (
        (UNDECIDED_SOURCES if undecided else SOURCES).get(how.get("source_type", "")),
        BASES.get(how.get("basis", "")),
        (UNDECIDED_CORROBORATIONS if undecided else CORROBORATIONS).get(how.get("corroboration", "")),
        unit,
    )
    return "; ".join(dict.fromkeys(word for word in words if word))


def handling(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return each mark that some line bears, with what it asks."""
    found = [*lines]
    borne = {caveat for line in found for caveat in line.caveats}
    undecided = any(line.undecided for line in found)
    marks, asked = (UNDECIDED_MARKS, UNDECIDED_CAVEATS) if undecided else (MARKS, CAVEATS)
    return [(marks[caveat], asked[caveat]) for caveat in CAVEATS if caveat in borne]


def by_family(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Put lines under the most worrying of their families; what has none comes under none."""
    found = [(words, [line for line in lines if line.family == word]) for word, words in FAMILIES.items()]
    return [(words, members) for words, members in found if members]


def worrying(lines: Sequence[Line]) -> list[Line]:
    """Return lines with the most worrying families first; those without one, or short, as they came."""
    order = {word: place for place, word in enumerate(FAMILIES)}
    return sorted(lines, key=lambda line: order.get(line.family, len(order)))


def of(lines: Iterable[Line], section: int, *kinds: Kind) -> list[Line]:
    """Return those of a section; with kinds, those alone that are said to be of one of them."""
    return [line for line in lines if line.section == section and (not kinds or line.kind in kinds)]
