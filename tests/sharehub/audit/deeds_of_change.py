"""Acts of referrals, change, permissions and gaps: done rightly, and in one way in which each is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sharehub.audit.entry import Action
from sharehub.change import assess, commitments, goals
from sharehub.change.commitments import Kept, NewFollowUp
from sharehub.change.lines import Line
from sharehub.language.vocabulary import Kind
from sharehub.patterns import gaps
from sharehub.patterns.shown import Shown, show
from sharehub.permissions import permission
from sharehub.permissions.permission import Answered, Reply
from sharehub.permissions.standing import Direction
from sharehub.referrals import draft, lifecycle
from sharehub.referrals.words import Rejection
from sharehub.referrals.words import Status as Standing
from sharehub.requests.answer import decline, withdraw
from sharehub.requests.ask import ask
from sharehub.requests.words import About, Reason
from tests.sharehub.audit.deed import LINES, NOBODY, Deed, Step, on_what_is_not_there
from tests.sharehub.change import builders
from tests.sharehub.permissions.asking import asked_of_him, wanted
from tests.sharehub.referrals.referring import Referring

if TYPE_CHECKING:
    from tests.sharehub.world import World


def _set_goal(world: World, text: str) -> Step:
    return ("social_worker", goals.set_goal, (builders.a_goal(world, behaviour=Line(text)),))


def _commit(world: World, days: int) -> Step:
    said_on = world.today() + timedelta(days)
    return ("mens_worker", commitments.record_commitment, (builders.a_commitment(world, said_on=said_on),))


def _follow_up(world: World, days: int) -> Step:
    seen = NewFollowUp(Kept.PARTLY, Line("He asked for her phone once."), world.today() + timedelta(days))
    return ("mens_worker", commitments.follow_up, (builders.commit(world), seen))


def _assess(world: World, days: int) -> Step:
    end = world.today() + timedelta(days)
    return ("mens_worker", assess.assess, (builders.an_assessment(world, end=end),))


def _draft(world: World, **changes: Any) -> Step:
    return ("social_worker", draft.draft, (replace(Referring.of(world).new, **changes),))


def _change(world: World, **changes: Any) -> Step:
    referring = Referring.of(world)
    return (
        "social_worker",
        draft.change,
        (referring.id, replace(referring.new, **changes), referring.revision),
    )


def _revoke(world: World, reason: Rejection | None) -> Step:
    referring = Referring.of(world)
    step = lifecycle.Step(Standing.REVOKED, reason)
    return ("social_worker", lifecycle.move, (referring.id, step, referring.revision))


def _answer(world: World, said: Reply) -> Step:
    told = Answered(Direction.TREATMENT_TO_PROGRAMME, said)
    return "his_substance_worker", permission.answer, (asked_of_him(world), told)


def _request(world: World, unit: str) -> Step:
    asked = (About.INTERVENTION_GOALS, world.units[unit], world.today())
    return "social_worker", ask, asked


def _decline(world: World, by: str) -> Step:
    who, verb, what = _request(world, "SCHOOL")
    return by, decline, (world.act(verb, who, *what), Reason.NOT_OUR_WORK)


def _withdraw(world: World, by: str) -> Step:
    who, verb, what = _request(world, "SCHOOL")
    return by, withdraw, (world.act(verb, who, *what),)


def _close_a_gap(world: World, by: str) -> Step:
    gap = world.behaviour(
        kind=Kind.GAP, tactics=frozenset(), action_unit=world.units["HV"], due=world.today()
    )
    return by, gaps.close, (world.publish(gap), world.publish(world.behaviour()))


def _show(world: World, person: str) -> Step:
    told = frozenset({world.publish(world.told_by_her(), by="womens_worker")})
    return "womens_worker", show, (Shown(told, world.people[person], world.today(), asked_to_share=True),)


OF_CHANGE = (
    Deed(Action.REFERRAL_DRAFTED, _draft, partial(_draft, person=NOBODY)),
    Deed(Action.REFERRAL_CHANGED, partial(_change, earlier_asked=True), partial(_change, purpose="marac")),
    Deed(
        Action.REFERRAL_MOVED,
        partial(_revoke, reason=None),
        partial(_revoke, reason=Rejection.NO_CAPACITY),
    ),
    Deed(
        Action.GOAL_SET,
        partial(_set_goal, text=builders.KEY),
        partial(_set_goal, text="Attend the programme."),
        besides=LINES,
    ),
    Deed(
        Action.GOAL_MOVED,
        lambda world: ("social_worker", goals.move_goal, (builders.set_one(world), goals.GoalStatus.NOT_MET)),
        on_what_is_not_there(goals.move_goal, "social_worker", goals.GoalStatus.NOT_MET),
    ),
    Deed(Action.COMMITMENT_RECORDED, partial(_commit, days=0), partial(_commit, days=1), besides=LINES),
    Deed(
        Action.COMMITMENT_FOLLOWED_UP,
        partial(_follow_up, days=0),
        partial(_follow_up, days=1),
        besides=LINES,
    ),
    Deed(Action.CHANGE_ASSESSED, partial(_assess, days=0), partial(_assess, days=1), besides=LINES),
    Deed(
        Action.PERMISSION_ASKED,
        lambda world: ("his_substance_worker", permission.ask, (wanted(world),)),
        lambda world: ("mens_worker", permission.ask, (wanted(world),)),
        history=False,
    ),
    Deed(
        Action.PERMISSION_ANSWERED,
        partial(_answer, said=Reply.GIVEN),
        partial(_answer, said=Reply.WITHDRAWN),
        history=False,
        besides=frozenset({Action.CONSENT_RECORDED}),
    ),
    Deed(
        Action.REQUEST_MADE,
        partial(_request, unit="SUB-P"),
        partial(_request, unit="CF-SW"),
        history=False,
    ),
    Deed(
        Action.REQUEST_ANSWERED,
        partial(_decline, by="teacher"),
        partial(_decline, by="police"),
        history=False,
    ),
    Deed(
        Action.REQUEST_WITHDRAWN,
        partial(_withdraw, by="social_worker"),
        partial(_withdraw, by="teacher"),
        history=False,
    ),
    Deed(
        Action.GAP_CLOSED,
        partial(_close_a_gap, by="police_two"),
        partial(_close_a_gap, by="teacher"),
        history=False,
    ),
    Deed(
        Action.SHOWN_TO_HER,
        partial(_show, person="her"),
        partial(_show, person="him"),
        history=False,
    ),
)
