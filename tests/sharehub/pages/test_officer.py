"""An officer's journeys: who saw what, refusals, a review, a draft rulebook, an export, the log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest

from policies.shipped import rulebook_text
from sharehub.app import KeptLog
from sharehub.audit import signing_keys
from sharehub.audit.promise import promiser
from sharehub.audit.signing_keys import Use
from tests.sharehub.audit.trees import ORIGIN, a_sequencer
from tests.sharehub.pages.browsing import flaws, served
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

RISK = "He has said he will find her, wherever she is."


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the demo's family after looks, a refusal and a serious-risk decision, with a log that signs."""
    folder = tmp_path_factory.mktemp("served")
    keys = signing_keys.create(folder / "promises.json", Use.PROMISES, promiser(ORIGIN), os.urandom)
    with served(folder / "hub", log=KeptLog(promises=keys.newest)) as found:
        yield found


def asks(hub: Served, who: str, path: str, body: dict[str, Any] | None = None) -> httpx2.Response:
    """Ask the API for something of the case, as somebody."""
    headers = {"Authorization": f"Bearer {hub.token(who)}", "Idempotency-Key": str(uuid4())}
    address = f"{hub.address}/api/v1/cases/{hub.case}{path}"
    return httpx2.post(address, headers=headers, json=body, trust_env=False)


def looks(hub: Served, who: str = "csw") -> str:
    """Look at the pattern as somebody; return the receipt."""
    answer = asks(hub, who, "/disclosures", {"purpose": "child_protection"})
    assert answer.status_code == 200, answer.text
    receipt: str = answer.json()["receipt"]
    return receipt


def decides(hub: Served) -> str:
    """Ask for a serious-risk decision and have it approved; return its id."""
    asked = asks(
        hub,
        "police",
        "/serious-risk-decisions",
        {
            "facts": [str(hub.stage.facts["M01"])],
            "units": [str(hub.stage.units["SCHOOL"])],
            "purposes": ["child_protection"],
            "start": "2024-09-11",
            "person_at_risk": str(hub.stage.persons["MARK"]),
            "risk": RISK,
            "why_not_less": "A short form would name no place.",
        },
    )
    assert asked.status_code == 201, asked.text
    identity: str = asked.json()["id"]
    assert asks(hub, "csw", f"/serious-risk-decisions/{identity}/approval").status_code == 204
    return identity


def sequenced(hub: Served) -> None:
    """Put what waits into the log's tree."""
    sequencer = a_sequencer(hub.stage.hub, hub.tokens.parent)
    with sequencer.lease() as lease:
        assert lease
        sequencer.round()


def test_who_saw_what_of_a_case_and_an_export_of_it(somebody: Callable[[str], Person], hub: Served) -> None:
    looks(hub)
    officer = somebody("ig").follows("Oversight")
    assert flaws(officer) == []

    officer.page.locator(f'a[href="/oversight/cases/{hub.case}"]').click()

    assert flaws(officer) == []
    assert officer.sees("Looked at the pattern")
    assert officer.sees("Social worker for children and families")
    assert officer.sees("To protect the children")
    assert officer.sees("in full")
    shown = officer.page.content()
    for fact in hub.stage.file.facts:
        assert fact.statement not in shown
    assert not [one for one in hub.stage.file.persons.values() if one.name and one.name in shown]

    officer.page.locator("td summary").first.click()
    officer.page.locator('a[href^="/oversight/facts/"]').first.click()
    assert officer.sees("Who had read this fact")
    assert officer.sees("csw")
    assert flaws(officer) == []

    officer.page.go_back()
    with officer.page.expect_download() as download:
        officer.presses("Export")
    assert download.value.suggested_filename == "sharehub-case.csv"
    exported = download.value.path().read_text("utf-8")
    assert "pattern.asked" in exported
    assert hub.stage.file.facts[0].statement not in exported

    officer.fills(**{"from": "2024-01-01", "to": "2024-01-02"}).presses("Narrow")
    assert officer.sees("Nothing is on record for these days")
    assert flaws(officer) == []


def test_refusals_and_the_heat_map(somebody: Callable[[str], Person], hub: Served) -> None:
    looks(hub)
    assert asks(hub, "teacher", "/disclosures", {"purpose": "court_report"}).status_code == 403
    officer = somebody("ig").follows("Oversight").follows("Refusals")
    assert officer.sees("Primary school")
    assert officer.sees("Refused")
    assert flaws(officer) == []

    officer.follows("Oversight").follows("Looks by unit and purpose")
    assert flaws(officer) == []
    row = officer.page.get_by_role("row", name="Children & families social work")
    assert int(row.get_by_role("cell").first.inner_text()) >= 1


def test_a_decision_against_the_rule_is_reviewed(somebody: Callable[[str], Person], hub: Served) -> None:
    identity = decides(hub)
    officer = somebody("ig").follows("Reviews")
    assert flaws(officer) == []

    officer.page.locator(f'a[href$="{identity}"]').click()
    assert flaws(officer) == []
    assert officer.sees("police")
    assert RISK not in officer.page.content()
    officer.presses("Put the review on record")
    assert officer.sees("There is a problem")
    assert flaws(officer) == []
    officer.fills(verdict="justified", note="The school has to be reached in the holidays too.")
    officer.presses("Put the review on record")

    assert officer.page.url.endswith("/reviews")
    assert not officer.page.locator(f'a[href$="{identity}"]').count()


def test_a_draft_rulebook_is_tried(somebody: Callable[[str], Person]) -> None:
    officer = somebody("ig").follows("Protocols").follows("Try a draft rulebook")
    officer.fills(document="id: nothing").presses("Try it")
    assert officer.sees("There is a problem")
    assert flaws(officer) == []
    assert officer.page.title().startswith("Error: ")

    officer.fills(document=rulebook_text()).presses("Try it")
    assert officer.sees("Everybody would get what they get now")
    assert flaws(officer) == []


def test_the_log_and_a_receipt(somebody: Callable[[str], Person], hub: Served) -> None:
    receipt = looks(hub)
    officer = somebody("ig").follows("The log")
    assert officer.sees("Nobody outside witnesses this log")
    officer.fills(receipt=receipt).presses("Check it")
    assert officer.sees("Not in the tree yet")
    assert flaws(officer) == []

    sequenced(hub)
    officer.fills(receipt=receipt).presses("Check it")
    assert officer.sees("It is kept")
    assert officer.sees(ORIGIN)
    officer.fills(receipt=receipt.replace("AA", "AB", 1) if "AA" in receipt else receipt[:-6] + "AAAA=\n")
    officer.presses("Check it")
    assert not officer.sees("It is kept")


def test_what_is_no_receipt_is_said_to_be_none(hub: Served) -> None:
    with Visitor(hub) as visitor:
        held = visitor.signs_in("ig").held("/log")
        answer = visitor.sends("/log", **held, receipt="<script>alert(1)</script>")

    assert answer.status_code == 422
    assert "This is no receipt" in answer.text or "no receipt" in answer.text
    assert "<script" not in answer.text


def test_an_older_page_of_answers_is_behind_a_signed_word_that_names_nobody(hub: Served) -> None:
    with Visitor(hub) as visitor:
        first = visitor.signs_in("ig").sees(f"/oversight/cases/{hub.case}")
        cursor = first.text.partition("cursor=")[2].partition('"')[0]
        older = visitor.sees(f"/oversight/cases/{hub.case}?cursor={cursor}")
        forged = visitor.sees(f"/oversight/cases/{hub.case}?cursor={'A' * 43}")

    assert len(cursor) == 43
    assert older.status_code == 200
    assert "Newest" in older.text
    assert forged.status_code == 422
    assert "begin the list anew" in forged.text.lower()


def test_an_officers_first_page_names_no_family_and_leads_to_who_saw_what(hub: Served) -> None:
    with Visitor(hub) as visitor:
        first = visitor.signs_in("ig").sees("/")
        case = visitor.sees(f"/cases/{hub.case}")
        refused = visitor.sees("/oversight/refusals")

    assert f'href="/cases/{hub.case}"' in first.text
    assert f"Case {hub.case[-6:]}" in first.text
    assert case.headers["location"] == f"/oversight/cases/{hub.case}"
    # What the page itself asks leaves no refusal for officers to look through.
    assert "Asked who is who" not in refused.text


def test_who_is_no_officer_sees_none_of_it(hub: Served) -> None:
    with Visitor(hub) as visitor:
        visitor.signs_in("csw")
        answers = [visitor.sees(path) for path in ("/oversight/refusals", "/oversight/heat-map", "/reviews")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
