"""What the sender is told of what is missing: never who said no, nor who helps her."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from consent.record import Status as Answer
from policies.vocabulary import SourceType
from sharehub.cases.members import allocate
from sharehub.consents.record import record_consent
from sharehub.identity.actor import Actor
from sharehub.protocols.partnership import register_user
from tests.sharehub.audit.deeds import said
from tests.sharehub.referrals.referring import Referring, a_programme

if TYPE_CHECKING:
    from sharehub.referrals.completeness import Agreement, Completeness
    from tests.sharehub.world import World

LABEL = "She failed to protect the children from him."


def report(world: World, **changes: object) -> Completeness:
    return Referring.of(world, **changes).previewed().completeness


def agreement(world: World) -> Agreement:
    found = report(world).agreement
    assert found is not None
    return found


@pytest.mark.parametrize("answer", [Answer.ACTIVE, Answer.REFUSED, Answer.LIMITED, Answer.PENDING])
def test_that_she_was_asked_is_told_alike_whatever_she_said(world: World, answer: Answer) -> None:
    world.consents(status=answer)

    found = agreement(world)

    assert (found.asked, found.on, found.by) == (True, "2024-06-03", "Unit CAL-W")


def test_a_withdrawal_later_changes_nothing_of_what_is_told(sqlite_world: World) -> None:
    sqlite_world.consents()
    before = agreement(sqlite_world)
    sqlite_world.go_to(sqlite_world.today().replace(day=5))
    sqlite_world.consents(status=Answer.RESCINDED)
    after = (
        Referring.of(sqlite_world, programme=a_programme(sqlite_world, code="ANOTHER"))
        .previewed()
        .completeness.agreement
    )

    assert after == before


def test_nobody_was_asked_where_it_was_about_another_unit_or_purpose_or_only_told(
    sqlite_world: World,
) -> None:
    sqlite_world.consents(recipients=frozenset({str(sqlite_world.units["HV"])}))
    sqlite_world.consents(purposes=frozenset({"programme_delivery"}))
    sqlite_world.consents(status=Answer.BYPASSED)

    assert not agreement(sqlite_world).asked


def test_a_unit_whose_involvement_would_tell_is_not_named(sqlite_world: World) -> None:
    world = sqlite_world
    with world.hub.begin() as work:
        user = register_user(work, world.units["ALC-S"], "her substance worker", ["substance_survivor"])
    hers = Actor(user, world.units["ALC-S"], "substance_survivor")
    world.act(allocate, "social_worker", user, hers.role, world.today())
    world.act(record_consent, hers, said(world))

    found = agreement(world)

    assert (found.asked, found.by) == (True, None)


def test_a_sender_who_works_with_him_is_not_told_whether_she_was_asked(sqlite_world: World) -> None:
    world = sqlite_world
    world.consents()
    with world.hub.begin() as work:
        user = register_user(work, world.units["CF-SW"], "his social worker", ["justice_sw"])
    his = Actor(user, world.units["CF-SW"], "justice_sw")
    world.act(allocate, "social_worker", user, his.role, world.today())
    there = replace(world, staff={**world.staff, "his": his})
    there.publish(there.behaviour(statement=LABEL, source_type=SourceType.PROFESSIONAL_JUDGEMENT))

    found = report(there, by="his", purpose="programme_referral")

    assert found.agreement is None
    # Whose words a line holds would show by its being asked about.
    assert found.findings == ()


def test_findings_say_where_and_never_about_her_own_words(sqlite_world: World) -> None:
    world = sqlite_world
    world.publish(world.behaviour(statement=LABEL, source_type=SourceType.PROFESSIONAL_JUDGEMENT))
    world.publish(world.told_by_her(statement="I failed to protect the children from him, she said."))
    world.consents()

    preview = Referring.of(world).previewed()

    assert preview.completeness.findings
    lines = {line.id: line.text for family in preview.sections.pattern for line in family.lines}
    assert {lines[one.line] for one in preview.completeness.findings} == {LABEL}
    for one in preview.completeness.findings:
        assert 0 <= one.start < one.end <= len(LABEL)
