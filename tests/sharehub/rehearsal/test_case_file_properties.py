from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sharehub.rehearsal.case_file import CaseFileError, Flaw, parse
from tests.sharehub.rehearsal.builders import (
    MARKETA,
    SECRET,
    Path,
    a_file,
    at,
    put,
    read,
    refused,
    the_rulebook,
    written,
)


def every_path(value: Any, path: Path = ()) -> list[Path]:
    """Every place of a file at which something stands, outermost first."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    further = [place for key, child in inside for place in every_path(child, (*path, key))]
    return [path, *further] if path else further


UNREAD = {("not_known",), ("expectations", 0, "note")}
KNOWN = [path for path in every_path(a_file()) if not any(path[: len(unread)] == unread for unread in UNREAD)]
CONTENT = {
    "name",
    "title",
    "statement",
    "gist",
    "note",
    "reason",
    "told_note",
    "declared",
    "trigger",
    "police_grade",
}
FREE_TEXT = [path for path in KNOWN if path[-1] in CONTENT and isinstance(at(a_file(), path), str)]

JUNK = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(),
    st.lists(st.text(), max_size=2),
    st.dictionaries(st.text(), st.text(), max_size=2),
)


def found_in(source: bytes) -> tuple[Flaw, ...]:
    """What is wrong with a file, and nothing when it can be used; any other exception escapes."""
    try:
        parse(source, the_rulebook())
    except CaseFileError as error:
        return error.findings
    return ()


@given(st.sampled_from(KNOWN), JUNK)
def test_a_value_of_another_type_is_refused_by_a_path_at_or_under_it(path: Path, junk: Any) -> None:
    before = at(a_file(), path)
    assume(before is not None and type(before) is not type(junk))
    assume(path[0] != "units" or not isinstance(junk, str | dict))
    assert any(where.startswith(written(path)) for where in refused(put(path, junk)))


@given(st.sampled_from(KNOWN), JUNK)
def test_whatever_stands_in_a_file_no_refusal_repeats_its_content(path: Path, junk: Any) -> None:
    told = found_in(json.dumps(put(path, junk)).encode())
    assert SECRET not in "".join(f"{flaw.where} {flaw.problem}" for flaw in told)


@given(st.sampled_from(FREE_TEXT), st.text(min_size=1).filter(str.strip))
def test_free_text_may_say_anything_and_changes_nothing_else(path: Path, said: str) -> None:
    changed, unchanged = read(put(path, said)), read(a_file())
    assert [fact.metadata for fact in changed.facts if path[-1] != "gist"] == [
        fact.metadata for fact in unchanged.facts if path[-1] != "gist"
    ]
    assert changed.consent_events[0].event == unchanged.consent_events[0].event


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(source: bytes) -> None:
    assert refused(source)


@given(st.integers(min_value=0, max_value=59_000), st.integers(min_value=1, max_value=40))
def test_a_torn_copy_of_the_shipped_case_is_refused_or_read_and_nothing_else(start: int, length: int) -> None:
    whole = MARKETA.read_bytes()
    told = found_in(whole[:start] + whole[start + length :])
    assert all(flaw.where and flaw.problem for flaw in told)
