"""A referral as a document: its sections in the order in which they are read, in words; pure.

Every line is one that its reader got; labels are of closed words. Nothing about her comes before his pattern.

Source: domain/documents.md, 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING

from policies.vocabulary import Caveat
from sharehub.disclosure.wording import CAVEATS, day_in_words, language_in_words, purpose_in_words, when
from sharehub.documents.blocks import Band, Fixed, Grid, Items, Paragraph, State, Term, Terms
from sharehub.documents.document import Document, DocumentKind, Section, Stamp
from sharehub.documents.lines import Item, Mark
from sharehub.referrals.read import OutOfDate
from sharehub.referrals.sections import NOT_THE_CAUSE, Entry
from sharehub.referrals.wording import MANDATES, PARENTING, PATHWAYS, RELATIONSHIPS, TACTICS
from sharehub.referrals.words import PURPOSE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sharehub.disclosure.to_close import ToClose
    from sharehub.documents.blocks import Block
    from sharehub.referrals.read import Reading
    from sharehub.referrals.sections import Aim, Sections, Way
    from sharehub.referrals.top import Top

NONE = "Nothing is here."
IN_SHORT = "In short"
ORDINARY = frozenset({Caveat.NOT_TO_PERPETRATOR, Caveat.CHECK_WITH_SURVIVOR_FIRST})
HANDLING = {
    Caveat.NOT_IN_DOCUMENT_HE_MAY_READ: "not in a document that he may read",
    Caveat.CHILD_VIEWS_SOUGHT_FIRST: "seek the child's views first",
    Caveat.NOT_TO_PARENTS: "not to the parents",
    Caveat.NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS: "to her by the disclosure scheme alone",
    Caveat.POLICE_HANDLING_CONDITIONS: "police handling conditions",
    Caveat.ORIGINATOR_CONTROLS_ONWARD: "no further without the agreement of who recorded it",
    Caveat.INDEPENDENT_INTERPRETER: "independent interpreter",
    Caveat.COURT_CONTROLLED: "controlled by the court",
}


@dataclass(frozen=True, slots=True)
class Stamped:
    """For whom and of which case a document is made: `reader` is a role and unit in words."""

    case_reference: str
    reader: str = field(repr=False)
    day: date


def as_document(reading: Reading | OutOfDate, stamped: Stamped) -> Document:
    """Return a referral as a document; one that is out of date is one sentence."""
    if isinstance(reading, OutOfDate):
        return Document(
            DocumentKind.REFERRAL,
            "Referral to a programme",
            _stamp(stamped, (), ()),
            (Section("Out of date", (Fixed(reading.sentence),)),),
        )
    top, sections = reading.top, reading.sections
    return Document(
        DocumentKind.REFERRAL,
        f"Referral to {top.programme}",
        _stamp(stamped, reading.protocols, reading.told, _caveats(sections)),
        tuple(_sections(sections)),
        (_top(top),),
    )


def _caveats(found: object) -> frozenset[str]:
    """Return the caveats of every line under any heading."""
    if isinstance(found, Entry):
        return frozenset(found.caveats)
    inside: Iterable[object] = ()
    if isinstance(found, tuple):
        inside = found
    elif is_dataclass(found):
        inside = (getattr(found, part.name) for part in fields(found))
    return frozenset[str]().union(*map(_caveats, inside))


def _stamp(
    stamped: Stamped,
    protocols: tuple[str, ...],
    told: tuple[str, ...],
    caveats: frozenset[str] = frozenset(),
) -> Stamp:
    return Stamp(
        stamped.case_reference,
        stamped.reader,
        purpose_in_words(PURPOSE),
        stamped.day,
        protocols=protocols,
        standing=told,
        caveats=tuple(words for caveat, words in CAVEATS.items() if caveat in caveats),
    )


def _top(top: Top) -> Terms:
    spoken = ", ".join(map(language_in_words, top.languages)) or "not known"
    terms = {
        "Who he is": top.name,
        "How he comes": MANDATES[top.mandate],
        "Programme": top.programme,
        "Referred by": top.referrer,
        "Languages": f"{spoken}; {'with' if top.interpreter else 'without'} an interpreter",
        "Relationship": RELATIONSHIPS[top.relationship],
        "Area": top.area,
        "With his children": ", ".join(PARENTING[one] for one in top.parenting) or "not known",
    }
    return Terms(tuple(Term(label, value) for label, value in terms.items() if value))


def _sections(found: Sections) -> Iterable[Section]:
    families = tuple(Section(TACTICS[one.tactic], _items(one.lines)) for one in found.pattern)
    besides = _short("Besides", found.pattern_besides) + _short(IN_SHORT, found.pattern_in_short)
    here_first = sorted(found.band, key=lambda one: not one.here)
    states = tuple(State(TACTICS[one.tactic], _state(here=one.here)) for one in here_first)
    band = Band("Families of tactics", states)
    yield Section("His pattern of coercive control", (band,), sections=families + besides)
    yield Section("Earlier relationships and orders", _items(found.earlier), empty=NONE)
    boxes = tuple(Section(PATHWAYS[way.pathway], _way(way), empty=NONE) for way in found.pathways)
    family = _short("Besides", found.family_besides) + _short(IN_SHORT, found.family_in_short)
    yield Section("How it reaches the children and the family", sections=boxes, abreast=True)
    if family:
        yield Section("What else it does to them", sections=family)
    yield Section("What she does to protect", _items(found.what_she_does), empty=NONE)
    yield Section(
        "What else there is in their lives",
        (*_items(found.intersections), Fixed(NOT_THE_CAUSE)),
        sections=_short("What services did", found.services) + _short(IN_SHORT, found.intersections_in_short),
    )
    closed = _short("Closed by what is here", found.closed_gaps)
    yield Section("Gaps", _items(found.gaps), sections=closed, empty=NONE)
    yield Section(
        "What he was asked, and said he will do for his children",
        _items(found.he_says, Mark.HIS_WORDS),
        sections=_short("What is recorded of it", found.of_change) + _short(IN_SHORT, found.change_in_short),
        empty=NONE,
    )
    yield Section("What change would look like", _goals(found.goals), empty=NONE)
    yield Section("Handling", _handling(found))
    yield from _short("Notes", found.notes)


def _short(heading: str, entries: tuple[Entry, ...]) -> tuple[Section, ...]:
    return (Section(heading, _items(entries)),) if entries else ()


def _items(entries: tuple[Entry, ...], *marks: Mark) -> tuple[Block, ...]:
    return (Items(tuple(_item(entry, entry.text, *marks) for entry in entries)),) if entries else ()


def _way(way: Way) -> tuple[Block, ...]:
    """Say what reaches them by one pathway, and by which families of tactics he does it."""
    lines = tuple(_item(one, one.sentence or one.text) for one in way.lines)
    by = (Paragraph(f"By {', '.join(TACTICS[one] for one in way.by).lower()}."),) if way.by else ()
    return (*((Items(lines),) if lines else ()), *by)


def _item(entry: Entry, text: str, *marks: Mark) -> Item:
    more = {
        Mark.NOT_TO_HIM: Caveat.NOT_TO_PERPETRATOR,
        Mark.CHECK_WITH_HER_WORKER: Caveat.CHECK_WITH_SURVIVOR_FIRST,
    }
    return Item(
        text,
        details=tuple(_details(entry)),
        attribution=_attribution(entry),
        marks=(*(mark for mark, caveat in more.items() if caveat in entry.caveats), *marks),
    )


def _details(entry: Entry) -> Iterable[str]:
    yield from when(
        {
            "first_known": entry.since,
            "last_known": entry.last_known,
            "frequency": entry.frequency,
            "trend": entry.trend,
        }
    )
    yield from _owed(entry.to_close)
    yield from (words for caveat, words in HANDLING.items() if caveat in entry.caveats)


def _owed(owed: ToClose | None) -> Iterable[str]:
    """Say who is to close a gap and by when."""
    if owed is None:
        return
    said = [
        "for your unit" if owed.yours else None if owed.unit is None else f"for {owed.unit}",
        None if owed.due is None else f"by {day_in_words(owed.due)}",
    ]
    yield ", ".join(words for words in said if words)


def _attribution(entry: Entry) -> str | None:
    how = entry.how_we_know or {}
    said = [how[word].replace("_", " ") for word in ("unit", "source_type", "basis") if how.get(word)]
    return ", ".join(said) or None


def _state(*, here: bool) -> str:
    return "in this referral" if here else "nothing here"


def _goals(goals: tuple[Aim, ...]) -> tuple[Block, ...]:
    if not goals:
        return ()
    columns = ("Goal", "What it is for", "Who will see it", "Named, claimed, changed")
    return (Grid("Behaviour-change goals", columns, tuple(_goal(one) for one in goals)),)


def _goal(aim: Aim) -> tuple[str, ...]:
    hung = (("" if one is None else one.text) for one in (aim.outcome, aim.witness))
    return (aim.goal.text, *hung, "")


def _handling(found: Sections) -> tuple[Block, ...]:
    said = [entry for entry in _all(found) if entry.id in set(found.handling.said_to_him)]
    blocks: list[Block] = [Paragraph("What is marked is not to be put to him, in any words.")]
    if said:
        blocks += [Paragraph("Said to him already, and can be used in the room:"), *_items(tuple(said))]
    return (*blocks, Paragraph("Ask her worker, never her."))


def _all(found: Sections) -> Iterable[Entry]:
    for family in found.pattern:
        yield from family.lines
    yield from (
        *found.pattern_besides,
        *found.earlier,
        *found.intersections,
        *found.he_says,
        *found.of_change,
    )
