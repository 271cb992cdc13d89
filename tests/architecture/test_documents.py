"""The documents hold together: links lead somewhere, decisions are short and listed, named tests exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.documents import (
    DECISIONS,
    DOCS,
    anchors,
    documents,
    links,
    named_tests,
    rows,
    said_twice,
    section,
    strays,
    text_of,
)
from tests.architecture.source import PRODUCT, ROOT, functions, modules

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_DECISION = 60
PARTS_OF_A_DECISION = ["Context", "Decision", "Consequences"]
ELSEWHERE = re.compile(r"[a-z]+:")
THREATS = DOCS / "threat-model.md"
MUTATION = DOCS / "mutation.md"
"""Of one function it may name several changes."""
ADVERSARIES = "Adversaries"
PARTS_OF_A_THREAT = ["What protects", "What an attacker gains", "What remains"]


CITED = [page for page in DOCS.rglob("*.md") if page.parent != DECISIONS]
CITATION = re.compile(r"\b([a-z-]+\.md)\b(?:, \"([^\"]+)\")?")


def citations(text: str) -> list[tuple[str, str]]:
    """Return the pages that comments and docstrings cite, each with the heading, or none."""
    return CITATION.findall(" ".join(text.split()))


def titles(page: Path) -> list[str]:
    """Return a page's headings."""
    return re.findall(r"^#+ (.+?)\s*$", text_of(page), re.MULTILINE)


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def name(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", documents(), ids=name)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    broken = set()
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if ELSEWHERE.match(link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.add(link)

    assert broken == set()


@pytest.mark.parametrize("decision", decisions(), ids=name)
def test_a_decision_is_short_and_says_why_what_and_at_what_price(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LONGEST_DECISION
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS_OF_A_DECISION
    assert text.startswith(f"# {decision.name[:4]}. ")


def test_decisions_are_numbered_without_a_gap_and_all_listed() -> None:
    found = [decision.name for decision in decisions()]

    assert [int(decision[:4]) for decision in found] == list(range(1, len(found) + 1))
    assert links(DECISIONS / "README.md") == found


@pytest.mark.parametrize("document", sorted({*documents()} - {MUTATION}), ids=name)
def test_nothing_is_said_twice_as_when_two_versions_of_a_text_are_merged(document: Path) -> None:
    assert said_twice(text_of(document)) == set()


@pytest.mark.parametrize("document", documents(), ids=name)
def test_every_row_stands_in_a_table(document: Path) -> None:
    assert strays(text_of(document)) == []


def test_every_test_that_a_document_names_exists() -> None:
    exist = {
        (module.path, function.name) for module in modules("tests") for function in functions(module.tree)
    }
    named = {test for document in documents() for test in named_tests(document.read_text(encoding="utf-8"))}

    assert named - exist == set()
    assert named != set()


def adversaries() -> list[str]:
    return re.findall(r"^### (.+)$", section(text_of(THREATS), ADVERSARIES), re.MULTILINE)


@pytest.mark.parametrize("adversary", adversaries())
def test_what_is_said_to_protect_against_an_adversary_names_its_test(adversary: str) -> None:
    text = section(text_of(THREATS), adversary)
    claims = list(rows(text))

    assert re.findall(r"^\*\*(.+)\.\*\*", text, re.MULTILINE) == PARTS_OF_A_THREAT
    assert claims != []
    assert [claim for claim, *shown in claims if not named_tests(" ".join(shown))] == []


def test_every_adversary_that_was_to_be_thought_of_is_there() -> None:
    assert adversaries() == [
        "Stolen database",
        "Stolen backup",
        "Administrator who swaps or replays ciphertexts",
        "Compromised application server",
        "Malicious hub operator",
        "Compromised partner agency",
        "Lost root key",
        "A reader who works with him",
        "The perpetrator, by subject access or by a report",
        "A curious colleague",
        "Somebody on the network, or with a stolen token",
        "Somebody beside a browser",
        "Somebody who reads what leaves the hub, or names where it goes",
    ]


def test_every_page_that_the_code_cites_as_its_source_is_there_with_its_heading() -> None:
    cited = {(module.path, *citation) for module in modules(*PRODUCT) for citation in citations(module.text)}
    headings = {page.name: titles(page) for page in CITED}
    dangling = {
        (path, page, place)
        for path, page, place in cited
        if page not in headings or (place and not any(at.startswith(place) for at in headings[page]))
    }

    assert dangling == set()
    assert len(cited) > len(headings)
