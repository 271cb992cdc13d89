"""The demo's referral, through everybody's use cases: completed, approved, sent, read, reported on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from policies.vocabulary import Category
from sharehub.change.assess import Attended, NewAssessment, assess
from sharehub.change.assessing import Changed, Claimed, Named
from sharehub.change.goals import NewGoal, set_goal
from sharehub.change.lines import Line
from sharehub.change.read import Change, read_change
from sharehub.change.words import Claim, Difference, Share
from sharehub.errors import Conflict, Invalid
from sharehub.language.vocabulary import Tactic
from sharehub.patterns.held_against import shared_by
from sharehub.referrals.approve import approve
from sharehub.referrals.directory import NewProgramme, list_programme
from sharehub.referrals.draft import NewReferral, draft
from sharehub.referrals.eligibility import Strip, Takes
from sharehub.referrals.lifecycle import Step, move
from sharehub.referrals.preview import Preview, preview
from sharehub.referrals.read import Reading, read
from sharehub.referrals.send import send
from sharehub.referrals.words import Known, Mandate, Parenting, Relationship, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sharehub.hub import Work
    from sharehub.identity.actor import Actor
    from sharehub.rehearsal.stage import Stage

Done = TypeVar("Done")

SENDER, RECIPIENT, KEEPER = "csw", "respekt", "sarah_facilitator"
PURPOSE = "child_protection"
NEIGHBOUR = "Their neighbour sees the children come and go as they like."
GOALS = (
    (
        "He leaves her and the children free to come and go, with keys of their own.",
        "Marketa and the children leave the house and come back whenever they choose.",
        "Seen by the school and by the children's worker.",
    ),
    (
        "He makes no call to a service in order to have her seen at her worst.",
        "Marketa is heard by services in her own words.",
        "Seen by the police.",
    ),
    (
        "He keeps mornings and bedtimes calm and leaves the children's routines alone.",
        "Agata and Jan come to school rested, with their clothes and Jan's glasses.",
        "Seen by the school.",
    ),
)
FURTHER = (
    "He speaks of her to the children with respect.",
    "Agata and Jan hear nothing from him that runs their mother down.",
    "Seen by the children's worker.",
)


@dataclass(frozen=True, slots=True)
class Referred:
    """What came of it: what its sender saw first and in the end, what was refused, what the worker reads."""

    first: Preview
    refused_goal: str
    in_the_end: Preview
    stopped: str
    reading: Reading


def refer(stage: Stage) -> Referred:
    """Refer him: draft, look, set goals, approve, be stopped by a change, approve anew, send, accept."""
    sender, recipient = stage.readers[SENDER], stage.readers[RECIPIENT]
    referral = drafted(stage, sender, recipient)
    first = _seen(stage, sender, referral)
    refused = _refusal(stage, sender)
    for texts in GOALS:
        _set_goal(stage, sender, texts)
    approved = _approved(stage, sender, referral, _seen(stage, sender, referral))
    _set_goal(stage, sender, FURTHER)
    stopped = _stopped(stage, sender, referral, approved)
    look = _seen(stage, sender, referral)
    approved = _approved(stage, sender, referral, look)
    sent = _do(stage, sender, lambda work: send(work, sender, stage.case, referral, approved))
    reading = read(stage.hub, recipient, stage.case, referral)
    if not isinstance(reading, Reading):
        raise TypeError("the demo's referral was not there to be read")
    _do(
        stage,
        recipient,
        lambda work: move(work, recipient, stage.case, referral, Step(Status.ACCEPTED), sent),
    )
    return Referred(first, refused, look, stopped, reading)


def report(stage: Stage) -> Change:
    """Let the programme answer the three questions, and read that as the children's social worker."""
    recipient, sender = stage.readers[RECIPIENT], stage.readers[SENDER]
    new = NewAssessment(
        start=date(2024, 7, 8),
        end=date(2024, 8, 26),
        named=Named(Share.LITTLE, frozenset({Tactic.PHYSICAL}), frozenset({Tactic.CONFINE, Tactic.SYSTEMS})),
        claimed=tuple(
            Claimed(stage.persons[name], Claim.PARTIAL if part == "child" else Claim.NONE)
            for name, part in _family(stage)
        ),
        changed=(
            Changed(Tactic.PHYSICAL, Difference.REPLACED, Tactic.MONITOR, since="2024-07"),
            Changed(Tactic.SYSTEMS, Difference.NONE),
        ),
        attendance=Attended(8, 8),
    )
    shared = shared_by(stage.hub, recipient, stage.case, new.texts())
    _do(stage, recipient, lambda work: assess(work, recipient, stage.case, new, shared))
    found = read_change(stage.hub, sender, stage.case, PURPOSE)
    if not isinstance(found, Change):
        raise TypeError("the demo's report was not there to be read")
    stage.beside.update(
        line["text"] for line in found.composed.lines.values() if _is_new(stage, line["text"])
    )
    return found


def drafted(stage: Stage, sender: Actor, recipient: Actor) -> UUID:
    """List the programme, and draft his referral to it."""
    keeper = stage.readers[KEEPER]
    both = frozenset(Mandate)
    takes = Takes(both, True, True, frozenset({"en", "pl"}), frozenset(), True)
    listed = NewProgramme(recipient.unit, "RESPEKT", "Respekt", takes)
    programme = _do(stage, keeper, lambda work: list_programme(work, keeper, listed))
    him = next(
        one for name, one in stage.persons.items() if stage.file.persons[name].person.part == "perpetrator"
    )
    strip = Strip(
        mandate=Mandate.NON_COURT_MANDATED,
        man=Known.YES,
        relationship=Relationship.HETEROSEXUAL,
        languages=frozenset({"pl", "en"}),
        interpreter=False,
        area=None,
        parenting=frozenset({Parenting.LIVES_WITH_CHILDREN}),
    )
    asked = frozenset({Tactic.ECONOMIC, Tactic.SEXUAL})
    new = NewReferral(
        programme, him, recipient.user, recipient.role, PURPOSE, strip, asked, earlier_asked=True
    )
    return _do(stage, sender, lambda work: draft(work, sender, stage.case, new))


def _seen(stage: Stage, sender: Actor, referral: UUID) -> Preview:
    found = preview(stage.hub, sender, stage.case, referral)
    if not isinstance(found, Preview):
        raise TypeError("the demo's referral was not there to be looked at")
    return found


def _approved(stage: Stage, sender: Actor, referral: UUID, look: Preview) -> int:
    return _do(
        stage,
        sender,
        lambda work: approve(work, sender, stage.case, referral, look.digest, look.revision),
    )


def _stopped(stage: Stage, sender: Actor, referral: UUID, approved: int) -> str:
    """Return why a referral is not sent that would no longer go as it was approved."""
    try:
        _do(stage, sender, lambda work: send(work, sender, stage.case, referral, approved))
    except Conflict as conflict:
        return str(conflict)
    raise TypeError("the demo's referral was sent although something had changed")


def _set_goal(stage: Stage, actor: Actor, texts: tuple[str, str, str]) -> None:
    new = _goal(stage, texts)
    shared = shared_by(stage.hub, actor, stage.case, new.texts())
    _do(stage, actor, lambda work: set_goal(work, actor, stage.case, new, shared))
    stage.beside.update(texts)


def _refusal(stage: Stage, actor: Actor) -> str:
    """Return why a goal is refused that tells who helps her."""
    try:
        _set_goal(stage, actor, (GOALS[0][0], GOALS[0][1], NEIGHBOUR))
    except Invalid as refused:
        return str(refused)
    raise TypeError("the demo's goal was taken although it names who helps her")


def _goal(stage: Stage, texts: tuple[str, str, str]) -> NewGoal:
    behaviour, outcome, witness = (Line(text, categories=frozenset({Category.BEHAVIOUR})) for text in texts)
    harmed = frozenset(stage.persons[name] for name, part in _family(stage) if part != "perpetrator")
    return NewGoal(behaviour, outcome, harmed, witness)


def _family(stage: Stage) -> list[tuple[str, str]]:
    parts = [(name, str(one.person.part)) for name, one in stage.file.persons.items()]
    return [(name, part) for name, part in parts if part in {"perpetrator", "survivor", "child"}]


def _is_new(stage: Stage, text: str) -> bool:
    return all(text not in {fact.statement, fact.gist} for fact in stage.file.facts)


def _do(stage: Stage, actor: Actor, act: Callable[[Work], Done]) -> Done:
    with stage.hub.begin(actor.unit) as work:
        return act(work)
