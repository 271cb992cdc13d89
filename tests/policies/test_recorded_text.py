"""A record is read to the letter or not at all, and what is read is what was decided."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings

from consent.people import Part
from policies import recorded_text
from policies.decide import decide
from policies.question import Gate, Span
from policies.recorded import UNREADABLE, Asked
from policies.recorded_text import RECORD, RecordError, read_record
from tests.policies.recording import (
    A_CASE,
    A_DECISION,
    A_FACT,
    A_READER,
    AN_EVENT,
    as_recorded,
    cited_apart,
    in_force,
    written,
)
from tests.policies.worlds import MISSING, WORLDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from consent.record import Status
    from policies.question import Case
    from tests.policies.worlds import World

Path = tuple[str | int, ...]

A_PATTERN = replace(A_DECISION, asked=Asked.PATTERN, invited=(), falls=())
NARROWED_BY_NOBODY = replace(A_PATTERN, case=replace(A_CASE, narrowings=()))
SECOND = written(NARROWED_BY_NOBODY, 2)
del SECOND["case"]["narrowings"]
FIRST = {key: value for key, value in SECOND.items() if key not in {"asked", "invited", "falls"}} | {"v": 1}


def places(document: Any, path: Path = ()) -> Iterator[Path]:
    """Every place of a document, itself first."""
    yield path
    if isinstance(document, dict | list):
        for key, part in document.items() if isinstance(document, dict) else enumerate(document):
            yield from places(part, (*path, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def changed(document: Any, path: Path, value: Any) -> Any:
    """A copy of a document with another value in one place."""
    made = copy.deepcopy(document)
    if not path:
        return value
    at(made, path[:-1])[path[-1]] = value
    return made


def where(document: Any, expected: Asked | None = None) -> str:
    """Where a document that must be refused cannot be read."""
    with pytest.raises(RecordError) as error:
        read_record(document, expected)
    assert str(error.value) == f"{error.value.where} is not what a decision would have written"
    return error.value.where


WHOLE = written(A_DECISION)
EVERYWHERE = list(places(WHOLE))
OBJECTS = [path for path in EVERYWHERE if isinstance(at(WHOLE, path), dict)]
TEXTS = [path for path in EVERYWHERE if isinstance(at(WHOLE, path), str)]
CLOSED = {"categories", "caveats", "part", "status", "kind", "capacity", "outcome", "reason", "asked"}
CLOSED |= {"source_type", "perp_aware", "source_exposure", "relationship_context", "before", "after"}
CLOSED |= {
    "start",
    "end",
    "day",
    "raised",
    "decided",
    "published",
    "retracted",
    "expires",
    "twelfth_birthday",
}
TIED = [("case", "people", "her", "id"), ("case", "people", "him", "id"), ("case", "facts", 0, "id")]
FREE = [path for path in TEXTS if path not in TIED and CLOSED.isdisjoint(path)]
"""Where ids and names stand, which are any text, but for those that another part of the record repeats."""
BY_ID = [("answers",), ("case", "people"), ("falls", 0)]


def test_what_is_read_is_what_was_written_in_every_part() -> None:
    assert read_record(WHOLE) == A_DECISION
    assert written(read_record(WHOLE)) == WHOLE


def refused(path: Path, value: object) -> bool:
    """Whether a record with another value in one place is refused."""
    try:
        read_record(changed(WHOLE, path, value))
    except RecordError:
        return True
    return False


@pytest.mark.parametrize("value", [1.5, [None], ["b", "a"], ["a", "a"], {"a": 1}], ids=str)
def test_nothing_stands_where_something_else_belongs(value: object) -> None:
    assert [path for path in EVERYWHERE if not refused(path, value)] == []


def test_a_word_is_one_of_ours_and_a_day_is_a_day() -> None:
    closed = [path for path in TEXTS if path not in FREE]

    assert [path for path in closed if not refused(path, at(WHOLE, path) + "~")] == []


def test_whatever_else_is_written_is_read_as_it_is_and_makes_another_decision() -> None:
    for path in FREE:
        document = changed(WHOLE, path, at(WHOLE, path) + "~")
        assert written(read_record(document)) == document
        assert read_record(document) != A_DECISION


def test_an_object_has_its_keys_and_no_other() -> None:
    for path in OBJECTS:
        part = at(WHOLE, path)
        assert refused(path, list(part)), path
        if path not in BY_ID:
            assert refused(path, {**part, "more": None}), path
            for key in part:
                assert refused(path, {name: one for name, one in part.items() if name != key}), (path, key)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("case", "facts", 1, "source_type"), "neighbour", "case.facts[1].source_type"),
        (("case", "people", "him", "part"), "someone", "case.people[1].part"),
        (("case", "gates", 0, "span", "start"), "2024-W24-4", "case.gates[0].span.start"),
        (("case", "gates", 0, "span", "start"), "20240613", "case.gates[0].span.start"),
        (("case", "units"), ["u2", "u1"], "case.units"),
        (("case", "units"), ["u1", 7], "case.units"),
        (
            ("case", "consent_events", 0, "categories"),
            ["safety", "unheard"],
            "case.consent_events[0].categories",
        ),
        (("case", "consent_events", 0, "asked_alone"), 0, "case.consent_events[0].asked_alone"),
        (("readers", 0, "conflict_checks", 0, "excluded"), 1, "readers[0].conflict_checks[0].excluded"),
        (("answers", "f1", "reason"), "BECAUSE", "answers[0].reason"),
        (("protocols", 0), None, "protocols[0]"),
        (("ask", "day"), None, "ask.day"),
        (("v",), True, "(record)"),
        (("v",), 4, "(record)"),
        (("v",), 2, "case"),
        (("case", "narrowings", 0, "categories"), ["offence", "all"], "case.narrowings[0].categories"),
        (("v",), "2", "(record)"),
        ((), [], "(record)"),
        (("invited",), None, "(record)"),
        (("invited",), [], "falls"),
        (("falls",), [], "falls"),
        (("answers",), {"f3": WHOLE["answers"]["f1"]}, "answers"),
        (("readers",), [], "readers"),
        (("asked",), "everything", "asked"),
        (("case", "people", "her", "id"), "him", "case.people"),
    ],
)
def test_the_place_that_cannot_be_read_is_named(path: Path, value: Any, told: str) -> None:
    assert where(changed(WHOLE, path, value)) == told


def test_nothing_of_what_cannot_be_read_is_repeated() -> None:
    told = where(changed(WHOLE, ("case", "people"), {"Ludmila": {"part": "Ludmila"}}))

    assert told == "case.people[0]"


def test_a_wall_has_as_many_readers_as_stood_before_it_and_any_other_ask_one() -> None:
    two = (A_READER, replace(A_READER, id="r2"))

    for readers in ((), two[:1], two):
        on_a_wall = replace(A_PATTERN, asked=Asked.WALL, readers=readers)
        assert read_record(written(on_a_wall)) == on_a_wall
    assert where(written(replace(A_PATTERN, readers=two))) == "readers"


def test_a_record_may_have_an_answer_for_every_fact_of_its_case() -> None:
    every = replace(A_PATTERN, answers=dict.fromkeys(("f1", "f2"), A_PATTERN.answers["f1"]))

    assert read_record(written(every)) == every


def test_what_a_record_says_was_asked_is_what_its_entry_says() -> None:
    assert read_record(written(A_PATTERN), Asked.PATTERN) == A_PATTERN
    assert where(written(A_PATTERN), Asked.WALL) == "asked"


def test_a_record_of_the_first_version_is_read_by_what_its_entry_says_was_asked() -> None:
    first = NARROWED_BY_NOBODY
    assert read_record(FIRST, Asked.PATTERN) == first
    assert read_record(FIRST, Asked.WALL) == replace(first, asked=Asked.WALL)
    assert read_record(FIRST, Asked.COST) == replace(first, asked=Asked.COST, invited=None)
    assert where(FIRST) == "(record)"
    assert where(FIRST | {"v": True}, Asked.PATTERN) == "(record)"
    assert where(SECOND | {"v": 1}, Asked.PATTERN) == "(record)"


def test_in_a_record_of_an_earlier_version_nothing_was_kept_back_from_any_channel() -> None:
    assert read_record(SECOND) == NARROWED_BY_NOBODY
    assert where(SECOND | {"v": 3}) == "case"
    assert where(SECOND | {"case": []}) == "case"
    assert where({**FIRST, "case": WHOLE["case"]}, Asked.PATTERN) == "case"


@pytest.mark.parametrize(
    "case",
    [
        replace(A_CASE, facts=(replace(A_FACT, published=None),)),
        replace(A_CASE, gates=(Gate("meeting", Span(MISSING)),)),
        replace(A_CASE, consent_events=(replace(AN_EVENT, status=cast("Status", UNREADABLE)),)),
        replace(A_CASE, consent_events=(replace(AN_EVENT, day=MISSING),)),
    ],
    ids=["fact", "gate", "consent", "day"],
)
def test_what_stood_for_something_unreadable_stands_for_it_again(case: Case) -> None:
    recorded = replace(A_PATTERN, case=case, answers={})

    assert read_record(written(recorded)) == recorded


def test_a_consent_event_may_be_about_everything_or_about_some_categories() -> None:
    assert read_record(WHOLE).case.consent_events[0].categories == {"*", "safety"}


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_any_decision_is_read_back_as_it_was_and_decided_again_as_it_was(drawn: World) -> None:
    world, tables = cited_apart(drawn)
    recorded = as_recorded(world)

    back = read_record(written(recorded), Asked.PATTERN)

    assert back == recorded
    assert back.rulebooks() == set(tables)
    assert decide(back.readers[0], back.ask, back.case, in_force(back, tables), tables[back.base]).facts == (
        recorded.answers
    )


def refusal(reading: Callable[[Any], object], value: object) -> str:
    """Where a single part that must be refused cannot be read."""
    with pytest.raises(RecordError) as error:
        reading(value)
    return error.value.where


def test_a_list_is_read_in_order_and_the_first_that_cannot_be_read_is_named() -> None:
    texts = recorded_text._each(recorded_text._text)

    assert texts(["b", "a"]) == ("b", "a")
    assert texts([]) == ()
    assert refusal(texts, ["a", 1, 2]) == "[1]"
    assert refusal(texts, ("a",)) == RECORD
    assert refusal(recorded_text._each(texts), [["a"], ["b", 1]]) == "[1][1]"


def test_an_object_by_ids_is_read_under_the_same_ids() -> None:
    words = recorded_text._by_id(recorded_text._word(Part))

    assert words({"b": "survivor", "a": "child"}) == {"b": Part.SURVIVOR, "a": Part.CHILD}
    assert refusal(words, {"b": "survivor", "a": "someone"}) == "[1]"
    assert refusal(words, ["survivor"]) == RECORD


def test_an_object_is_read_part_by_part_and_the_first_that_cannot_be_read_is_named() -> None:
    texts = recorded_text._each(recorded_text._text)
    person = recorded_text._made(Gate, gate=recorded_text._text, span=texts, units=texts)
    whole = {"gate": "meeting", "span": ["a"], "units": []}

    assert person(whole) == Gate("meeting", cast("Span", ("a",)), cast("frozenset[str]", ()))
    assert refusal(person, whole | {"gate": 1, "units": 1}) == "gate"
    assert refusal(person, whole | {"span": ["a", 1]}) == "span[1]"
    assert refusal(person, whole | {"more": 1}) == RECORD
    assert refusal(person, [*whole]) == RECORD


def test_nothing_and_something_are_read_apart_and_a_truth_is_no_number() -> None:
    number = recorded_text._or_none(recorded_text._of(int))

    assert number(None) is None
    assert number(7) == 7
    assert refusal(number, True) == RECORD


def test_a_set_of_words_is_read_as_those_words() -> None:
    some = recorded_text._some({"a": Part.SURVIVOR, "b": Part.CHILD, "c": Part.PERPETRATOR})

    assert some(["a", "b"]) == {Part.SURVIVOR, Part.CHILD}
    assert refusal(some, "a") == RECORD


def test_a_field_that_would_never_be_read_is_noticed_before_anything_is() -> None:
    with pytest.raises(TypeError, match=r"^every field of a record is read, in its order$"):
        recorded_text._made(Span, start=str)
