from __future__ import annotations

import json
from typing import Any

import pytest

from sharehub.rehearsal.strict_json import DEEPEST, MOST_BYTES
from tests.sharehub.rehearsal.builders import SECRET, a_file, read, refused


def written_with(old: str, new: str) -> bytes:
    """The file's text with one piece of it replaced."""
    text = json.dumps(a_file())
    assert text.count(old) == 1
    return text.replace(old, new).encode()


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "not JSON at line 1, column 1"),
        (b'{"case_id": "A",\n "title" "B"}', "not JSON at line 2, column 10"),
        (b'\xef\xbb\xbf{"case_id": "A"}', "not JSON at line 1, column 1"),
        (b'{"case_id": "\xff"}', "not UTF-8 at byte 13"),
        (b'{"case_id": NaN}', "holds a number that is not one of JSON's, or too long"),
        (b'{"case_id": -Infinity}', "holds a number that is not one of JSON's, or too long"),
        (b'{"case_id": ' + b"9" * 5000 + b"}", "holds a number that is not one of JSON's, or too long"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b" " * (MOST_BYTES + 1), "larger than 8 MiB"),
        (b"null", "must be an object"),
        (b'"' + SECRET.encode() + b'"', "must be an object"),
    ],
    ids=range(12),
)
def test_bytes_that_are_no_case_file_are_refused_without_a_trace_of_them(text: bytes, problem: str) -> None:
    assert refused(text) == {"file": problem}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"perp_aware": "no"', '"perp_aware": "no", "perp_aware": "yes"', "facts[0].perp_aware"),
        ('"KID":', '"KID": {"part": "third_party"}, "KID":', "persons.KID"),
        ('"not_known": {', '"not_known": {"b": 1, "b": 2, ', "not_known.b"),
        ('"not_known": {', f'"not_known": {{"{SECRET} Leith": 1, "{SECRET} Leith": 2, ', "not_known[0]"),
    ],
)
def test_a_key_given_twice_is_refused_wherever_it_stands(old: str, new: str, where: str) -> None:
    assert refused(written_with(old, new)) == {where: "key given twice"}


def test_half_a_character_is_refused_in_values_and_in_keys() -> None:
    assert refused(written_with('"case_id": "SMALL"', '"case_id": "\\ud800"')) == {
        "case_id": "not valid Unicode"
    }
    assert refused(written_with('"not_known": {', '"not_known": {"\\udfff": 1, ')) == {
        "not_known[0]": "not valid Unicode"
    }


def test_a_whole_character_may_be_written_in_two_halves() -> None:
    file = read(a_file(title="\U0001f511"))
    assert file.title == "\U0001f511"


def test_nesting_is_bounded_under_keys_that_are_ignored_too() -> None:
    assert read(a_file(not_known=nested(DEEPEST - 1))).case_id == "SMALL"
    deepest = "not_known" + "[0]" * (DEEPEST - 1)
    assert refused(a_file(not_known=nested(DEEPEST))) == {deepest: "nested too deeply"}
