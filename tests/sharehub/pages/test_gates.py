"""Events that open a purpose, and approvals: by those who may, for named services, until a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sharehub.audit.entry import Action
from sharehub.pages.shared import for_her
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

TOLD = "He regularly shouts aggressively at Marketa and calls her names."


def test_a_gate_is_opened_for_named_services_and_closed(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    worker, school = somebody("csw"), str(hub.stage.units["SCHOOL"])
    worker.goes(f"/cases/{hub.case}/gates").presses("Record it")
    assert flaws(worker) == []
    assert worker.sees("Choose for whom it opens: never for all.")
    # Who may open one gate opens no other: a hearing is arranged by the reporter.
    assert not worker.sees("Children's hearing arranged")

    worker.fills(gate="mapping_meeting", units=school).presses("Record it")
    assert flaws(worker) == []
    assert worker.sees("for Primary school")
    opened = hub.entries(Action.GATE_OPENED)[-1]["refs"]
    assert (opened["gate"], opened["units"]) == ("mapping_meeting", [school])
    worker.presses("Today is the last day")
    assert hub.entries(Action.GATE_CLOSED)[-1]["refs"]["opening"] == opened["opening"]
    assert worker.page.get_by_role("button", name="Today is the last day").count() == 0


def test_a_unit_approves_a_release_of_its_own_records(hub: Served, somebody: Callable[[str], Person]) -> None:
    worker = somebody("csw").goes(f"/cases/{hub.case}/approvals")
    worker.presses("Approve it")
    assert flaws(worker) == []
    # Nobody approves for another unit: of the case's facts only its own are there.
    assert not worker.sees("Aleksander punched Marketa")
    worker.page.get_by_label(TOLD).check()
    worker.fills(units=str(hub.stage.units["SHERIFF"]), purposes="court_report")
    worker.presses("Approve it")
    assert flaws(worker) == []
    assert worker.sees("It counts from today")
    assert hub.entries(Action.APPROVAL_GIVEN)[-1]["refs"]["facts"] == [str(hub.stage.facts["M02"])]


def test_a_day_that_is_none_is_said_at_its_field(hub: Served) -> None:
    path = f"/cases/{hub.case}/gates"
    fields = {"gate": "cp_concern", "units": str(hub.stage.units["SCHOOL"]), "start-day": "31"}
    with Visitor(hub) as worker:
        held = worker.signs_in("csw").held(path)
        answer = worker.sends(path, **held, **fields, **{"start-month": "2", "start-year": "2024"})
    assert answer.status_code == 422
    assert 'href="#start"' in answer.text
    assert "Write a day, such as 3 7 2026." in answer.text


def test_what_is_from_an_earlier_relationship_is_not_read_to_her() -> None:
    assert for_her({"caveats": ["NOT_TO_PERPETRATOR"]})
    assert not for_her({"caveats": ["NOT_TO_SURVIVOR_EXCEPT_VIA_DSDAS"]})


@pytest.mark.parametrize("who", ["respekt", "subp", "sheriff"])
def test_who_may_ask_for_nothing_at_risk_is_told_whom_to_ring(hub: Served, who: str) -> None:
    with Visitor(hub) as somebody:
        answer = somebody.signs_in(who).sees(f"/cases/{hub.case}/serious-risk")
    assert answer.status_code == 403
    assert "say what you fear" in answer.text
    assert TOLD not in answer.text
