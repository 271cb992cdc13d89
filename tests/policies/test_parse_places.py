from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policies.protocol_text import read_protocol
from policies.rulebook_text import read_rulebook
from policies.vocabulary import Code
from policies.yaml_nodes import Document, read_document
from policies.yaml_values import flag, member, some_words, words
from tests.policies.builders import A_PROTOCOL, A_RULEBOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from policies.yaml_nodes import Place
    from policies.yaml_values import Rule

    Listed = Callable[[Place, Collection[str], str, Rule], frozenset[str]]

LINES = {"lead": 4, "lawful": 9, "lawful.a": 10, "lawful.a.b": 11, "lawful.a.b[0]": 12, "lawful.a.b[0].c": 13}


def not_him(word: str) -> str | None:
    return "is he" if word == "him" else None


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("lawful.a.b[0].c", 13),
        ("lawful.a.b[0].c[2]", 13),
        ("lawful.a.b[0].d", 12),
        ("lawful.a.b[3]", 11),
        ("lawful.a.d", 10),
        ("lawful.x.y.z[1]", 9),
        ("leader", 1),
        ("purposes", 1),
        ("", 1),
    ],
)
def test_what_is_not_written_is_on_the_line_of_the_nearest_part_around_it(path: str, line: int) -> None:
    assert Document(lines=LINES).line_of(path) == line


def test_a_document_that_was_only_read_has_no_digest_yet() -> None:
    assert read_protocol(read_document(A_PROTOCOL)).digest == ""
    assert read_rulebook(read_document(A_RULEBOOK)).digest == ""


def test_a_code_that_cannot_be_read_stands_as_never_while_the_rest_is_read() -> None:
    place = read_document("Z")
    assert member(place, Code, "code") is Code.NEVER
    assert [finding.problem for finding in place.document.findings] == ["is not a known code"]


def test_an_answer_that_cannot_be_read_stands_as_no_while_the_rest_is_read() -> None:
    place = read_document("perhaps")
    assert flag(place) is False
    assert [finding.problem for finding in place.document.findings] == [
        "is not a known answer: write yes or no"
    ]


@pytest.mark.parametrize("read", [words, some_words])
def test_a_known_word_is_refused_where_the_rule_has_something_against_it(read: Listed) -> None:
    place = read_document("[her, him]")
    assert read(place, {"her", "him"}, "person", not_him) == {"her", "him"}
    assert [(finding.path, finding.problem) for finding in place.document.findings] == [("[1]", "is he")]
