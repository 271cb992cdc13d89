"""The shipped case played to 3 July 2024, and his referral sent on that day."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from policies.parse import parse_rulebook
from sharehub.assembly import fresh
from sharehub.clock import SteppedClock
from sharehub.language.vocabulary import Tactic
from sharehub.referrals import directory, draft
from sharehub.referrals.approve import approve
from sharehub.referrals.directory import NewProgramme
from sharehub.referrals.draft import NewReferral
from sharehub.referrals.preview import Preview, preview
from sharehub.referrals.read import Reading, read
from sharehub.referrals.send import send
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.stage import FIRST_DAY, noon, set_stage
from tests.sharehub.referrals.referring import HE, POLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sharehub.referrals.sections import Entry
    from sharehub.rehearsal.stage import Stage

THE_THIRD = date(2024, 7, 3)


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


@contextmanager
def played(folder: Path, source: bytes, rulebook_text: str) -> Iterator[Sent]:
    """Play a case file to 3 July with a rulebook, and send the referral that its social worker makes."""
    rulebook = parse_rulebook(rulebook_text)
    file = parse(source, rulebook)
    clock = SteppedClock(noon(FIRST_DAY))
    with closing(fresh(folder, clock)) as hub:
        stage = set_stage(hub, clock, file, rulebook_text, rulebook)
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
