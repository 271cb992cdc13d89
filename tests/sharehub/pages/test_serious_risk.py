"""Somebody is at serious risk: asked for by one and approved by another, or alone with the glass broken."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import update

from sharehub.audit.entry import Action
from sharehub.database.schema import Session
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

FAMILY = "Marketa, Agata, Jan, Aleksander"
RISK = "He said at the gate that he knows where she goes on Thursdays."
GROUNDS = {
    "risk": RISK,
    "who_is_at_risk": "She, and the two children.",
    "why_not_less": "A short form names no day.",
    "nobody_reached": "Her worker and the duty line, both twice.",
}
TWO_MINUTES = 120


def long_ago(hub: Served) -> None:
    """Let everybody who is signed in have signed in an hour ago."""
    earlier = hub.stage.hub.clock.now() - timedelta(hours=1)
    with hub.stage.hub.engine.begin() as connection:
        connection.execute(update(Session).values(authenticated_at=earlier))


def test_a_serious_risk_decision_takes_few_pages(hub: Served, somebody: Callable[[str], Person]) -> None:
    asker, pages = somebody("csw"), []
    asker.page.on("framenavigated", lambda frame: pages.append(frame.url))
    began = monotonic()
    asker.follows("Serious risk").page.locator(f'a[href="/cases/{hub.case}/serious-risk"]').click()
    asker.fills(person=str(hub.stage.persons["MARK"]), risk=RISK, why_not_less="A short form names no day.")
    asker.fills(units=str(hub.stage.units["SCHOOL"]), purposes="child_protection", what="all")
    asker.presses("Ask for it")
    assert asker.sees("It opens nothing until somebody else approves")
    assert flaws(asker) == []

    approver = somebody("police")
    approver.page.on("framenavigated", lambda frame: pages.append(frame.url))
    approver.follows("Serious risk")
    assert flaws(approver) == []
    approver.page.locator("main h3 a").first.click()
    assert flaws(approver) == []
    assert approver.sees(RISK)
    assert approver.sees("Primary school")
    approver.presses("Approve it")
    assert approver.sees("It counts from now")
    # Begin, ask, asked; begin, read the grounds, approved: and each page may be looked at for twenty seconds.
    assert len(pages) == 6
    assert monotonic() - began < TWO_MINUTES
    assert flaws(approver) == []
    approved = hub.entries(Action.SERIOUS_RISK_APPROVED)[-1]
    assert approved["refs"]["decision"] == hub.entries(Action.SERIOUS_RISK_ASKED)[-1]["refs"]["decision"]


def test_whoever_asked_does_not_find_it_to_approve(hub: Served) -> None:
    with Visitor(hub) as asker, Visitor(hub) as teacher:
        path = f"/cases/{hub.case}/serious-risk"
        held = asker.signs_in("csw").held(path)
        wrong = asker.sends(path, **held, risk=RISK)
        assert wrong.status_code == 422
        assert "Choose who must have it." in wrong.text
        assert RISK in wrong.text
        fields = {"person": str(hub.stage.persons["MARK"]), "units": str(hub.stage.units["SCHOOL"])}
        fields |= {"risk": RISK, "why_not_less": "No.", "purposes": "child_protection", "what": "all"}
        assert asker.sends(path, **held, **fields).headers["location"] == "/serious-risk/asked"
        decision = hub.entries(Action.SERIOUS_RISK_ASKED)[-1]["refs"]["decision"]

        assert decision not in asker.sees("/serious-risk").text
        refused = asker.sends(f"{path}/{decision}", **asker.held(path))
        assert "Whoever asked does not approve." in refused.text
        # Whose role approves nothing is told of nothing that waits.
        assert decision not in teacher.signs_in("teacher").sees("/serious-risk").text
        assert RISK not in teacher.sees(f"{path}/{decision}").text


def test_the_glass_is_broken_by_somebody_who_signs_in_once_more(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    officer = somebody("csw").follows("Serious risk")
    assert flaws(officer) == []
    long_ago(hub)
    officer.follows("Break the glass")
    assert officer.sees("signed in within the last five minutes")
    officer.presses("Go on")
    officer.page.locator('button[value="csw"]').click()
    officer.page.wait_for_url("**/break-glass")
    # Only now is there anything to fill in, so that nothing that was written is lost.
    officer.presses("Break the glass")
    assert flaws(officer) == []
    officer.fills(purpose="child_protection", **GROUNDS).presses("Break the glass")
    assert flaws(officer) == []
    assert officer.sees("It ends by itself 60 minutes after you broke the glass")
    assert hub.entries(Action.GLASS_BROKEN)[-1]["outcome"] == "done"
    officer.presses("End it now")
    assert flaws(officer) == []
    assert hub.entries(Action.GLASS_ENDED)[-1]["refs"] == {
        "glass": hub.entries(Action.GLASS_BROKEN)[-1]["refs"]["glass"]
    }


def test_of_a_case_that_is_none_the_answer_is_the_same(hub: Served) -> None:
    number = str(uuid4())
    with Visitor(hub) as officer:
        held = officer.signs_in("csw").held("/serious-risk")
        assert officer.sends("/serious-risk", **held, number="twelve").status_code == 422
        path = officer.sends("/serious-risk", **held, number=number).headers["location"]
        assert path == f"/cases/{number}/break-glass"
        answer = officer.sends(path, **officer.held(path), purpose="child_protection", **GROUNDS)
        assert answer.status_code == 303
        shown = officer.sees(answer.headers["location"])
        assert shown.status_code == 200
        assert "that there is none tells you nothing" in shown.text


def test_a_sign_in_that_grew_old_over_the_form_is_asked_for_again(hub: Served) -> None:
    path = f"/cases/{hub.case}/break-glass"
    with Visitor(hub) as officer:
        held = officer.signs_in("csw").held(path)
        long_ago(hub)
        answer = officer.sends(path, **held, purpose="child_protection", **GROUNDS)
    assert answer.headers["location"] == f"/sign-in/anew?to={path}"


def test_in_other_roles_the_glass_is_not_broken(hub: Served) -> None:
    with Visitor(hub) as teacher:
        answer = teacher.signs_in("teacher").sees(f"/cases/{hub.case}/break-glass")
        assert answer.status_code == 403
        assert "ring one of them" in answer.text
        assert "Break the glass" not in teacher.sees("/serious-risk").text


def test_who_is_refused_knows_what_next_and_not_what_is_there(hub: Served) -> None:
    with Visitor(hub) as teacher:
        teacher.signs_in("teacher")
        theirs = teacher.sees(f"/cases/{uuid4()}/consents")
        assert theirs.status_code == 404
        assert "to something that is not for you; which of the two is not said" in theirs.text
        assert "/serious-risk" in theirs.text
