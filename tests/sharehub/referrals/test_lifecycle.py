"""Which step may follow which, who takes it, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sharehub.audit.entry import Action
from sharehub.cases.members import allocate
from sharehub.database.order import FIRST
from sharehub.database.schema import Notice, ReferralStep
from sharehub.errors import ChangedSince, Conflict, Forbidden, Invalid, NotFound
from sharehub.identity.actor import Actor
from sharehub.notices.hear import heard
from sharehub.protocols.partnership import register_user
from sharehub.referrals import draft, lifecycle
from sharehub.referrals.approve import approve
from sharehub.referrals.lifecycle import Step, move, referrals, steps
from sharehub.referrals.queries import MINE_BEFORE
from sharehub.referrals.read import Reading, read
from sharehub.referrals.send import send
from sharehub.referrals.words import Rejection, Status
from tests.sharehub.audit.deed import NOBODY
from tests.sharehub.referrals.referring import Referring

if TYPE_CHECKING:
    from tests.sharehub.world import World

PATHS: dict[Status, tuple[Status, ...]] = {
    Status.DRAFT: (),
    Status.APPROVED: (Status.APPROVED,),
    Status.SENT: (Status.APPROVED, Status.SENT),
    Status.ACCEPTED: (Status.APPROVED, Status.SENT, Status.ACCEPTED),
    Status.REJECTED: (Status.APPROVED, Status.SENT, Status.REJECTED),
    Status.IN_PROGRESS: (Status.APPROVED, Status.SENT, Status.ACCEPTED, Status.IN_PROGRESS),
    Status.COMPLETED: (
        *(Status.APPROVED, Status.SENT, Status.ACCEPTED, Status.IN_PROGRESS),
        Status.COMPLETED,
    ),
    Status.REVOKED: (Status.REVOKED,),
    Status.RECALLED: (Status.APPROVED, Status.SENT, Status.RECALLED),
}
MAY_FOLLOW = {
    Status.DRAFT: {Status.APPROVED, Status.REVOKED},
    Status.APPROVED: {Status.APPROVED, Status.SENT, Status.REVOKED},
    Status.SENT: {Status.ACCEPTED, Status.REJECTED, Status.RECALLED},
    Status.ACCEPTED: {Status.IN_PROGRESS, Status.RECALLED},
    Status.IN_PROGRESS: {Status.COMPLETED, Status.RECALLED},
    Status.REJECTED: set(),
    Status.COMPLETED: set(),
    Status.REVOKED: set(),
    Status.RECALLED: set(),
}


def _taken(referring: Referring, to: Status) -> None:
    if to is Status.APPROVED:
        referring.approved()
    elif to is Status.SENT:
        referring.sent()
    else:
        referring.moved(to, reason=Rejection.NO_CAPACITY if to is Status.REJECTED else None)


def standing(world: World, status: Status) -> Referring:
    """Return a referral that stands so."""
    referring = Referring.of(world)
    for step in PATHS[status]:
        _taken(referring, step)
    assert referring.status is status
    return referring


@pytest.mark.parametrize("status", Status)
def test_exactly_these_steps_may_follow_and_others_are_refused_by_how_it_stands(
    sqlite_world: World, status: Status
) -> None:
    referring = standing(sqlite_world, status)
    before = referring.row

    for to in (one for one in Status if one is not Status.DRAFT and one not in MAY_FOLLOW[status]):
        # Before it is sent the programme does not know of it at all.
        unknown = status.value in MINE_BEFORE and to in lifecycle.BY_THE_PROGRAMME
        with pytest.raises(NotFound if unknown else Conflict) as refused:
            _tried(referring, to)
        assert (
            unknown
            or str(refused.value) == f"the referral is {status.value.replace('_', ' ')}: this is not for now"
        )
        assert referring.row == before
    for following in list(MAY_FOLLOW[status])[:1]:
        _taken(referring, following)
        assert referring.status is following


def _tried(referring: Referring, to: Status) -> None:
    world, revision = referring.world, referring.revision
    if to is Status.APPROVED:
        world.act(approve, referring.by, referring.id, "0" * 64, revision)
    elif to is Status.SENT:
        world.act(send, referring.by, referring.id, revision)
    else:
        _taken(referring, to)


def test_a_referral_that_is_changed_needs_to_be_approved_anew(sqlite_world: World) -> None:
    referring = standing(sqlite_world, Status.APPROVED)

    sqlite_world.act(draft.change, referring.by, referring.id, replace(referring.new, earlier_asked=True), 2)

    assert (referring.status, referring.revision) == (Status.DRAFT, 3)
    assert (referring.row["manifest"], referring.row["approved_by"]) == (None, None)
    referring.approved().sent()
    with pytest.raises(Conflict):
        sqlite_world.act(draft.change, referring.by, referring.id, referring.new, referring.revision)


def test_who_saw_an_older_revision_changes_nothing(sqlite_world: World) -> None:
    referring = standing(sqlite_world, Status.SENT)
    what: tuple[tuple[Any, str, tuple[Any, ...]], ...] = (
        (move, "mens_worker", (Step(Status.ACCEPTED), 1)),
        (send, "social_worker", (1,)),
        (approve, "social_worker", ("0" * 64, 1)),
        (draft.change, "social_worker", (referring.new, 1)),
    )

    for verb, by, given in what:
        with pytest.raises(ChangedSince):
            sqlite_world.act(verb, by, referring.id, *given)


def test_each_side_takes_its_own_steps_alone(sqlite_world: World) -> None:
    referring = standing(sqlite_world, Status.SENT)

    for by, to, error in (
        ("police", Status.ACCEPTED, Forbidden),
        ("social_worker", Status.ACCEPTED, Forbidden),
        ("mens_worker", Status.RECALLED, Forbidden),
        # Of a role that refers, and of another unit than the one that did.
        ("facilitator", Status.RECALLED, NotFound),
    ):
        with pytest.raises(error):
            referring.moved(to, by)
    for by in ("police", "womens_worker", "teacher"):
        with pytest.raises(Forbidden):
            sqlite_world.act(referrals, by, FIRST, 10)


@pytest.mark.parametrize(
    ("step", "where"),
    [
        (Step(Status.REJECTED), "reason"),
        (Step(Status.ACCEPTED, Rejection.NO_CAPACITY), "reason"),
        (Step(Status.DRAFT), "to"),
        (Step(Status.SENT), "to"),
        (Step(Status.ACCEPTED, None, NOBODY), "note"),
    ],
)
def test_a_step_that_is_none_is_refused(sqlite_world: World, step: Step, where: str) -> None:
    referring = standing(sqlite_world, Status.SENT)

    with pytest.raises(Invalid) as refused:
        sqlite_world.act(move, "mens_worker", referring.id, step, referring.revision)

    assert refused.value.where == where


def test_a_note_is_a_fact_of_the_programmes_own_that_its_referrer_gets_as_a_fact_or_not_at_all(
    sqlite_world: World,
) -> None:
    referring = standing(sqlite_world, Status.SENT)
    theirs = sqlite_world.publish(sqlite_world.behaviour())
    own = sqlite_world.publish(sqlite_world.behaviour(), by="mens_worker")

    with pytest.raises(Invalid):
        referring.moved(Status.REJECTED, reason=Rejection.NOT_ELIGIBLE, note=theirs)
    referring.moved(Status.REJECTED, reason=Rejection.NOT_ELIGIBLE, note=own)

    for by, note in (("mens_worker", own), ("social_worker", None)):
        last = sqlite_world.act(steps, by, referring.id, 0, 10)[-1]
        assert (last["status"], last["reason"], last["note"]) == ("rejected", "not_eligible", note)


def test_the_programme_sees_nothing_of_a_referral_before_it_is_sent(world: World) -> None:
    referring = standing(world, Status.APPROVED)

    assert world.act(referrals, "mens_worker", FIRST, 10) == []
    for verb, given in ((steps, (0, 10)), (move, (Step(Status.ACCEPTED), 2))):
        with pytest.raises(NotFound):
            world.act(verb, "mens_worker", referring.id, *given)
    with pytest.raises(NotFound):
        read(world.hub, world.actor("mens_worker"), world.case, referring.id)

    referring.sent()
    (seen,) = world.act(referrals, "mens_worker", FIRST, 10)
    assert (seen["id"], seen["status"]) == (referring.id, "sent")
    assert [one["status"] for one in world.act(steps, "mens_worker", referring.id, 0, 10)] == ["sent"]
    assert [one["status"] for one in world.act(steps, "social_worker", referring.id, 0, 10)] == [
        "draft",
        "approved",
        "sent",
    ]


def test_the_mens_worker_hears_that_it_was_sent_and_of_nothing_else_of_the_case(world: World) -> None:
    referring = standing(world, Status.RECALLED)

    with world.hub.begin() as work:
        found = heard(work, world.actor("mens_worker"), FIRST, 10)
    assert [(one["kind"], one["about"]) for one in found] == [
        ("referral_recalled", referring.id),
        ("referral_sent", referring.id),
    ]
    with world.hub.begin() as work:
        assert heard(work, world.actor("his_substance_worker"), FIRST, 10) == []


def test_a_draft_that_is_revoked_is_told_to_nobody(sqlite_world: World) -> None:
    standing(sqlite_world, Status.REVOKED)

    assert sqlite_world.rows(Notice) == []
    assert [row["status"] for row in sqlite_world.rows(ReferralStep)] == ["draft", "revoked"]
    assert sqlite_world.logged(Action.REFERRAL_MOVED)[-1]["refs"]["to"] == "revoked"


def test_a_recipient_who_is_not_there_yet_is_refused_with_the_next_step(sqlite_world: World) -> None:
    world = sqlite_world
    referring = Referring.of(world)
    with world.hub.begin() as work:
        user = register_user(work, world.units["RESP-M"], "new colleague", ["caledonian_men"])
    colleague = Actor(user, world.units["RESP-M"], "caledonian_men")
    new = replace(referring.new, recipient=user)

    for other in (
        new,
        replace(referring.new, recipient_role="caledonian_women"),
        replace(new, recipient=NOBODY),
    ):
        with pytest.raises(Invalid, match="allocate the programme's worker first") as refused:
            world.act(draft.draft, "social_worker", other)
        assert refused.value.where == "recipient"

    world.act(allocate, "social_worker", user, colleague.role, world.today())
    world.act(draft.draft, "social_worker", new)


def test_a_colleague_of_the_recipient_reads_it_too_and_another_role_does_not(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour())
    referring = Referring.of(world).approved().sent()
    with world.hub.begin() as work:
        users = {
            role: register_user(work, world.units["RESP-M"], role, [role])
            for role in ("caledonian_men", "justice_sw")
        }
    for role, user in users.items():
        world.act(allocate, "social_worker", user, role, world.today())
    there = replace(
        world, staff={**world.staff, **{r: Actor(u, world.units["RESP-M"], r) for r, u in users.items()}}
    )

    assert isinstance(replace(referring, world=there).read("caledonian_men"), Reading)
    with pytest.raises(NotFound):
        replace(referring, world=there).read("justice_sw")
