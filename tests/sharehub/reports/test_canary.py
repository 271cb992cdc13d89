"""Marked words in facts of every category: what a reader does not get is in no document of theirs."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from sharehub.app import Outside
from sharehub.web.rates import Rates
from tests.sharehub.conftest import START, on_sqlite
from tests.sharehub.reports.readers import EACH_IN, READING, plant, with_every_role
from tests.sharehub.reports.reading import everything_sent
from tests.sharehub.web.clients import Staff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx2

    from tests.sharehub.world import World

WORD = re.compile(r"(?i)(?:Statement|Gist|Note|Grade|Hearer|Unknown|Link|Reason)\d{3}q")
DOCUMENTS = {
    "court_report": ("court_report", "change_report"),
    "hearing_report": ("hearing_report", "change_report"),
}
ASKED = [(role, purpose) for role, row in READING.items() for purpose in row.purposes]


@pytest.fixture(scope="module")
def staff(sqlite_founded: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Return readers in every role at the API of a hub in which everything is planted."""
    template, founded = sqlite_founded
    folder = tmp_path_factory.mktemp("planted") / "hub"
    copytree(template, folder)
    with closing(on_sqlite(folder, START + timedelta(seconds=1))) as hub:
        world = with_every_role(replace(founded, hub=hub))
        assert plant(world) == EACH_IN * 16
        yield Staff(world, Outside(rates=Rates(share=10_000)))


def looked(staff: Staff, role: str, purpose: str) -> set[str]:
    """Return the marked words of the texts that a look gives: no other field may stand in a document."""
    answer = staff.post(role, "/disclosures", json={"purpose": purpose})
    assert answer.status_code == 200, answer.text
    return {found for line in answer.json()["lines"] for found in WORD.findall(line["text"])}


def made(staff: Staff, role: str, document: str, purpose: str, form: str) -> httpx2.Response:
    body = {"document": document, "as": form} | ({} if document == purpose else {"purpose": purpose})
    answer = staff.post(role, "/documents", json=body)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(("role", "purpose"), ASKED)
def test_no_word_that_is_withheld_is_in_a_document_in_any_form(staff: Staff, role: str, purpose: str) -> None:
    have = looked(staff, role, purpose)
    for document in DOCUMENTS.get(purpose, ("treatment_page", "change_report")):
        shown: dict[str, set[str]] = {}
        for form in ("html", "pdf"):
            answer = made(staff, role, document, purpose, form)
            sent = everything_sent(answer.content, answer.headers, pdf=form == "pdf")
            shown[form] = set(WORD.findall(sent))
            assert shown[form] <= have, (document, form)
        assert shown["html"] == shown["pdf"], document
        assert bool(shown["html"]) or document == "treatment_page", document


def test_most_of_what_is_planted_is_withheld_from_somebody_and_most_is_shown_to_somebody(
    staff: Staff,
) -> None:
    got = {role: looked(staff, role, purpose) for role, purpose in ASKED}
    everywhere = set().union(*got.values())
    assert len(everywhere) > 100
    assert all(len(words) < EACH_IN * 16 for words in got.values())
    assert {len(words) == 0 for words in got.values()} == {False}


def test_a_paper_that_he_reads_holds_what_its_look_gives_but_for_what_is_for_neither_parent(
    staff: Staff,
) -> None:
    answer = staff.post("court", "/disclosures", json={"purpose": "court_report"})
    lines = answer.json()["lines"]
    for_both = {line["text"] for line in lines if "NOT_TO_PARENTS" not in line["caveats"]}
    sent = made(staff, "court", "court_report", "court_report", "html").text

    assert {line["text"] for line in lines if line["text"] in sent} == for_both
    assert len(for_both) < len(lines)


def test_the_search_finds_a_word_in_a_title_a_comment_a_header_and_a_property(staff: Staff) -> None:
    answer = made(staff, "court", "court_report", "court_report", "pdf")
    for content, headers in (
        (b"<p title='Gist001q'></p>", {}),
        (b"<!-- Gist001q -->", {}),
        (b"", {"X": "Gist001q"}),
        ("Gist001q".encode("utf-16-le"), {}),
    ):
        assert WORD.findall(everything_sent(content, headers, pdf=False))[:1] == ["Gist001q"]
    assert "Report to a court" in everything_sent(answer.content, {}, pdf=True)
