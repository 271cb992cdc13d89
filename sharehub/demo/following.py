"""What follows in the demo, through everybody's use cases: a request, a channel narrowed, a recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from policies.routes import IG_OFFICER
from policies.vocabulary import Category, Outcome
from sharehub.channels.narrow import narrow, widen
from sharehub.database.order import FIRST
from sharehub.disclosure.compose import Composed
from sharehub.identity.actor import Actor
from sharehub.notices.hear import heard
from sharehub.outbox import queries
from sharehub.outbox.kinds import Kind
from sharehub.oversight.holding.questions import Holders
from sharehub.oversight.looking import ask as ask_the_log
from sharehub.patterns.gaps import close, open_gaps
from sharehub.protocols.partnership import register_user
from sharehub.recalls.acknowledge import acknowledge, copies
from sharehub.rehearsal.play import decided
from sharehub.requests.answer import answer
from sharehub.requests.ask import ask_about_gap
from sharehub.requests.read_answer import read_answer
from sharehub.worker.endurance import USUAL
from sharehub.worker.runner import Came, Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sharehub.hub import Work
    from sharehub.oversight.looking import Item
    from sharehub.rehearsal.stage import Stage

Done = TypeVar("Done")

ASKER, ASKED = "sarah_facilitator", "csw"
GAP, FOUND = "M26", "M27"
MAPPING = "case_mapping"
DAYS_TO_ANSWER = timedelta(days=14)

OWNER, HOLDER = "police", "respekt"
DELIVERY = "programme_delivery"
KEPT_BACK = Category.SURVIVOR_ACCOUNT
RECALLED = "M08"
"""She told it, the police wrote it down, and the men's programme had it as long as she agreed."""
MANY = 100


@dataclass(frozen=True, slots=True)
class Requested:
    """How a request went: by which day, what whoever is asked was told, and what whoever asked got of it.

    `open_before` and `open_after` count the gaps that stood open for whoever asked.
    """

    due: date
    told: tuple[str, ...]
    texts: tuple[str, ...]
    open_before: int
    open_after: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which facts went by a channel, which went while it was narrowed, and which went again afterwards."""

    before: frozenset[str]
    meanwhile: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recalled:
    """Who was told, what the men's worker hears, by when that is to be acknowledged; what the owner learns.

    `gone` and `beyond` are ways in which those who were told have the fact: of which they say that it is
    gone, and of which nobody can take it back. `others` have it by other rules, and were told nothing.
    """

    told: tuple[str, ...]
    sentence: str
    due: date
    waiting: tuple[str, ...]
    gone: tuple[str, ...]
    beyond: tuple[str, ...]
    others: tuple[str, ...]


def request(stage: Stage) -> Requested:
    """Let the facilitator ask social work about a gap, social work answer, and her read that and close it."""
    asker, asked = stage.readers[ASKER], stage.readers[ASKED]
    gap, found = stage.facts[GAP], stage.facts[FOUND]
    before = _open(stage, asker)
    due = stage.clock.now().date() + DAYS_TO_ANSWER
    made = _do(
        stage, asker, lambda work: ask_about_gap(work, asker, stage.case, gap, MAPPING, asked.unit, due)
    )
    told = tuple(row["kind"] for row in _do(stage, asked, lambda work: heard(work, asked, FIRST, 1)))
    _do(stage, asked, lambda work: answer(work, asked, stage.case, made, frozenset({found})))
    got = read_answer(stage.hub, asker, stage.case, made, MAPPING)
    if not isinstance(got, Composed):
        raise TypeError("the demo's answer was not there to be read")
    texts = tuple(line["text"] for line in got.lines.values())
    _do(stage, asker, lambda work: close(work, asker, stage.case, gap, found))
    return Requested(due, told, texts, before, _open(stage, asker))


def narrow_a_channel(stage: Stage) -> Narrowed:
    """Let an officer of the police keep her account back from the men's programme, and lift that again."""
    officer = _officer(stage, OWNER)
    before = _had(stage)
    today, to = stage.clock.now().date(), stage.readers[HOLDER].unit
    narrowing = _do(stage, officer, lambda work: narrow(work, officer, to, DELIVERY, {KEPT_BACK}, today))
    meanwhile = _had(stage)
    _do(stage, officer, lambda work: widen(work, officer, narrowing))
    return Narrowed(before, meanwhile, _had(stage))


def recall(stage: Stage) -> Recalled:
    """Do the work that the withdrawal left: whoever relied on her yes is told, and says that it is gone."""
    _work_off(stage)
    found = {name: _copies(stage, actor) for name, actor in stage.readers.items()}
    holder, (copy,) = stage.readers[HOLDER], found[HOLDER]
    _do(stage, holder, lambda work: acknowledge(work, holder, copy["id"], copy["revision"]))
    rows = ask_the_log(stage.hub, _officer(stage, OWNER), Holders(stage.facts[RECALLED]), None, MANY)
    told = tuple(name for name, theirs in found.items() if theirs)
    names = {actor.user: name for name, actor in stage.readers.items()}
    return Recalled(
        told,
        copy["sentence"],
        copy["due"],
        waiting=tuple(name for name in told if name != HOLDER),
        gone=_ways(row for row in rows if row["acknowledged_at"] and not row["beyond_recall"]),
        beyond=_ways(row for row in rows if row["recalled_at"] and row["beyond_recall"]),
        others=tuple(sorted({names[row["user"]] for row in rows} - {*told})),
    )


def _open(stage: Stage, actor: Actor) -> int:
    return len(_do(stage, actor, lambda work: open_gaps(work, actor, stage.case, FIRST, MANY)))


def _had(stage: Stage) -> frozenset[str]:
    answers = decided(stage, HOLDER, DELIVERY)
    return frozenset(fact for fact, one in answers.items() if one.outcome is Outcome.FULL)


def _copies(stage: Stage, actor: Actor) -> list[dict[str, Any]]:
    return _do(stage, actor, lambda work: copies(work, actor, stage.hub.zone, FIRST, MANY))


def _ways(rows: Iterable[Item]) -> tuple[str, ...]:
    return tuple(sorted({str(row["medium"]) for row in rows}))


def _officer(stage: Stage, beside: str) -> Actor:
    """Register an officer in the unit of one of the readers."""
    unit = stage.readers[beside].unit
    with stage.hub.begin() as work:
        return Actor(register_user(work, unit, "synthetic officer", [IG_OFFICER]), unit, IG_OFFICER)


def _work_off(stage: Stage) -> None:
    """Do the recalls that wait, as a worker would, and leave what else does: here nobody waits for it."""
    while True:
        with stage.hub.begin() as work:
            terms = queries.Terms([Kind.RECALL], work.tx.now + USUAL.furthest)
            leased = queries.lease(work.tx, work.new_id(), work.tx.now + USUAL.lease, terms, MANY)
        if not leased:
            return
        for task, _ in leased:
            if Runner(stage.hub).run(task) is not Came.DONE:
                raise TypeError("the demo's recall did not come to its end")


def _do(stage: Stage, actor: Actor, act: Callable[[Work], Done]) -> Done:
    with stage.hub.begin(actor.unit) as work:
        return act(work)
