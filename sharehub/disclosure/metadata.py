"""Reading stored rows as what a decision takes; each says what stands for a row that cannot be read.

Words are closed and lists hold text. What reads otherwise was not written by any use case: it raises, and
whoever reads the case puts in its place what makes the facts concerned a fault.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from consent.people import Part, Person
from consent.record import EVERYTHING, Capacity, ConsentEvent, Kind, Status
from policies.question import (
    Approval,
    BreakGlass,
    ConflictCheck,
    Fact,
    Gate,
    Narrowing,
    SeriousRiskDecision,
    Span,
)
from policies.recorded import UNREADABLE
from policies.vocabulary import (
    Category,
    Caveat,
    PerpAware,
    RelationshipContext,
    SourceExposure,
    SourceType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_YET = date.max
"""The publication day of a fact that its owner has not shared."""

Word = TypeVar("Word", bound=StrEnum)


class Words(dict[str, Word]):
    """A vocabulary's words by their text: looked up a few times for every fact, an enum's own way is slow."""

    def __missing__(self, text: str) -> Word:
        """Raise, as the vocabulary itself does."""
        raise ValueError("a stored word is none of ours")


def _vocabulary(words: type[Word]) -> Words[Word]:
    return Words((word.value, word) for word in words)


CATEGORIES, CAVEATS, SOURCE_TYPES = _vocabulary(Category), _vocabulary(Caveat), _vocabulary(SourceType)
AWARENESS, EXPOSURES = _vocabulary(PerpAware), _vocabulary(SourceExposure)
RELATIONSHIPS = _vocabulary(RelationshipContext)
STATUSES, KINDS, CAPACITIES, PARTS = (
    _vocabulary(Status),
    _vocabulary(Kind),
    _vocabulary(Capacity),
    _vocabulary(Part),
)
CATEGORIES_OR_ALL: Words[Any] = Words({**CATEGORIES, EVERYTHING: EVERYTHING})
"""What a consent may be about."""

NOTHING: frozenset[str] = frozenset()
_TEXT = frozenset({str})

EXCLUDED = {None: False, "cleared": False, "excluded": True}
"""By how a conflict check ended: whether it keeps somebody out once it is decided."""


def texts(value: object) -> frozenset[str]:
    """Return a stored list of ids or words.

    Raises:
        TypeError: it is not a list of text; a single text would be read letter by letter.
    """
    if value == []:
        return NOTHING
    if not isinstance(value, list) or not _TEXT.issuperset(map(type, value)):
        raise TypeError("a stored list is not a list of text")
    return frozenset(value)


def words(value: object, vocabulary: Words[Word]) -> frozenset[Word]:
    """Return a stored list of a vocabulary's words.

    Raises:
        TypeError: it is not a list.
        ValueError: one of them is none of the vocabulary's.
    """
    if not isinstance(value, list):
        raise TypeError("a stored list is not a list")
    return frozenset([vocabulary[word] for word in value])


def span(row: Mapping[str, Any]) -> Span:
    """Read the days of a row."""
    return Span(row["start"], row["end"])


def check(row: Mapping[str, Any]) -> ConflictCheck:
    """Read a conflict check.

    Raises:
        ValueError: the result is none of ours.
    """
    if row["result"] not in EXCLUDED:
        raise ValueError("a conflict check ended in no known way")
    return ConflictCheck(row["raised"], row["decided"], EXCLUDED[row["result"]])


def undecided_check(row: Mapping[str, Any]) -> ConflictCheck:
    """Stand in for a check whose result cannot be read: it keeps somebody out, as one undecided does."""
    return ConflictCheck(row["raised"])


def person(row: Mapping[str, Any]) -> Person:
    """Read a person of the case.

    Raises:
        ValueError: the part is none of ours.
    """
    return Person(row["id"], PARTS[row["part"]], row["twelfth_birthday"])


def anybody(row: Mapping[str, Any]) -> Person:
    """Stand in for a person whose part cannot be read: they could be he, so that nothing is said aloud."""
    return Person(row["id"], Part.ADULT_A)


def gate(row: Mapping[str, Any]) -> Gate:
    """Read a gate. Its name is a rulebook's, not ours: one that no rulebook knows opens nothing.

    Raises:
        TypeError: its units are not a list.
    """
    units = row["units"]
    return Gate(row["gate"], span(row), None if units is None else texts(units))


def faulty_gate(row: Mapping[str, Any]) -> Gate:
    """Stand in for a gate that cannot be read: without a start it is a fault to whoever comes to it."""
    return Gate(row["gate"], Span(cast("date", None)))


def consent(row: Mapping[str, Any]) -> ConsentEvent:
    """Read a consent event.

    Raises:
        ValueError, TypeError: a word is none of ours, or a list is not one.
    """
    categories: frozenset[str] = words(row["categories"], CATEGORIES_OR_ALL)
    return ConsentEvent(
        id=row["reference"],
        day=row["day"],
        subject=row["subject_id"],
        given_by=row["given_by_id"],
        status=STATUSES[row["status"]],
        recipients=texts(row["recipients"]),
        purposes=texts(row["purposes"]),
        categories=categories,
        kind=KINDS[row["kind"]],
        capacity=None if row["capacity"] is None else CAPACITIES[row["capacity"]],
        except_units=texts(row["except_units"]),
        exclude_facts=texts(row["exclude_facts"]),
        expires=row["expires"],
        may_be_put_to_perpetrator=row["may_be_put_to_perpetrator"],
        may_appear_in_report=row["may_appear_in_report"],
        asked_alone=row["asked_alone"],
    )


def faulty_consent(row: Mapping[str, Any]) -> ConsentEvent:
    """Stand in for an event that cannot be read: it may be a no, so whatever asks for consent is a fault."""
    nobody: frozenset[str] = frozenset()
    return ConsentEvent(
        id=row["reference"],
        day=row["day"],
        subject=row["subject_id"],
        given_by=row["given_by_id"],
        status=cast("Status", UNREADABLE),
        recipients=nobody,
        purposes=nobody,
        categories=nobody,
    )


def approval(row: Mapping[str, Any]) -> Approval:
    """Read an approval.

    Raises:
        TypeError: a list is not one.
    """
    return Approval(
        row["id"],
        row["owner_unit_id"],
        texts(row["facts"]),
        texts(row["units"]),
        texts(row["purposes"]),
        span(row),
    )


def serious_risk(row: Mapping[str, Any]) -> SeriousRiskDecision:
    """Read a serious-risk decision.

    Raises:
        TypeError: a list is not one.
    """
    return SeriousRiskDecision(
        row["id"],
        texts(row["facts"]),
        texts(row["units"]),
        texts(row["purposes"]),
        span(row),
    )


def break_glass(row: Mapping[str, Any]) -> BreakGlass:
    """Read a break-glass decision that runs.

    Raises:
        TypeError: its purposes are not a list.
    """
    return BreakGlass(str(row["id"]), str(row["user_id"]), texts(row["purposes"]))


def narrowing(row: Mapping[str, Any]) -> Narrowing:
    """Read what a unit keeps back from a channel of its own.

    Raises:
        ValueError, TypeError: a category is none of ours, or the list is not one.
    """
    kept = None if row["categories"] is None else words(row["categories"], CATEGORIES)
    return Narrowing(row["from_unit_id"], row["to_unit_id"], row["purpose"], kept, span(row))


def paused(row: Mapping[str, Any]) -> Narrowing:
    """Stand in for a narrowing that cannot be read: its owner kept back something, so it may be anything."""
    return Narrowing(row["from_unit_id"], row["to_unit_id"], row["purpose"], None, span(row))


def fact(row: Mapping[str, Any]) -> Fact:
    """Read a fact's metadata.

    Raises:
        ValueError, TypeError: a word is none of ours, a list is not one, or the fact has no such version.
    """
    return Fact(
        id=row["fact_id"],
        owner=row["owner_unit_id"],
        categories=words(row["categories"], CATEGORIES),
        source_type=SOURCE_TYPES[row["source_type"]],
        published=row["published"] or NOT_YET,
        source_person=row["source_person_id"],
        about=texts(row["about"]),
        targets=texts(row["targets"]),
        retracted=row["retracted"],
        perp_aware=AWARENESS[row["perp_aware"]],
        source_exposure=EXPOSURES[row["source_exposure"]],
        has_gist=row["has_gist"],
        caveats=words(row["caveats"], CAVEATS),
        travels_with=texts(row["travels_with"]),
        relationship_context=RELATIONSHIPS[row["relationship_context"]],
    )


def faulty_fact(row: Mapping[str, Any]) -> Fact:
    """Stand in for a fact that cannot be read: with no day of publication it is a fault to everybody."""
    return Fact(
        id=row["fact_id"],
        owner=row["owner_unit_id"],
        categories=frozenset(),
        source_type=SourceType.PROFESSIONAL_JUDGEMENT,
        published=None,
    )
