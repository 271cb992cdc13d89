"""The log says who did what to which references, and never a word of what anybody said or is called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from consent.people import Part
from consent.record import Kind, Status
from sharehub.audit.entry import Action
from sharehub.cases.conflicts import Trigger, exclude, raise_check
from sharehub.cases.people import add_person
from sharehub.consents.approvals import approve_release
from sharehub.consents.break_glass import Emergency, break_glass
from sharehub.consents.record import record_consent
from sharehub.consents.review import Verdict, review_decision
from sharehub.consents.serious_risk import Grounds, approve, ask
from sharehub.database.schema import AuditEntry, DecisionRecord
from sharehub.disclosure.disclose import disclose
from sharehub.errors import Invalid
from sharehub.patterns.publish import retract
from sharehub.patterns.record import correct, record
from sharehub.patterns.summaries import publish_summary
from sharehub.protocols import partnership
from tests.sharehub.audit.deeds import PURPOSE, a_scope, said, signed_in

if TYPE_CHECKING:
    from tests.sharehub.world import World

MARK = "Quetzalcoatl"


def marked(world: World) -> World:
    """Fill every free text there is with the mark, and read it as different people."""
    with world.hub.begin() as work:
        unit = partnership.register_unit(work, "MARKED", MARK, discreet=False)
        partnership.register_user(work, unit, MARK, ["police"])
    world.act(add_person, "police", Part.CHILD, MARK, None)
    new = world.told_by_her(
        statement=MARK,
        gist=f"{MARK}.",
        gist_reason=MARK,
        pathway_note=MARK,
        disclosed_to=MARK,
        police_grade=MARK,
        pathway_unknown_reason=MARK,
        no_link_found_reason=MARK,
    )
    fact = world.publish(new, by="womens_worker")
    world.act(correct, "womens_worker", fact, replace(new, concern_rank=1))
    world.act(record_consent, "womens_worker", said(world, own_words=MARK, note=MARK))
    objection = said(
        world,
        subject=world.people["child"],
        given_by=world.people["him"],
        status=Status.REFUSED,
        kind=Kind.OBJECTION,
        own_words=MARK,
    )
    world.act(record_consent, "womens_worker", objection)
    world.act(approve_release, "womens_worker", a_scope(world, fact), MARK)
    why = Grounds(MARK, MARK, told_note=MARK, person_at_risk=world.people["her"])
    decision = world.act(ask, "womens_worker", a_scope(world, fact), why)
    world.act(approve, "police", decision)
    world.act(review_decision, "officer", decision, Verdict.LESSON, MARK)
    signed_in(world).act(break_glass, "police", PURPOSE, Emergency(MARK, MARK, MARK, MARK))
    world.act(publish_summary, "womens_worker", {1: [fact]})
    world.open("programme_referral", "RESP-M")
    world.open("cp_concern", "HV")
    for reader, purpose in (("mens_worker", "programme_referral"), ("health_visitor", "child_protection")):
        disclose(world.hub, world.actor(reader), world.case, purpose)
    world.act(retract, "womens_worker", fact)
    teacher = world.actor("teacher").user
    world.act(raise_check, "police", teacher, Trigger.DECLARED, MARK, world.today())
    world.act(exclude, "officer", teacher, MARK, world.today())
    return world


def test_no_entry_and_no_decision_record_holds_a_word_of_content(world: World) -> None:
    bodies = [row["body"].decode() for row in marked(world).rows(AuditEntry)]
    records = [row["body"].decode() for row in world.rows(DecisionRecord)]

    assert len(records) == 2
    assert any(Action.FACT_CORRECTED.value in body for body in bodies)
    for text in (*bodies, *records, repr(world.rows(AuditEntry))):
        for word in (MARK, "Ludmila", "Konrad", "Agnes"):
            assert word.casefold() not in text.casefold()


def test_what_she_said_reaches_whom_she_said_and_still_not_the_log(world: World) -> None:
    texts = []
    world.publish(world.told_by_her(statement=MARK, gist=None), by="womens_worker")
    world.open("programme_referral", "RESP-M")
    world.consents()
    texts += world.texts("mens_worker", "programme_referral")

    assert texts == [MARK]
    assert MARK not in repr([*world.rows(AuditEntry), *world.rows(DecisionRecord)])


def test_a_refusal_echoes_nothing_in_the_log_or_in_its_message(sqlite_world: World) -> None:
    police = sqlite_world.actor("police")
    new = sqlite_world.behaviour(statement=MARK * 100, gist=MARK, first_known=MARK)

    with pytest.raises(Invalid) as refused, sqlite_world.hub.acting(police, Action.FACT_RECORDED) as work:
        record(work, police, sqlite_world.case, new)

    assert MARK not in str(refused.value)
    assert MARK not in repr(sqlite_world.rows(AuditEntry))
