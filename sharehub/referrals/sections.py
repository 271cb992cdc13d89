"""Arranging the lines of a referral under its headings; pure, and given nothing but lines and closed words.

His pattern comes first, then what it does to the children and the family, what she does to protect, what
else there is in their lives, what he said he will do, and what change would look like. A line in full stands
by its kind; a gist by its section and nothing else (docs/decisions/0032). Nothing is counted, and nothing is
said of what is not here.

Source: domain/documents.md, 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from policies.vocabulary import Caveat, RelationshipContext
from sharehub.language.vocabulary import Kind, Pathway, Tactic
from sharehub.referrals.words import MOST_WORRYING_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sharehub.disclosure.compose import Composed, Place
    from sharehub.disclosure.rendering import Line
    from sharehub.disclosure.to_close import ToClose
    from sharehub.referrals.queries import Hangs, Pair

NOT_THE_CAUSE = "None of these is the cause of his abuse. A change in one is not a change in his pattern."
HIS, FAMILY, ELSEWHERE, CHANGE = 1, 2, 3, 4
"""The sections of the mapping tool, as gists come with them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a referral: what is said, when and how often, how it is known, and how to handle it.

    `also` are further families of tactics that it belongs to. `sentence` says how his behaviour reaches the
    children by a pathway, where its author wrote that down for this reader. `may_be_used`: it is said to him
    already, and may be used in the room. `to_close` says of a gap whose it is to close and by when, where
    this reader is told.
    """

    id: str
    text: str = field(repr=False)
    caveats: tuple[str, ...]
    also: tuple[str, ...] = ()
    since: str | None = None
    last_known: str | None = None
    frequency: str | None = None
    trend: str | None = None
    sentence: str | None = field(default=None, repr=False)
    how_we_know: Mapping[str, str] | None = field(default=None, repr=False)
    may_be_used: bool = False
    to_close: ToClose | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """What is here of one family of tactics, in the order of concern."""

    tactic: Tactic
    lines: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Whether something of a family is in this referral; never whether anybody asked, or whether it is so."""

    tactic: Tactic
    here: bool


@dataclass(frozen=True, slots=True)
class Way:
    """By which way his behaviour reaches the children, the lines that say so, and by which tactics."""

    pathway: Pathway
    lines: tuple[Entry, ...]
    by: tuple[Tactic, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """A behaviour-change goal, the outcome it is for, and who will see it, each where this reader has it."""

    goal: Entry
    outcome: Entry | None
    witness: Entry | None


@dataclass(frozen=True, slots=True)
class Handling:
    """What is not to be put to him, what to check with her worker first, and what is said to him already."""

    not_to_him: tuple[str, ...]
    ask_her_worker_first: tuple[str, ...]
    said_to_him: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """A referral's lines under its headings, in the order in which they are read."""

    pattern: tuple[Family, ...]
    pattern_besides: tuple[Entry, ...]
    pattern_in_short: tuple[Entry, ...]
    band: tuple[State, ...]
    pathways: tuple[Way, ...]
    family_in_short: tuple[Entry, ...]
    family_besides: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    what_she_does: tuple[Entry, ...]
    intersections: tuple[Entry, ...]
    services: tuple[Entry, ...]
    intersections_in_short: tuple[Entry, ...]
    fixed: str
    he_says: tuple[Entry, ...]
    of_change: tuple[Entry, ...]
    change_in_short: tuple[Entry, ...]
    goals: tuple[Aim, ...]
    handling: Handling
    gaps: tuple[Entry, ...]
    closed_gaps: tuple[Entry, ...]
    notes: tuple[Entry, ...]


def arrange(composed: Composed, hangs: Hangs) -> Sections:
    """Return a composed document's lines under the headings of a referral.

    Args:
        composed: what goes, and where each line in full may stand.
        hangs: which outcome and witness belong to which goal of the case, and which fact closes which gap;
            of what is not among the lines nothing is taken.
    """
    pairs = hangs.goals
    entries = {
        fact: _entry(line, composed.places.get(fact), composed.to_close.get(fact))
        for fact, line in composed.lines.items()
    }
    places = composed.places
    tactics = {fact: _tactics(line) for fact, line in composed.lines.items()}

    hanging = _hanging(places, pairs)

    def facts(*kinds: Kind, earlier: bool = False) -> list[str]:
        return [
            fact
            for fact, place in places.items()
            if place.kind in kinds and fact not in hanging and (not earlier or _earlier(place))
        ]

    def lines(*kinds: Kind) -> tuple[Entry, ...]:
        return tuple(entries[fact] for fact in facts(*kinds))

    def short(section: int) -> tuple[Entry, ...]:
        gists = (fact for fact in entries if fact not in places)
        return tuple(entries[fact] for fact in gists if composed.lines[fact]["section"] == section)

    # Who does not get the fact that closes a gap in full sees the gap as it was; so does all his side.
    closed = {gap for gap, by in hangs.closings if by in places and not composed.his_side}
    before = facts(Kind.BEHAVIOUR, earlier=True)
    now = [fact for fact in facts(Kind.BEHAVIOUR) if fact not in before]
    impacts = facts(Kind.IMPACT)
    return Sections(
        pattern=_families(now, tactics, entries),
        pattern_besides=tuple(entries[fact] for fact in now if not tactics[fact]),
        pattern_in_short=short(HIS),
        band=tuple(State(one, any(one in tactics[fact] for fact in now)) for one in MOST_WORRYING_FIRST),
        pathways=_ways(impacts + now, composed.lines, entries, set(impacts)),
        family_in_short=short(FAMILY),
        family_besides=tuple(entries[fact] for fact in impacts if not composed.lines[fact]["pathways"]),
        earlier=tuple(entries[fact] for fact in before),
        what_she_does=lines(Kind.PROTECTIVE_EFFORT),
        intersections=lines(Kind.INTERSECTION),
        services=lines(Kind.SERVICE_RESPONSE),
        intersections_in_short=short(ELSEWHERE),
        fixed=NOT_THE_CAUSE,
        he_says=lines(Kind.COMMITMENT),
        of_change=lines(Kind.CHANGE_EVIDENCE),
        change_in_short=short(CHANGE),
        goals=tuple(_aim(fact, places, entries, pairs) for fact in facts(Kind.GOAL)),
        handling=_handling(entries.values()),
        gaps=tuple(entries[fact] for fact in facts(Kind.GAP) if fact not in closed),
        closed_gaps=tuple(
            replace(entries[fact], to_close=None) for fact in facts(Kind.GAP) if fact in closed
        ),
        notes=lines(Kind.NOTE),
    )


def _entry(line: Line, place: Place | None, owed: ToClose | None) -> Entry:
    told: Mapping[str, Any] = line
    how = told.get("how_we_know")
    caveats = tuple(told["caveats"])
    return Entry(
        id=told["id"],
        text=told["text"],
        caveats=caveats,
        also=tuple(told.get("tactics") or ()),
        since=told.get("first_known"),
        last_known=told.get("last_known"),
        frequency=told.get("frequency"),
        trend=told.get("trend"),
        sentence=told.get("pathway_note"),
        how_we_know=how or None,
        may_be_used=place is not None and place.he_knows and Caveat.NOT_TO_PERPETRATOR not in caveats,
        to_close=owed,
    )


def _tactics(line: Line) -> frozenset[str]:
    return frozenset(line.get("tactics") or ())


def _earlier(place: Place) -> bool:
    return place.relationship_context == RelationshipContext.PREVIOUS_RELATIONSHIP


def _families(
    facts: Sequence[str], tactics: Mapping[str, frozenset[str]], entries: Mapping[str, Entry]
) -> tuple[Family, ...]:
    """Put each line under the most worrying of its families, once; what has none comes under no heading."""
    first = {fact: next((one for one in MOST_WORRYING_FIRST if one in tactics[fact]), None) for fact in facts}
    return tuple(
        Family(one, lines)
        for one in MOST_WORRYING_FIRST
        if (lines := tuple(entries[fact] for fact in facts if first[fact] is one))
    )


def _ways(
    facts: Sequence[str], lines: Mapping[str, Line], entries: Mapping[str, Entry], impacts: set[str]
) -> tuple[Way, ...]:
    """Put what links his behaviour to the children under its pathways: effects, and what has a sentence."""
    linking = [fact for fact in facts if fact in impacts or entries[fact].sentence]

    def of(way: Pathway, some: Iterable[str]) -> list[str]:
        return [fact for fact in some if way in (lines[fact]["pathways"] or ())]

    def by(way: Pathway) -> tuple[Tactic, ...]:
        his = of(way, (fact for fact in facts if fact not in impacts))
        used = {tactic for fact in his for tactic in _tactics(lines[fact])}
        return tuple(one for one in MOST_WORRYING_FIRST if one in used)

    return tuple(Way(way, tuple(entries[fact] for fact in of(way, linking)), by(way)) for way in Pathway)


def _hanging(places: Mapping[str, Place], pairs: Mapping[str, Pair]) -> frozenset[str]:
    """Return what stands with a goal that is here, and not by itself; a goal of its own always does."""
    goals = {goal for goal in pairs if goal in places and places[goal].kind == Kind.GOAL}
    return frozenset(str(one) for goal in goals for one in pairs[goal]) - goals


def _aim(
    goal: str, places: Mapping[str, Place], entries: Mapping[str, Entry], pairs: Mapping[str, Pair]
) -> Aim:
    """Put a goal together with its outcome and witness, where this reader has these in full."""
    hung = [entries[str(one)] if str(one) in places else None for one in pairs.get(goal, (None, None))]
    return Aim(entries[goal], *hung)


def _handling(entries: Iterable[Entry]) -> Handling:
    lines = list(entries)
    return Handling(
        not_to_him=tuple(one.id for one in lines if Caveat.NOT_TO_PERPETRATOR in one.caveats),
        ask_her_worker_first=tuple(
            one.id for one in lines if Caveat.CHECK_WITH_SURVIVOR_FIRST in one.caveats
        ),
        said_to_him=tuple(one.id for one in lines if one.may_be_used),
    )
