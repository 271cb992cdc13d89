"""Reads a fact of a case file: what decisions know of it, and what is recorded and sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.question import Fact
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from sharehub.language.vocabulary import (
    DEFAULT_SECTION,
    FIRST_SECTION,
    LAST_SECTION,
    Basis,
    ChildLink,
    Corroboration,
    DasaEffect,
    DatePrecision,
    Frequency,
    Kind,
    Pathway,
    Tactic,
    Trend,
)
from sharehub.rehearsal.known_date import KnownDate, known_date
from sharehub.rehearsal.node import (
    Known,
    Node,
    day,
    flag,
    identifier,
    many,
    one_of,
    text,
    whole,
    word,
    words,
)
from sharehub.rehearsal.parts import CaseFact

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.rehearsal.held import Held

DASH_ITEMS = 24
"""How many questions the SafeLives Dash list has; they are known by number only."""


def fact(held: Held) -> Callable[[Node], CaseFact]:
    """Read a fact; its categories are taken exactly as given, nothing is derived."""
    subjects = Known("no such person or unit in this file", held.persons.words | held.units.words)

    def read(node: Node) -> CaseFact:
        kind = node.needed("kind", word(Kind))
        subject = _subject(node, subjects)
        statement = node.needed("statement", text)
        gist = node.given("gist", words, "").strip() or None
        first, last = _when(node)
        return CaseFact(
            metadata=_metadata(node, held, has_gist=gist is not None),
            kind=kind,
            section=node.given("section", whole(FIRST_SECTION, LAST_SECTION), DEFAULT_SECTION[kind]),
            subject=subject,
            subject_is_unit=subject is not None and subject not in held.persons.words,
            statement=statement,
            gist=gist,
            tactics=node.given("tactics", many(word(Tactic)), frozenset()),
            pathways=node.given("pathways", many(word(Pathway)), frozenset()),
            dasa_effects=node.given("dasa", many(word(DasaEffect)), frozenset()),
            child_links=node.given("child_link", many(word(ChildLink)), frozenset()),
            dash_items=node.given("dash_items", many(whole(1, DASH_ITEMS)), frozenset()),
            first_known=first,
            last_known=last,
            date_precision=node.given("date_precision", word(DatePrecision), DatePrecision.UNKNOWN),
            frequency=node.given("frequency", word(Frequency), Frequency.UNKNOWN),
            trend=node.given("trend", word(Trend), Trend.UNKNOWN),
            basis=node.given("basis", word(Basis), None),
            corroboration=node.given("corroboration", word(Corroboration), Corroboration.NONE),
            police_grade=node.given("police_grade", words, None),
            note=node.given("note", words, None),
        )

    return read


def _metadata(node: Node, held: Held, *, has_gist: bool) -> Fact:
    own_id = node.needed("id", identifier)
    return Fact(
        id=own_id,
        owner=node.needed("owner_unit", one_of(held.units)),
        categories=node.needed("categories", many(word(Category))),
        source_type=node.needed("source_type", word(SourceType)),
        published=node.needed("published_at", day),
        source_person=node.given("source_person", one_of(held.persons), None),
        about=node.given("about", many(one_of(held.persons)), frozenset()),
        targets=node.given("target", many(one_of(held.persons)), frozenset()),
        # Taken back before it was shared is odd, and history: the decision has an answer for it.
        retracted=node.given("retracted_at", day, None),
        perp_aware=node.given("perp_aware", word(PerpAware), PerpAware.UNKNOWN),
        source_exposure=node.given("source_exposure", word(SourceExposure), SourceExposure.CERTAIN),
        has_gist=has_gist,
        caveats=node.given("caveats", many(word(Caveat)), frozenset()),
        travels_with=_companions(node, held.facts, own_id),
        relationship_context=_relationship(node),
    )


def _subject(node: Node, subjects: Known) -> str | None:
    """Read who did it, or which unit. Null is history that names nobody; to leave the key out is a slip."""
    if node.has("subject"):
        return one_of(subjects)(node.at("subject"))
    return None if node.at("subject").value is None else node.needed("subject", lambda _: None)


def _companions(node: Node, facts: Known, own_id: str) -> frozenset[str]:
    companions = node.given("travels_with", many(one_of(facts)), frozenset[str]())
    if own_id in companions:
        node.at("travels_with").refuse("a fact cannot travel with itself", None)
    return companions


def _relationship(node: Node) -> RelationshipContext:
    """Read in which relationship it happened; `prior_relationship` is the short way to say one of them."""
    previous = node.given("prior_relationship", flag, default=False)
    said = node.given("relationship_context", word(RelationshipContext), None)
    if previous and said not in {None, RelationshipContext.PREVIOUS_RELATIONSHIP}:
        node.at("relationship_context").refuse("contradicts prior_relationship", None)
    if previous:
        return RelationshipContext.PREVIOUS_RELATIONSHIP
    return said or RelationshipContext.THIS_RELATIONSHIP


def _when(node: Node) -> tuple[KnownDate | None, KnownDate | None]:
    first, last = (node.given(key, _known, None) for key in ("first_known", "last_known"))
    if first is not None and last is not None and last.last_day() < first.first_day():
        node.at("last_known").refuse("before first_known", None)
    return first, last


def _known(node: Node) -> KnownDate:
    try:
        return known_date(words(node))
    except ValueError:
        return node.refuse("must be YYYY, YYYY-MM or YYYY-MM-DD, in the calendar", KnownDate(1))
