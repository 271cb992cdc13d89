"""Refer him to a programme, seeing how complete it is, what goes and what does not; and the directory."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.sharehub.pages.browsing import served
from tests.sharehub.pages.referred import GOAL, a_programme, whole
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

AFTER_THE_MEETING = date(2024, 7, 16)
KEPT_BACK = (
    "throat",
    "neighbour",
    "encouraging her to drink",
    "smelling of alcohol",
    "Jan never has his glasses",
)
"""Of the case: what she keeps from the programme, and what it gets in short form alone."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's family after the meeting, with a programme in the directory."""
    with served(tmp_path_factory.mktemp("served"), until=AFTER_THE_MEETING) as found:
        a_programme(found)
        yield found


def test_a_practitioner_refers_him(somebody: Callable[[str], Person], hub: Served) -> None:
    worker = somebody("csw").goes(f"/cases/{hub.case}").follows("Referrals to a programme")
    worker.follows("Refer him to a programme")
    assert worker.sees("No court says so; he can stop")
    assert worker.sees("Polish")
    whole(worker)

    worker.follows("Refer him to Respekt").presses("See what would go")
    assert worker.sees("Say how he comes.")
    assert worker.sees("Say whether you asked about earlier relationships.")
    whole(worker)
    worker.fills(
        mandate="non_court_mandated",
        man="yes",
        relationship="heterosexual",
        languages="pl",
        interpreter="no",
        parenting="lives_with_children",
        asked="ECONOMIC",
        earlier="yes",
    ).presses("See what would go")

    whole(worker)
    assert worker.sees("Asked, nothing here Money")
    assert worker.sees("There is no score.")
    assert worker.sees("She was last asked on 2 July 2024")
    assert worker.sees("Her address, and where she is: never.")
    assert worker.sees("He times Marketa when she goes to the shops.")
    assert [each for each in KEPT_BACK if each in worker.page.content()] == []

    worker.follows("Set goals first").follows("Set a goal").presses("Set the goal")
    assert worker.sees("Say what he will do.")
    worker.fills(
        behaviour=GOAL,
        outcome="Marketa and the children leave the house and come back whenever they choose.",
        outcome_for=str(hub.stage.persons["JAN"]),
        witness="Their neighbour sees the children come and go.",
    ).presses("Set the goal")
    # Who helps her is not told by way of a goal; all else that was written is still there.
    assert worker.sees("There is a problem")
    assert worker.page.locator("[name=behaviour]").input_value() == GOAL
    worker.fills(witness="Seen by the school.").presses("Set the goal")
    whole(worker)
    assert worker.sees("Now: not begun")

    worker.goes(f"/cases/{hub.case}/referrals")
    draft = worker.page.locator("ul.sh-list > li", has_text="Draft: nobody else sees it")
    draft.get_by_role("link").click()
    worker.follows("See what would go, then approve it")
    assert worker.sees(GOAL)
    worker.presses("Approve it as it stands here")
    assert worker.sees("Approved, not sent")
    worker.presses("Send it now")
    assert worker.sees("Sent, not answered yet")
    whole(worker)


def test_the_facilitator_keeps_the_directory(somebody: Callable[[str], Person], hub: Served) -> None:
    keeper = somebody("sarah_facilitator").goes("/programmes").follows("Add a programme")
    keeper.presses("Keep it")
    assert keeper.sees("Say what it is called.")
    whole(keeper)
    name = f"A programme {uuid4().hex}"
    keeper.fills(
        name=name,
        code="RESPEKT",
        unit=str(hub.stage.readers["respekt"].unit),
        open="yes",
        men_only="yes",
        heterosexual_only="yes",
        mandates="court_mandated",
        languages="en",
        areas="Edinburgh\nFife",
    ).presses("Keep it")
    assert keeper.sees("Another programme has this code.")
    keeper.fills(code=f"P{uuid4().hex[:8]}").presses("Keep it")
    whole(keeper)
    assert keeper.sees("Men who abuse a woman")
    assert keeper.sees("Edinburgh, Fife")

    keeper.page.locator("li", has_text=name).get_by_role("link").click()
    whole(keeper)
    keeper.fills(open="no").presses("Keep it")
    assert "Takes nobody at present" in keeper.page.locator("li", has_text=name).inner_text()


def test_whoever_does_not_keep_it_reads_the_directory_alone(hub: Served) -> None:
    with Visitor(hub) as visitor:
        page = visitor.signs_in("teacher").sees("/programmes").text
        refused = visitor.sends("/programmes/new", **visitor.held("/programmes/new"))

    assert "Respekt" in page
    assert "Add a programme" not in page
    assert refused.status_code == 422


def test_what_changed_since_somebody_looked_is_looked_at_again(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        here = f"/cases/{hub.case}/referrals"
        new = next(
            part.partition('"')[0]
            for part in visitor.sees(f"{here}/new").text.split('href="')
            if part.startswith(f"{here}/new/")
        )
        fields = visitor.held(new) | {
            "person": str(hub.stage.persons["ALEK"]),
            "recipient": "{0.user} {0.role}".format(hub.stage.readers["respekt"]),
            "purpose": "child_protection",
            "mandate": "non_court_mandated",
            "man": "not_known",
            "relationship": "not_known",
            "interpreter": "yes",
            "earlier": "no",
        }
        check = visitor.sends(new, **fields).headers["location"]
        held = visitor.held(check)
        assert len(held["digest"]) == 64
        stale = visitor.sends(
            check.replace("/check", "/approval"), **held | {"digest": "0" * 64, "form_key": uuid4().hex}
        )
        dropped = visitor.sends(check.replace("/check", "/moves"), **held | {"to": "revoked"})

    assert stale.status_code == 422
    assert "<title>Error: " in stale.text
    assert "Changed since you looked, look again." in stale.text
    assert dropped.status_code == 303


def test_a_referral_that_is_not_ones_own_is_nowhere(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        there = visitor.sees(f"/cases/{hub.case}/referrals/{uuid4()}")
        programme = visitor.sees(f"/cases/{hub.case}/referrals/new/{uuid4()}")

    assert (there.status_code, programme.status_code) == (404, 404)
