"""The demo's case, told at three moments: before the meeting, after it, and after a withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from policies.vocabulary import Outcome
from sharehub.rehearsal.history import happen, happenings, record_facts
from sharehub.rehearsal.play import decided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sharehub.rehearsal.history import Happening
    from sharehub.rehearsal.play import Answer
    from sharehub.rehearsal.stage import Stage


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the story and what it is about."""

    day: date
    title: str


REFERRED = Moment(date(2024, 7, 3), "His referral to a programme: completed, enriched, sent and accepted")
REPORTED = Moment(date(2024, 8, 28), "What the programme says of change, by three questions")
ASKED = Moment(date(2024, 6, 20), "What is not known: one unit asks, another answers")
NARROWED = Moment(date(2024, 8, 20), "A unit narrows its own channel, and widens it")
RECALLED = Moment(date(2024, 9, 11), "Whoever relied on her agreement is told")
BETWEEN = (ASKED, REFERRED, NARROWED, REPORTED, RECALLED)
"""At these nobody is asked for all they may see: what happens then is for whoever listens to do."""
MOMENTS = (
    Moment(date(2024, 6, 12), "Before the case-mapping meeting"),
    Moment(date(2024, 7, 16), "After the meeting, his referral and her agreement"),
    Moment(date(2024, 9, 11), "After she withdrew it for the men's programme"),
)
CASE = "marketa.json"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader got at one moment, for the purpose that gives them most: an answer for every fact."""

    reader: str
    purpose: str
    answers: Mapping[str, Answer]

    def got(self, outcome: Outcome) -> int:
        """Count the facts that came out in one way."""
        return sum(answer.outcome is outcome for answer in self.answers.values())


def case_file() -> bytes:
    """Return the demo's case file."""
    return files("sharehub.demo").joinpath(CASE).read_bytes()


def tell(stage: Stage) -> Iterator[tuple[Moment, list[Reading]]]:
    """Play the case up to each moment and ask as everybody, through the gate everybody goes through.

    At those between, what happens is for whoever listens to do.
    """
    record_facts(stage)
    to_come = happenings(stage)
    for moment in sorted((*MOMENTS, *BETWEEN), key=lambda one: one.day):
        to_come = _play_until(stage, to_come, moment.day)
        stage.put_clock(moment.day)
        asked = stage.file.readers if moment in MOMENTS else ()
        yield moment, [_best(stage, reader) for reader in asked]


def _play_until(stage: Stage, to_come: list[Happening], day: date) -> list[Happening]:
    for happening in to_come:
        if happening.day <= day:
            stage.put_clock(happening.day)
            happen(stage, happening)
    return [happening for happening in to_come if happening.day > day]


def _best(stage: Stage, reader: str) -> Reading:
    purposes = stage.rulebook.roles[stage.file.readers[reader].role].purposes
    asked = [Reading(reader, purpose, decided(stage, reader, purpose)) for purpose in purposes]
    return max(asked, key=lambda one: (one.got(Outcome.FULL), one.got(Outcome.GIST)))
