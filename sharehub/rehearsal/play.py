"""Playing a case file through the real use cases on a scratch hub, and saying what was decided."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from policies.parse import parse_rulebook
from policies.vocabulary import Caveat, Outcome, Reason
from sharehub.assembly import fresh
from sharehub.clock import SteppedClock
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.errors import Tampered
from sharehub.rehearsal import queries
from sharehub.rehearsal.case_file import CaseFileError, Flaw, parse
from sharehub.rehearsal.compare import Actual, ActualWall
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.stage import FIRST_DAY, LAST_DAY, noon, set_stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sharehub.disclosure.disclose import Refused
    from sharehub.rehearsal.parts import CaseFile, Expectation, WallExpectation
    from sharehub.rehearsal.stage import Stage


class Answer(NamedTuple):
    """What was decided of one fact."""

    outcome: Outcome
    reason: Reason
    caveats: frozenset[Caveat]


@dataclass(frozen=True, slots=True)
class Played:
    """A case file and what was actually decided, by the ids of its expectations, in the file's order.

    `rulebook` is the digest of the rulebook that it was decided with: of what was rehearsed.
    """

    file: CaseFile
    rulebook: str
    expectations: dict[str, Actual]
    walls: dict[str, ActualWall]


def rehearse(source: bytes, rulebook_text: str) -> Played:
    """Rehearse a case file with a rulebook, in a hub that is gone afterwards.

    Raises:
        CaseFileError: the file cannot be used.
        PolicyError: the rulebook cannot be used.
        Tampered: what left the gate was not what was decided; never seen, and never to be passed over.
    """
    rulebook = parse_rulebook(rulebook_text)
    file = parse(source, rulebook)
    _refuse_what_cannot_be_asked(file)
    clock = SteppedClock(noon(FIRST_DAY))
    # Whatever ends the rehearsal, an interruption too, first the hub lets go of its files, then they go.
    with (
        TemporaryDirectory(prefix="sharehub-rehearsal-") as folder,
        closing(fresh(Path(folder), clock)) as hub,
    ):
        return _play(set_stage(hub, clock, file, rulebook_text, rulebook))


def _refuse_what_cannot_be_asked(file: CaseFile) -> None:
    days = [(f"expectations[{place}]", one.day) for place, one in enumerate(file.expectations)]
    days += [(f"wall_expectations[{place}]", one.day) for place, one in enumerate(file.wall_expectations)]
    problem = f"the clock of a rehearsal goes from {FIRST_DAY} to {LAST_DAY}"
    flaws = [Flaw(f"{where}.date", problem) for where, day in days if not FIRST_DAY <= day <= LAST_DAY]
    if flaws:
        raise CaseFileError(tuple(flaws))


def _play(stage: Stage) -> Played:
    record_facts(stage)
    file, to_come = stage.file, happenings(stage)
    days = {
        *(happening.day for happening in to_come),
        *(expectation.day for expectation in file.expectations),
        *(wall.day for wall in file.wall_expectations),
    }
    expectations: dict[str, Actual] = {}
    walls: dict[str, ActualWall] = {}
    for day in sorted(days):
        stage.put_clock(day)
        for happening in to_come:
            if happening.day == day:
                happen(stage, happening)
        expectations |= {one.id: ask(stage, one) for one in file.expectations if one.day == day}
        walls |= {one.id: ask_for_wall(stage, one) for one in file.wall_expectations if one.day == day}
    return Played(
        file,
        stage.rulebook.digest,
        {one.id: expectations[one.id] for one in file.expectations},
        {one.id: walls[one.id] for one in file.wall_expectations},
    )


def ask(stage: Stage, expectation: Expectation) -> Actual:
    """Ask as one reader, and return what was decided in the words of a case file."""
    answers = decided(stage, expectation.reader, expectation.purpose)
    withheld: dict[Reason, set[str]] = {}
    for fact in _out(answers, Outcome.WITHHELD):
        withheld.setdefault(answers[fact].reason, set()).add(fact)
    return Actual(
        full=_out(answers, Outcome.FULL),
        gist=_out(answers, Outcome.GIST),
        withheld={reason: frozenset(facts) for reason, facts in withheld.items()},
        caveats={
            fact: answer.caveats
            for fact, answer in answers.items()
            if answer.outcome is not Outcome.WITHHELD and answer.caveats
        },
    )


def decided(stage: Stage, reader: str, purpose: str) -> dict[str, Answer]:
    """Ask as one reader, today, through the gate every reader goes through; return what was decided, by fact.

    Raises:
        Tampered: what left the gate is not what was decided.
    """
    return _checked(stage, disclose(stage.hub, stage.readers[reader], stage.case, purpose))


def ask_for_wall(stage: Stage, wall: WallExpectation) -> ActualWall:
    """Ask for a wall as one of those in the room; in an empty room nobody asks and nothing hangs."""
    room = [stage.readers[name] for name in sorted(wall.attendees)]
    if not room:
        return ActualWall(frozenset(), frozenset(), frozenset(stage.facts))
    seats = [Seat(actor.user, actor.unit, actor.role) for actor in room]
    answers = _checked(stage, show_wall(stage.hub, room[0], stage.case, seats))
    return ActualWall(
        _out(answers, Outcome.FULL), _out(answers, Outcome.GIST), _out(answers, Outcome.WITHHELD)
    )


def _checked(stage: Stage, outcome: Disclosed | Refused) -> dict[str, Answer]:
    """Return the recorded answers by the file's fact ids, once what left is seen to be just that."""
    with stage.hub.begin() as work:
        recorded = queries.answers(work.tx, outcome.entry)
    answers = {
        name: Answer(
            Outcome(recorded[str(identity)]["outcome"]),
            Reason(recorded[str(identity)]["reason"]),
            frozenset(map(Caveat, recorded[str(identity)]["caveats"])),
        )
        for name, identity in stage.facts.items()
    }
    if _left(stage, outcome) != Counter(_texts(stage, answers)):
        raise Tampered("what left the gate is not what was decided")
    return answers


def _left(stage: Stage, outcome: Disclosed | Refused) -> Counter[tuple[str, tuple[str, ...]]]:
    lines = outcome.lines if isinstance(outcome, Disclosed) else ()
    return Counter(
        (line["text"], tuple(line["caveats"])) for line in lines if line["text"] not in stage.beside
    )


def _texts(stage: Stage, answers: Mapping[str, Answer]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield the text and the caveats of everything that was released."""
    for fact in stage.file.facts:
        answer = answers[fact.id]
        if answer.outcome is not Outcome.WITHHELD:
            text = fact.statement if answer.outcome is Outcome.FULL else fact.gist or ""
            yield text, tuple(sorted(answer.caveats))


def _out(answers: Mapping[str, Answer], outcome: Outcome) -> frozenset[str]:
    return frozenset(fact for fact, answer in answers.items() if answer.outcome is outcome)
