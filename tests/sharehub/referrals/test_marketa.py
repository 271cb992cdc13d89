"""The referral of 3 July: the shipped case played to that day, and the worked example beside it.

Source: domain/documents.md, "Marketa, as sent 3 July".
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from policies.shipped import rulebook_text
from policies.vocabulary import Caveat
from sharehub.demo.story import case_file
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.documents.html import as_html
from sharehub.language.vocabulary import Pathway, Tactic
from sharehub.referrals.document import Stamped, as_document
from tests.sharehub.referrals.played import THE_THIRD, played
from tests.sharehub.referrals.referring import said, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sharehub.referrals.played import Sent

HERS = ("M04", "M15", "M21", "M22")
"""What she kept back, and where her children go: one threat, the drinking, the neighbour."""
RENAMED = {
    "caledonian_men": "programme_worker",
    "caledonian_women": "womens_support",
    "caledonian_children": "childrens_support",
    "Caledonian ": "Local ",
    "CAL-": "LOC-",
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    """Yield Marketa's referral, sent by the social worker to Respekt."""
    with played(tmp_path_factory.mktemp("marketa") / "hub", case_file(), rulebook_text()) as found:
        yield found


def test_his_pattern_is_there_and_not_only_violence(sent: Sent) -> None:
    here = texts(sent.read)

    for fact in ("M01", "M02", "M03", "M06", "M07", "M08", "M09", "M10", "M11"):
        assert sent.statement(fact) in here, fact
    assert sent.gist("M13") in here
    assert sent.read.sections.pattern[0].tactic is Tactic.PHYSICAL
    shown = {state.tactic for state in sent.read.sections.band if state.here}
    assert {Tactic.MONITOR, Tactic.CONFINE, Tactic.ISOLATE, Tactic.SYSTEMS} <= shown
    # What is not here may be there: she keeps one threat back, and nobody is told that anybody asked.
    assert not {Tactic.THREATEN, Tactic.SUBSTANCE_COERCION} & shown


def test_what_she_told_is_not_to_be_put_to_him_and_what_he_knows_may_be(sent: Sent) -> None:
    entries = sent.entries()

    for fact in ("M02", "M07", "M08", "M09", "M10", "M27", "M23"):
        assert Caveat.NOT_TO_PERPETRATOR in entries[sent.statement(fact)].caveats, fact
    assert Caveat.CHECK_WITH_SURVIVOR_FIRST in entries[sent.statement("M09")].caveats
    used = {entry.text for entry in entries.values() if entry.may_be_used}
    assert {sent.statement("M01"), sent.statement("M03")} <= used
    assert sent.statement("M07") not in used


def test_the_earlier_family_and_what_he_was_asked_stand_under_their_headings(sent: Sent) -> None:
    sections = sent.read.sections

    assert [entry.text for entry in sections.earlier] == [sent.statement("M27")]
    assert [entry.text for entry in sections.he_says] == [sent.statement("M29")]
    assert [entry.text for entry in sections.gaps] == [sent.statement("M26")]
    assert {entry.text for entry in sections.what_she_does} == {sent.statement("M23"), sent.statement("M24")}


def test_the_childrens_state_comes_in_short_and_under_its_section_alone(sent: Sent) -> None:
    short = {entry.text for entry in sent.read.sections.family_in_short}

    assert short == {sent.gist(fact) for fact in ("M16", "M17", "M18", "M19", "M20")}
    ways = {way.pathway: [line.text for line in way.lines] for way in sent.read.sections.pathways}
    assert ways[Pathway.CHILD_SAFETY_WELLBEING] == [sent.statement("M05")]


def test_what_she_kept_back_is_nowhere_neither_its_words_nor_their_short_forms(sent: Sent) -> None:
    page = as_html(as_document(sent.read, Stamped("REFERENCE", "men's worker", THE_THIRD)))
    everything = said(sent.read) + said(sent.previewed.sections) + page

    for fact in (*HERS, "M12", "M14", "M25", "M28", "M30"):
        assert sent.statement(fact) not in everything, fact
        assert sent.gist(fact) == "None" or sent.gist(fact) not in everything, fact
    for word in ("throat", "neighbour", "sobriety", "alcohol", "drunk", "Sarah"):
        assert word not in everything, word
    for word in ("withheld", "redacted", "not included", "left out"):
        assert word not in everything.replace("Information may be withheld from anybody", ""), word


def test_it_holds_what_a_look_by_the_mens_worker_would_give_and_nothing_more(sent: Sent) -> None:
    stage = sent.stage
    looked = disclose(stage.hub, stage.readers["respekt"], stage.case, "programme_referral")
    assert isinstance(looked, Disclosed)

    assert set(texts(sent.read)) == {line["text"] for line in looked.lines}


def test_the_sender_is_told_how_complete_it_is(sent: Sent) -> None:
    report = sent.previewed.completeness

    assert report.non_violent_control
    assert report.warnings == ()
    assert report.asked_and_nothing_here == (Tactic.ECONOMIC,)
    assert Tactic.STRANGLE in report.not_asked
    assert len(report.covered) + len(report.asked_and_nothing_here) + len(report.not_asked) == report.of == 22
    assert report.pathways_missing == ()
    assert report.earlier_asked
    assert report.earlier_covered
    assert report.children_effects
    assert report.agreement is not None
    assert (report.agreement.asked, report.agreement.on) == (True, "2024-07-02")
    # That she agreed, and to what not, is not told to the sender.
    assert {field.name for field in fields(report.agreement)} == {"asked", "on", "by"}


def test_it_reads_the_same_where_there_is_no_caledonian_unit_or_role_at_all(
    sent: Sent, tmp_path: Path
) -> None:
    source, rulebook = case_file().decode(), rulebook_text()
    for was, now in RENAMED.items():
        source, rulebook = source.replace(was, now), rulebook.replace(was, now)
    assert "aledonian" not in source

    with played(tmp_path / "hub", source.encode(), rulebook) as elsewhere:
        assert texts(elsewhere.read) == texts(sent.read)
        assert elsewhere.read.top == sent.read.top
