"""A yes to more than the law has shared in any case: to her full words, until she takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from sharehub.audit.entry import Action
from tests.sharehub.pages.browsing import flaws
from tests.sharehub.pages.visiting import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sharehub.pages.browsing import Person, Served

pytestmark = pytest.mark.browser

WORDS = "Tak, ale tylko im."
CALLS = "He chooses to call the police when Marketa has been drinking or is distressed"
CALLS_IN_SHORT = "He times his calls to services so that she is seen at her worst."


def unit(hub: Served, code: str) -> str:
    return str(hub.stage.units[code])


def read_by(hub: Served, who: str, purpose: str) -> str:
    """Return all that somebody gets through the API."""
    answer = httpx2.post(
        f"{hub.address}/api/v1/cases/{hub.case}/disclosures",
        json={"purpose": purpose},
        headers={"Authorization": f"Bearer {hub.token(who)}"},
        trust_env=False,
    )
    return " ".join(line["text"] for line in answer.json()["lines"])


def test_a_yes_to_more_than_is_shared_in_any_case_opens_her_words_until_she_takes_it_back(
    hub: Served, somebody: Callable[[str], Person]
) -> None:
    short = read_by(hub, "csw", "child_protection")
    assert CALLS_IN_SHORT in short
    assert CALLS not in short
    worker, case = somebody("calw").goes(f"/cases/{hub.case}/consents/yes"), hub.case
    worker.page.get_by_text("What a yes adds there, and for whom").click()
    assert flaws(worker) == []
    # What a yes adds is told from the rulebook: also that somebody who works with him would have it.
    assert worker.sees(
        "Her health: everybody who may ask; also the justice social worker, who works with him."
    )
    worker.fills(whose=str(hub.stage.persons["MARK"]), by="themselves", alone="yes", interpreter="none")
    worker.fills(recipients=unit(hub, "CF-SW"), in_full="child_protection", own_words=WORDS)
    # Where she lives goes by other rules there, and what she has told goes in full: that is not asked.
    for kind in ("survivor_health", "survivor_account", "safety"):
        worker.fills(categories=kind)
    worker.presses("Write it down")
    assert flaws(worker) == []
    assert worker.sees(
        "Tell them, and leave it out: What she has told; Where she lives, and how she keeps safe."
    )
    for kind in ("survivor_account", "safety"):
        worker.page.locator(f'[name="categories"][value="{kind}"]').uncheck()
    worker.presses("Write it down")
    assert flaws(worker) == []
    assert worker.sees("What for to protect the children")
    assert worker.sees("What the law has shared to protect the children goes without this yes, and goes on")
    assert CALLS in read_by(hub, "csw", "child_protection")
    # For another purpose, and for others, it opens nothing.
    assert CALLS not in read_by(hub, "csw", "marac_safety") + read_by(hub, "hv", "child_protection")

    worker.goes(f"/cases/{case}/shared").presses("Open the page to read with her")
    assert flaws(worker) == []
    assert worker.sees(
        "What the law has shared to protect the children goes on; what goes because of your yes stops."
    )
    worker.goes(f"/cases/{case}/consents").follows("Take back the yes")
    assert flaws(worker) == []
    assert worker.sees("This yes was to more than that to protect the children: what it added stops.")
    worker.presses("Take it back")
    assert worker.sees("It opens nothing now.")
    again = read_by(hub, "csw", "child_protection")
    assert CALLS_IN_SHORT in again
    assert CALLS not in again


def answered(hub: Served, path: str, **fields: str | list[str]) -> httpx2.Response:
    """Return what comes of a form about what Marketa said."""
    at = f"/cases/{hub.case}/consents/{path}"
    usual = {"whose": str(hub.stage.persons["MARK"]), "by": "themselves", "alone": "yes", "own_words": "Tak."}
    usual |= {"expires-day": "1", "expires-month": "3", "expires-year": "2025"} if path == "yes" else {}
    with Visitor(hub) as worker:
        return worker.signs_in("calw").sends(at, **worker.held(at), **(usual | fields))


@pytest.mark.parametrize(
    ("to", "purpose", "kind", "status"),
    [
        # In full in any case for who is named, though a yes would add something for others.
        ("MARAC-CO", "marac_safety", "survivor_account", 422),
        ("SCHOOL", "child_protection", "survivor_account", 303),
        # Not shared there by anybody's yes.
        ("CF-SW", "marac_safety", "safety", 422),
        # A child's to say.
        ("POL-DA", "child_protection", "child_account", 422),
        # Who may not ask for it gets nothing of it by a yes.
        ("SCHOOL", "marac_safety", "survivor_health", 422),
        ("SCRA", "reporter_investigation", "immigration", 303),
        # In which role another service would read is not known.
        ("SUB-P", "marac_safety", "survivor_account", 303),
        ("SUB-P", "marac_safety", "safety", 422),
    ],
)
def test_nobody_is_asked_for_a_yes_that_changes_nothing(
    hub: Served, to: str, purpose: str, kind: str, status: int
) -> None:
    before = len(hub.entries(Action.CONSENT_RECORDED))
    found = answered(hub, "yes", recipients=unit(hub, to), in_full=purpose, categories=kind)

    assert found.status_code == status
    assert ("a yes changes nothing about what follows" in found.text) is (status == 422)
    assert len(hub.entries(Action.CONSENT_RECORDED)) == before + (status == 303)


def test_a_no_may_be_to_full_words_alone_where_something_is_shared_in_any_case(hub: Served) -> None:
    fields = {"recipients": unit(hub, "CF-SW"), "categories": "survivor_health"}
    assert answered(hub, "yes", in_full="child_protection", **fields).status_code == 303
    assert CALLS in read_by(hub, "csw", "child_protection")

    no = answered(hub, "no", extent="some", in_full="child_protection", **fields)

    assert no.status_code == 303
    found = read_by(hub, "csw", "child_protection")
    assert CALLS not in found
    assert CALLS_IN_SHORT in found
