"""Playing a case file through the real use cases on a scratch hub, and saying what was decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from policies.parse import parse_rulebook
from policies.vocabulary import Caveat, Outcome, Reason
from sharehub.assembly import fresh
from sharehub.clock import SteppedClock
from sharehub.disclosure.disclose import Disclosed, disclose
from sharehub.disclosure.inputs import Seat
from sharehub.disclosure.show_wall import show_wall
from sharehub.errors import Tampered
from sharehub.rehearsal import queries
from sharehub.rehearsal.case_file import parse
from sharehub.rehearsal.compare import Actual, ActualWall
from sharehub.rehearsal.history import happenings, record_facts
from sharehub.rehearsal.stage import set_stage

if TYPE_CHECKING:

    from sharehub.disclosure.disclose import Refused
    from sharehub.rehearsal.parts import CaseFile, Expectation, WallExpectation
    from sharehub.rehearsal.stage import Stage

_LONG_AGO = datetime(1900, 1, 1, 12, tzinfo=UTC)
"""Before anything that a case file holds."""


@dataclass(frozen=True, slots=True)
class Played:
    """A case file and what was actually decided, by the ids of its expectations, in the file's order."""

    file: CaseFile
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
    with TemporaryDirectory(prefix="sharehub-rehearsal-") as folder:
        clock = SteppedClock(_LONG_AGO)
        hub = fresh(Path(folder) / "hub", clock)
        stage = set_stage(hub, clock, file, rulebook_text, rulebook)
        try:
            return _play(stage)
        finally:
            hub.close()


def _play(stage: Stage) -> Played:
    record_facts(stage)
    to_come = happenings(stage)
    readings = [*stage.file.expectations, *stage.file.wall_expectations]
    expectations: dict[str, Actual] = {}
    walls: dict[str, ActualWall] = {}
    for day in sorted({*(happening.day for happening in to_come), *(reading.day for reading in readings)}):
        stage.put_clock(day)
        for happening in to_come:
            if happening.day == day:
                with stage.hub.begin() as work:
                    happening.act(work)
        for expectation in stage.file.expectations:
            if expectation.day == day:
                expectations[expectation.id] = ask(stage, expectation)
        for wall in stage.file.wall_expectations:
            if wall.day == day:
                walls[wall.id] = ask_for_wall(stage, wall)
    return Played(
        stage.file,
        {one.id: expectations[one.id] for one in stage.file.expectations},
        {one.id: walls[one.id] for one in stage.file.wall_expectations},
    )


def ask(stage: Stage, expectation: Expectation) -> Actual:
    """Ask as one reader, through the gate every reader goes through."""
    outcome = disclose(stage.hub, stage.readers[expectation.reader], stage.case, expectation.purpose)
    answers = _decided(stage, outcome)
    full, gist = _out(answers, Outcome.FULL), _out(answers, Outcome.GIST)
    _agree(stage, outcome, full, gist)
    withheld: dict[Reason, set[str]] = {}
    for fact in _out(answers, Outcome.WITHHELD):
        withheld.setdefault(Reason(answers[fact]["reason"]), set()).add(fact)
    return Actual(
        full=full,
        gist=gist,
        withheld={reason: frozenset(facts) for reason, facts in withheld.items()},
        caveats={
            fact: frozenset(map(Caveat, answers[fact]["caveats"]))
            for fact in full | gist
            if answers[fact]["caveats"]
        },
    )


def ask_for_wall(stage: Stage, wall: WallExpectation) -> ActualWall:
    """Ask for a wall as one of those in the room; in an empty room nobody asks and nothing hangs."""
    room = [stage.readers[name] for name in sorted(wall.attendees)]
    if not room:
        return ActualWall(frozenset(), frozenset(), frozenset(stage.facts))
    seats = [Seat(actor.user, actor.unit, actor.role) for actor in room]
    outcome = show_wall(stage.hub, room[0], stage.case, seats)
    answers = _decided(stage, outcome)
    full, gist = _out(answers, Outcome.FULL), _out(answers, Outcome.GIST)
    _agree(stage, outcome, full, gist)
    return ActualWall(full, gist, _out(answers, Outcome.WITHHELD))


def _decided(stage: Stage, outcome: Disclosed | Refused) -> dict[str, dict[str, Any]]:
    """Return the recorded answers by the file's fact ids."""
    with stage.hub.begin() as work:
        answers = queries.answers(work.tx, outcome.entry)
    return {name: answers[str(identity)] for name, identity in stage.facts.items()}


def _out(answers: dict[str, dict[str, Any]], outcome: Outcome) -> frozenset[str]:
    return frozenset(fact for fact, answer in answers.items() if answer["outcome"] == outcome)


def _agree(
    stage: Stage, outcome: Disclosed | Refused, full: frozenset[str], gist: frozenset[str]
) -> None:
    """Hold what left against what was decided: the very texts, no more and no fewer."""
    texts = {fact.metadata.id: fact for fact in stage.file.facts}
    decided = Counter(
        chain((texts[fact].statement for fact in full), (texts[fact].gist for fact in gist))
    )
    left = Counter(line["text"] for line in outcome.lines) if isinstance(outcome, Disclosed) else Counter()
    if left != decided:
        raise Tampered("what left the gate is not what was decided")


