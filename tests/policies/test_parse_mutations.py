from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parse import Finding, parse_protocol, parse_rulebook
from policies.shipped import protocol_text, rulebook_text
from policies.vocabulary import Category, Code
from tests.policies.builders import A_PROTOCOL, A_RULEBOOK, findings_in, line_with, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook

    Parse = Callable[[str], Rulebook | Protocol]

RULEBOOK, PROTOCOL = rulebook_text(), protocol_text()
DOCUMENTS = [
    pytest.param(parse_rulebook, A_RULEBOOK, id="small rulebook"),
    pytest.param(parse_protocol, A_PROTOCOL, id="small protocol"),
    pytest.param(parse_rulebook, RULEBOOK, id="shipped rulebook"),
    pytest.param(parse_protocol, PROTOCOL, id="shipped protocol"),
]
CODES = frozenset(code.value for code in Code)
ONE_PAIR = re.compile(r" *[a-zA-Z0-9_-]+: [^{}\[\],]+|.*[\[{].*[\]}]")
"""A line that is a key and its whole value."""


def meaningful_lines(text: str) -> list[int]:
    """The indexes of lines that are neither blank nor only a comment."""
    return [at for at, line in enumerate(text.split("\n")) if line.strip() and line.strip()[0] != "#"]


def never_the_same(parse: Parse, text: str, mutated: str) -> None:
    """Whatever was done to the text, it is refused on one of its lines or it is another document."""
    found = outcome(parse, mutated)
    if isinstance(found, str):
        assert found != parse(text).digest
    else:
        last = mutated.count("\n") + 1
        assert found
        assert all(finding.line is not None and 1 <= finding.line <= last for finding in found)


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_dropped_line_is_never_the_same_document(*, parse: Parse, text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    del lines[data.draw(st.sampled_from(meaningful_lines(text)))]
    never_the_same(parse, text, "\n".join(lines))


@pytest.mark.parametrize("at", meaningful_lines(A_RULEBOOK))
def test_every_dropped_line_of_the_small_rulebook_is_refused_or_another_document(at: int) -> None:
    lines = A_RULEBOOK.split("\n")
    del lines[at]
    never_the_same(parse_rulebook, A_RULEBOOK, "\n".join(lines))


@pytest.mark.parametrize(
    "at", [at for at in meaningful_lines(A_RULEBOOK) if ONE_PAIR.fullmatch(A_RULEBOOK.split("\n")[at])]
)
def test_a_pair_given_twice_is_refused_on_its_second_line(at: int) -> None:
    lines = A_RULEBOOK.split("\n")
    lines.insert(at, lines[at])
    (found,) = findings_in(parse_rulebook, "\n".join(lines))
    assert (found.line, found.problem) == (at + 2, f"is given twice, first on line {at + 1}")
    assert found.path.rsplit(".", 1)[-1] == lines[at].split(":")[0].strip()


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_line_given_twice_is_always_refused(*, parse: Parse, text: str, data: st.DataObject) -> None:
    # Lines of folded prose are left out: said twice, they are another prose and not a slip.
    keyed = [at for at in meaningful_lines(text) if re.match(r" *[A-Za-z0-9_-]+:", text.split("\n")[at])]
    lines = text.split("\n")
    at = data.draw(st.sampled_from(keyed))
    lines.insert(at, lines[at])
    assert findings_in(parse, "\n".join(lines))


@settings(deadline=None, max_examples=50)
@given(
    category=st.sampled_from(Category),
    typo=st.text(alphabet="FGCspktOARNXfgn01", min_size=1, max_size=4).filter(lambda typo: typo not in CODES),
)
def test_a_mistyped_code_is_refused_at_its_cell(category: Category, typo: str) -> None:
    start = A_RULEBOOK.index(f"      {category.value}: ")
    end = A_RULEBOOK.index("\n", start)
    mutated = f"{A_RULEBOOK[:start]}      {category.value}: {typo}{A_RULEBOOK[end:]}"
    line = A_RULEBOOK.count("\n", 0, start) + 1
    assert findings_in(parse_rulebook, mutated) == (
        Finding(f"roles.idaa.default.{category.value}", line, "is not a known code"),
    )


@settings(deadline=None, max_examples=50)
@given(category=st.sampled_from(Category), data=st.data())
def test_a_mistyped_category_is_refused_as_unknown_and_as_missing(
    category: Category, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(category.value) - 1))
    typo = category.value[:at] + category.value[at + 1 :]
    mutated = A_RULEBOOK.replace(f"      {category.value}: ", f"      {typo}: ", 1)
    row, line = line_with(mutated, "    default:\n"), line_with(mutated, f"      {typo}: ")
    assert set(findings_in(parse_rulebook, mutated)) == {
        Finding(f"roles.idaa.default.{category.value}", row, "is missing"),
        Finding(f"roles.idaa.default.{typo}", line, "is not a known category"),
    }


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_letter_lost_from_a_word_is_refused_or_another_document(
    *, parse: Parse, text: str, data: st.DataObject
) -> None:
    lines = text.split("\n")
    at = data.draw(st.sampled_from(meaningful_lines(text)))
    letters = [place for place, letter in enumerate(lines[at]) if letter.isalnum()]
    place = data.draw(st.sampled_from(letters))
    lines[at] = lines[at][:place] + lines[at][place + 1 :]
    never_the_same(parse, text, "\n".join(lines))


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_a_stray_character_is_read_or_refused_and_nothing_else(
    *, parse: Parse, text: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    stray = data.draw(st.sampled_from("&*!?|>%@`'\"#,:[]{}-\t\n\r\x00\x85\u2028\ufeff") | st.characters())
    assert outcome(parse, text[:at] + stray + text[at:])


@settings(deadline=None, max_examples=200)
@given(text=st.text() | st.text(alphabet="ab: -[]{}&*!\n'\"|>#?,"))
def test_no_text_is_a_document_by_accident(text: str) -> None:
    assert findings_in(parse_rulebook, text)
    assert findings_in(parse_protocol, text)
