"""The log entry: canonical bytes as RFC 8785 has them, limits that are kept, leaves as RFC 6962 has them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sharehub.audit.canonical import canonical
from sharehub.audit.entry import (
    LARGEST_INTEGER,
    LONGEST,
    Act,
    Action,
    decode,
    encode,
    leaf_hash,
    microseconds,
    salted_digest,
)
from sharehub.clock import EPOCH
from tests.sharehub.audit.vectors import AT, CASES, IDENTITY, PATH, RECORD, SALT, main, make, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sharehub.audit.entry import Value

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
VALUES = st.recursive(
    st.text(max_size=20) | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
MOMENTS = st.datetimes(timezones=st.just(UTC))
COUNTED = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER).map(
    lambda count: EPOCH + timedelta(microseconds=count)
)
"""The moments, from 1684 to 2255, whose microseconds since 1970 every JSON reader keeps."""


def encoded(references: Mapping[str, Any], salt: bytes = SALT) -> bytes:
    return encode(Act(Action.CASE_OPENED, references=references), IDENTITY, AT, salt, None)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_canonical_bytes_are_those_of_rfc_8785(value: dict[str, Value]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), COUNTED, st.binary(min_size=16, max_size=16))
def test_an_entry_says_what_happened_in_canonical_bytes(
    references: dict[str, Value], at: datetime, salt: bytes
) -> None:
    body = encode(Act(Action.GATE_OPENED, references=references), IDENTITY, at, salt, "ab")

    said = json.loads(body)
    assert rfc8785.dumps(said) == body
    assert said == {
        "v": 1,
        "id": str(IDENTITY),
        "at": microseconds(at),
        "salt": salt.hex(),
        "action": "gate.opened",
        "outcome": "done",
        "record": "ab",
        "refs": references,
    }


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
HEAD = {"v": 1, "id": str(IDENTITY), "at": 5}


def admitted(value: object) -> bool:
    """Say whether a value is in the restricted form, by looking at every part of it."""
    if isinstance(value, dict):
        return all(key.isascii() for key in value) and all(map(admitted, value.values()))
    if isinstance(value, list):
        return all(map(admitted, value))
    if isinstance(value, int):
        return abs(value) <= LARGEST_INTEGER
    return isinstance(value, str)


@given(ANYTHING)
def test_what_is_read_back_is_in_the_restricted_form_and_nothing_else_is_read(value: object) -> None:
    body = orjson.dumps({**HEAD, "refs": value}, option=orjson.OPT_SORT_KEYS)

    if admitted(value):
        assert decode(body) == {**HEAD, "refs": value}
    else:
        with pytest.raises(ValueError, match="exact bytes"):
            decode(body)


@given(st.dictionaries(KEYS, VALUES, max_size=4), COUNTED)
def test_an_entry_is_read_back_as_it_was_written(references: dict[str, Value], at: datetime) -> None:
    body = encode(Act(Action.GATE_OPENED, references=references), IDENTITY, at, SALT, "ab")

    assert decode(body) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"at":5,"id":"%b","v":1,"w":0.5}',
        b'{"at":5,"id":"%b","v":1,"w":1e5}',
        b'{"at":5,"id":"%b","v":1,"w":-0}',
        b'{"at":5,"id":"%b","v":1,"w":null}',
        b'{"at":5,"id":"%b","v":1,"w":9007199254740992}',
        b'{"at":5,"id":"%b","w":1,"v":1}',
        b'{"at":5,"id":"%b","v":1,"v":1}',
        b'{"at":5, "id":"%b","v":1}',
        b'{"at":5,"id":"%b","v":1}\n',
        b'{"at":5,"id":"%b","v":1,"w":"\\u0041"}',
        b'{"at":5,"id":"%b","v":1,"w":"\\ud800"}',
        b'{"at":5,"id":"%b","v":1,"w":"' + b"x" * LONGEST + b'"}',
        b'["%b"]',
    ],
    ids=lambda body: repr(body[19:40]),
)
def test_bytes_that_no_entry_has_are_not_read(body: bytes) -> None:
    assert decode(b'{"at":5,"id":"%b","v":1}' % str(IDENTITY).encode()) == HEAD
    with pytest.raises(ValueError, match="bytes of"):
        decode(body.replace(b"%b", str(IDENTITY).encode()))


@given(MOMENTS)
def test_a_moment_is_kept_to_the_microsecond(at: datetime) -> None:
    assert EPOCH + timedelta(microseconds=microseconds(at)) == at


def test_a_moment_whose_number_a_json_reader_might_round_is_refused() -> None:
    with pytest.raises(ValueError, match="below 2"):
        encode(Act(Action.CASE_OPENED), IDENTITY, datetime(2256, 1, 1, tzinfo=UTC), SALT, None)


def test_a_moment_is_the_same_in_every_zone() -> None:
    assert microseconds(AT.astimezone(timezone(timedelta(hours=9)))) == microseconds(AT)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        None,
        b"bytes",
        ("a", "tuple"),
        {"a", "set"},
        AT,
        LARGEST_INTEGER + 1,
        -LARGEST_INTEGER - 1,
        "\ud800",
        {"é": "a key"},
        {1: "a key"},
        {"\ud800": "a key"},
    ],
)
@pytest.mark.parametrize("nest", [lambda value: value, lambda value: [value], lambda value: {"in": [value]}])
def test_what_is_outside_the_restricted_form_is_refused_and_not_repeated(nest: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="an entry") as refused:
        canonical({"refs": nest(value)})
    assert repr(value) not in str(refused.value)


def test_an_entry_is_at_most_65_535_bytes() -> None:
    room = LONGEST - len(encoded({"text": ""}))

    assert len(encoded({"text": "x" * room})) == LONGEST == 65_535
    with pytest.raises(ValueError, match="at most 65,535 bytes"):
        encoded({"text": "x" * (room + 1)})


def test_a_leaf_is_hashed_as_rfc_6962_says() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"entry") == hashlib.sha256(b"\x00entry").digest()


def test_salt_makes_the_same_act_differ() -> None:
    one, other = encoded({}), encoded({}, bytes(16))

    assert leaf_hash(one) != leaf_hash(other)
    assert salted_digest(SALT, RECORD) != salted_digest(bytes(16), RECORD)
    assert salted_digest(SALT, RECORD) == hashlib.sha256(SALT + RECORD).hexdigest()


@pytest.mark.parametrize("name", CASES)
def test_the_encoding_is_the_pinned_one(name: str) -> None:
    assert make(name) == read()[name]


def test_a_pinned_vector_is_never_made_anew() -> None:
    before = PATH.read_bytes()

    assert main() == 0
    assert PATH.read_bytes() == before


def test_the_moment_before_1970_is_pinned_as_negative() -> None:
    assert json.loads(read()["a moment before 1970"]["body"])["at"] == -500_000
