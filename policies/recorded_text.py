"""How a decision is written down: reads a record back, refusing whatever no decision would have written.

What is read may be decided again only because it is what was recorded, to the letter: every key is there and
no other, every word is one of ours, every set in order. So what is read is written again in the same bytes.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

from consent.people import Part, Person
from consent.record import EVERYTHING, Capacity, ConsentEvent, Kind, Status
from policies.answer import FactDecision
from policies.question import (
    Approval,
    Ask,
    BreakGlass,
    Case,
    ConflictCheck,
    Fact,
    Gate,
    Narrowing,
    Reader,
    SeriousRiskDecision,
    Span,
)
from policies.recorded import (
    FIRST_VERSION,
    SECOND_VERSION,
    UNREADABLE,
    VERSION,
    Asked,
    Cited,
    Recorded,
)
from policies.vocabulary import (
    Category,
    Caveat,
    Outcome,
    PerpAware,
    Reason,
    RelationshipContext,
    SourceExposure,
    SourceType,
)
from policies.wall import Fall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    Reading = Callable[[Any], Any]

RECORD = "(record)"

Read = TypeVar("Read")
Word = TypeVar("Word", bound="StrEnum")


class RecordError(ValueError):
    """A record cannot be read; `where` is the part of it that cannot, by our names and by numbers alone."""

    def __init__(self, where: str = RECORD) -> None:
        """Keep the place; nothing of what stands there is kept or repeated."""
        self.where = where
        super().__init__(f"{where} is not what a decision would have written")

    def within(self, part: str) -> RecordError:
        """The same error as seen from around a part."""
        return RecordError(part if self.where == RECORD else f"{part}.{self.where}".replace(".[", "["))


def read_record(document: object, expected: Asked | None = None) -> Recorded:
    """Read a record from its JSON, parsed already.

    Args:
        document: the record as objects, lists, texts, truth values and numbers.
        expected: what its entry says was asked, or None where that says nothing of the kind; a record of the
            first version, which does not say so itself, is then refused.

    Raises:
        RecordError: it is not, to the letter, what a decision writes.
    """
    recorded: Recorded = _RECORDED(_latest_form(document, expected))
    if expected not in {None, recorded.asked}:
        raise RecordError("asked")
    if recorded.asked is not Asked.WALL and len(recorded.readers) != 1:
        raise RecordError("readers")
    if any(name != person.id for name, person in recorded.case.people.items()):
        raise RecordError("case.people")
    if not recorded.answers.keys() <= {fact.id for fact in recorded.case.facts}:
        raise RecordError("answers")
    if len(recorded.falls) != len(recorded.invited or ()):
        raise RecordError("falls")
    return recorded


def _latest_form(document: object, expected: Asked | None) -> dict[str, Any]:
    """Give what a record holds beside its version; one of an earlier version is made whole."""
    parts = dict(document) if isinstance(document, dict) else {}
    version = parts.pop("v", None)
    if type(version) is not int:
        raise RecordError
    if version == FIRST_VERSION and expected is not None and parts.keys().isdisjoint(_SINCE_THE_FIRST):
        invited: list[object] | None = None if expected is Asked.COST else []
        parts |= {"asked": expected.value, "invited": invited, "falls": []}
    elif version not in {SECOND_VERSION, VERSION} or parts.get("invited") is None:
        raise RecordError
    return parts if version == VERSION else {**parts, "case": _narrowed_by_nobody(parts.get("case"))}


_SINCE_THE_FIRST = frozenset({"asked", "invited", "falls"})
_SINCE_THE_SECOND = "narrowings"


def _narrowed_by_nobody(case: object) -> object:
    """Give a case that was written down when no unit could keep anything back from a channel."""
    if not isinstance(case, dict):
        return case
    if _SINCE_THE_SECOND in case:
        raise RecordError("case")
    return {**case, _SINCE_THE_SECOND: []}


def _made(kind: type[Read], /, **parts: Reading) -> Callable[[Any], Read]:
    """Return what reads an object that has exactly these parts, each in its own way.

    Raises:
        TypeError: they are not the parts of this kind, so that something of it would never be read.
    """
    if [*parts] != [field.name for field in fields(cast("Any", kind))]:
        raise TypeError("every field of a record is read, in its order")
    names, readings = parts.keys(), [*parts.items()]

    def read(value: object) -> Read:
        if type(value) is not dict or value.keys() != names:
            raise RecordError
        found: list[Any] = []
        try:
            found.extend(reading(value[name]) for name, reading in readings)
        except _NOT_READ as error:
            raise _from(error, readings[len(found)][0]) from None
        return kind(*found)

    return read


def _each(reading: Callable[[Any], Read]) -> Callable[[Any], tuple[Read, ...]]:
    """Return what reads a list."""

    def read(value: object) -> tuple[Read, ...]:
        if type(value) is not list:
            raise RecordError
        found: list[Read] = []
        try:
            found.extend(map(reading, value))
        except _NOT_READ as error:
            raise _from(error, f"[{len(found)}]") from None
        return tuple(found)

    return read


def _by_id(reading: Callable[[Any], Read]) -> Callable[[Any], dict[str, Read]]:
    """Return what reads an object whose keys are ids."""
    each = _each(reading)

    def read(value: object) -> dict[str, Read]:
        if type(value) is not dict:
            raise RecordError
        return dict(zip(value, each([*value.values()]), strict=True))

    return read


_NOT_READ = (KeyError, TypeError, ValueError)


def _from(error: Exception, part: str) -> RecordError:
    return error.within(part) if isinstance(error, RecordError) else RecordError(part)


def _or_none(reading: Callable[[Any], Read]) -> Callable[[Any], Read | None]:
    return lambda value: None if value is None else reading(value)


def _of(kind: type[Read]) -> Callable[[Any], Read]:
    def read(value: object) -> Read:
        if type(value) is not kind:
            raise RecordError
        return value

    return read


_text, _flag = _of(str), _of(bool)
_TEXT = frozenset({str})
_NOTHING: frozenset[Any] = frozenset()
_DAY_LENGTH = len("2024-06-13")


def _day(value: object) -> date:
    text = _text(value)
    found = date.fromisoformat(text)
    if len(text) != _DAY_LENGTH or text[7] != "-":
        raise RecordError  # a day all the same, and written as none of ours is: a week's, or without dashes
    return found


_day_or_none = _or_none(_day)


def _start(value: object) -> date:
    """Read a day that is missing only where it could not be read, and is a fault again."""
    return cast("date", _day_or_none(value))


def _texts(value: object) -> frozenset[str]:
    """Read a set of texts: in order, none of them twice."""
    if type(value) is not list or not _TEXT.issuperset(map(type, value)):
        raise RecordError
    if not value:
        return _NOTHING
    found = frozenset(value)
    if len(value) > 1 and sorted(found) != value:
        raise RecordError
    return found


def _words(*vocabularies: type[Word]) -> dict[str, Word]:
    return {word.value: word for vocabulary in vocabularies for word in vocabulary}


def _word(vocabulary: type[Word]) -> Callable[[Any], Word]:
    return _words(vocabulary).__getitem__


def _some(known: Mapping[str, Read]) -> Callable[[Any], frozenset[Read]]:
    """Return what reads a set of words."""
    return lambda value: frozenset([known[text] for text in _texts(value)])


_span = _made(Span, start=_start, end=_day_or_none)
_category: dict[str, Category] = _words(Category)
_covered: dict[str, str] = {**_category, EVERYTHING: EVERYTHING}
_status = {**_words(Status), UNREADABLE: cast("Status", UNREADABLE)}.__getitem__
_naming = {"facts": _texts, "units": _texts, "purposes": _texts, "span": _span}

_person = _made(Person, id=_text, part=_word(Part), twelfth_birthday=_day_or_none)
_fact = _made(
    Fact,
    id=_text,
    owner=_text,
    categories=_some(_category),
    source_type=_word(SourceType),
    published=_day_or_none,
    source_person=_or_none(_text),
    about=_texts,
    targets=_texts,
    retracted=_day_or_none,
    perp_aware=_word(PerpAware),
    source_exposure=_word(SourceExposure),
    has_gist=_flag,
    caveats=_some(_words(Caveat)),
    travels_with=_texts,
    relationship_context=_word(RelationshipContext),
)
_consent_event = _made(
    ConsentEvent,
    id=_text,
    day=_start,
    subject=_text,
    given_by=_text,
    status=_status,
    recipients=_texts,
    purposes=_texts,
    categories=_some(_covered),
    kind=_word(Kind),
    capacity=_or_none(_word(Capacity)),
    except_units=_texts,
    exclude_facts=_texts,
    expires=_day_or_none,
    may_be_put_to_perpetrator=_flag,
    may_appear_in_report=_flag,
    asked_alone=_or_none(_flag),
)
_case = _made(
    Case,
    people=_by_id(_person),
    facts=_each(_fact),
    gates=_each(_made(Gate, gate=_text, span=_span, units=_or_none(_texts))),
    consent_events=_each(_consent_event),
    approvals=_each(_made(Approval, id=_text, by=_text, **_naming)),
    serious_risk_decisions=_each(_made(SeriousRiskDecision, id=_text, **_naming)),
    break_glass=_each(_made(BreakGlass, id=_text, reader=_text, purposes=_texts)),
    units=_texts,
    narrowings=_each(
        _made(
            Narrowing,
            by=_text,
            to=_text,
            purpose=_text,
            categories=_or_none(_some(_category)),
            span=_span,
        )
    ),
)
_reader = _made(
    Reader,
    id=_text,
    role=_text,
    unit=_text,
    memberships=_each(_span),
    exclusions=_each(_span),
    conflict_checks=_each(_made(ConflictCheck, raised=_start, decided=_day_or_none, excluded=_flag)),
)
_answer = _made(
    FactDecision,
    outcome=_word(Outcome),
    reason=_word(Reason),
    caveats=_some(_words(Caveat)),
    rests_on=_texts,
    protocols=lambda value: tuple(sorted(_texts(value))),
)
_RECORDED = _made(
    Recorded,
    asked=_word(Asked),
    readers=_each(_reader),
    ask=_made(Ask, purpose=_text, day=_day),
    case=_case,
    protocols=_each(_made(Cited, id=_text, parties=_texts, purposes=_texts, span=_span, rulebook=_text)),
    base=_text,
    answers=_by_id(_answer),
    invited=_or_none(_each(_reader)),
    falls=_each(_by_id(_made(Fall, before=_word(Outcome), after=_word(Outcome)))),
)
