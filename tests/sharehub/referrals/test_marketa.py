"""The referral of 3 July: the shipped case played to that day, and the worked example beside it.

Source: domain/documents.md, "Marketa, as sent 3 July".
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from policies.parse import parse_rulebook
from policies.shipped import rulebook_text
from policies.vocabulary import Caveat
from sharehub.assembly import fresh
from sharehub.clock import SteppedClock
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.documents.html import as_html
from sharehub.language.vocabulary import Pathway, Tactic
from sharehub.referrals import directory, draft
from sharehub.referrals.approve import approve
from sharehub.referrals.directory import NewProgramme
from sharehub.referrals.document import Stamped, as_document
from sharehub.referrals.draft import NewReferral
from sharehub.referrals.preview import Preview, preview
from sharehub.referrals.read import Reading, read
from sharehub.referrals.send import send
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.stage import FIRST_DAY, noon, set_stage
from tests.sharehub.referrals.referring import HE, POLISH, said, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sharehub.referrals.sections import Entry
    from sharehub.rehearsal.stage import Stage

THE_THIRD = date(2024, 7, 3)
HERS = ("M04", "M15", "M21", "M22")
"""What she kept back, and where her children go: one threat, the drinking, the neighbour."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The case on 3 July, what its sender looked at, and what the men's worker reads."""

    stage: Stage
    previewed: Preview
    read: Reading

    def statement(self, fact: str) -> str:
        return next(one.statement for one in self.stage.file.facts if one.id == fact)

    def gist(self, fact: str) -> str:
        return str(next(one.gist for one in self.stage.file.facts if one.id == fact))

    def entries(self) -> dict[str, Entry]:
        sections = self.read.sections
        found = [line for family in sections.pattern for line in family.lines]
        return {line.text: line for line in (*found, *sections.earlier, *sections.what_she_does)}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    """Yield Marketa's referral, sent by the social worker to Respekt."""
    source = (files("sharehub.demo") / "marketa.json").read_bytes()
    rulebook = parse_rulebook(rulebook_text())
    file = parse(source, rulebook)
    clock = SteppedClock(noon(FIRST_DAY))
    with closing(fresh(tmp_path_factory.mktemp("marketa") / "hub", clock)) as hub:
        stage = set_stage(hub, clock, file, rulebook_text(), rulebook)
        record_facts(stage)
        for happening in happenings(stage):
            if happening.day <= THE_THIRD:
                stage.put_clock(happening.day)
                happen(stage, happening)
        stage.put_clock(THE_THIRD)
        yield _sent(stage)


def _sent(stage: Stage) -> Sent:
    hub, sender, mans = stage.hub, stage.readers["csw"], stage.readers["respekt"]

    def act(verb: Callable[..., Any], *what: Any) -> Any:
        with hub.begin() as work:
            return verb(work, sender, stage.case, *what)

    with hub.begin() as work:
        respekt = NewProgramme(stage.units["RESP-M"], "RESPEKT", "Respekt", POLISH)
        programme = directory.list_programme(work, stage.readers["sarah_facilitator"], respekt)
    new = NewReferral(
        *(programme, stage.persons["ALEK"], mans.user, mans.role, "child_protection", HE),
        asked_tactics=frozenset({Tactic.ECONOMIC, Tactic.CONFINE}),
        earlier_asked=True,
    )
    referral = act(draft.draft, new)
    seen = preview(hub, sender, stage.case, referral)
    assert isinstance(seen, Preview)
    act(approve, referral, seen.digest, 1)
    act(send, referral, 2)
    found = read(hub, mans, stage.case, referral)
    assert isinstance(found, Reading)
    return Sent(stage, seen, found)


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
